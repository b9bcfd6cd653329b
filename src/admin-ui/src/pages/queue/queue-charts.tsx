import { useTranslation } from 'react-i18next'
import type { Stretch } from '../../api/queue.ts'
import { Chart, type ChartProps, type Series } from '../../parts/chart.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './queue-page.module.css'

type Key = Exclude<keyof Stretch, 'at'>
type Drawn = Omit<Series, 'says'> & { key: Key }

const good = 'var(--page-good)'
const slow = 'var(--page-slow)'
const bad = 'var(--page-bad)'
const accent = 'var(--mantine-color-anchor)'

/** Four questions: how full, how long the wait, whose fault, and what came of it. */
export function QueueCharts({ stretches }: { stretches: readonly Stretch[] | undefined }) {
  const { t } = useTranslation()
  const { number, duration, time } = useFormats()
  const all = stretches ?? []
  const sum = (key: Key) => number(all.reduce((so, one) => so + (one[key] ?? 0), 0))
  const newest = (key: Key) => number(all.at(-1)?.[key] ?? 0)
  const longest = (key: Key) => {
    const known = all.map((one) => one[key]).filter((value) => value !== null)
    return known.length === 0 ? t('queue.charts.none') : t('queue.charts.upTo', { time: duration(Math.max(...known)) })
  }

  function frame(kind: ChartProps['kind'], says: (key: Key) => string, drawn: readonly Drawn[]) {
    return {
      kind,
      series: drawn.map((one) => ({ ...one, says: says(one.key) })),
      points: stretches?.map((one) => ({
        key: one.at,
        label: time(one.at),
        values: Object.fromEntries(drawn.map(({ key }) => [key, one[key]])),
      })),
      pointsAre: t('queue.charts.time'),
    }
  }

  return (
    <div className={classes.charts}>
      <Chart
        title={t('queue.charts.depth')}
        format={number}
        isCounted
        {...frame('areas', newest, [
          { key: 'working', label: t('queue.working'), color: accent },
          { key: 'waiting', label: t('queue.waiting'), color: slow },
        ])}
      />
      <Chart
        title={t('queue.charts.outcomes')}
        format={number}
        isCounted
        {...frame('bars', sum, [
          { key: 'done', label: t('queue.charts.done'), color: good },
          { key: 'failed', label: t('queue.charts.failed'), color: bad },
          { key: 'timeout', label: t('queue.charts.timeout'), color: slow },
        ])}
      />
      <Chart
        title={t('queue.charts.overhead')}
        format={duration}
        {...frame('lines', longest, [
          { key: 'own_overhead_p50_ms', label: t('queue.charts.own'), color: accent },
          { key: 'provider_p50_ms', label: t('queue.charts.provider'), color: slow, isDashed: true },
        ])}
      />
      <Chart
        title={t('queue.charts.wait')}
        format={duration}
        {...frame('lines', longest, [{ key: 'wait_p95_ms', label: t('queue.charts.waitMost'), color: accent }])}
      />
    </div>
  )
}
