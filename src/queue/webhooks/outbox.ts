import type { Clock } from '../../clock.ts'
import type { Transaction } from '../../database.ts'
import { type SQL, sql } from '../../drizzle.ts'
import { jobs, webhookDeliveries, webhookEndpoints } from '../../schema.ts'
import type { JobStatus } from '../job.ts'
import type { WebhookEvent } from './webhook-event.ts'

interface Dependencies {
  clock: Clock
  /** Where guests reach this gateway, when a person has said so. */
  publicBaseUrl(): string | null
}

/** What a statement that ends a job must return for `tellEnds`. */
export const endedColumns = {
  id: jobs.id,
  slotId: jobs.slotId,
  slotRevision: jobs.slotRevision,
  source: jobs.source,
  status: jobs.status,
  failureReason: jobs.failureReason,
  fallback: jobs.fallback,
  receivedAt: jobs.receivedAt,
  deadlineAt: jobs.deadlineAt,
  finishedAt: jobs.finishedAt,
  expiresAt: jobs.expiresAt,
  resultKey: jobs.resultKey,
  resultMime: jobs.resultMime,
}

const toldStatuses: ReadonlySet<JobStatus> = new Set(['done', 'failed', 'timeout'])

const written = (column: string) =>
  sql`to_char(changed.${sql.identifier(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** How events get into the line of the endpoints that want them: always as part of the transaction that they tell of. */
export function createOutbox({ clock, publicBaseUrl }: Dependencies) {
  function resultUrl(): SQL {
    const base = publicBaseUrl()
    return base
      ? sql`case when changed.result_key is not null then ${`${base}/public/results/`}::text || changed.id end`
      : sql`null`
  }

  /**
   * A part of the statement that ends jobs, which calls them `changed`: no statement more, and without an endpoint only
   * a look at an empty table. Stopped jobs are told to nobody, and neither are test runs. The endpoint is held: were it
   * removed in this very moment, its missing row would undo the end of the job.
   */
  function tellEnds(status: JobStatus): SQL {
    if (!toldStatuses.has(status)) return sql``
    return sql`, told as (
      insert into ${webhookDeliveries} (endpoint_id, type, data, happened_at, next_at)
      select endpoint.id, event.type, jsonb_build_object('job_id', changed.id, 'slot', changed.slot_id,
        'slot_revision', changed.slot_revision, 'source', changed.source, 'status', changed.status,
        'failure_reason', changed.failure_reason, 'fallback', changed.fallback, 'received_at', ${written('received_at')},
        'finished_at', ${written('finished_at')}, 'expires_at', ${written('expires_at')}, 'result_url', ${resultUrl()}),
        changed.finished_at, changed.finished_at
      from changed
      cross join lateral (select case when changed.status <> 'done' then 'job.failed'
        when changed.finished_at > changed.deadline_at and changed.fallback is null then 'job.late'
        else 'job.done' end as type) as event
      join ${webhookEndpoints} as endpoint on endpoint.enabled and event.type = any(endpoint.events)
      where changed.source <> 'test_run' for key share of endpoint)`
  }

  async function tell(tx: Transaction, type: WebhookEvent, data: Record<string, unknown>): Promise<void> {
    const now = clock.databaseNow()
    await tx.execute(sql`
      insert into ${webhookDeliveries} (endpoint_id, type, data, happened_at, next_at)
      select id, ${type}::text, ${JSON.stringify(data)}::jsonb, ${now}, ${now}
      from ${webhookEndpoints} where enabled and ${type}::text = any(events) for key share`)
  }

  return { tellEnds, tell }
}

export type Outbox = ReturnType<typeof createOutbox>
