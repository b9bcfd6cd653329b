import type { Clock } from '../clock.ts'
import type { Database, Queryable, Transaction } from '../database.ts'
import { and, eq, gt, inArray, isNull, or, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { LedgerEntry } from '../ledger.ts'
import type { ImageType } from '../media/image-type.ts'
import { idempotencyKeys, jobs, slotRevisions } from '../schema.ts'
import type { SlotSettings } from '../slots/slot.ts'
import { inFlight, isRehearsed, testRunPriority } from './job.ts'
import { keepText } from './job-texts.ts'
import type { Job } from './jobs.ts'
import type { Messages } from './messages.ts'
import { type Room, refuseForLackOfRoom, refuseTestRun } from './room.ts'

export interface NewJob {
  id: string
  slotId: string
  slotRevision: number
  source: Job['source']
  clientAddress: string
  clientFields: Record<string, string>
  clientHash: string | null
  hashMatch: Job['hashMatch']
  /** How long the photo outlives a job without a picture; null when it is deleted with the end of any job. */
  keepInputHours: number | null
  /** What a test run tries, and what it is compared with; null for every other job. */
  testRun: { id: string; settings: SlotSettings } | null
  input: { key: string; type: ImageType; bytes: number; sha256: string; width: number; height: number }
  /** Milliseconds since the request's head, until its window ends, and until nobody wants the picture any more. */
  elapsedMilliseconds: number
  remainingMilliseconds: number
  workMilliseconds: number
  ledger: LedgerEntry[]
  /** Does a request wait for its end? */
  isAwaited: boolean
  idempotencyKey: string | null
  /** What the queue needs to know of the slot. */
  provider: string
  priority: number
  maxInFlight: number | null
  /** The job whose photo it repeats. */
  retryOf?: string
}

/** Where a photo ended up: in a job of its own, or in one that was there already. */
export interface Admitted {
  jobId: string
  isNew: boolean
}

interface Dependencies {
  database: Database
  messages: Messages
  clock: Clock
  /** Photos that may be in flight at once on the whole gateway. */
  capacity: number
}

interface Look extends Room {
  lastTurn: number | null
  nextTurn: number | null
  servedTurn: number | null
  /** Is the slot, as the photo met it, still there? */
  hasRevision: boolean
}

/** Whose room is looked at. */
type LookedFor = Pick<NewJob, 'slotId' | 'priority' | 'slotRevision' | 'testRun'>

/** The message outlives its work by this much, so that the job's own deadline always speaks first. */
const messageGraceSeconds = 30
const keyHours = 24
/** A picture that nobody has got yet is kept for whoever sends the same photo again within this time. */
const undeliveredMinutes = 10
/** Turns of one priority stay below, so that no turn reaches into the next priority. */
const turnsPerPriority = 200_000_000

/** Fields and part headers around a photo of DSLR Remote Pro are far smaller. */
const envelopeBytes = 8192
/** Failures that say "try again" are not kept for the next try. */
const passing: ReadonlySet<string> = new Set(['unavailable', 'storage_full', 'cancelled'])

/** How a photo gets into the queue, and which photos are one and the same. */
export function createAdmission({ database, messages, clock, capacity }: Dependencies) {
  const later = (milliseconds: number) => sql<Date>`${clock.databaseNow()} + ${milliseconds} * interval '1 millisecond'`

  /** One look at everything in flight. The index holds nothing else, so it is a look at a few hundred entries. */
  async function lookAtRoom(
    on: Queryable,
    { slotId, priority, slotRevision: revision, testRun }: LookedFor,
    uploadBytes: number | null,
  ) {
    const testRunId = testRun?.id ?? null
    // Test runs take room on the gateway, but none of the slot's own, and no guest's turn. The shots of a rehearsal meet
    // each other as guests' photos would, and are in no guest's way.
    const isRehearsal = isRehearsed({ priority })
    const isAlike = isRehearsal ? sql`${jobs.testRunId} = ${testRunId}` : sql`${jobs.source} <> 'test_run'`
    const isSlot = sql`${jobs.slotId} = ${slotId} and ${isAlike}`
    const [room] = await on
      .select({
        all: sql<number>`(count(*) filter (where ${isRehearsal} or ${jobs.priority} >= ${testRunPriority}))::int`,
        ofSlot: sql<number>`(count(*) filter (where ${isSlot}))::int`,
        testRuns: sql<number>`(count(distinct ${jobs.testRunId}) filter (where ${jobs.priority} = ${testRunPriority} and ${jobs.testRunId} is distinct from ${testRunId}::uuid))::int`,
        lastTurn: sql<number | null>`max(${jobs.turn}) filter (where ${isSlot} and ${jobs.priority} = ${priority})`,
        nextTurn: sql<
          number | null
        >`min(${jobs.turn}) filter (where ${jobs.status} = 'pending' and ${jobs.priority} = ${priority})`,
        servedTurn: sql<number | null>`max(${jobs.turn}) filter (where ${jobs.priority} = ${priority})`,
        hasRevision: sql<boolean>`exists (select 1 from ${slotRevisions} where ${slotRevisions.slotId} = ${slotId} and ${slotRevisions.revision} = ${revision})`,
        mayHaveTwin: sql<boolean>`coalesce(bool_or(${isSlot} and ${uploadBytes ?? 0} - ${jobs.inputBytes} between 0 and ${envelopeBytes}), false)`,
      })
      .from(jobs)
      .where(inArray(jobs.status, [...inFlight]))
    return room as Look
  }

  /**
   * Refuses by the head of a request when the gateway or the slot has no room for one more. Of a photo that has the
   * size of one in flight the body must be seen: it may be the same one again, which needs no room.
   */
  async function requireRoom(slotId: string, maxInFlight: number | null, uploadBytes: number | null): Promise<void> {
    const room = await lookAtRoom(database, { slotId, priority: 0, slotRevision: 0, testRun: null }, uploadBytes)
    if (room.mayHaveTwin) return
    await refuseForLackOfRoom({ database, clock, capacity }, room, slotId, maxInFlight)
  }

  /**
   * Fair between slots: a photo takes its turn behind those of its own slot, and no earlier than the one whose turn it is
   * now. So a slot that sends a hundred at once has the turns of the next hundred rounds, and the first photo of
   * another one is next. (Start-time fair queueing, Goyal et al. 1996, every photo weighing the same.)
   */
  function turnIn({ lastTurn, nextTurn, servedTurn }: Look): number {
    const now = nextTurn ?? servedTurn ?? 0
    return Math.min(Math.max(now, lastTurn === null ? 0 : lastTurn + 1), turnsPerPriority - 1)
  }

  /**
   * Job row, message and key in one transaction: there is never one without the other. Safe to repeat with the same
   * job after an error whose outcome is unknown. `also` becomes part of it when the job is new.
   */
  async function enqueue(job: NewJob, also?: (tx: Transaction) => Promise<void>): Promise<Admitted> {
    return database.transaction(async (tx) => {
      // Two requests that count at the same time would both find room, and two with one photo none for the second. Who
      // does not count only keeps the slot from being removed (slots/remove-slot.ts).
      const lock = sql.raw(job.maxInFlight === null ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock')
      await tx.execute(sql`select ${lock}(hashtextextended(${`slot ${job.slotId}`}, 0))`)
      const isTestRun = job.source === 'test_run' && !isRehearsed(job)
      if (isTestRun) await lockTestRuns(tx)
      const known = (await findByKey(tx, job)) ?? (await findTwin(tx, job))
      if (known) return join(tx, job, known)
      const room = await lookAtRoom(tx, job, null)
      if (!room.hasRevision) throw new GatewayError('slot_not_found', `${job.slotId} was removed in the meantime`)
      await refuseForLackOfRoom({ database: tx, clock, capacity }, room, job.slotId, job.maxInFlight)
      if (isTestRun) refuseTestRun(room)
      const turn = turnIn(room)
      if (!(await insert(tx, job, turn))) return join(tx, job, await requireTwin(tx, job))
      await rememberKey(tx, job, job.id)
      await also?.(tx)
      await messages.send(tx, {
        jobId: job.id,
        provider: job.provider,
        rank: (job.priority + 1) * turnsPerPriority - turn,
        lifeSeconds: Math.ceil(job.workMilliseconds / 1000) + messageGraceSeconds,
      })
      return { jobId: job.id, isNew: true }
    })
  }

  /** Two that count at the same time would both find room. */
  const lockTestRuns = (tx: Transaction) =>
    tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('test runs', 0))`)

  /** False when another request with the same photo was faster. */
  async function insert(tx: Transaction, job: NewJob, turn: number): Promise<boolean> {
    const { input } = job
    const inserting = tx
      .insert(jobs)
      .values({
        id: job.id,
        slotId: job.slotId,
        slotRevision: job.slotRevision,
        source: job.source,
        status: 'pending',
        clientAddress: job.clientAddress,
        clientFields: job.clientFields,
        clientHash: job.clientHash,
        hashMatch: job.hashMatch,
        keepInput: job.keepInputHours !== null,
        keepInputHours: job.keepInputHours,
        inputKey: input.key,
        inputMime: input.type,
        inputBytes: input.bytes,
        inputSha256: input.sha256,
        inputWidth: input.width,
        inputHeight: input.height,
        receivedAt: later(-job.elapsedMilliseconds),
        deadlineAt: later(job.remainingMilliseconds),
        workUntilAt: later(job.workMilliseconds),
        priority: job.priority,
        turn,
        waiters: job.isAwaited ? 1 : 0,
        // 202 is all that an asynchronous caller is promised; the rest is theirs to fetch.
        deliveredAt: job.isAwaited ? null : clock.databaseNow(),
        ledger: job.ledger,
        settings: job.testRun?.settings ?? null,
        testRunId: job.testRun?.id ?? null,
        retryOf: job.retryOf ?? null,
      })
      .onConflictDoNothing()
      .returning({ id: jobs.id })
    if ((await messages.changeAndAnnounce(tx, inserting, 'pending')).length === 0) return false
    await keepText(tx, job.id, job.clientFields)
    return true
  }

  /** The job that this key named before; 409 when it named other bytes. */
  async function findByKey(tx: Transaction, job: NewJob): Promise<string | undefined> {
    if (job.idempotencyKey === null) return undefined
    const [known] = await tx
      .select({
        jobId: idempotencyKeys.jobId,
        sha256: idempotencyKeys.inputSha256,
        failure: jobs.failureReason,
      })
      .from(idempotencyKeys)
      .innerJoin(jobs, eq(jobs.id, idempotencyKeys.jobId))
      .where(
        and(
          eq(idempotencyKeys.slotId, job.slotId),
          eq(idempotencyKeys.key, job.idempotencyKey),
          gt(idempotencyKeys.expiresAt, sql`${clock.databaseNow()}`),
        ),
      )
    if (!known) return undefined
    if (known.sha256 !== job.input.sha256) {
      throw new GatewayError('idempotency_conflict', `the key belongs to job ${known.jobId}, with other bytes`)
    }
    return passing.has(known.failure ?? '') ? undefined : known.jobId
  }

  /** The same photo on its way through the same slot, or its picture that nobody has got: its node died, or its client left. */
  async function findTwin(on: Queryable, job: NewJob): Promise<string | undefined> {
    if (job.source !== 'ingest') return undefined
    const isUndelivered = and(
      eq(jobs.status, 'done'),
      sql`${jobs.deliveredAt} is null`,
      sql`${jobs.finishedAt} > ${later(-undeliveredMinutes * 60_000)}`,
      sql`${jobs.expiresAt} > ${clock.databaseNow()}`,
      isNull(jobs.resultDeletedAt), // a person may have deleted it before its time
      eq(jobs.slotRevision, job.slotRevision),
    )
    const [twin] = await on
      .select({ id: jobs.id })
      .from(jobs)
      .where(
        and(
          eq(jobs.slotId, job.slotId),
          eq(jobs.inputSha256, job.input.sha256),
          eq(jobs.source, 'ingest'),
          or(inArray(jobs.status, [...inFlight]), isUndelivered),
        ),
      )
      .orderBy(sql`${jobs.finishedAt} desc nulls first`)
      .limit(1)
    return twin?.id
  }

  async function requireTwin(tx: Transaction, job: NewJob): Promise<string> {
    const twin = await findTwin(tx, job)
    // It ended between our insert and this look; the caller's next try finds nothing in its way.
    if (!twin) throw new GatewayError('unavailable', 'the twin has just ended', { retryAfterSeconds: 1 })
    return twin
  }

  async function join(tx: Transaction, job: NewJob, jobId: string): Promise<Admitted> {
    await rememberKey(tx, job, jobId)
    if (jobId === job.id) return { jobId, isNew: true } // our own, from a try whose outcome we did not hear
    // Who does not wait is promised the picture for later, and that promise holds whoever hangs up.
    const joined = job.isAwaited ? { waiters: sql`${jobs.waiters} + 1` } : { deliveredAt: clock.databaseNow() }
    await tx.update(jobs).set(joined).where(eq(jobs.id, jobId))
    return { jobId, isNew: false }
  }

  async function rememberKey(tx: Transaction, job: NewJob, jobId: string): Promise<void> {
    if (job.idempotencyKey === null) return
    const values = {
      slotId: job.slotId,
      key: job.idempotencyKey,
      inputSha256: job.input.sha256,
      jobId,
      expiresAt: later(keyHours * 3_600_000),
    }
    const { inputSha256, expiresAt } = values
    const written = await tx
      .insert(idempotencyKeys)
      .values(values)
      .onConflictDoUpdate({
        target: [idempotencyKeys.slotId, idempotencyKeys.key],
        set: { inputSha256, jobId, expiresAt },
        // Another request with the same key may have come at the same time, with a photo of its own.
        setWhere: sql`${idempotencyKeys.inputSha256} = ${inputSha256} or ${idempotencyKeys.expiresAt} <= ${clock.databaseNow()}`,
      })
      .returning({ jobId: idempotencyKeys.jobId })
    if (written.length === 0) throw new GatewayError('idempotency_conflict', 'the key was taken in this moment')
  }

  return { requireRoom, enqueue }
}

export type Admission = ReturnType<typeof createAdmission>
