import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import { providerStatusQuery, readinessQuery } from '../../api/health.ts'
import { todayQuery } from '../../api/statistics.ts'
import { Caution } from '../../parts/caution.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './warning-banners.module.css'
import { findWarnings, type Warning } from './warnings.ts'

/** Nothing, as long as nothing is wrong. */
export function WarningBanners({ slots }: { slots: readonly Slot[] }) {
  const { t } = useTranslation()
  const say = useWarningWords()
  const hasBudgets = slots.some(({ settings }) => settings.dailyBudgetUsd !== null)
  const { data: readiness } = useQuery(readinessQuery)
  const { data: providers } = useQuery(providerStatusQuery)
  const { data: today } = useQuery({ ...todayQuery, enabled: hasBudgets })
  const warnings = findWarnings({ readiness, providers, slots, today })
  if (warnings.length === 0) return null
  return (
    <section aria-label={t('dashboard.warnings.region')}>
      <ul className={classes.list}>
        {warnings.map((warning) => (
          <li key={JSON.stringify(warning)}>
            <Caution isGrave={warning.isGrave}>{say(warning)}</Caution>
          </li>
        ))}
      </ul>
    </section>
  )
}

function useWarningWords() {
  const { t } = useTranslation()
  const { list, percent, time } = useFormats()
  return (warning: Warning): string => {
    switch (warning.kind) {
      case 'circuit': {
        const { provider, model, until } = warning
        return t('dashboard.warnings.circuit', { provider, model, time: until === null ? '…' : time(until) })
      }
      case 'noKey':
        return t('dashboard.warnings.noKey', { provider: warning.provider, slots: list(warning.slots) })
      case 'budgetDay':
      case 'budgetMonth':
        return t(`dashboard.warnings.${warning.kind}`, {
          provider: warning.provider,
          percent: percent(warning.share),
        })
      case 'slotBudget':
        return t('dashboard.warnings.slotBudget', { slot: warning.slot, percent: percent(warning.share) })
      case 'ending': {
        const { provider, model, days: count, next, slots } = warning
        const end = t('dashboard.warnings.ending', { provider, model, count, slots: list(slots) })
        return next === null ? end : `${end} ${t('dashboard.warnings.replacedBy', { model: next })}`
      }
      case 'database':
      case 'storage':
      case 'queue':
      case 'stopping':
        return t(`dashboard.warnings.${warning.kind}`)
    }
  }
}
