import { createHash } from 'node:crypto'
import { normalizeIP } from '@fastify/rate-limit'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, eq, gt, gte, lte, type SQL, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { failedAttempts } from '../schema.ts'

interface Brake {
  /** Failures that are answered as such; the next one is refused. */
  limit: number
  /** A window begins with its first failure. */
  windowSeconds: number
}

interface Dependencies extends Brake {
  database: Database
  clock: Clock
}

const mostKeyLength = 128

/** Counts failures per key in the database, so that all nodes share one count and a restart forgets nothing. */
export function createFailureThrottle({ database, clock, ...usual }: Dependencies) {
  const { key, failures, windowEndsAt } = failedAttempts

  /** Throws `rate_limited` while the key has used up its failures. */
  async function check(name: string, { limit } = usual): Promise<void> {
    const [spent] = await database
      .select({ remaining: remainingSeconds(clock.databaseNow()) })
      .from(failedAttempts)
      .where(and(eq(key, bounded(name)), gte(failures, limit), gt(windowEndsAt, clock.databaseNow())))
    if (spent) throw tooMany(spent.remaining)
  }

  /**
   * Counts one failure. Throws `rate_limited` when it is one too many: of any number of attempts that passed `check`
   * side by side, only `limit` learn that they were wrong.
   */
  async function recordFailure(name: string, { limit, windowSeconds } = usual): Promise<void> {
    const window = sql`make_interval(secs => ${windowSeconds})`
    // `excluded` holds the one moment this statement took from the clock; a second look would be a later moment.
    const isOver = sql`${windowEndsAt} <= excluded.window_ends_at - ${window}`
    const [counted] = await database
      .insert(failedAttempts)
      .values({ key: bounded(name), failures: 1, windowEndsAt: sql`${clock.databaseNow()} + ${window}` })
      .onConflictDoUpdate({
        target: key,
        set: {
          failures: sql`case when ${isOver} then 1 else ${failures} + 1 end`,
          windowEndsAt: sql`case when ${isOver} then excluded.window_ends_at else ${windowEndsAt} end`,
        },
      })
      .returning({ failures, remaining: remainingSeconds(clock.databaseNow()) })
    if (counted && counted.failures > limit) throw tooMany(counted.remaining)
  }

  async function forget(name: string): Promise<void> {
    await database.delete(failedAttempts).where(eq(key, bounded(name)))
  }

  /** How many windows had ended and were removed. */
  async function removeExpired(): Promise<number> {
    const { rowCount } = await database.delete(failedAttempts).where(lte(windowEndsAt, clock.databaseNow()))
    return rowCount ?? 0
  }

  return { check, recordFailure, forget, removeExpired }
}

export type FailureThrottle = ReturnType<typeof createFailureThrottle>

/** Whom to count by address: one IPv6 customer owns 2^64 of them. */
export const networkOf = (address: string) => normalizeIP(address)

const remainingSeconds = (now: SQL) =>
  sql<number>`ceil(extract(epoch from ${failedAttempts.windowEndsAt} - ${now}))`.mapWith(Number)

function tooMany(remainingSeconds: number): GatewayError {
  return new GatewayError('rate_limited', 'too many failures', {
    details: 'Too many wrong passwords. Please wait a little.',
    retryAfterSeconds: Math.max(1, remainingSeconds),
  })
}

function bounded(name: string): string {
  if (name.length <= mostKeyLength) return name
  return `${name.slice(0, mostKeyLength - 64)}${createHash('sha256').update(name).digest('hex')}`
}
