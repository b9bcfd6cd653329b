import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, gt, isNotNull, isNull, type SQL, sql } from '../drizzle.ts'
import { jobs } from '../schema.ts'
import type { CleaningPass } from './cleaning-pass.ts'
import { type Deletions, photoDueAt } from './deletions.ts'
import { inBatches } from './job-batches.ts'
import { previewKey } from './keys.ts'

interface Dependencies {
  database: Database
  clock: Clock
  deletions: Deletions
}

/**
 * Takes away what has had its time. Bytes first, then the row's mark and the receipt: after a crash in between, the next
 * pass finds the bytes gone and writes it down. The other way round the bytes would stay, with a proof that they are gone.
 */
export function createExpiry({ database, clock, deletions }: Dependencies) {
  /** In a subquery the clock is asked once, and an index can be used. */
  const isExpired = () =>
    and(
      isNotNull(jobs.resultKey),
      isNull(jobs.resultDeletedAt),
      isNotNull(jobs.expiresAt),
      sql`${jobs.expiresAt} <= (select ${clock.databaseNow()})`,
    )
  const hasUselessInput = () =>
    and(isNotNull(jobs.finishedAt), isNull(jobs.inputDeletedAt), sql`${photoDueAt} <= (select ${clock.databaseNow()})`)

  const batchesWhere = (isDue: () => SQL | undefined) =>
    inBatches((after, limit) =>
      database
        .select({ id: jobs.id, inputKey: jobs.inputKey, resultKey: jobs.resultKey })
        .from(jobs)
        .where(and(isDue(), gt(jobs.id, after)))
        .orderBy(jobs.id)
        .limit(limit),
    )

  async function removeResults(pass: CleaningPass): Promise<void> {
    for await (const batch of batchesWhere(isExpired)) {
      const gone: string[] = []
      for (const { id, resultKey } of batch) {
        const withoutPreview = await pass.remove('previews', previewKey(id))
        const withoutResult = await pass.remove('results', resultKey ?? '')
        if (withoutPreview && withoutResult) gone.push(id)
      }
      if (!pass.dryRun) await deletions.resultsDeleted(gone)
    }
  }

  async function removeInputs(pass: CleaningPass): Promise<void> {
    for await (const batch of batchesWhere(hasUselessInput)) {
      const gone: string[] = []
      for (const { id, inputKey } of batch) if (await pass.remove('inputs', inputKey)) gone.push(id)
      if (!pass.dryRun) await deletions.photosDeleted(gone)
    }
  }

  return { removeResults, removeInputs }
}
