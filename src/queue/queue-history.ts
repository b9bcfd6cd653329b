import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { sql } from '../drizzle.ts'
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
    const partOf = (column: 'received_at' | 'left_at' | 'started_at' | 'finished_at') =>
      sql`greatest(0, ceil(extract(epoch from ${sql.raw(column)} - begins) / ${seconds}))::int`
    const { rows } = await database.execute<{ [Column in keyof QueueStretch]: number | null }>(sql`
      with present as materialized (
        select now, now - ${minutes} * interval '1 minute' as begins from (select ${clock.databaseNow()} as now) as clock
      ),
      looked as materialized (
        select received_at, started_at, finished_at, coalesce(started_at, finished_at) as left_at, status,
          ${spent('not')} as own, ${spent('')} as provider
        from ${jobs}
        -- Both ends are named: of one alone the planner expects a third of the table, and reads all of it.
        where received_at between (select begins - ${longestFlightMinutes} * interval '1 minute' from present)
          and (select now from present)
      ),
      came as (select ${partOf('received_at')} as part, count(*) as received from looked, present group by 1),
      went as (select ${partOf('left_at')} as part, count(*) as gone from looked, present where left_at is not null group by 1),
      taken as (
        select ${partOf('started_at')} as part, count(*) as started, percentile_cont(0.95) within group
          (order by extract(epoch from started_at - received_at) * 1000) as wait
        from looked, present where started_at is not null group by 1
      ),
      ended as (
        select ${partOf('finished_at')} as part, count(*) filter (where started_at is not null) as worked,
          count(*) filter (where status = 'done') as done, count(*) filter (where status = 'failed') as failed,
          count(*) filter (where status = 'timeout') as timeout,
          percentile_cont(0.5) within group (order by own) filter (where status = 'done') as own,
          percentile_cont(0.5) within group (order by provider) filter (where status = 'done') as provider
        from looked, present where finished_at is not null group by 1
      ),
      told as (
        select part, (extract(epoch from begins) + part * ${seconds}) * 1000 as at,
          sum(coalesce(received, 0) - coalesce(gone, 0)) over parts as waiting,
          sum(coalesce(started, 0) - coalesce(worked, 0)) over parts as working,
          received, done, failed, timeout, wait, own, provider
        from present, generate_series(0, ${stretches}) as part
          left join came using (part) left join went using (part) left join taken using (part) left join ended using (part)
        window parts as (order by part)
      )
      select at::float8 as at, waiting::int as waiting, working::int as working, coalesce(received, 0)::int as received,
        coalesce(done, 0)::int as done, coalesce(failed, 0)::int as failed, coalesce(timeout, 0)::int as timeout,
        wait as "waitP95", own as "ownP50", provider as "providerP50"
      from told where part > 0 order by part`)
    return rows.map((row) => ({ ...(row as unknown as QueueStretch), at: new Date(row.at ?? 0) }))
  }
}

export type ReadQueueHistory = ReturnType<typeof createQueueHistory>

/** Milliseconds of the job's ledger that went to the provider and its picture, or to all else. */
const spent = (isNot: 'not' | '') =>
  sql`(select sum((hop ->> 'spent')::float8) from jsonb_array_elements(${jobs.ledger}) as hop
    where hop ->> 'hop' ${sql.raw(isNot)} in ('provider', 'download'))`
