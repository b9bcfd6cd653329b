import { randomUUID } from 'node:crypto'
import { recordChange } from '../../accounts/audit.ts'
import type { Clock } from '../../clock.ts'
import type { Database, Queryable } from '../../database.ts'
import { and, desc, eq, isNull, lt, ne, sql } from '../../drizzle.ts'
import { GatewayError } from '../../errors.ts'
import { jobs, rehearsals } from '../../schema.ts'
import { inFlight } from '../job.ts'
import { microsOf } from '../spending.ts'
import type { Plan } from './plan.ts'
import type { Report } from './report.ts'

type Row = typeof rehearsals.$inferSelect

export interface Progress {
  seconds: number
  shots: number
  answered_in_time: number
  /** Taken in, and not answered yet. */
  open: number
}

export interface Rehearsal extends Row {
  plan: Plan
  progress: Progress | null
  report: Report | null
}

export type EndReason = 'person' | 'guests' | 'max_cost' | 'gateway_stopped' | 'broke'

interface Dependencies {
  database: Database
  clock: Clock
  /** Who plays. */
  nodeId: string
}

/** A node that has not said so for so long does not play any more. */
const leaseMilliseconds = 10_000
const mostListed = 100

const busy = (details: string) => new GatewayError('rehearsal_busy', details, { details })

/** The rows of rehearsals. That one runs at a time is the database's business: whoever looks ends what nobody plays. */
export function createRehearsals({ database, clock, nodeId }: Dependencies) {
  const later = (milliseconds: number) => sql<Date>`${clock.databaseNow()} + ${milliseconds} * interval '1 millisecond'`
  const isOurs = (id: string) =>
    and(eq(rehearsals.id, id), eq(rehearsals.state, 'running'), eq(rehearsals.node, nodeId))

  async function endForsaken(on: Queryable = database): Promise<void> {
    await on
      .update(rehearsals)
      .set({ state: 'broken', endedBecause: 'broke', endedAt: clock.databaseNow() })
      .where(and(eq(rehearsals.state, 'running'), lt(rehearsals.leaseUntil, sql`(select ${clock.databaseNow()})`)))
  }

  /** Guests' photos: those that wait for a worker, or all that are not answered yet. */
  async function areGuestsHere(which: 'waiting' | 'all', on: Queryable = database): Promise<boolean> {
    const statuses = which === 'waiting' ? ['pending'] : [...inFlight]
    const { rows } = await on.execute<{ are: boolean }>(sql`
      select exists (select 1 from ${jobs} where ${jobs.status} in ${statuses} and ${ne(jobs.source, 'test_run')}) as are`)
    return rows[0]?.are ?? false
  }

  async function begin(id: string, plan: Plan, who: string): Promise<void> {
    await database.transaction(async (tx) => {
      await endForsaken(tx)
      if (await areGuestsHere('all', tx)) throw busy("Guests' photos are on their way: rehearse when it is quiet.")
      const maxCostMicros = plan.mode === 'real' ? microsOf(plan.max_cost_usd ?? 0) : null
      const now = clock.databaseNow()
      const times = { startedAt: now, leaseUntil: later(leaseMilliseconds) }
      const begun = await tx
        .insert(rehearsals)
        .values({ id, state: 'running', plan, maxCostMicros, startedBy: who, node: nodeId, ...times })
        .onConflictDoNothing()
        .returning({ id: rehearsals.id })
      if (begun.length === 0) throw busy('Another rehearsal is running: wait for its end, or stop it.')
      await recordChange(tx, { who, what: 'rehearsal.started', before: null, after: { id, ...plan } })
    })
  }

  async function find(id: string): Promise<Rehearsal | undefined> {
    await endForsaken()
    const [row] = await database.select().from(rehearsals).where(eq(rehearsals.id, id))
    return row as Rehearsal | undefined
  }

  async function list(): Promise<Rehearsal[]> {
    await endForsaken()
    const rows = await database.select().from(rehearsals).orderBy(desc(rehearsals.startedAt)).limit(mostListed)
    return rows as Rehearsal[]
  }

  /** Asks whoever plays it to end; the answer shows it as it was. Of one that has ended nothing is asked. */
  async function requestStop(id: string, who: string): Promise<void> {
    await database.transaction(async (tx) => {
      const asked = await tx
        .update(rehearsals)
        .set({ stopRequestedBy: who })
        .where(and(eq(rehearsals.id, id), eq(rehearsals.state, 'running'), isNull(rehearsals.stopRequestedBy)))
        .returning({ id: rehearsals.id })
      if (asked.length === 0) return
      await recordChange(tx, { who, what: 'rehearsal.stopped', before: { id, state: 'running' }, after: { id } })
    })
  }

  /** A sign of life. `lost`: somebody has ended it. */
  async function keep(id: string, progress: Progress): Promise<'kept' | 'stop' | 'lost'> {
    const [kept] = await database
      .update(rehearsals)
      .set({ leaseUntil: later(leaseMilliseconds), progress })
      .where(isOurs(id))
      .returning({ stopRequestedBy: rehearsals.stopRequestedBy })
    if (!kept) return 'lost'
    return kept.stopRequestedBy === null ? 'kept' : 'stop'
  }

  async function end(id: string, because: EndReason | null, progress: Progress, report: Report | null): Promise<void> {
    const state = because === 'broke' ? 'broken' : because === null ? 'finished' : 'stopped'
    await database
      .update(rehearsals)
      .set({ state, endedBecause: because, progress, report, endedAt: clock.databaseNow() })
      .where(isOurs(id))
  }

  async function findUntidy(): Promise<string[]> {
    await endForsaken()
    const rows = await database
      .select({ id: rehearsals.id })
      .from(rehearsals)
      .where(and(ne(rehearsals.state, 'running'), isNull(rehearsals.tidiedAt)))
    return rows.map(({ id }) => id)
  }

  async function setTidy(id: string): Promise<void> {
    await database.update(rehearsals).set({ tidiedAt: clock.databaseNow() }).where(eq(rehearsals.id, id))
  }

  return { newId: randomUUID, areGuestsHere, begin, find, list, requestStop, keep, end, findUntidy, setTidy }
}

export type Rehearsals = ReturnType<typeof createRehearsals>
