import { NativeSelect } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import { offeredPeriods, type Period, periodOf } from './period.ts'
import classes from './statistics-page.module.css'

interface PeriodChoiceProps {
  period: Period
  slot: string | undefined
  slots: readonly Slot[]
}

/** Of which time and which slot; both stand in the address, so that it can be kept and sent. */
export function PeriodChoice({ period, slot, slots }: PeriodChoiceProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const say = usePeriodWords()
  const keys = offeredPeriods.includes(period.key) ? offeredPeriods : [...offeredPeriods, period.key]
  const known = slots.map(({ id, settings }) => ({ value: id, label: settings.name }))
  // One that was deleted still has its figures.
  const gone = slot === undefined || known.some(({ value }) => value === slot) ? [] : [{ value: slot, label: slot }]
  const go = (to: { period: string; slot: string | undefined }) =>
    void navigate({
      to: '/admin/statistics',
      search: { period: to.period, ...(to.slot && { slot: to.slot }) },
      replace: true,
    })
  return (
    <div className={classes.choice}>
      <NativeSelect
        aria-label={t('statistics.slot')}
        value={slot ?? ''}
        onChange={({ currentTarget }) => go({ period: period.key, slot: currentTarget.value || undefined })}
        data={[{ value: '', label: t('statistics.allSlots') }, ...known, ...gone]}
      />
      <NativeSelect
        aria-label={t('statistics.period')}
        value={period.key}
        onChange={({ currentTarget }) => go({ period: currentTarget.value, slot })}
        data={keys.map((value) => ({ value, label: say(periodOf(value)) }))}
      />
    </div>
  )
}

function usePeriodWords(): (period: Period) => string {
  const { t } = useTranslation()
  return ({ hours, days }) => {
    if (days === 1) return t('statistics.today')
    if (days !== undefined) return t('statistics.days', { count: days })
    return t('statistics.hours', { count: hours ?? 24 })
  }
}
