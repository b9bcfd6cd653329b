import pg from 'pg'
import type { Clock } from './clock.ts'
import { GatewayError } from './errors.ts'

/** Seconds after which a caller may try again: a restart of PostgreSQL takes about as long. */
const retryAfterSeconds = 2
const firstPauseMilliseconds = 100
const longestPauseMilliseconds = 1000

/** Says "not now" to the caller; a class of its own so that it is known again further up. */
class DatabaseAwayError extends GatewayError {
  constructor(cause: unknown) {
    super('unavailable', 'database', { cause, retryAfterSeconds })
  }
}

/** What a database that is away means to the caller. */
export const databaseAway = (cause?: unknown): GatewayError => new DatabaseAwayError(cause)

/**
 * By class or in full: connection lost (08), out of memory, disk or connections (53), stopped, restarted or cancelled
 * (57), its disk failed (58); a transaction it ended because we had stopped talking (25P03, 25P04); a standby where the
 * primary was, in the middle of a failover (25006).
 */
const awayStates = /^(08|53|57|58)|^(25P03|25P04|25006)$/

const awaySystemCodes = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'EPIPE',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
  'ETIMEDOUT',
])
/** These are about a file as well, unless they came from reaching for the server. */
const awayWhileConnecting = new Set(['EAGAIN', 'EMFILE', 'ENFILE', 'ENOENT', 'ENOTFOUND'])

/** What pg and its pool say in words only. */
const awayMessages =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed and is not queryable|There was an error establishing an SSL connection)/

/** Is this the database being gone, full, frozen or restarting, rather than a mistake of ours? */
export function isDatabaseAway(error: unknown): boolean {
  // drizzle, the pool and we ourselves wrap what happened.
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof GatewayError) return at instanceof DatabaseAwayError
    if (at instanceof AggregateError && at.errors.some(isDatabaseAway)) return true
    if (saysAway(at)) return true
  }
  return false
}

function saysAway(error: NodeJS.ErrnoException): boolean {
  if (error instanceof pg.DatabaseError) return isAwayState(error)
  const { code = '', syscall = '' } = error
  if (awaySystemCodes.has(code)) return true
  if (awayWhileConnecting.has(code)) return syscall === 'connect' || syscall === 'getaddrinfo'
  return awayMessages.test(error.message)
}

/** PgBouncer's own troubles are all a protocol violation; PostgreSQL means our mistake by that, and names its routine. */
function isAwayState({ code = '', routine }: pg.DatabaseError): boolean {
  return code === '08P01' ? routine === undefined : awayStates.test(code)
}

/**
 * Does `work` again while the database is away, until it succeeds or `patienceMilliseconds` are over; then throws
 * GatewayError `unavailable` at once, also when `work` itself hangs. Other errors pass through untouched.
 *
 * Only for work that may be done twice: a connection that breaks in the middle of COMMIT does not say whether it was
 * done. Work that hangs is left alone, and may still be done after this has thrown.
 */
export async function whileAway<Value>(
  clock: Clock,
  patienceMilliseconds: number,
  work: () => Promise<Value>,
): Promise<Value> {
  const over = Promise.withResolvers<never>()
  let lastError: unknown
  const cancel = clock.after(patienceMilliseconds, () => {
    // A process that was frozen finds its timers due before it reads an answer that has long been there.
    setImmediate(() => over.reject(databaseAway(lastError)))
  })

  async function tryAgainAndAgain(): Promise<Value> {
    for (let pause = firstPauseMilliseconds; ; pause = Math.min(2 * pause, longestPauseMilliseconds)) {
      try {
        return await work()
      } catch (error) {
        if (!isDatabaseAway(error)) throw error
        lastError = error
        await Promise.race([pauseFor(clock, pause), over.promise])
      }
    }
  }

  const tries = tryAgainAndAgain()
  tries.catch(() => {}) // when the patience ends first, what becomes of it is nobody's any more
  try {
    return await Promise.race([tries, over.promise])
  } finally {
    cancel()
    over.promise.catch(() => {})
  }
}

const pauseFor = (clock: Clock, milliseconds: number) =>
  new Promise<void>((resolve) => {
    clock.after(milliseconds, resolve)
  })
