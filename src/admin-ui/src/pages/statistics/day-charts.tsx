import { useTranslation } from 'react-i18next'
import type { Statistics } from '../../api/statistics.ts'
import { Chart } from '../../parts/chart.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './statistics-page.module.css'

type Day = NonNullable<Statistics['by_day']>[number]

const outcomes = [
  { key: 'good', color: 'var(--page-good)', of: ({ done, fallback }: Day) => done - fallback },
  { key: 'standIn', color: 'var(--mantine-color-anchor)', of: ({ fallback }: Day) => fallback },
  { key: 'failed', color: 'var(--page-bad)', of: ({ failed }: Day) => failed },
  { key: 'timeout', color: 'var(--page-slow)', of: ({ timeout }: Day) => timeout },
  { key: 'cancelled', color: 'var(--mantine-color-dimmed)', of: ({ cancelled }: Day) => cancelled },
] as const

/** What became of the photos of each day, and what they have cost. */
export function DayCharts({ days }: { days: readonly Day[] | undefined }) {
  const { t } = useTranslation()
  const { number, usd, day } = useFormats()
  const sum = (of: (one: Day) => number) => (days ?? []).reduce((all, one) => all + of(one), 0)
  // What has never happened needs no place in the legend.
  const met = outcomes.filter(({ key, of }) => key === 'good' || sum(of) > 0)
  return (
    <div className={classes.pair}>
      <Chart
        title={t('statistics.byDay')}
        kind="bars"
        series={met.map(({ key, color, of }) => ({
          ...{ key, color, label: t(`statistics.outcomes.${key}`) },
          says: number(sum(of)),
        }))}
        points={days?.map((one) => ({
          key: one.day,
          label: day(one.day),
          values: Object.fromEntries(met.map(({ key, of }) => [key, of(one)])),
        }))}
        pointsAre={t('statistics.day')}
        format={number}
        isCounted
      />
      <Chart
        title={t('statistics.costByDay')}
        kind="bars"
        series={[
          {
            ...{ key: 'cost', label: t('statistics.inAll'), color: 'var(--mantine-color-anchor)' },
            says: usd(sum(({ cost_usd: cost }) => cost)),
          },
        ]}
        points={days?.map((one) => ({ key: one.day, label: day(one.day), values: { cost: one.cost_usd } }))}
        pointsAre={t('statistics.day')}
        format={usd}
      />
    </div>
  )
}
