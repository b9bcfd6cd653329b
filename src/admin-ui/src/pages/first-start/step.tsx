import { Button, Text } from '@mantine/core'
import { Check } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './step.module.css'

export type StepState = 'waiting' | 'open' | 'done' | 'skipped'

interface StepProps {
  number: number
  title: string
  text: string
  state: StepState
  /** What it shows when it is done is worth looking at. */
  keepsContent: boolean
  onOpen(): void
  onLater(): void
  children: ReactNode
}

export function Step({ number, title, text, state, keepsContent, onOpen, onLater, children }: StepProps) {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)
  const before = useRef(state)
  useEffect(() => {
    if (before.current !== 'open' && state === 'open') heading.current?.focus()
    before.current = state
  }, [state])
  const isShown = state === 'open' || (state === 'done' && keepsContent)
  return (
    <li className={classes.step} data-state={state} aria-current={state === 'open' ? 'step' : undefined}>
      <span className={classes.number} aria-hidden>
        {state === 'done' ? <Check size={17} /> : number}
      </span>
      <div className={classes.content}>
        <div className={classes.head}>
          <h2 ref={heading} tabIndex={-1} className={classes.title}>
            {title}
          </h2>
          {state === 'done' && <Text size="sm">{t('firstStart.done')}</Text>}
          {state === 'skipped' && (
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={onOpen}
              aria-label={`${t('firstStart.later')}: ${title}`}
            >
              {t('firstStart.skipped')}
            </Button>
          )}
          {state === 'open' && (
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={onLater}
              aria-label={`${t('firstStart.later')}: ${title}`}
            >
              {t('firstStart.later')}
            </Button>
          )}
        </div>
        {isShown && (
          <>
            {state === 'open' && (
              <Text c="dimmed" mb="md">
                {text}
              </Text>
            )}
            {children}
          </>
        )}
      </div>
    </li>
  )
}
