import { sql } from 'drizzle-orm'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { jobs } from '../schema.ts'

interface Dependencies {
  database: Database
  clock: Clock
}

/** One stretch of time; what is called a count belongs to jobs that were received, or ended, in it. */
export interface QueueStretch {
  /** Its end. */
  at: Date
  /** Photos that waited for a worker at its end, and that were being worked on. */
  waiting: number
  working: number
  received: number
  done: number
  failed: number
  timeout: number
  /** Milliseconds that 95 of 100 of those that were taken by a worker had waited; null when none was. */
  waitP95: number | null
  /** Milliseconds, the middle one of those done: everything but the wait for the provider and its picture, and that. */
  ownP50: number | null
  providerP50: number | null
}

/** No photo is in flight for longer, so none that came before this has to be looked at. */
const longestFlightMinutes = 30

/** How full the queue was, and how quick the work: told by the rows of the jobs, so no sampler has to be awake. */
export function createQueueHistory({ database, clock }: Dependencies) {
  /** The last `minutes` in `stretches` equal parts, the oldest first. Test runs take workers, too: they are in it. */
  return async function readQueueHistory(minutes: number, stretches: number): Promise<QueueStretch[]> {
    const seconds = (minutes * 60) / stretches
    const { rows } = await database.execute<{ [Column in keyof QueueStretch]: number | null }>(sql`
      with present as (select ${clock.databaseNow()} as now),
      looked as materialized (
        select received_at, started_at, finished_at, status, ${spent('not')} as own, ${spent('')} as provider
        from ${jobs}, present
        where received_at > now - ${minutes + longestFlightMinutes} * interval '1 minute'
      ),
      stretches as (
        select now - (${stretches} - number) * ${seconds} * interval '1 second' as until from present,
          generate_series(1, ${stretches}) as number
      )
      select (extract(epoch from until) * 1000)::float8 as at, counted.* from stretches cross join lateral (
        select
          (count(*) filter (where received_at <= until and coalesce(started_at, finished_at, 'infinity') > until))::int as "waiting",
          (count(*) filter (where started_at <= until and coalesce(finished_at, 'infinity') > until))::int as "working",
          (count(*) filter (where ${isIn('received_at', seconds)}))::int as "received",
          (count(*) filter (where ${isIn('finished_at', seconds)} and status = 'done'))::int as "done",
          (count(*) filter (where ${isIn('finished_at', seconds)} and status = 'failed'))::int as "failed",
          (count(*) filter (where ${isIn('finished_at', seconds)} and status = 'timeout'))::int as "timeout",
          percentile_cont(0.95) within group (order by extract(epoch from started_at - received_at) * 1000)
            filter (where ${isIn('started_at', seconds)}) as "waitP95",
          percentile_cont(0.5) within group (order by own)
            filter (where ${isIn('finished_at', seconds)} and status = 'done') as "ownP50",
          percentile_cont(0.5) within group (order by provider)
            filter (where ${isIn('finished_at', seconds)} and status = 'done') as "providerP50"
        from looked
      ) as counted order by until`)
    return rows.map((row) => ({ ...(row as unknown as QueueStretch), at: new Date(row.at ?? 0) }))
  }
}

export type ReadQueueHistory = ReturnType<typeof createQueueHistory>

const isIn = (column: 'received_at' | 'started_at' | 'finished_at', seconds: number) =>
  sql`${sql.raw(column)} <= until and ${sql.raw(column)} > until - ${seconds} * interval '1 second'`

/** Milliseconds of the job's ledger that went to the provider and its picture, or to all else. */
const spent = (isNot: 'not' | '') =>
  sql`(select sum((hop ->> 'spent')::float8) from jsonb_array_elements(${jobs.ledger}) as hop
    where hop ->> 'hop' ${sql.raw(isNot)} in ('provider', 'download'))`
