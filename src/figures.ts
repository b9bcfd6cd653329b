/** How often a duration fell into each step: 0 below a millisecond, from there on each a tenth longer than the last. */
export type Histogram = Record<string, number>

/** What became of some photos. Two of them can be added, so that hours make days and slots a gateway. */
export interface Figures {
  done: number
  failed: number
  timeout: number
  cancelled: number
  /** Of those done: answered with another picture than the one that was asked for. */
  fallback: number
  /** Ended after their window. */
  late: number
  /** Why jobs failed. */
  reasons: Record<string, number>
  /** Why photos were not taken in, although their password was right. */
  refusals: Record<string, number>
  /** Millionths of a US dollar. */
  costMicros: number
  /** Of those done, in milliseconds: everything but the wait for a provider and its picture. */
  own: Histogram
  /** Of those done that needed a provider. */
  provider: Histogram
}

export const stepFactor = 1.1

export const noFigures = (): Figures => ({
  ...{ done: 0, failed: 0, timeout: 0, cancelled: 0, fallback: 0, late: 0, costMicros: 0 },
  ...{ reasons: {}, refusals: {}, own: {}, provider: {} },
})

/** Adds `more` to `sums`, which is changed. */
export function addFigures(sums: Figures, more: Figures): void {
  for (const name of ['done', 'failed', 'timeout', 'cancelled', 'fallback', 'late', 'costMicros'] as const) {
    sums[name] += more[name]
  }
  for (const name of ['reasons', 'refusals', 'own', 'provider'] as const) addCounts(sums[name], more[name])
}

function addCounts(sums: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(more)) sums[name] = (sums[name] ?? 0) + count
}

/** The middle of the step in which that share of all durations is reached: no more than 5 % off. Null when there are none. */
export function percentileOf(histogram: Histogram, share: number): number | null {
  const steps = Object.entries(histogram)
    .map(([step, count]) => ({ step: Number(step), count }))
    .sort((one, other) => one.step - other.step)
  const all = steps.reduce((sum, { count }) => sum + count, 0)
  let seen = 0
  for (const { step, count } of steps) {
    seen += count
    if (seen >= all * share) return step === 0 ? 0.5 : stepFactor ** (step - 0.5)
  }
  return null
}

export const endedIn = ({ done, failed, timeout, cancelled }: Figures) => done + failed + timeout + cancelled
export const refusedIn = ({ refusals }: Figures) => Object.values(refusals).reduce((sum, count) => sum + count, 0)
