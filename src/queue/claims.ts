import type { Clock } from '../clock.ts'
import type { Database, Transaction } from '../database.ts'
import { and, eq, inArray, isNotNull, sql } from '../drizzle.ts'
import type { GatewayError } from '../errors.ts'
import type { LedgerEntry } from '../ledger.ts'
import type { AttemptRecord } from '../providers/attempt-record.ts'
import { jobs } from '../schema.ts'
import type { Attempts } from './attempts.ts'
import { photoQueue } from './boss.ts'
import { columnsOf, type FinishedResult } from './finished-result.ts'
import { leaseMilliseconds, statusFor } from './job.ts'
import type { Job } from './jobs.ts'
import { ledgerWithWork } from './ledger-rest.ts'
import type { Messages } from './messages.ts'
import { isPaused } from './pause.ts'
import { endedColumns } from './webhooks/outbox.ts'

/** What a worker holds while it works on a photo. */
export interface Claim {
  job: Job
  epoch: number
  /** On this node's monotonic scale. */
  claimedAt: number
  /** Milliseconds, from `claimedAt` on, in which the picture is of use. */
  workMilliseconds: number
}

/** What a worker has to tell of a photo when it lets go of it. */
export interface WorkLog {
  attempts: AttemptRecord[]
  ledger: LedgerEntry[]
}

interface Dependencies {
  database: Database
  messages: Messages
  attempts: Pick<Attempts, 'end'>
  clock: Clock
  /** Who claims. */
  nodeId: string
}

/**
 * Photos in the hands of a worker. A claim carries an epoch and a lease. The lease tells everybody that the worker is
 * alive; when it runs out the photo goes to another one with the next epoch, and whatever the first one still wants to
 * do with it, call a provider or write its end, finds that it holds nothing any more.
 */
