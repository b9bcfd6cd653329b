import { and, eq, inArray, lt, sql } from 'drizzle-orm'
import { fromDrizzle, type PgBoss } from 'pg-boss'
import type { Clock } from '../clock.ts'
import type { Database, Queryable, Transaction } from '../database.ts'
import { type FailureCode, GatewayError } from '../errors.ts'
import type { ImageType } from '../media/image-type.ts'
import { attempts, jobs } from '../schema.ts'
import { photoQueue } from './boss.ts'
import { type JobStatus, jobChannel, readyChannel, statusFor, type Timings } from './job.ts'

export type Job = typeof jobs.$inferSelect

export interface NewJob {
  id: string
  slotId: string
  slotRevision: number
  source: Job['source']
  clientAddress: string
  clientFields: Record<string, string>
  clientHash: string | null
  hashMatch: Job['hashMatch']
  input: { key: string; type: ImageType; bytes: number; sha256: string; width: number; height: number }
  /** Milliseconds since the request's head, and until its window ends. */
  elapsedMilliseconds: number
  remainingMilliseconds: number
  uploadMilliseconds: number
  /** What the queue needs to know of the slot. */
  provider: string
  priority: number
  maxInFlight: number | null
}

/** What a worker holds while it works on a photo. */
export interface Claim {
  job: Job
  epoch: number
  remainingMilliseconds: number
}

export interface Attempt {
  provider: string
  operation: string
  model: string | null
  /** Milliseconds before now. */
  startedMillisecondsAgo: number
  milliseconds: number
  outcome: 'done' | FailureCode
}

export interface FinishedResult {
  key: string
  type: ImageType
  bytes: number
  sha256: string
  width: number
  height: number
}

interface Dependencies {
  database: Database
  boss: PgBoss
  clock: Clock
  /** Photos that may be in flight at once on the whole gateway. */
  capacity: number
}

const inFlight: JobStatus[] = ['pending', 'processing']
/** The message outlives its window by this much, so that the job's own deadline always speaks first. */
const messageGraceSeconds = 30
/** How long after its window a job whose node is gone stays open. */
const overdueMilliseconds = 1000

