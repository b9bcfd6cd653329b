import type { Clock } from '../../clock.ts'
import { advisoryLocks, type Database, type Transaction } from '../../database.ts'
import { and, eq, inArray, sql } from '../../drizzle.ts'
import { pixAnalysisRuns as runs } from '../../pix-schema.ts'
import { type FailureKind, ProviderFailure } from '../../providers/provider-failure.ts'

/** One question to a service about one image. The same question is answered once. */
export interface Question {
  imageId: string
  stage: (typeof runs.$inferSelect)['stage']
  provider: 'fal' | 'openai'
  model: string
  /** Of everything that is sent. */
  inputSha256: string
  /** What it may cost, in millionths of a US dollar. */
  estimateMicros: number
  /** After it, whoever asked is believed to be dead. */
  leaseMilliseconds: number
}

export type Begun =
  | { kind: 'known'; id: string; answer: unknown; requestId: string | null; milliseconds: number }
  /** With a request id: somebody has asked, and died before the answer came. */
  | { kind: 'mine'; id: string; attempt: number; requestId: string | null; isAfterNonsense: boolean }
  /** As many as may be asked at once are, or somebody else asks just this. */
  | { kind: 'busy' }
  | { kind: 'gave up'; code: string; message: string }
  | { kind: 'over budget' }

interface Dependencies {
  database: Database
  clock: Clock
  mostConcurrent: number
  retries: number
  dailyBudgetUsd: number | null
}

/** Another try would end as this one did. */
const lasting: ReadonlySet<string> = new Set<FailureKind>([
  ...(['auth', 'quota_exhausted', 'model_gone', 'bad_request', 'refused', 'subject'] as const),
])
const mostMessageCharacters = 500

/**
 * The record of what services were asked. A row is there before its question is sent, so that a killed node costs no
 * second payment; rows that are under way are the places, counted over all nodes.
 */
