import { useTranslation } from 'react-i18next'
import type { Statistics } from '../../api/statistics.ts'
import { type Figure, FigureTiles } from '../../parts/figure-tiles.tsx'
import { useFormats } from '../../words/formats.ts'

type Whole = Statistics['whole']

const none = '–'
const leastGood = 0.9

export function Headline({ figures }: { figures: Whole | undefined }) {
  const { t } = useTranslation()
  const { number, share, duration, usd } = useFormats()
  const time = (milliseconds: number | null | undefined) => (milliseconds == null ? none : duration(milliseconds))
  const rate = (value: number | null | undefined) => (value == null ? none : share(value))
  const slowest = (p95: number | null | undefined) =>
    p95 == null ? undefined : t('statistics.most', { time: duration(p95) })
  const count = (value: number | undefined) => number(value ?? 0)

  const shown: Figure[] = [
    {
      label: t('statistics.photos'),
      value: count(figures?.jobs),
      more: figures?.in_flight ? t('statistics.inFlight', { count: figures.in_flight }) : undefined,
    },
    {
      label: t('statistics.success'),
      value: rate(figures?.success_rate),
      more: figures?.fallback ? t('statistics.standIns', { count: figures.fallback }) : undefined,
      tone: (figures?.success_rate ?? 1) < leastGood ? 'bad' : undefined,
    },
    {
      label: t('statistics.timeouts'),
      value: count(figures?.timeout),
      more: figures?.timeout ? t('statistics.ofAll', { rate: rate(figures.timeout_rate) }) : undefined,
      tone: figures?.timeout ? 'slow' : undefined,
    },
    {
      label: t('statistics.refused'),
      value: count(figures?.refused),
      more: figures?.refused ? t('statistics.ofAll', { rate: rate(figures.refusal_rate) }) : undefined,
    },
    {
      label: t('statistics.own'),
      value: time(figures?.own_overhead_ms.p50),
      more: slowest(figures?.own_overhead_ms.p95),
    },
    {
      label: t('statistics.provider'),
      value: time(figures?.provider_ms.p50),
      more: slowest(figures?.provider_ms.p95),
    },
    { label: t('statistics.cost'), value: usd(figures?.cost_usd ?? 0) },
  ]
  return <FigureTiles figures={shown} areKnown={figures !== undefined} />
}
