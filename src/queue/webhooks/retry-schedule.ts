const minute = 60
const hour = 3600

/** The specification's own: ten tries in a little more than three days. */
const delaysInSeconds = [5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour]
/** Endpoints that failed together must not be asked together. */
const jitter = 0.1
const longestWishSeconds = 24 * hour

/** Seconds until the next try after `tries` of them, no sooner than the endpoint asks for; undefined after the last. */
export function retryDelaySeconds(tries: number, retryAfter?: string, random = Math.random): number | undefined {
  const delay = delaysInSeconds[tries - 1]
  if (delay === undefined) return undefined
  return Math.max(delay * (1 + jitter * random()), wishIn(retryAfter))
}

/** Only the form in seconds: what a date means depends on whose clock is right. */
function wishIn(retryAfter: string | undefined): number {
  return retryAfter && /^\d{1,9}$/.test(retryAfter) ? Math.min(Number(retryAfter), longestWishSeconds) : 0
}
