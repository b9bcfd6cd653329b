import type { Clock } from '../clock.ts'
import type { Queryable } from '../database.ts'
import { sql } from '../drizzle.ts'

/** Now, by the clock that is the same on every node, as files write it. */
export async function readMoment(queryable: Queryable, clock: Clock): Promise<string> {
  const { rows } = await queryable.execute<{ milliseconds: number }>(
    sql`select (extract(epoch from ${clock.databaseNow()}) * 1000)::float8 as milliseconds`,
  )
  return new Date(Math.floor(rows[0]?.milliseconds ?? 0)).toISOString()
}
