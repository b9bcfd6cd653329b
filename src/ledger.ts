import type { Clock } from './clock.ts'
import type { Deadline } from './deadline.ts'

/**
 * The hops of a photo, in the order of its path, and how many milliseconds of the window each of them must leave to those
 * that come after it. `lost` is the time of a node that died over the photo, `fallback` that of what is answered instead.
 */
export const reserves = {
  upload: 1000,
  queue: 300,
  provider: 250,
  download: 200,
  encode: 150,
  publish: 100,
  lost: 0,
  fallback: 100,
} as const

export type Hop = keyof typeof reserves
export const hops = Object.keys(reserves) as Hop[]

/** One stay of a photo at one hop. Stays follow each other without a gap, so their sum is the time of the whole path. */
export interface LedgerEntry {
  hop: Hop
  /** Milliseconds that it was allowed: what remained of the window, less the reserve. */
  allowed: number
  /** Milliseconds that it took. */
  spent: number
  /** The claim it belongs to; 0 before the first. */
  epoch: number
}

/** What a hop may take now. */
export const allowanceFor = (hop: Hop, deadline: Deadline) => Math.max(0, deadline.remaining() - reserves[hop])

const rounded = (milliseconds: number) => Math.round(milliseconds * 10) / 10

/** Writes down one hop after the other; the end of one is the beginning of the next. The first may have begun before. */
export function createLedger(clock: Clock, deadline: Deadline, first: Hop, epoch = 0, startedAt = clock.monotonic()) {
  const entries: LedgerEntry[] = []
  let since = startedAt
  let current: Hop | undefined = first
  let allowed = Math.max(0, deadline.remaining() + clock.monotonic() - startedAt - reserves[first])

  function close(): void {
    if (!current) return
    const now = clock.monotonic()
    entries.push({ hop: current, allowed: rounded(allowed), spent: rounded(now - since), epoch })
    since = now
    current = undefined
  }

  return {
    /** Ends the current hop and begins another; entering the same one goes on with it. */
    enter(hop: Hop): void {
      if (hop === current) return
      close()
      current = hop
      allowed = allowanceFor(hop, deadline)
    },
    /** Ends the last hop. */
    close(): LedgerEntry[] {
      close()
      return entries
    },
  }
}

export type Ledger = ReturnType<typeof createLedger>

/** Milliseconds per hop. */
export function sumByHop(entries: readonly LedgerEntry[]): Partial<Record<Hop, number>> {
  const sums: Partial<Record<Hop, number>> = {}
  for (const { hop, spent } of entries) sums[hop] = (sums[hop] ?? 0) + spent
  return sums
}
