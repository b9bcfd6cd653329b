import { Button, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './ask-once.module.css'
import { Problem } from './problem.tsx'

interface AskOnceProps {
  /** On the button that begins it, as in "Delete …". */
  label: string
  /** What cannot be taken back. */
  question: string
  /** On the button that does it. */
  confirm: string
  isPending: boolean
  error: unknown
  isHarmless?: boolean
  onConfirm(): void
}

/** A button that asks before it does what it says; the question takes its place, so that nothing covers what it is about. */
export function AskOnce({ label, question, confirm, isPending, error, isHarmless = false, onConfirm }: AskOnceProps) {
  const { t } = useTranslation()
  const [isAsking, setAsking] = useState(false)
  const keep = useRef<HTMLButtonElement>(null)
  const begin = useRef<HTMLButtonElement>(null)
  const wasAsking = useRef(false)
  useEffect(() => {
    if (isAsking) keep.current?.focus()
    else if (wasAsking.current) begin.current?.focus()
    wasAsking.current = isAsking
  }, [isAsking])
  const color = isHarmless ? undefined : 'red'
  if (!isAsking)
    return (
      <Button
        ref={begin}
        variant="default"
        {...(isHarmless ? {} : { c: 'var(--page-bad)' })}
        onClick={() => setAsking(true)}
      >
        {label}
      </Button>
    )
  return (
    <fieldset className={classes.question}>
      <legend className="only-heard">{label}</legend>
      <Text>{question}</Text>
      <Problem error={error} />
      <div className={classes.answers}>
        <Button {...(color && { color })} loading={isPending} onClick={onConfirm}>
          {confirm}
        </Button>
        <Button ref={keep} variant="default" onClick={() => setAsking(false)}>
          {t('parts.keep')}
        </Button>
      </div>
    </fieldset>
  )
}
