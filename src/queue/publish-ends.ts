import type { Clock } from '../clock.ts'
import { type SQL, sql } from '../drizzle.ts'
import { pixJobs, pixPublications, pixShoots } from '../pix-schema.ts'
import { slotRevisions } from '../schema.ts'
import type { JobStatus } from './job.ts'

/**
 * A part of the statement that ends jobs, which calls them `changed`: what a slot publishes is in line from the moment at
 * which the photo is done, whatever happens to this node. A target that is no more takes nothing; a test run publishes
 * nothing.
 */
export function createEndPublisher({ clock }: { clock: Pick<Clock, 'databaseNow'> }) {
  return function publishEnds(status: JobStatus): SQL {
    if (status !== 'done') return sql``
    const targets = sql`revision.settings -> 'publishTargets'`
    return sql`, published as (
      insert into ${pixPublications} (ingest_job_id, slot_id, result_key, mime, job_id, shoot_id, filename, next_at)
      select changed.id, changed.slot_id, changed.result_key, changed.result_mime, pix_job.id, shoot.id,
        changed.slot_id || '-' || changed.id || '.jpg', ${clock.databaseNow()}
      from changed
      join ${slotRevisions} as revision on revision.slot_id = changed.slot_id and revision.revision = changed.slot_revision
      cross join lateral jsonb_array_elements(case jsonb_typeof(${targets}) when 'array' then ${targets} else '[]' end) as target
      left join ${pixShoots} as shoot on shoot.id = target ->> 'shootId'
      join ${pixJobs} as pix_job on pix_job.id = coalesce(shoot.job_id, target ->> 'jobId')
      where changed.source in ('ingest', 'retry') and changed.result_key is not null
      on conflict do nothing)`
  }
}
