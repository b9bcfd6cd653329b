import type { Clock } from '../clock.ts'
import type { Database, Transaction } from '../database.ts'
import { and, eq, gte, inArray, ne, or, sql } from '../drizzle.ts'
import { jobs, slotFigures } from '../schema.ts'
import { dateOf, dayMilliseconds, hoursOfDay, isOldDay, rangesOf, readState, startOfDay } from './figure-table.ts'
import { findChangedHours, hourMilliseconds, type Range, type SlotFigures, sumJobs } from './figures-of-jobs.ts'

/** Where the parts of an answer come from. */
interface Plan {
  /** Sums that hold still. */
  days: number[]
  hours: number[]
  /** The rest, from the jobs themselves. */
  ranges: Range[]
}

interface Wanted {
  slotId?: string | undefined
  /** The last so many hours, or days with today's. */
  hours?: number | undefined
  days?: number | undefined
}

/**
 * What became of photos. Sums that were made before serve for hours in which nothing has changed since; all others are
 * counted anew. So an answer is that of a count over all jobs, and never waits for one.
 */
export function createStatistics({ database, clock }: { database: Database; clock: Clock }) {
  async function read(wanted: Wanted) {
    // One moment for all of it: a job that ends meanwhile is counted once.
    return database.transaction((tx) => readAt(tx, wanted), {
      isolationLevel: 'repeatable read',
      accessMode: 'read only',
    })
  }

  async function readAt(on: Transaction, { slotId, hours, days }: Wanted) {
    const { now, computedAt } = await readState(on, clock)
    const until = now.getTime()
    const from =
      days === undefined ? until - (hours ?? 24) * hourMilliseconds : startOfDay(until) - (days - 1) * dayMilliseconds
    const changed = await findChangedHours(on, clock, computedAt)
    const plan = planFor({ from, until }, new Set(changed), computedAt !== null)
    const parts = [...(await readSums(on, plan, slotId)), ...(await sumJobs(on, plan.ranges, slotId))]
    return { from: dateOf(from), until: now, parts, inFlight: await countInFlight(on, from, slotId) }
  }

  return { read }
}

export type Statistics = ReturnType<typeof createStatistics>

/** Today counts as a whole day: nothing has come after now. */
function planFor({ from, until }: Range, changed: ReadonlySet<number>, hasSums: boolean): Plan {
  if (!hasSums) return { days: [], hours: [], ranges: [{ from, until: until + hourMilliseconds }] }
  const days: number[] = []
  const hours: number[] = []
  const counted: number[] = []
  for (let day = startOfDay(from); day <= until; day += dayMilliseconds) {
    const ofDay = hoursOfDay(day).filter((hour) => hour <= until && hour + hourMilliseconds > from)
    const isWhole = day >= from
    if (isWhole && !ofDay.some((hour) => changed.has(hour))) days.push(day)
    else if (isOldDay(day, until)) counted.push(...ofDay)
    else for (const hour of ofDay) (hour >= from && !changed.has(hour) ? hours : counted).push(hour)
  }
  const ranges = rangesOf(counted).map((range) => ({ from: Math.max(from, range.from), until: range.until }))
  return { days, hours, ranges }
}

async function readSums(on: Transaction, { days, hours }: Plan, slotId: string | undefined): Promise<SlotFigures[]> {
  const rows = await on
    .select({ startsAt: slotFigures.startsAt, slotId: slotFigures.slotId, figures: slotFigures.figures })
    .from(slotFigures)
    .where(
      and(
        or(
          and(eq(slotFigures.hours, 24), inArray(slotFigures.startsAt, days.map(dateOf))),
          and(eq(slotFigures.hours, 1), inArray(slotFigures.startsAt, hours.map(dateOf))),
        ),
        slotId === undefined ? undefined : eq(slotFigures.slotId, slotId),
      ),
    )
  return rows.map((row) => ({ ...row, startsAt: row.startsAt.getTime() }))
}

async function countInFlight(on: Transaction, from: number, slotId: string | undefined): Promise<Map<string, number>> {
  const rows = await on
    .select({ slotId: jobs.slotId, count: sql<number>`count(*)::int` })
    .from(jobs)
    .where(
      and(
        sql`status in ('pending', 'processing')`, // in the words of the index
        ne(jobs.source, 'test_run'),
        gte(jobs.receivedAt, dateOf(from)),
        slotId === undefined ? undefined : eq(jobs.slotId, slotId),
      ),
    )
    .groupBy(jobs.slotId)
  return new Map(rows.map((row) => [row.slotId, row.count]))
}
