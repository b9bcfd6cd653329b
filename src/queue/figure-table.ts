import type { Clock } from '../clock.ts'
import type { Database, Queryable, Transaction } from '../database.ts'
import { and, eq, inArray, lt, sql } from '../drizzle.ts'
import { addFigures, type Figures, noFigures } from '../figures.ts'
import { slotFigures } from '../schema.ts'
import { findChangedHours, hourMilliseconds, type Range, type SlotFigures, sumJobs } from './figures-of-jobs.ts'

interface Dependencies {
  database: Database
  clock: Clock
}

export const dayMilliseconds = 24 * hourMilliseconds
/** So long there are sums of single hours, so of every hour of the last 72; of older days there are whole ones. */
const hourRowDays = 5
/** A year and a bit, so that this season can be held against the last. */
const dayRowDays = 400

/** Hours as ranges, neighbours as one. */
export function rangesOf(hours: readonly number[]): Range[] {
  const ranges: Range[] = []
  for (const from of hours.toSorted((one, other) => one - other)) {
    const last = ranges.at(-1)
    if (last?.until === from) last.until = from + hourMilliseconds
    else ranges.push({ from, until: from + hourMilliseconds })
  }
  return ranges
}

export const hoursOfDay = (day: number) => Array.from({ length: 24 }, (_none, at) => day + at * hourMilliseconds)
export const startOfDay = (moment: number) => moment - (moment % dayMilliseconds)
/** Its hours may be gone: then all of it comes from the jobs again. */
export const isOldDay = (day: number, now: number) => day < now - (hourRowDays - 1) * dayMilliseconds

/** When sums were made last; what has happened since is not in them. */
export async function readState(on: Queryable, clock: Clock): Promise<{ now: Date; computedAt: Date | null }> {
  const { rows } = await on.execute<{ now: string; computed_at: string | null }>(
    sql`select ${clock.databaseNow()} as now, (select max(${slotFigures.computedAt}) from ${slotFigures}) as computed_at`,
  )
  const [row] = rows
  return { now: new Date(row?.now ?? ''), computedAt: row?.computed_at ? new Date(row.computed_at) : null }
}

/**
 * Sums by slot, for each hour and each day. They outlive the jobs. Every run makes those anew of whose jobs anything
 * has changed since the last one, so a run may be repeated, left out, or made on two nodes at once.
 */
export function createFigureTable({ database, clock }: Dependencies) {
  /** All or nothing: the newest moment in the table says that everything before it is there. */
  async function update(): Promise<void> {
    await database.transaction(async (tx) => {
      // Before anything is read, so that what changes meanwhile counts as later.
      const { now, computedAt } = await readState(tx, clock)
      const changed = await findChangedHours(tx, clock, computedAt)
      for (const day of new Set(changed.map(startOfDay))) await updateDay(tx, day, changed, now)
      await removeOld(tx, 1, now.getTime() - hourRowDays * dayMilliseconds)
      await removeOld(tx, 24, now.getTime() - dayRowDays * dayMilliseconds)
    })
  }

  async function updateDay(tx: Transaction, day: number, changed: readonly number[], now: Date): Promise<void> {
    const hours = isOldDay(day, now.getTime()) ? hoursOfDay(day) : changed.filter((hour) => startOfDay(hour) === day)
    await write(tx, 1, await sumJobs(tx, rangesOf(hours)), now)
    const ofDay = await tx
      .select({ slotId: slotFigures.slotId, figures: slotFigures.figures })
      .from(slotFigures)
      .where(and(eq(slotFigures.hours, 1), inArray(slotFigures.startsAt, hoursOfDay(day).map(dateOf))))
    const sums = new Map<string, Figures>()
    for (const { slotId, figures } of ofDay) {
      const sum = sums.get(slotId) ?? noFigures()
      addFigures(sum, figures)
      sums.set(slotId, sum)
    }
    const days = [...sums].map(([slotId, figures]) => ({ slotId, startsAt: day, figures }))
    await write(tx, 24, days, now)
  }

  async function write(tx: Transaction, hours: number, sums: readonly SlotFigures[], computedAt: Date): Promise<void> {
    if (sums.length === 0) return
    // In one order for everybody, or two nodes wait for each other.
    const ordered = sums.toSorted((one, other) => keyOf(one).localeCompare(keyOf(other)))
    await tx
      .insert(slotFigures)
      .values(ordered.map((sum) => ({ ...sum, hours, startsAt: dateOf(sum.startsAt), computedAt })))
      .onConflictDoUpdate({
        target: [slotFigures.hours, slotFigures.startsAt, slotFigures.slotId],
        set: { figures: sql`excluded.figures`, computedAt: sql`excluded.computed_at` },
        // Another node may have looked later and written earlier.
        setWhere: sql`${slotFigures.computedAt} <= excluded.computed_at`,
      })
  }

  async function removeOld(tx: Transaction, hours: number, before: number): Promise<void> {
    const isOld = and(eq(slotFigures.hours, hours), lt(slotFigures.startsAt, dateOf(startOfDay(before))))
    await tx.delete(slotFigures).where(isOld)
  }

  return { update }
}

export type FigureTable = ReturnType<typeof createFigureTable>

export const dateOf = (milliseconds: number) => new Date(milliseconds)
const keyOf = ({ startsAt, slotId }: SlotFigures) => `${startsAt} ${slotId}`
