import { findRetryAfter } from '../../providers/retry-after.ts'

const minute = 60
const hour = 3600

/** The specification's own: ten tries in a little more than three days. */
const delaysInSeconds = [5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour]
/** Endpoints that failed together must not be asked together. */
const jitter = 0.1
const longestWishSeconds = 24 * hour

/** Seconds until the next try after `tries` of them, no sooner than the answer asks for; undefined after the last. */
export function retryDelaySeconds(
  tries: number,
  answer: Record<string, string> = {},
  random = Math.random,
): number | undefined {
  const delay = delaysInSeconds[tries - 1]
  if (delay === undefined) return undefined
  const wish = (findRetryAfter(answer) ?? 0) / 1000
  return Math.max(delay * (1 + jitter * random()), Math.min(wish, longestWishSeconds))
}
