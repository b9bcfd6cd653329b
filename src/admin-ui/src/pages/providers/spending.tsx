import { Progress } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ShownProvider } from '../../api/services.ts'
import { useFormats } from '../../words/formats.ts'
import classes from './providers-page.module.css'

const nearShare = 0.8

/** What was spent, held against what may be. */
export function Spending({ limits, spent }: Pick<ShownProvider, 'limits' | 'spent'>) {
  const { t } = useTranslation()
  return (
    <div className={classes.money}>
      <Spent label={t('providers.today')} spent={spent.today_usd} budget={limits.daily_budget_usd} />
      <Spent label={t('providers.month')} spent={spent.month_usd} budget={limits.monthly_budget_usd} />
    </div>
  )
}

function Spent({ label, spent, budget }: { label: string; spent: number; budget: number | null }) {
  const { t } = useTranslation()
  const { usd } = useFormats()
  const share = budget === null ? 0 : budget === 0 ? 1 : spent / budget
  const says = budget === null ? usd(spent) : t('providers.ofBudget', { spent: usd(spent), budget: usd(budget) })
  const color = share >= 1 ? 'var(--page-bad)' : share >= nearShare ? 'var(--page-slow)' : undefined
  return (
    <div className={classes.spent}>
      <div>
        <span>{label}</span>
        <b>{says}</b>
      </div>
      {budget !== null && (
        <Progress value={Math.min(100, share * 100)} {...(color && { color })} aria-label={`${label}: ${says}`} />
      )}
    </div>
  )
}
