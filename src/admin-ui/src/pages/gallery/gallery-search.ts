export const times = ['all', 'hour', 'today', 'day', 'week', 'range'] as const
type Time = (typeof times)[number]

/** What the address says: which pictures, and which of them is open. */
export interface GallerySearch {
  slot?: string | undefined
  time?: Time | undefined
  /** Of a range, as `2026-11-21T18:00` in the zone of whoever looks. */
  from?: string | undefined
  to?: string | undefined
  picture?: string | undefined
}

const textOf = (value: unknown, pattern: RegExp) =>
  typeof value === 'string' && pattern.test(value) ? value : undefined

const momentPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/
const momentOf = (value: unknown) => {
  const found = textOf(value, momentPattern)
  return found !== undefined && Number.isFinite(Date.parse(found)) ? found : undefined
}

/** Anybody may have written the address: what is not understood is not there. */
export const gallerySearch = (search: Record<string, unknown>): GallerySearch => ({
  slot: textOf(search.slot, /^[a-z0-9][a-z0-9-]{0,31}$/),
  time: times.find((time) => time !== 'all' && time === search.time),
  from: momentOf(search.from),
  to: momentOf(search.to),
  picture: textOf(search.picture, /^[0-9a-f-]{36}$/),
})

const hours: Partial<Record<Time, number>> = { hour: 1, day: 24, week: 7 * 24 }

/** When the photos were received, as the gateway is asked for it. */
export function rangeOf({ time, from, to }: GallerySearch, now: number): { from?: string; to?: string } {
  if (time === 'range') return { ...(from && { from: isoOf(from) }), ...(to && { to: isoOf(to) }) }
  if (time === 'today') return { from: new Date(new Date(now).setHours(0, 0, 0, 0)).toISOString() }
  const back = time && hours[time]
  return back === undefined ? {} : { from: new Date(now - back * 3_600_000).toISOString() }
}

const isoOf = (local: string) => new Date(local).toISOString()
