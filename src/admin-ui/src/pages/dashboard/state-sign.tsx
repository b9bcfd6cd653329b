import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import { meQuery } from '../../api/me.ts'
import { settingsQuery } from '../../api/settings.ts'
import type { SlotFigures } from '../../api/statistics.ts'
import { useFormats } from '../../words/formats.ts'
import { type SlotState, stateOf } from './slot-state.ts'
import classes from './state-sign.module.css'

/** The gateway's window, for those who may not see the settings. */
const firstSyncSeconds = 48

/** How a slot is, as a colour and a word. */
export function StateSign({ slot, figures }: { slot: Slot; figures: SlotFigures | undefined }) {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const { data: settings } = useQuery({ ...settingsQuery, enabled: me.role === 'admin' })
  const usualSyncSeconds = settings?.sync_seconds ?? firstSyncSeconds
  const state = stateOf(slot, figures, { now: Date.now(), usualSyncSeconds })
  return (
    <span className={classes.sign} data-state={state} title={useReason(slot, state)}>
      {t(`dashboard.states.${state}`)}
    </span>
  )
}

function useReason({ settings, problem }: Slot, state: SlotState): string | undefined {
  const { t } = useTranslation()
  const { moment } = useFormats()
  if (state === 'broken') return problem ?? undefined
  if (state !== 'closed') return undefined
  const { openFrom, openUntil } = settings
  if (openFrom !== null && Date.parse(openFrom) > Date.now()) return t('dashboard.opensAt', { when: moment(openFrom) })
  return openUntil === null ? undefined : t('dashboard.closedAt', { when: moment(openUntil) })
}
