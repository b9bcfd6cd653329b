import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { sql } from '../drizzle.ts'
import { jobs, slots } from '../schema.ts'

/** How a slot has done lately. Test runs are not in it. */
export interface SlotPulse {
  slotId: string
  inFlight: number
  /** Of those that ended within the last hour, and those of them that have the picture that was asked for. */
  endedInHour: number
  doneInHour: number
  /** Of those that ended within the last quarter of an hour: without their picture, or after their window. */
  troubled: number
  /** How many of these ended at all, and the share of its window that 95 of 100 needed; null when none ended. */
  ended: number
  windowShareP95: number | null
  /** The newest picture that can still be looked at. */
  lastResult: LastResult | null
}

interface LastResult {
  jobId: string
  finishedAt: Date
  width: number
  height: number
  /** Ended after its window. */
  isLate: boolean
  fallback: string | null
}

/** Minutes in which trouble counts. */
export const pulseMinutes = 15
/** So many photos in trouble are no accident. */
export const leastTroubled = 3

type Row = {
  slot_id: string
  in_flight: number
  ended_in_hour: number
  done_in_hour: number
  troubled: number
  ended: number
  share: number | null
  job_id: string | null
  finished_ms: number | null
  width: number
  height: number
  is_late: boolean
  fallback: string | null
}

/** A photo has hung when its window ended without its picture, whatever its guest got instead. */
export const isTroubled = sql`(status in ('failed', 'timeout') or (status = 'done' and (fallback is not null or finished_at > deadline_at)))`

/** One look at all slots. */
export function createPulse({ database, clock }: { database: Database; clock: Clock }) {
  return async function readPulse(): Promise<SlotPulse[]> {
    const ago = (minutes: number) => sql`(now - ${minutes} * interval '1 minute')`
    const { rows } = await database.execute<Row>(sql`
      with present as materialized (select ${clock.databaseNow()} as now),
      ended as (
        select slot_id,
          (count(*))::int as ended_in_hour,
          (count(*) filter (where status = 'done' and fallback is null))::int as done_in_hour,
          (count(*) filter (where finished_at > ${ago(pulseMinutes)}))::int as ended,
          (count(*) filter (where finished_at > ${ago(pulseMinutes)} and ${isTroubled}))::int as troubled,
          percentile_cont(0.95) within group (
            order by extract(epoch from finished_at - received_at) / nullif(extract(epoch from deadline_at - received_at), 0)
          ) filter (where finished_at > ${ago(pulseMinutes)}) as share
        from ${jobs}, present
        where finished_at > ${ago(60)} and source <> 'test_run' and status <> 'cancelled' group by slot_id
      ),
      flying as (
        select slot_id, (count(*))::int as in_flight from ${jobs}
        where status in ('pending', 'processing') and source <> 'test_run' group by slot_id
      )
      select slot.id as slot_id, coalesce(in_flight, 0) as in_flight, coalesce(ended_in_hour, 0) as ended_in_hour,
        coalesce(done_in_hour, 0) as done_in_hour, coalesce(troubled, 0) as troubled, coalesce(ended, 0) as ended,
        share::float8 as share, newest.*
      from ${slots} as slot left join ended on ended.slot_id = slot.id left join flying on flying.slot_id = slot.id
      left join lateral (
        select job.id as job_id, (extract(epoch from finished_at) * 1000)::float8 as finished_ms,
          result_width as width, result_height as height, finished_at > deadline_at as is_late, fallback
        from ${jobs} as job, present
        where job.slot_id = slot.id and status = 'done' and source <> 'test_run'
          and result_deleted_at is null and expires_at > now and received_at > now - interval '30 days'
        order by received_at desc, job.id desc limit 1
      ) as newest on true order by slot.id`)
    return rows.map(toPulse)
  }
}

export type ReadPulse = ReturnType<typeof createPulse>

function toPulse(row: Row): SlotPulse {
  return {
    slotId: row.slot_id,
    inFlight: row.in_flight,
    endedInHour: row.ended_in_hour,
    doneInHour: row.done_in_hour,
    troubled: row.troubled,
    ended: row.ended,
    windowShareP95: row.share,
    lastResult: lastResultIn(row),
  }
}

function lastResultIn({ job_id: jobId, finished_ms: finished, width, height, is_late, fallback }: Row) {
  if (jobId === null || finished === null) return null
  return { jobId, finishedAt: new Date(finished), width, height, isLate: is_late, fallback }
}
