import type { Clock } from '../clock.ts'
import type { Queryable, Transaction } from '../database.ts'
import { and, inArray, sql } from '../drizzle.ts'
import { spending } from '../schema.ts'

/** A limit in millionths of a US dollar. */
export interface Budget {
  /** `slot slot-001` or `provider gemini`. */
  scope: string
  dailyMicros: number | null
  monthlyMicros: number | null
}

export const microsOf = (usd: number) => Math.round(usd * 1_000_000)
export const microsOrNull = (usd: number | null) => (usd === null ? null : microsOf(usd))
export const usdOf = (micros: number) => micros / 1_000_000

interface Periods {
  day: string
  month: string
}

/** What is spent by each slot and at each provider, a day and a month at a time, in UTC. */
export function createSpending({ clock }: { clock: Clock }) {
  async function periodsNow(on: Queryable): Promise<Periods> {
    const { rows } = await on.execute<{ day: string; month: string }>(sql`
      select to_char(now_utc, 'YYYY-MM-DD') as day, to_char(now_utc, 'YYYY-MM') as month
      from (select ${clock.databaseNow()} at time zone 'UTC' as now_utc) as clock`)
    return rows[0] ?? { day: '', month: '' }
  }

  async function add(
    tx: Transaction,
    scopes: string[],
    periods: string[],
    micros: number,
    calls: number,
  ): Promise<void> {
    // In one order for everybody, or two calls wait for each other.
    const rows = [...scopes].sort().flatMap((scope) => periods.map((period) => ({ scope, period, micros, calls })))
    await tx
      .insert(spending)
      .values(rows)
      .onConflictDoUpdate({
        target: [spending.scope, spending.period],
        set: { micros: sql`${spending.micros} + excluded.micros`, calls: sql`${spending.calls} + excluded.calls` },
      })
  }

  /** Micros by scope and period, as they are now; what is not there is zero. */
  async function read(on: Queryable, scopes: string[], { day, month }: Periods) {
    const rows = await on
      .select()
      .from(spending)
      .where(and(inArray(spending.scope, scopes), inArray(spending.period, [day, month])))
    return (scope: string, period: string) =>
      rows.find((row) => row.scope === scope && row.period === period)?.micros ?? 0
  }

  /** What was spent today and this month, in US dollars, by scope; and which day and month that is. */
  async function readToday(on: Queryable, scopes: string[]) {
    const periods = await periodsNow(on)
    const spent = await read(on, scopes, periods)
    const spentBy = (scope: string) => ({
      todayUsd: usdOf(spent(scope, periods.day)),
      monthUsd: usdOf(spent(scope, periods.month)),
    })
    return { ...periods, spentBy }
  }

  /**
   * Takes the price of a call out of the budgets before it is made. Resolves to a sentence when one of them does not
   * have it; then nothing is taken.
   */
  async function reserve(tx: Transaction, budgets: readonly Budget[], micros: number): Promise<string | undefined> {
    const periods = await periodsNow(tx)
    const { day, month } = periods
    const scopes = budgets.map(({ scope }) => scope)
    // Written first, and so locked: two calls must not both find room for one.
    await add(tx, scopes, [day, month], micros, 1)
    const spent = await read(tx, scopes, periods)
    for (const { scope, dailyMicros, monthlyMicros } of budgets) {
      const [kind, name] = scope.split(' ')
      if (dailyMicros !== null && spent(scope, day) > dailyMicros)
        return `The daily budget of ${kind} ${name} is used up.`
      if (monthlyMicros !== null && spent(scope, month) > monthlyMicros)
        return `The monthly budget of ${kind} ${name} is used up.`
    }
    return undefined
  }

  /** The difference between what was reserved in these periods and what the call has cost. */
  async function correct(tx: Transaction, scopes: string[], periods: string[], micros: number): Promise<void> {
    if (micros !== 0) await add(tx, scopes, periods, micros, 0)
  }

  return { reserve, correct, readToday }
}
