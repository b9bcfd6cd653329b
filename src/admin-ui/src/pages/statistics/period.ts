/** What the address of the page says. */
export interface StatisticsSearch {
  period?: string
  slot?: string
}

export interface Period {
  /** As in the address. */
  key: string
  hours?: 1 | 24 | 72
  days?: number
}

const mostDays = 90
export const usualPeriod = '7d'
/** What is offered; the address may say any number of days. */
export const offeredPeriods = ['1h', '24h', '72h', '1d', '7d', '30d', '90d']

const windows: Record<string, Period> = {
  '1h': { key: '1h', hours: 1 },
  '24h': { key: '24h', hours: 24 },
  '72h': { key: '72h', hours: 72 },
}

/** `24h` or `30d`; what cannot be read is the usual one. */
export function periodOf(key: string = usualPeriod): Period {
  const days = Number(/^(\d{1,2})d$/.exec(key)?.[1])
  if (days >= 1 && days <= mostDays) return { key: `${days}d`, days }
  return windows[key] ?? { key: usualPeriod, days: Number.parseInt(usualPeriod, 10) }
}

export const askedOf = ({ hours, days }: Period, slot: string | undefined) => ({
  ...(days === undefined ? { window: `${hours ?? 24}h` as '24h' } : { days }),
  ...(slot !== undefined && { slot }),
})

export function readStatisticsSearch({ period, slot }: Record<string, unknown>): StatisticsSearch {
  return {
    ...(typeof period === 'string' && { period }),
    ...(typeof slot === 'string' && slot !== '' && { slot }),
  }
}
