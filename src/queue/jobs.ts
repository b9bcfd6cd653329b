import type { Clock } from '../clock.ts'
import type { Database, Transaction } from '../database.ts'
import { and, eq, inArray, not, type SQL, sql } from '../drizzle.ts'
import type { GatewayError } from '../errors.ts'
import { attempts, jobs } from '../schema.ts'
import { beyondDeadlock } from './deadlock.ts'
import { columnsOf, type FinishedResult } from './finished-result.ts'
import { inFlight, type JobStatus, statusFor } from './job.ts'
import { ledgerWithRest } from './ledger-rest.ts'
import type { Messages } from './messages.ts'
import { endedColumns } from './webhooks/outbox.ts'

export type Job = typeof jobs.$inferSelect
export type FallbackKind = NonNullable<Job['fallback']>

interface StopOptions {
  also?: (tx: Transaction) => Promise<void>
  /** Looked at in the same statement. */
  unless?: SQL
}

interface Dependencies {
  database: Database
  messages: Messages
  clock: Clock
}

/**
 * Jobs as everybody but their worker sees them. The last step of a job is one compare-and-set, whoever makes it: its
 * worker (`claims.ts`), the end of its window or an operator (here).
 */
export function createJobs({ database, messages, clock }: Dependencies) {
  const inTransaction = (work: (tx: Transaction) => Promise<boolean>) =>
    beyondDeadlock(() => database.transaction(work))
  const isOpen = (id: string) => and(eq(jobs.id, id), inArray(jobs.status, [...inFlight]))

  /**
   * Ends a job from outside: its window is over, or somebody stopped it. True when this call won; then `also` is part of
   * the same transaction.
   */
  async function stop(id: string, failure: GatewayError, { also, unless }: StopOptions = {}): Promise<boolean> {
    return inTransaction(async (tx) => {
      const status = statusFor(failure.code)
      const change = tx
        .update(jobs)
        .set({
          status,
          failureReason: failure.code,
          details: failure.details,
          finishedAt: clock.databaseNow(),
          leaseUntil: null,
          ledger: ledgerWithRest(clock, 'provider'),
        })
        .where(and(isOpen(id), unless && not(unless)))
        .returning(endedColumns)
      const won = await messages.changeAndAnnounce(tx, change, status)
      if (won.length === 0) return false
      await also?.(tx)
      await messages.drop(tx, won)
      return true
    })
  }

  /** The same for somebody who has waited, unless anybody else still does, or was promised the picture later. */
  const stopIfUnwanted = (id: string, failure: GatewayError) =>
    stop(id, failure, { unless: sql`(${jobs.waiters} > 1 or ${jobs.deliveredAt} is not null)` })

  /** Ends a job with another picture than the one that was asked for. True when this call won. */
  async function finishInstead(
    id: string,
    fallback: FallbackKind,
    result: FinishedResult,
    retentionHours: number,
  ): Promise<boolean> {
    return inTransaction(async (tx) => {
      const change = tx
        .update(jobs)
        .set({
          status: 'done',
          fallback,
          ...columnsOf(result),
          finishedAt: clock.databaseNow(),
          expiresAt: sql`${clock.databaseNow()} + ${retentionHours} * interval '1 hour'`,
          leaseUntil: null,
          ledger: ledgerWithRest(clock, 'fallback'),
        })
        .where(isOpen(id))
        .returning(endedColumns)
      const won = await messages.changeAndAnnounce(tx, change, 'done')
      await messages.drop(tx, won)
      return won.length > 0
    })
  }

  /** A waiting request is gone. Resolves to the number of those that are left. */
  async function leave(id: string): Promise<number> {
    const [left] = await database
      .update(jobs)
      .set({ waiters: sql`greatest(${jobs.waiters} - 1, 0)` })
      .where(eq(jobs.id, id))
      .returning({ waiters: jobs.waiters })
    return left?.waiters ?? 0
  }

  /** The whole answer has been sent. */
  async function delivered(id: string): Promise<void> {
    await database
      .update(jobs)
      .set({ deliveredAt: clock.databaseNow() })
      .where(and(eq(jobs.id, id), sql`${jobs.deliveredAt} is null`))
  }

  /** The last sign of a worker that is dead. One that lives writes its own word over it. */
  async function loseAttempts(id: string): Promise<void> {
    await database
      .update(attempts)
      .set({ outcome: 'lost' })
      .where(and(eq(attempts.jobId, id), eq(attempts.outcome, 'started')))
  }

  async function find(id: string): Promise<Job | undefined> {
    const [job] = await database.select().from(jobs).where(eq(jobs.id, id))
    return job
  }

  /** Which of these jobs are not in flight any more. */
  async function findEnded(ids: readonly string[]): Promise<{ id: string; status: JobStatus }[]> {
    if (ids.length === 0) return []
    const open = sql.join(
      inFlight.map((status) => sql`${status}`),
      sql`, `,
    )
    return database
      .select({ id: jobs.id, status: jobs.status })
      .from(jobs)
      .where(and(inArray(jobs.id, [...ids]), sql`${jobs.status} not in (${open})`))
  }

  /** For the metrics: how much waits, how much is being worked on, and how long the oldest has waited. */
  async function measureQueue() {
    const [measured] = await database
      .select({
        pending: sql<number>`(count(*) filter (where ${jobs.status} = 'pending'))::int`,
        processing: sql<number>`(count(*) filter (where ${jobs.status} = 'processing'))::int`,
        oldestWaitSeconds: sql<number>`coalesce(extract(epoch from ${clock.databaseNow()} - min(${jobs.receivedAt}) filter (where ${jobs.status} = 'pending')), 0)::float8`,
      })
      .from(jobs)
      .where(inArray(jobs.status, [...inFlight]))
    return measured ?? { pending: 0, processing: 0, oldestWaitSeconds: 0 }
  }

  return { stop, stopIfUnwanted, finishInstead, leave, delivered, loseAttempts, find, findEnded, measureQueue }
}

export type Jobs = ReturnType<typeof createJobs>
