import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { Clock } from '../clock.ts'
import type { Database, Transaction } from '../database.ts'
import type { AttemptRecord, PlannedCall } from '../providers/attempt-record.ts'
import type { Admission, Unfinished } from '../providers/course.ts'
import type { RemoteWork } from '../providers/provider.ts'
import type { FailureKind } from '../providers/provider-failure.ts'
import { attempts, jobs, providerLimits } from '../schema.ts'
import type { SlotSettings } from '../slots/slot.ts'
import type { Claim } from './claims.ts'
import { leaseMilliseconds } from './job.ts'
import { createProviderLanes, keyLaneOf, type Limits } from './provider-lanes.ts'
import { type Budget, createSpending, microsOf } from './spending.ts'

interface Dependencies {
  database: Database
  clock: Clock
  /** Who calls. */
  nodeId: string
}

export type SlotBudget = Pick<SlotSettings, 'dailyBudgetUsd' | 'monthlyBudgetUsd'>

/** Carries a refusal out of the transaction, so that nothing of it stays. */
class NotAdmitted extends Error {
  readonly admission: Admission

  constructor(admission: Admission) {
    super('not admitted')
    this.admission = admission
  }
}

/**
 * The calls to providers. A row is written, and flushed, before each call, so that no call goes unrecorded; what a
 * charged one may cost is taken out of its budgets in the same transaction.
 */
