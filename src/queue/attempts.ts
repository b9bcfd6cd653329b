import type { Clock } from '../clock.ts'
import type { Database, Transaction } from '../database.ts'
import { and, eq, type SQL, sql } from '../drizzle.ts'
import type { AttemptRecord, PlannedCall } from '../providers/attempt-record.ts'
import type { Admission, Unfinished } from '../providers/course.ts'
import type { RemoteWork } from '../providers/provider.ts'
import type { FailureKind } from '../providers/provider-failure.ts'
import { attempts, jobs, providerLimits, rehearsals } from '../schema.ts'
import type { SlotSettings } from '../slots/slot.ts'
import type { Claim } from './claims.ts'
import { isRehearsed, leaseMilliseconds } from './job.ts'
import { createProviderLanes, keyLaneOf, type Limits } from './provider-lanes.ts'
import { type Budget, createSpending, microsOf, microsOrNull } from './spending.ts'

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

  /**
   * Renews the lease, so that nobody can take over before the call is made. `lost`: the claim is not held any more.
   * `known`: an earlier try, of whose end we had not heard, has written it down.
   */
  async function write(on: Pick<Database, 'execute'>, claim: Claim, call: PlannedCall) {
    const { number, linkAt, link, facts, isResumed } = call
    const isCharged = facts.keyId !== undefined
    const price = isCharged && !isResumed && facts.estimatedUsd != null ? facts : undefined
    const micros = price ? reservedMicros(call) : null
    const { rows } = await on.execute<{ is_new: boolean }>(sql`
      with kept as (update ${jobs} set lease_until = ${later(leaseMilliseconds)} where ${held(claim)} returning ${jobs.id} as id)
      insert into ${attempts} (job_id, epoch, number, provider, operation, model, worker, started_at, outcome, link_index,
        is_resumed, key_lane, billed, cost_micros, cost_basis, price_date, reserved_micros)
      select kept.id, ${claim.epoch}::int, ${number}::int, ${link.provider}, ${link.operation}, ${facts.model ?? null}::text,
        ${nodeId}, ${clock.databaseNow()}, 'started', ${linkAt}::int, ${isResumed}::boolean,
        ${isCharged ? keyLaneOf(call) : null}::text, ${isCharged && !isResumed ? 'unknown' : 'no'}::text, ${micros}::bigint,
        ${price ? 'table' : null}::text, ${price?.priceDate ?? null}::date, ${isCharged ? reservedMicros(call) : null}::bigint
      from kept
      on conflict (job_id, epoch, number) do update set outcome = 'started' where ${attempts.worker} = excluded.worker
      returning xmax = 0 as is_new`)
    if (!rows[0]) return 'lost'
    return rows[0].is_new ? 'new' : 'known'
  }

  /**
   * Writes a call down before it is made, if its service and its budgets let it. Undefined when this claim is not held
   * any more: then there must be no call.
   */
  async function begin(claim: Claim, call: PlannedCall, budget: SlotBudget): Promise<Admission | undefined> {
    if (call.facts.keyId === undefined) return (await write(database, claim, call)) === 'lost' ? undefined : open
    try {
      return await database.transaction((tx) => beginCharged(tx, claim, call, budget))
    } catch (error) {
      if (error instanceof NotAdmitted) return error.admission
      throw error
    }
  }

  /** The job first, then the lanes, then the budgets: everybody locks in this order. */
  async function beginCharged(tx: Transaction, claim: Claim, call: PlannedCall, budget: SlotBudget) {
    const written = await write(tx, claim, call)
    if (written === 'lost') return undefined
    if (written === 'known') return open // and its price was taken then
    // Paid for, and under way: left alone now it would be paid for nothing.
    if (call.isResumed) return open
    const limits = await findLimits(tx, call)
    const admission = await lanes.enter(tx, call, limits, claim.job.id)
    if (!admission.mayGo) throw new NotAdmitted(admission)
    if (call.facts.isPlayed) return open
    const budgets = [...budgetsOf(claim, call, budget, limits), ...(await findRehearsalBudget(tx, claim))]
    const details = await spending.reserve(tx, budgets, reservedMicros(call))
    if (details) throw new NotAdmitted({ mayGo: false, because: 'budget', details })
    return open
  }

  /** What a rehearsal may spend, whatever the month. */
  async function findRehearsalBudget(tx: Transaction, { job }: Claim): Promise<Budget[]> {
    if (!isRehearsed(job) || !job.testRunId) return []
    const [row] = await tx
      .select({ monthlyMicros: rehearsals.maxCostMicros })
      .from(rehearsals)
      .where(eq(rehearsals.id, job.testRunId))
    return [{ scope: `rehearsal ${job.testRunId}`, dailyMicros: null, monthlyMicros: row?.monthlyMicros ?? 0 }]
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

  /** Also when it was for nothing, a call that was made has shown something of its service. Safe to repeat. */
  async function settle(claim: Claim, attempt: AttemptRecord): Promise<void> {
    if (attempt.facts.keyId === undefined) return
    await database.transaction(async (tx) => {
      const [before] = await tx
        .select({ reserved: attempts.reservedMicros, startedAt: attempts.startedAt })
        .from(attempts)
        .where(isThis(claim, attempt))
        .for('update')
      if (!before || before.reserved === null) return
      await end(tx, claim, [attempt])
      await tx.update(attempts).set({ reservedMicros: null }).where(isThis(claim, attempt))
      if (attempt.isResumed && attempt.outcome === 'done') await markPaid(tx, claim)
      await lanes.settle(tx, attempt)
      const day = before.startedAt.toISOString().slice(0, 10)
      const difference = microsOf(attempt.cost?.usd ?? 0) - before.reserved
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
    const made = await database
      .select()
      .from(attempts)
      .where(and(eq(attempts.jobId, job.id), sql`${attempts.epoch} < ${epoch}`))
      .orderBy(sql`${attempts.epoch} desc, ${attempts.number} desc`)
    const [last] = made
    if (!last) return undefined
    const { linkAt, outcome, keyLane } = last
    const ofLink = made.filter((call) => call.linkAt === linkAt)
    // Whoever only fetched has handed nothing in: what it fetched stands with an earlier call.
    const remote = (last.isResumed ? ofLink.find((call) => call.remote)?.remote : last.remote) ?? null
    return {
      linkAt,
      calls: ofLink.filter((call) => !call.isResumed).length,
      kind: last.kind as FailureKind | null,
      isOpen: last.kind === null,
      remote: fetchable.has(outcome) ? remote : null,
      isPaid: keyLane !== null,
    }
  }

  return { begin, settle, end, remember, findUnfinished }
}

export type Attempts = ReturnType<typeof createAttempts>

const open: Admission = { mayGo: true }
/** Broken off, or done by a worker that was gone before anybody had the picture. Every other end has cancelled its work. */
const fetchable: ReadonlySet<string> = new Set(['started', 'lost', 'cancelled', 'done'])

const reservedMicros = ({ facts, isResumed }: PlannedCall) => (isResumed ? 0 : microsOf(facts.estimatedUsd ?? 0))
const scopesOf = ({ job }: Claim, { link }: PlannedCall) => [
  `provider ${link.provider}`,
  `slot ${job.slotId}`,
  ...(isRehearsed(job) ? [`rehearsal ${job.testRunId}`] : []),
]

function budgetsOf(claim: Claim, call: PlannedCall, slot: SlotBudget, limits: Omit<Budget, 'scope'>): Budget[] {
  const [provider = '', own = ''] = scopesOf(claim, call)
  return [
    { scope: provider, dailyMicros: limits.dailyMicros, monthlyMicros: limits.monthlyMicros },
    { scope: own, dailyMicros: microsOrNull(slot.dailyBudgetUsd), monthlyMicros: microsOrNull(slot.monthlyBudgetUsd) },
  ]
}
