import { useTranslation } from 'react-i18next'
import type { Report } from '../../api/rehearsals.ts'
import { useFormats } from '../../words/formats.ts'
import { useSlotName } from './use-slot-name.ts'
import classes from './window-bars.module.css'

/** An answer that takes more of its window has no room for a bad minute. */
const mostOfWindow = 0.85

/** The 95th percentile of each slot's answers, as a part of its window. */
export function WindowBars({ slots }: { slots: Report['slots'] }) {
  const { t } = useTranslation()
  const { seconds } = useFormats()
  const nameOf = useSlotName()
  return (
    <ul className={classes.bars}>
      {slots.map(({ slot, window_seconds: window, answer_milliseconds: { p95 } }) => {
        const share = (p95 ?? 0) / 1000 / window
        const text =
          p95 === null
            ? t('rehearsal.noAnswers')
            : t('rehearsal.ofWindow', { time: seconds(p95), window: seconds(window * 1000) })
        return (
          <li key={slot}>
            <div className={classes.line}>
              <span className={classes.name}>{nameOf(slot)}</span>
              <span>{text}</span>
            </div>
            <div className={classes.bar} aria-hidden>
              <div
                className={classes.fill}
                data-over={share > mostOfWindow || undefined}
                style={{ width: `${Math.min(100, share * 100)}%` }}
              />
              <div className={classes.mark} style={{ left: `${mostOfWindow * 100}%` }} />
            </div>
          </li>
        )
      })}
    </ul>
  )
}
