import { recordChange } from '../accounts/audit.ts'
import type { Database } from '../database.ts'
import { GatewayError } from '../errors.ts'
import type { Deletions } from '../media/deletions.ts'
import { previewKey } from '../media/keys.ts'
import type { Store } from '../media/store.ts'
import type { Job, Jobs } from './jobs.ts'

interface Dependencies {
  database: Database
  jobs: Pick<Jobs, 'find'>
  store: Pick<Store, 'delete'>
  deletions: Deletions
}

/** Takes a picture away before its time: its file, its preview and, where the slot keeps originals, its photo. */
export function createResultDeletion({ database, jobs, store, deletions }: Dependencies) {
  async function requireResult(id: string): Promise<Job & { resultKey: string }> {
    const job = await jobs.find(id)
    if (!job) throw new GatewayError('job_not_found', 'unknown id')
    const { resultKey } = job
    if (!resultKey) throw new GatewayError('result_not_found', 'the job has no picture')
    if (job.resultDeletedAt) throw new GatewayError('result_expired', 'deleted already')
    return { ...job, resultKey }
  }

  return async function deleteResult(id: string, who: string): Promise<void> {
    const { slotId, resultKey, inputKey, inputDeletedAt } = await requireResult(id)
    // Bytes first: after a crash in between, the next try or the cleaner finds them gone and writes it down.
    await store.delete(previewKey(id))
    await store.delete(resultKey)
    if (!inputDeletedAt) await store.delete(inputKey)
    await database.transaction(async (tx) => {
      await deletions.resultsDeleted([id], tx)
      await deletions.photosDeleted([id], tx)
      const before = { job_id: id, slot: slotId, result: 'there' }
      await recordChange(tx, { who, what: 'result.deleted', before, after: { ...before, result: 'deleted' } })
    })
  }
}

export type DeleteResult = ReturnType<typeof createResultDeletion>
