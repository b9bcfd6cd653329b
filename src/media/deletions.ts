import type { Clock } from '../clock.ts'
import type { Database, Queryable } from '../database.ts'
import { inArray, isNull, type SQL, type SQLWrapper, sql } from '../drizzle.ts'
import { deletionReceipts, jobs } from '../schema.ts'

interface Dependencies {
  database: Database
  clock: Clock
}

/** The columns of a job that a receipt is drawn up from. */
interface Deleted {
  what: 'photo' | 'result'
  deletedAt: typeof jobs.inputDeletedAt | typeof jobs.resultDeletedAt
  sha256: typeof jobs.inputSha256 | typeof jobs.resultSha256
  bytes: typeof jobs.inputBytes | typeof jobs.resultBytes
  dueAt: SQLWrapper
}

/**
 * When the photo of a job that has ended must go: with its end or, where the slot keeps originals, with its picture. A job
 * without one keeps its photo as long as the picture would have lived: it is the one that somebody wants to retry.
 */
export const photoDueAt = sql`case when not ${jobs.keepInput} then ${jobs.finishedAt}
  when ${jobs.status} = 'done' then ${jobs.expiresAt}
  else ${jobs.finishedAt} + coalesce(${jobs.keepInputHours}, 0) * interval '1 hour' end`

const photo: Deleted = {
  what: 'photo',
  deletedAt: jobs.inputDeletedAt,
  sha256: jobs.inputSha256,
  bytes: jobs.inputBytes,
  dueAt: photoDueAt,
}

const result: Deleted = {
  what: 'result',
  deletedAt: jobs.resultDeletedAt,
  sha256: jobs.resultSha256,
  bytes: jobs.resultBytes,
  dueAt: jobs.expiresAt,
}

/**
 * Writes down that bytes are gone; called when they are. The mark on the job and the receipt are one statement, and only
 * the call that sets the mark writes the receipt: so there is exactly one, however often and by whomever it is repeated.
 */
export function createDeletions({ database, clock }: Dependencies) {
  async function writeDown(
    { what, deletedAt, sha256, bytes, dueAt }: Deleted,
    jobIds: readonly string[],
    on: Queryable = database,
  ): Promise<void> {
    if (jobIds.length === 0) return
    const isFirst: SQL[] = [inArray(jobs.id, [...jobIds]), isNull(deletedAt)]
    await on.execute(sql`
      with gone as (
        update ${jobs} set ${sql.identifier(deletedAt.name)} = (select ${clock.databaseNow()})
        where ${sql.join(isFirst, sql` and `)}
        returning ${jobs.id} as job_id, ${jobs.slotId} as slot_id, ${sha256} as sha256, ${bytes} as bytes,
          coalesce(${dueAt}, ${deletedAt}) as due_at, ${deletedAt} as deleted_at
      )
      insert into ${deletionReceipts} (job_id, slot_id, what, sha256, bytes, due_at, deleted_at)
      select job_id, slot_id, ${what}, coalesce(sha256, ''), coalesce(bytes, 0), due_at, deleted_at from gone
      on conflict (job_id, what) do nothing`)
  }

  return {
    photosDeleted: (jobIds: readonly string[], on?: Queryable) => writeDown(photo, jobIds, on),
    resultsDeleted: (jobIds: readonly string[], on?: Queryable) => writeDown(result, jobIds, on),
  }
}

export type Deletions = ReturnType<typeof createDeletions>
