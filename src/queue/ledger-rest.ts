import { type SQL, sql } from 'drizzle-orm'
import type { Clock } from '../clock.ts'
import type { Hop } from '../ledger.ts'
import { jobs } from '../schema.ts'

/**
 * The ledger with the time that nobody has written down: the wait in the queue and, when a worker had the photo, the rest
 * under the name of `hop`. For whoever ends a job, or takes it over, without its worker.
 */
export function ledgerWithRest(clock: Clock, hop: Hop): SQL {
  const milliseconds = (from: SQL, until: SQL) =>
    sql`round((extract(epoch from ${until} - ${from}) * 1000)::numeric, 1)`
  const accounted = sql`(select coalesce(sum((entry ->> 'spent')::numeric), 0) from jsonb_array_elements(${jobs.ledger}) as entry)`
  const isBegun = sql`${jobs.status} = 'processing'`
  const waitEnd = sql`case when ${isBegun} then ${jobs.startedAt} else ${clock.databaseNow()} end`
  const entry = (name: SQL, spent: SQL) =>
    sql`jsonb_build_object('hop', ${name}, 'epoch', ${jobs.epoch}, 'allowed',
      greatest(0, ${milliseconds(sql`${jobs.receivedAt}`, sql`${jobs.workUntilAt}`)} - ${accounted}), 'spent', ${spent})`
  const wait = entry(sql`'queue'`, sql`greatest(0, ${milliseconds(sql`${jobs.receivedAt}`, waitEnd)} - ${accounted})`)
  const rest = entry(sql`${hop}::text`, milliseconds(sql`${jobs.startedAt}`, sql`${clock.databaseNow()}`))
  return sql`${jobs.ledger} || jsonb_build_array(${wait}) || case when ${isBegun} then jsonb_build_array(${rest}) else '[]'::jsonb end`
}
