const minute = 60
const hour = 3600

/** Nine tries within a little more than a day. */
const delaysInSeconds = [minute, 5 * minute, 15 * minute, hour, 2 * hour, 4 * hour, 8 * hour, 10 * hour]
/** Mails that failed together must not be tried together. */
const jitter = 0.1
const longestWishSeconds = 12 * hour

/** Seconds until the next try after `tries` of them, no sooner than the service asks for; undefined after the last. */
export function mailDelaySeconds(tries: number, wishSeconds = 0, random = Math.random): number | undefined {
  const delay = delaysInSeconds[tries - 1]
  if (delay === undefined) return undefined
  return Math.max(delay * (1 + jitter * random()), Math.min(wishSeconds, longestWishSeconds))
}
