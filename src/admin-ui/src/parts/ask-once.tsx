import { Button, type ButtonProps, Text } from '@mantine/core'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './ask-once.module.css'
import { Problem } from './problem.tsx'

interface AskOnceProps {
  /** On the button that begins it, as in "Delete …". */
  label: string
  /** Of that button, for those who do not see what it stands beside. */
  heardLabel?: string
  icon?: ReactNode
  /** Of that button, where it is not as all others. */
  look?: Pick<ButtonProps, 'size' | 'variant' | 'disabled'>
  /** The question in a few words, where it needs more than these. */
  title?: string
  /** What will happen, in the words of those whom it concerns. */
  question: ReactNode
  /** On the button that does it. */
  confirm: string
  isPending: boolean
  error: unknown
  isHarmless?: boolean
  onConfirm(): void
}

/** The one way to ask before something that cannot be taken back: in the button's place, so that nothing covers what it is about. */
export function AskOnce({ label, heardLabel, icon, look = {}, isHarmless = false, ...question }: AskOnceProps) {
  const [isAsking, setAsking] = useState(false)
  const begin = useRef<HTMLButtonElement>(null)
  const wasAsking = useRef(false)
  useEffect(() => {
    if (!isAsking && wasAsking.current) begin.current?.focus()
    wasAsking.current = isAsking
  }, [isAsking])
  if (isAsking)
    return (
      <Question {...question} label={heardLabel ?? label} isHarmless={isHarmless} onClose={() => setAsking(false)} />
    )
  const isRed = !isHarmless && look.variant !== 'filled'
  return (
    <Button
      ref={begin}
      variant="default"
      {...(icon && { leftSection: icon })}
      {...(isRed && { c: 'var(--page-bad)' })}
      {...(heardLabel && { 'aria-label': heardLabel })}
      {...look}
      onClick={() => setAsking(true)}
    >
      {label}
    </Button>
  )
}

type QuestionProps = Omit<AskOnceProps, 'heardLabel' | 'icon' | 'look'> & { isHarmless: boolean; onClose(): void }

function Question({ title, question, isHarmless, onClose, ...props }: QuestionProps) {
  const { label, confirm, isPending, error, onConfirm } = props
  const { t } = useTranslation()
  const id = useId()
  const keep = useRef<HTMLButtonElement>(null)
  useEffect(() => keep.current?.focus(), [])
  // What went wrong before it was asked this time is no answer to it.
  const [isAnswered, setAnswered] = useState(false)
  const wasPending = useRef(false)
  useEffect(() => {
    if (wasPending.current && !isPending && !error) onClose()
    wasPending.current = isPending
  })
  // Inside a dialog Escape means the question, not the dialog.
  const own = { 'data-mantine-stop-propagation': true }
  return (
    <fieldset
      className={classes.question}
      data-harmless={isHarmless || undefined}
      aria-describedby={id}
      onKeyDown={({ key }) => key === 'Escape' && !isPending && onClose()}
    >
      <legend className="only-heard">{label}</legend>
      <div id={id}>
        {title && <Text fw={600}>{title}</Text>}
        {question}
      </div>
      <Problem error={isAnswered ? error : null} />
      <div className={classes.answers}>
        <Button {...own} ref={keep} variant="default" disabled={isPending} onClick={onClose}>
          {t('parts.keep')}
        </Button>
        <Button
          {...own}
          {...(!isHarmless && { color: 'red.8' })}
          loading={isPending}
          onClick={() => {
            setAnswered(true)
            onConfirm()
          }}
        >
          {confirm}
        </Button>
      </div>
    </fieldset>
  )
}