export function createServiceRuns({ database, clock, mostConcurrent, retries, dailyBudgetUsd }: Dependencies) {
  const now = () => sql<Date>`(select ${clock.databaseNow()})`
  const until = (milliseconds: number) => sql`${clock.databaseNow()} + make_interval(secs => ${milliseconds / 1000})`

  async function findEarlier(tx: Transaction, { imageId, stage, model, inputSha256 }: Question) {
    return tx
      .select({
        ...{ id: runs.id, status: runs.status, answer: runs.answer, requestId: runs.requestId, attempt: runs.attempt },
        ...{ code: runs.errorCode, message: runs.errorMessage },
        isAlive: sql<boolean>`coalesce(${runs.leaseUntil} > ${clock.databaseNow()}, false)`,
        milliseconds: sql<number>`coalesce(extract(epoch from ${runs.finishedAt} - ${runs.startedAt}) * 1000, 0)::float8`,
      })
      .from(runs)
      .where(
        and(
          eq(runs.imageId, imageId),
          eq(runs.stage, stage),
          eq(runs.model, model),
          eq(runs.inputSha256, inputSha256),
          inArray(runs.status, ['running', 'succeeded', 'failed']),
        ),
      )
      .orderBy(runs.attempt)
  }

  async function areAllPlacesTaken(tx: Transaction, { provider }: Question): Promise<boolean> {
    // Of fal's, as its variable says. Others are asked by as many as the queue lets work.
    if (provider !== 'fal') return false
    const [row] = await tx
      .select({ count: sql<number>`count(*)::int` })
      .from(runs)
      .where(
        and(eq(runs.status, 'running'), eq(runs.provider, provider), sql`${runs.leaseUntil} > ${clock.databaseNow()}`),
      )
    return (row?.count ?? 0) >= mostConcurrent
  }

  async function isOverBudget(tx: Transaction, { estimateMicros }: Question): Promise<boolean> {
    if (dailyBudgetUsd === null) return false
    const [row] = await tx
      .select({ spent: sql<number>`coalesce(sum(${runs.costMicros}), 0)::float8` })
      .from(runs)
      .where(
        sql`${runs.costMicros} is not null and ${runs.startedAt} >= date_trunc('day', ${clock.databaseNow()}, 'UTC')`,
      )
    return (row?.spent ?? 0) + estimateMicros > dailyBudgetUsd * 1e6
  }

  /** Once a day, for whoever sends it again on another one. */
  async function notePutOff(
    tx: Transaction,
    { imageId, stage, provider, model, inputSha256 }: Question,
  ): Promise<void> {
    const named = { imageId, stage, provider, model, inputSha256 }
    const why = { errorCode: 'budget_exhausted', errorMessage: 'AI_DAILY_BUDGET_USD' }
    const [known] = await tx
      .select({ id: runs.id })
      .from(runs)
      .where(
        and(
          ...[eq(runs.imageId, imageId), eq(runs.stage, stage), eq(runs.model, model)],
          ...[eq(runs.inputSha256, inputSha256), eq(runs.status, 'skipped'), eq(runs.errorCode, why.errorCode)],
          sql`${runs.startedAt} >= date_trunc('day', ${clock.databaseNow()}, 'UTC')`,
        ),
      )
    if (!known)
      await tx.insert(runs).values({ ...named, ...why, status: 'skipped', startedAt: now(), finishedAt: now() })
  }

  /** Throws what the database does. */
  async function begin(question: Question): Promise<Begun> {
    return database.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLocks.pixServices})`)
      const earlier = await findEarlier(tx, question)
      const done = earlier.find(({ status }) => status === 'succeeded')
      if (done) return { kind: 'known', ...done }
      const running = earlier.find(({ status }) => status === 'running')
      if (running?.isAlive) return { kind: 'busy' }
      const failed = earlier.filter(({ status }) => status === 'failed')
      const last = failed.at(-1)
      const isAfterNonsense = last?.code === 'malformed'
      if (running?.requestId) {
        if (await areAllPlacesTaken(tx, question)) return { kind: 'busy' }
        const { id, attempt, requestId } = running
        await tx
          .update(runs)
          .set({ leaseUntil: until(question.leaseMilliseconds) })
          .where(eq(runs.id, id))
        return { kind: 'mine', id, attempt, requestId, isAfterNonsense }
      }
      if (running) {
        // It may have been heard and paid for: what it may have cost stays in the sum.
        const lost = { errorCode: 'lost', errorMessage: 'whoever asked is gone, and with it what came of it' }
        await tx
          .update(runs)
          .set({ status: 'failed', finishedAt: now(), ...lost })
          .where(eq(runs.id, running.id))
      }
      const count = failed.length + (running ? 1 : 0)
      if (last && (count > retries || lasting.has(last.code ?? ''))) return giveUp(last)
      // One more word may help; the same nonsense twice is an answer.
      if (last && failed.filter(({ code }) => code === 'malformed').length > 1) return giveUp(last)
      if (!last && count > retries) return giveUp({ code: 'lost', message: null })
      if (await isOverBudget(tx, question)) {
        await notePutOff(tx, question)
        return { kind: 'over budget' }
      }
      if (await areAllPlacesTaken(tx, question)) return { kind: 'busy' }
      const { estimateMicros, leaseMilliseconds, ...named } = question
      const attempt = (earlier.at(-1)?.attempt ?? 0) + 1
      const started = { startedAt: now(), leaseUntil: until(leaseMilliseconds), costMicros: estimateMicros }
      const [row] = await tx
        .insert(runs)
        .values({ ...named, ...started, status: 'running', attempt })
        .returning({ id: runs.id })
      return { kind: 'mine', id: row?.id ?? '', attempt, requestId: null, isAfterNonsense }
    })
  }

  const giveUp = ({ code, message }: { code: string | null; message: string | null }): Begun => ({
    kind: 'gave up',
    code: code ?? 'unknown',
    message: message ?? 'no answer after several tries',
  })

  const stillMine = (id: string) => and(eq(runs.id, id), eq(runs.status, 'running'))

  return {
    begin,

    /** What the service calls the work that was handed in. */
    async remember(id: string, requestId: string): Promise<void> {
      await database.update(runs).set({ requestId }).where(stillMine(id))
    },

    async succeed(id: string, answer: unknown, details: { requestId?: string; costMicros?: number } = {}) {
      await database
        .update(runs)
        .set({ status: 'succeeded', finishedAt: now(), answer, ...details })
        .where(stillMine(id))
    },

    /** True: no further try can help, or none is left. */
    async fail(id: string, attempt: number, error: Error): Promise<boolean> {
      const failure = error instanceof ProviderFailure ? error : undefined
      const errorCode = failure?.kind ?? ('code' in error ? String(error.code) : 'internal_error')
      await database
        .update(runs)
        .set({
          ...{ status: 'failed', finishedAt: now(), errorCode },
          errorMessage: error.message.slice(0, mostMessageCharacters),
          ...(failure?.billed === 'no' && { costMicros: null }),
        })
        .where(stillMine(id))
      return lasting.has(errorCode) || attempt > retries
    },

    /** Somebody else goes on with it, at once. */
    async letGo(id: string): Promise<void> {
      await database.update(runs).set({ leaseUntil: now() }).where(stillMine(id))
    },

    /** What was answered is not there any more: the same question is another one from now on. */
    async forget(id: string): Promise<void> {
      await database
        .update(runs)
        .set({ status: 'skipped' })
        .where(and(eq(runs.id, id), eq(runs.status, 'succeeded')))
    },

    /** A person wants it tried again: what has failed so far no longer counts. */
    async setAside(tx: Transaction, imageIds: readonly string[], stage: Question['stage']): Promise<void> {
      if (imageIds.length === 0) return
      await tx
        .update(runs)
        .set({ status: 'skipped' })
        .where(and(inArray(runs.imageId, [...imageIds]), eq(runs.stage, stage), eq(runs.status, 'failed')))
    },
  }
}

export type ServiceRuns = ReturnType<typeof createServiceRuns>