export function createAttempts({ database, clock, nodeId }: Dependencies) {
  const lanes = createProviderLanes({ clock })
  const spending = createSpending({ clock })
  const later = (milliseconds: number) => sql<Date>`${clock.databaseNow()} + ${milliseconds} * interval '1 millisecond'`
  const held = ({ job, epoch }: Claim) =>
    and(eq(jobs.id, job.id), eq(jobs.status, 'processing'), eq(jobs.epoch, epoch), eq(jobs.worker, nodeId))
  const isThis = ({ job, epoch }: Claim, { number }: Pick<PlannedCall, 'number'>) =>
    and(eq(attempts.jobId, job.id), eq(attempts.epoch, epoch), eq(attempts.number, number))

  /** Renews the lease, so that nobody can take over before the call is made. False: the claim is not held any more. */
  async function write(on: Pick<Database, 'execute'>, claim: Claim, call: PlannedCall): Promise<boolean> {
    const { number, linkAt, link, facts, isResumed } = call
    const isCharged = facts.keyId !== undefined
    const micros = isCharged && !isResumed ? microsOf(facts.estimatedUsd ?? 0) : null
    const { rowCount } = await on.execute(sql`
      with kept as (update ${jobs} set lease_until = ${later(leaseMilliseconds)} where ${held(claim)} returning ${jobs.id} as id)
      insert into ${attempts} (job_id, epoch, number, provider, operation, model, worker, started_at, outcome, link_index,
        is_resumed, key_lane, billed, cost_micros, cost_basis, price_date)
      select kept.id, ${claim.epoch}::int, ${number}::int, ${link.provider}, ${link.operation}, ${facts.model ?? null}::text,
        ${nodeId}, ${clock.databaseNow()}, 'started', ${linkAt}::int, ${isResumed}::boolean,
        ${isCharged ? keyLaneOf(call) : null}::text, ${isCharged && !isResumed ? 'unknown' : 'no'}::text, ${micros}::bigint,
        ${micros === null ? null : 'table'}::text, ${micros === null ? null : (facts.priceDate ?? null)}::date
      from kept
      on conflict (job_id, epoch, number) do update set outcome = 'started' where ${attempts.worker} = excluded.worker`)
    return rowCount === 1
  }

  /**
   * Writes a call down before it is made, if its service and its budgets let it. Undefined when this claim is not held
   * any more: then there must be no call.
   */
  async function begin(claim: Claim, call: PlannedCall, budget: SlotBudget): Promise<Admission | undefined> {
    if (call.facts.keyId === undefined) return (await write(database, claim, call)) ? { mayGo: true } : undefined
    try {
      return await database.transaction(async (tx) => {
        // The job first, then the lanes, then the budgets: everybody locks in this order.
        if (!(await write(tx, claim, call))) return undefined
        const limits = await findLimits(tx, call)
        const admission = await lanes.enter(tx, call, limits, claim.job.id)
        if (!admission.mayGo) throw new NotAdmitted(admission)
        const details = await spending.reserve(tx, budgetsOf(claim, call, budget, limits), reservedMicros(call))
        if (details) throw new NotAdmitted({ mayGo: false, because: 'budget', details })
        return admission
      })
    } catch (error) {
      if (error instanceof NotAdmitted) return error.admission
      throw error
    }
  }

  async function findLimits(tx: Transaction, { link, facts }: PlannedCall) {
    const [own] = await tx.select().from(providerLimits).where(eq(providerLimits.provider, link.provider))
    return {
      mostConcurrent: own?.mostConcurrent ?? facts.mostConcurrent ?? null,
      mostPerMinute: own?.mostPerMinute ?? facts.mostPerMinute ?? null,
      dailyMicros: own?.dailyBudgetMicros ?? null,
      monthlyMicros: own?.monthlyBudgetMicros ?? null,
    } satisfies Limits & Omit<Budget, 'scope'>
  }

  /** Also when it was for nothing, a call that was made has shown something of its service. */
  async function settle(claim: Claim, attempt: AttemptRecord): Promise<void> {
    if (attempt.facts.keyId === undefined) return
    await database.transaction(async (tx) => {
      const [before] = await tx
        .select({ micros: attempts.costMicros, startedAt: attempts.startedAt, outcome: attempts.outcome })
        .from(attempts)
        .where(isThis(claim, attempt))
        .for('update')
      await end(tx, claim, [attempt])
      if (attempt.isResumed && attempt.outcome === 'done') await markPaid(tx, claim)
      await lanes.settle(tx, attempt)
      if (!before) return
      const day = before.startedAt.toISOString().slice(0, 10)
      const difference = microsOf(attempt.cost?.usd ?? 0) - (before.micros ?? 0)
      await spending.correct(tx, scopesOf(claim, attempt), [day, day.slice(0, 7)], difference)
    })
  }

  /** The picture is there: what handed it in has been charged for. */
  async function markPaid(tx: Transaction, { job, epoch }: Claim): Promise<void> {
    await tx
      .update(attempts)
      .set({ billed: 'yes' })
      .where(and(eq(attempts.jobId, job.id), sql`${attempts.epoch} < ${epoch}`, sql`${attempts.remote} is not null`))
  }

  /** Writes down what came of calls. Safe to repeat. */
  async function end(tx: Transaction, claim: Claim, made: readonly AttemptRecord[]): Promise<void> {
    for (const attempt of made) {
      const { outcome, kind, httpStatus, providerRequestId, billed, cost } = attempt
      await tx
        .update(attempts)
        .set({
          milliseconds: Math.round(attempt.milliseconds),
          ...{ outcome, kind, httpStatus, providerRequestId, billed },
          costMicros: cost ? microsOf(cost.usd) : null,
          costBasis: cost?.basis ?? null,
          priceDate: cost?.priceDate || null,
        })
        .where(isThis(claim, attempt))
    }
  }

  /** False when the claim is not held any more: somebody else has the photo. */
  async function remember(claim: Claim, call: PlannedCall, remote: RemoteWork): Promise<boolean> {
    const isHeld: SQL = sql`exists (select 1 from ${jobs} where ${held(claim)})`
    const { rowCount } = await database
      .update(attempts)
      .set({ remote })
      .where(and(isThis(claim, call), isHeld))
    return rowCount === 1
  }

  /** What the last worker before this claim was at when it died or stopped. */
  async function findUnfinished({ job, epoch }: Claim): Promise<Unfinished | undefined> {
    if (epoch <= 1) return undefined
    const [last] = await database
      .select({
        ...{ linkAt: attempts.linkAt, kind: attempts.kind, outcome: attempts.outcome },
        ...{ remote: attempts.remote, keyLane: attempts.keyLane },
        calls: sql<number>`(count(*) over (partition by ${attempts.linkAt}))::int`,
      })
      .from(attempts)
      .where(and(eq(attempts.jobId, job.id), sql`${attempts.epoch} < ${epoch}`))
      .orderBy(sql`${attempts.epoch} desc, ${attempts.number} desc`)
      .limit(1)
    if (!last) return undefined
    const { linkAt, calls, outcome, remote, keyLane } = last
    const isOpen = brokenOff.has(outcome)
    const kind = last.kind as FailureKind | null
    return { linkAt, calls, kind, isOpen, remote: isOpen ? remote : null, isPaid: keyLane !== null }
  }

  return { begin, settle, end, remember, findUnfinished }
}

export type Attempts = ReturnType<typeof createAttempts>

const brokenOff: ReadonlySet<string> = new Set(['started', 'lost', 'cancelled'])

const reservedMicros = ({ facts, isResumed }: PlannedCall) => (isResumed ? 0 : microsOf(facts.estimatedUsd ?? 0))
const scopesOf = ({ job }: Claim, { link }: PlannedCall) => [`provider ${link.provider}`, `slot ${job.slotId}`]

function budgetsOf(claim: Claim, call: PlannedCall, slot: SlotBudget, limits: Omit<Budget, 'scope'>): Budget[] {
  const [provider = '', own = ''] = scopesOf(claim, call)
  const microsOrNull = (usd: number | null) => (usd === null ? null : microsOf(usd))
  return [
    { scope: provider, dailyMicros: limits.dailyMicros, monthlyMicros: limits.monthlyMicros },
    { scope: own, dailyMicros: microsOrNull(slot.dailyBudgetUsd), monthlyMicros: microsOrNull(slot.monthlyBudgetUsd) },
  ]
}
