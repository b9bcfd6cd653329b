import type { Clock } from '../clock.ts'
import type { Queryable } from '../database.ts'
import { and, eq, gte, isNotNull, lt, ne, or, sql } from '../drizzle.ts'
import { type Figures, noFigures, stepFactor } from '../figures.ts'
import { attempts, jobs, refusals } from '../schema.ts'

/** What became of the photos of a slot that came in the hour, or the day, that begins then. */
export interface SlotFigures {
  startsAt: number
  slotId: string
  figures: Figures
}

/** Moments in milliseconds since 1970, the end left out. */
export interface Range {
  from: number
  until: number
}

export const hourMilliseconds = 3_600_000

/** A transaction may be so slow that what it has finished is seen only then. */
const slownessSeconds = 60
/** Older rows may have begun to go, and a sum over the rest would be less than what is known. */
const rowDays = 29

type Group = {
  slot_id: string
  hour: number
  status: 'done' | 'failed' | 'timeout' | 'cancelled'
  failure_reason: string | null
  is_fallback: boolean
  is_late: boolean
  own_step: number | null
  provider_step: number | null
  count: number
  cost_micros: number
}

const hourOf = (moment: typeof jobs.receivedAt | typeof refusals.at) =>
  sql<number>`(extract(epoch from date_trunc('hour', ${moment}, 'UTC')) * 1000)::float8`
const isoOf = (milliseconds: number) => new Date(milliseconds)
const isWithin = (moment: typeof jobs.receivedAt | typeof refusals.at, ranges: readonly Range[]) =>
  or(...ranges.map(({ from, until }) => and(gte(moment, isoOf(from)), lt(moment, isoOf(until)))))
/** As `Histogram` counts. */
const stepOf = (column: 'own' | 'provider') =>
  sql.raw(`case when status <> 'done' then null when ${column} < 1 then 0
    else floor(ln(${column}) / ln(${stepFactor}))::int + 1 end`)

/** Sums by slot and hour, straight from the rows of jobs that have ended. Test runs do not count. */
export async function sumJobs(on: Queryable, ranges: readonly Range[], slotId?: string): Promise<SlotFigures[]> {
  if (ranges.length === 0) return []
  const ofSlot = slotId === undefined ? undefined : eq(jobs.slotId, slotId)
  const isCounted = and(
    ne(jobs.source, 'test_run'),
    isNotNull(jobs.finishedAt),
    isWithin(jobs.receivedAt, ranges),
    ofSlot,
  )
  const { rows } = await on.execute<Group>(sql`
    select slot_id, hour, status, failure_reason, is_fallback, is_late, ${stepOf('own')} as own_step,
      ${stepOf('provider')} as provider_step, count(*)::int as count, coalesce(sum(cost), 0)::float8 as cost_micros
    from (
      select ${jobs.slotId} as slot_id, ${hourOf(jobs.receivedAt)} as hour, ${jobs.status} as status,
        ${jobs.failureReason} as failure_reason, ${jobs.fallback} is not null as is_fallback,
        ${jobs.finishedAt} > ${jobs.deadlineAt} as is_late, spent.own, spent.provider, paid.cost
      from ${jobs} cross join lateral (
        select sum((hop ->> 'spent')::float8) filter (where hop ->> 'hop' in ('provider', 'download')) as provider,
          sum((hop ->> 'spent')::float8) filter (where hop ->> 'hop' not in ('provider', 'download')) as own
        from jsonb_array_elements(${jobs.ledger}) as hop
      ) as spent cross join lateral (
        select sum(${attempts.costMicros}) as cost from ${attempts} where ${attempts.jobId} = ${jobs.id}
      ) as paid
      where ${isCounted}
    ) as measured group by 1, 2, 3, 4, 5, 6, 7, 8`)
  const sums = createSums()
  for (const row of rows) addGroup(sums.of(row.slot_id, row.hour), row)
  for (const row of await countRefusals(on, ranges, slotId)) {
    sums.of(row.slotId, row.hour).refusals[row.reason] = row.count
  }
  return sums.all()
}

function addGroup(figures: Figures, group: Group): void {
  const { status, count } = group
  figures[status] += count
  if (group.is_fallback) figures.fallback += count
  if (group.is_late) figures.late += count
  figures.costMicros += group.cost_micros
  const add = (sums: Record<string, number>, name: string | number | null) => {
    if (name !== null) sums[name] = (sums[name] ?? 0) + count
  }
  add(figures.reasons, group.failure_reason)
  add(figures.own, group.own_step)
  add(figures.provider, group.provider_step)
}

function countRefusals(on: Queryable, ranges: readonly Range[], slotId?: string) {
  const ofSlot = slotId === undefined ? undefined : eq(refusals.slotId, slotId)
  return on
    .select({
      slotId: refusals.slotId,
      hour: hourOf(refusals.at),
      reason: refusals.failureReason,
      count: sql<number>`count(*)::int`,
    })
    .from(refusals)
    .where(and(isWithin(refusals.at, ranges), ofSlot))
    .groupBy(sql`1`, sql`2`, sql`3`)
}

function createSums() {
  const sums = new Map<string, SlotFigures>()
  return {
    of(slotId: string, startsAt: number): Figures {
      const key = `${startsAt} ${slotId}`
      const known = sums.get(key) ?? { startsAt, slotId, figures: noFigures() }
      sums.set(key, known)
      return known.figures
    },
    all: () => [...sums.values()],
  }
}

/** The hours of whose photos something has become known since then; without a moment, all of them. */
export async function findChangedHours(on: Queryable, clock: Clock, since: Date | null): Promise<number[]> {
  const after = sql`${since?.toISOString() ?? '-infinity'}::timestamptz - ${slownessSeconds} * interval '1 second'`
  const oldest = sql`(select ${clock.databaseNow()} - ${rowDays} * interval '1 day')`
  const { rows } = await on.execute<{ hour: number }>(sql`
    select ${hourOf(jobs.receivedAt)} as hour from ${jobs}
    where ${jobs.finishedAt} >= ${after} and ${jobs.receivedAt} > ${oldest} and ${jobs.source} <> 'test_run'
    union select ${hourOf(refusals.at)} from ${refusals}
    where ${refusals.at} >= ${after} and ${refusals.at} > ${oldest}`)
  return rows.map(({ hour }) => hour)
}
