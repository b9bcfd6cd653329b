import { useTranslation } from 'react-i18next'
import type { SlotOverview } from '../../api/overview.ts'
import { useProblemList } from '../../parts/problem-words.ts'
import classes from './state-sign.module.css'

/** How a slot is, as a colour and a word. */
export function StateSign({ slot: { state, problems } }: { slot: Pick<SlotOverview, 'state' | 'problems'> }) {
  const { t } = useTranslation()
  return (
    <span className={classes.sign} data-state={state} title={useProblemList()(problems) || undefined}>
      {t(`dashboard.states.${state}`)}
    </span>
  )
}
