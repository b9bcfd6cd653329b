import { Button, type ButtonProps } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './sure-button.module.css'

interface SureButtonProps {
  label: string
  /** What cannot be undone, as a question. */
  question: string
  /** The answer that does it. */
  yes: string
  icon?: ReactNode
  size?: ButtonProps['size']
  isBusy?: boolean
  onYes(): void
}

/** A button for what cannot be undone: it asks, in its own place, and only once. */
export function SureButton({ label, question, yes, icon, size = 'sm', isBusy = false, onYes }: SureButtonProps) {
  const { t } = useTranslation()
  const [isAsking, setAsking] = useState(false)
  const sizeProps = size === undefined ? {} : { size }
  if (!isAsking)
    return (
      <Button {...sizeProps} variant="default" leftSection={icon} loading={isBusy} onClick={() => setAsking(true)}>
        {label}
      </Button>
    )
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape means no, wherever in the question the focus is
    <div
      className={classes.question}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        setAsking(false)
      }}
    >
      <span role="alert">{question}</span>
      <Button
        {...sizeProps}
        color="red.8"
        onClick={() => {
          setAsking(false)
          onYes()
        }}
      >
        {yes}
      </Button>
      <Button {...sizeProps} variant="default" data-autofocus autoFocus onClick={() => setAsking(false)}>
        {t('gallery.keep')}
      </Button>
    </div>
  )
}
