import type { Clock } from '../clock.ts'
import { type Column, type SQL, sql } from '../drizzle.ts'
import type { Hop, LedgerEntry } from '../ledger.ts'
import { jobs } from '../schema.ts'

const milliseconds = (from: SQL | Column, until: SQL | Column) =>
  sql`round((extract(epoch from ${until} - ${from}) * 1000)::numeric, 1)`
const accounted = sql`(select coalesce(sum((entry ->> 'spent')::numeric), 0) from jsonb_array_elements(${jobs.ledger}) as entry)`

/**
 * The ledger with what its worker wrote down. The last hop lasts until this statement, however long that was under way
 * or had to be repeated: so the sum is the time between two moments of one clock.
 */
export function ledgerWithWork(clock: Clock, entries: readonly LedgerEntry[]): SQL {
  const last = entries.at(-1)
  if (!last) return sql`${jobs.ledger}`
  const before = entries.slice(0, -1)
  const known = before.reduce((sum, { spent }) => sum + spent, 0)
  const spent = sql`greatest(0, ${milliseconds(jobs.receivedAt, clock.databaseNow())} - ${accounted} - ${known}::numeric)`
  const lasting = sql`jsonb_set(${JSON.stringify(last)}::jsonb, '{spent}', to_jsonb(${spent}))`
  return sql`${jobs.ledger} || ${JSON.stringify(before)}::jsonb || jsonb_build_array(${lasting})`
}

/**
 * The ledger with the time that nobody has written down: the wait in the queue and, when a worker had the photo, the rest
 * under the name of `hop`. For whoever ends a job, or takes it over, without its worker.
 */
export function ledgerWithRest(clock: Clock, hop: Hop): SQL {
  const isBegun = sql`${jobs.status} = 'processing'`
  const waitEnd = sql`case when ${isBegun} then ${jobs.startedAt} else ${clock.databaseNow()} end`
  const entry = (name: SQL, spent: SQL) =>
    sql`jsonb_build_object('hop', ${name}, 'epoch', ${jobs.epoch}, 'allowed',
      greatest(0, ${milliseconds(jobs.receivedAt, jobs.workUntilAt)} - ${accounted}), 'spent', ${spent})`
  const wait = entry(sql`'queue'`, sql`greatest(0, ${milliseconds(jobs.receivedAt, waitEnd)} - ${accounted})`)
  const rest = entry(sql`${hop}::text`, milliseconds(jobs.startedAt, clock.databaseNow()))
  return sql`${jobs.ledger} || jsonb_build_array(${wait}) || case when ${isBegun} then jsonb_build_array(${rest}) else '[]'::jsonb end`
}