/** The life of jobs in SQL. Each step is one transaction; the last one is a compare-and-set that exactly one caller wins. */
export function createJobs({ database, boss, clock, capacity }: Dependencies) {
  const notify = (on: Queryable, channel: string, payload: string) =>
    on.execute(sql`select pg_notify(${channel}, ${payload})`)
  const later = (milliseconds: number) => sql<Date>`${clock.databaseNow()} + ${milliseconds} * interval '1 millisecond'`
  const messagesIn = (tx: Transaction) => ({ db: fromDrizzle(tx, sql) })

  async function countInFlight(on: Queryable, slotId: string) {
    const [counted] = await on
      .select({
        all: sql<number>`count(*)::int`,
        ofSlot: sql<number>`(count(*) filter (where ${jobs.slotId} = ${slotId}))::int`,
      })
      .from(jobs)
      .where(inArray(jobs.status, inFlight))
    return counted ?? { all: 0, ofSlot: 0 }
  }

  /** Refuses when the gateway or the slot has no room for one more. */
  async function requireRoom(on: Queryable, slotId: string, maxInFlight: number | null): Promise<void> {
    const { all, ofSlot } = await countInFlight(on, slotId)
    if (all >= capacity) throw new GatewayError('queue_full', `${all} in flight`, { retryAfterSeconds: 5 })
    if (maxInFlight !== null && ofSlot >= maxInFlight) {
      throw new GatewayError('rate_limited', `${ofSlot} in flight on ${slotId}`, {
        details: 'This slot is busy with as many photos as it may take at once. Please try again in a moment.',
        retryAfterSeconds: 2,
      })
    }
  }

  /** Job row and message in one transaction: there is never one without the other. */
  async function enqueue(job: NewJob): Promise<void> {
    await database.transaction(async (tx) => {
      // Two requests that count at the same time would both find room.
      if (job.maxInFlight !== null) {
        await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`slot ${job.slotId}`}, 0))`)
      }
      await requireRoom(tx, job.slotId, job.maxInFlight)
      await tx.insert(jobs).values({
        id: job.id,
        slotId: job.slotId,
        slotRevision: job.slotRevision,
        source: job.source,
        status: 'pending',
        clientAddress: job.clientAddress,
        clientFields: job.clientFields,
        clientHash: job.clientHash,
        hashMatch: job.hashMatch,
        inputKey: job.input.key,
        inputMime: job.input.type,
        inputBytes: job.input.bytes,
        inputSha256: job.input.sha256,
        inputWidth: job.input.width,
        inputHeight: job.input.height,
        receivedAt: later(-job.elapsedMilliseconds),
        deadlineAt: later(job.remainingMilliseconds),
        timings: { upload: job.uploadMilliseconds },
      })
      await boss.send(
        photoQueue,
        { jobId: job.id },
        {
          id: job.id,
          priority: job.priority,
          group: { id: job.provider, tier: job.provider },
          expireInSeconds: Math.ceil(job.remainingMilliseconds / 1000) + messageGraceSeconds,
          ...messagesIn(tx),
        },
      )
      await notify(tx, readyChannel, '')
    })
  }

  /**
   * Takes up to `count` photos for this worker. The lock makes pg-boss's count-then-claim of groups exact across
   * processes; without it two workers exceed a provider's limit.
   */
  async function claim(count: number, providerLimits: Record<string, number>): Promise<Claim[]> {
    return database.transaction(async (tx) => {
      // A claim that is lost in a crash of the database only means that the photo is claimed again.
      await tx.execute(
        sql`select set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock(hashtext(${photoQueue}))`,
      )
      const messages = await boss.fetch<{ jobId: string }>(photoQueue, {
        batchSize: count,
        groupConcurrency: { default: 10_000, tiers: providerLimits },
        ...messagesIn(tx),
      })
      if (messages.length === 0) return []

      const ids = messages.map((message) => message.id)
      const claimed = await tx
        .update(jobs)
        .set({ status: 'processing', epoch: sql`${jobs.epoch} + 1`, startedAt: clock.databaseNow() })
        .where(and(inArray(jobs.id, ids), eq(jobs.status, 'pending')))
        .returning()
      const claimedIds = new Set(claimed.map((job) => job.id))
      const leftOver = ids.filter((id) => !claimedIds.has(id))
      if (leftOver.length > 0) await boss.complete(photoQueue, leftOver, null, messagesIn(tx))

      for (const job of claimed) await notify(tx, jobChannel, `${job.id} processing`)
      return claimed.map(toClaim)
    })
  }

  /** Both moments are the database's, so the difference is right whatever this node's clock says. */
  function toClaim(job: Job): Claim {
    const startedAt = job.startedAt?.getTime() ?? 0
    return { job, epoch: job.epoch, remainingMilliseconds: job.deadlineAt.getTime() - startedAt }
  }

  async function settle(tx: Transaction, id: string, status: JobStatus): Promise<void> {
    if (status === 'done') await boss.complete(photoQueue, id, null, messagesIn(tx))
    else await boss.cancel(photoQueue, id, messagesIn(tx))
    await notify(tx, jobChannel, `${id} ${status}`)
  }

  async function recordAttempts(tx: Transaction, claim: Claim, made: Attempt[]): Promise<void> {
    if (made.length === 0) return
    await tx.insert(attempts).values(
      made.map(({ startedMillisecondsAgo, milliseconds, ...attempt }, at) => ({
        ...attempt,
        jobId: claim.job.id,
        epoch: claim.epoch,
        number: at + 1,
        startedAt: later(-startedMillisecondsAgo),
        milliseconds: Math.round(milliseconds),
      })),
    )
  }

  const held = (claim: Claim) =>
    and(eq(jobs.id, claim.job.id), eq(jobs.status, 'processing'), eq(jobs.epoch, claim.epoch))

  /** True when this claim won. False: the window ended or somebody cancelled, and the result is nobody's. */
  async function finish(
    claim: Claim,
    result: FinishedResult,
    made: Attempt[],
    timings: Timings,
    retentionHours: number,
  ) {
    return database.transaction(async (tx) => {
      const won = await tx
        .update(jobs)
        .set({
          status: 'done',
          resultKey: result.key,
          resultMime: result.type,
          resultBytes: result.bytes,
          resultSha256: result.sha256,
          resultWidth: result.width,
          resultHeight: result.height,
          finishedAt: clock.databaseNow(),
          expiresAt: later(retentionHours * 3_600_000),
          timings: sql`${jobs.timings} || ${JSON.stringify(timings)}::jsonb`,
        })
        .where(held(claim))
        .returning({ id: jobs.id })
      await recordAttempts(tx, claim, made)
      if (won.length === 0) return false
      await settle(tx, claim.job.id, 'done')
      return true
    })
  }

  /** True when this claim won. */
  async function fail(claim: Claim, failure: GatewayError, made: Attempt[], timings: Timings) {
    return database.transaction(async (tx) => {
      const status = statusFor(failure.code)
      const won = await tx
        .update(jobs)
        .set({
          status,
          failureReason: failure.code,
          details: failure.details,
          finishedAt: clock.databaseNow(),
          timings: sql`${jobs.timings} || ${JSON.stringify(timings)}::jsonb`,
        })
        .where(held(claim))
        .returning({ id: jobs.id })
      await recordAttempts(tx, claim, made)
      if (won.length === 0) return false
      await settle(tx, claim.job.id, status)
      return true
    })
  }

  /** Ends a job from outside: its window is over, or somebody stopped it. True when this call won. */
  async function stop(id: string, failure: GatewayError): Promise<boolean> {
    return database.transaction(async (tx) => {
      const status = statusFor(failure.code)
      const won = await tx
        .update(jobs)
        .set({ status, failureReason: failure.code, details: failure.details, finishedAt: clock.databaseNow() })
        .where(and(eq(jobs.id, id), inArray(jobs.status, inFlight)))
        .returning({ id: jobs.id })
      if (won.length === 0) return false
      await settle(tx, id, status)
      return true
    })
  }

  /** Jobs whose window is over and whose waiting node did not say so: it is gone. */
  async function findOverdue(): Promise<string[]> {
    const overdue = await database
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(inArray(jobs.status, inFlight), lt(jobs.deadlineAt, sql`(select ${later(-overdueMilliseconds)})`)))
      .limit(100)
    return overdue.map((job) => job.id)
  }

  async function find(id: string): Promise<Job | undefined> {
    const [job] = await database.select().from(jobs).where(eq(jobs.id, id))
    return job
  }

  /** The photo's bytes are gone. */
  async function inputDeleted(id: string): Promise<void> {
    await database.update(jobs).set({ inputDeletedAt: clock.databaseNow() }).where(eq(jobs.id, id))
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
      .where(inArray(jobs.status, inFlight))
    return measured ?? { pending: 0, processing: 0, oldestWaitSeconds: 0 }
  }

  return {
    requireRoom: (slotId: string, maxInFlight: number | null) => requireRoom(database, slotId, maxInFlight),
    enqueue,
    claim,
    finish,
    fail,
    stop,
    findOverdue,
    find,
    inputDeleted,
    measureQueue,
  }
}

export type Jobs = ReturnType<typeof createJobs>
