import { useTranslation } from 'react-i18next'
import type { SlotOverview } from '../../api/overview.ts'
import classes from './state-sign.module.css'

/** How a slot is, as a colour and a word. */
export function StateSign({ slot: { state, details } }: { slot: Pick<SlotOverview, 'state' | 'details'> }) {
  const { t } = useTranslation()
  return (
    <span className={classes.sign} data-state={state} title={details ?? undefined}>
      {t(`dashboard.states.${state}`)}
    </span>
  )
}