export function createClaims({ database, messages, attempts, clock, nodeId }: Dependencies) {
  const later = (milliseconds: number) => sql<Date>`${clock.databaseNow()} + ${milliseconds} * interval '1 millisecond'`
  const held = (claim: Claim) =>
    and(eq(jobs.id, claim.job.id), eq(jobs.status, 'processing'), eq(jobs.epoch, claim.epoch), eq(jobs.worker, nodeId))

  /** Takes up to `count` photos. */
  async function claim(count: number, providerLimits: Record<string, number>): Promise<Claim[]> {
    return database.transaction(async (tx) => {
      // The lock makes the count of each provider exact across nodes. A claim that is lost in a crash of the database
      // only means that the photo is claimed again: the row of a call waits for the disk before anybody is called.
      const { rows } = await tx.execute<{ paused: boolean }>(
        sql`select set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock(hashtext(${photoQueue})), ${isPaused} as paused`,
      )
      if (rows[0]?.paused) return []
      const ids = await messages.take(tx, count, providerLimits)
      if (ids.length === 0) return []
      const claimedAt = clock.monotonic()
      const claimed = await tx
        .update(jobs)
        .set({
          status: 'processing',
          epoch: sql`${jobs.epoch} + 1`,
          worker: nodeId,
          leaseUntil: later(leaseMilliseconds),
          startedAt: clock.databaseNow(),
        })
        .where(and(inArray(jobs.id, ids), eq(jobs.status, 'pending')))
        .returning()
      const claimedIds = claimed.map((job) => job.id)
      await messages.settle(
        tx,
        ids.filter((id) => !claimedIds.includes(id)),
      )
      await messages.announce(tx, claimedIds, 'processing')
      return claimed.map((job) => toClaim(job, claimedAt))
    })
  }

  /** Both moments are the database's, so the difference is right whatever this node's clock says. */
  function toClaim(job: Job, claimedAt: number): Claim {
    const startedAt = job.startedAt?.getTime() ?? 0
    return { job, epoch: job.epoch, claimedAt, workMilliseconds: job.workUntilAt.getTime() - startedAt }
  }

  /** A sign of life for everything this node holds. Resolves to the ids that it still holds. */
  async function keep(claims: readonly Claim[]): Promise<Set<string>> {
    if (claims.length === 0) return new Set()
    const kept = await database
      .update(jobs)
      .set({ leaseUntil: later(leaseMilliseconds) })
      .where(
        and(
          inArray(
            jobs.id,
            claims.map(({ job }) => job.id),
          ),
          eq(jobs.worker, nodeId),
          eq(jobs.status, 'processing'),
          isNotNull(jobs.leaseUntil), // what was let go stays so
        ),
      )
      .returning({ id: jobs.id, epoch: jobs.epoch })
    const epochs = new Map(kept.map(({ id, epoch }) => [id, epoch]))
    return new Set(claims.filter(({ job, epoch }) => epochs.get(job.id) === epoch).map(({ job }) => job.id))
  }

  /**
   * True when this claim won; false when the window had ended, somebody had cancelled, or another worker had taken over,
   * and the result is nobody's. Safe to repeat after an error whose outcome is unknown.
   */
  async function finish(claim: Claim, result: FinishedResult, log: WorkLog, retentionHours: number): Promise<boolean> {
    return database.transaction(async (tx) => {
      const change = tx
        .update(jobs)
        .set({
          status: 'done',
          ...columnsOf(result),
          finishedAt: clock.databaseNow(),
          expiresAt: later(retentionHours * 3_600_000),
          leaseUntil: null,
          ledger: ledgerWithWork(clock, log.ledger),
        })
        .where(held(claim))
        .returning(endedColumns)
      const won = await messages.changeAndAnnounce(tx, change, 'done')
      await attempts.end(tx, claim, log.attempts)
      await messages.settle(tx, won)
      return won.length > 0 || isOurs(tx, claim, result)
    })
  }

  /** Did an earlier try succeed without our hearing of it? No two claims write to the same key. */
  async function isOurs(tx: Transaction, { job }: Claim, { key }: FinishedResult): Promise<boolean> {
    const isThis = and(eq(jobs.id, job.id), eq(jobs.resultKey, key))
    const found = await tx.select({ id: jobs.id }).from(jobs).where(isThis)
    return found.length > 0
  }

  /** True when this claim won. */
  async function fail(claim: Claim, failure: GatewayError, log: WorkLog): Promise<boolean> {
    return database.transaction(async (tx) => {
      const status = statusFor(failure.code)
      const change = tx
        .update(jobs)
        .set({
          status,
          failureReason: failure.code,
          details: failure.details,
          finishedAt: clock.databaseNow(),
          leaseUntil: null,
          ledger: ledgerWithWork(clock, log.ledger),
        })
        .where(held(claim))
        .returning(endedColumns)
      const won = await messages.changeAndAnnounce(tx, change, status)
      await attempts.end(tx, claim, log.attempts)
      await messages.settle(tx, won)
      return won.length > 0
    })
  }

  /** Back into the line, for another node: this one is stopping. */
  async function handBack(claim: Claim, log: WorkLog): Promise<boolean> {
    return database.transaction(async (tx) => {
      const change = tx
        .update(jobs)
        .set({ status: 'pending', worker: null, leaseUntil: null, ledger: ledgerWithWork(clock, log.ledger) })
        .where(held(claim))
        .returning({ id: jobs.id })
      const won = await messages.changeAndAnnounce(tx, change, 'pending')
      await attempts.end(tx, claim, log.attempts)
      await messages.putBack(tx, won)
      return won.length > 0
    })
  }

  /**
   * Writes down what was tried, and leaves the end of the job to whoever waits for it. Without a lease there is nothing
   * that could run out: no other worker begins again.
   */
  async function letGo(claim: Claim, log: WorkLog): Promise<void> {
    await database.transaction(async (tx) => {
      await tx.update(jobs).set({ leaseUntil: null }).where(held(claim))
      await attempts.end(tx, claim, log.attempts)
    })
  }

  return { claim, keep, finish, fail, handBack, letGo }
}

export type Claims = ReturnType<typeof createClaims>
