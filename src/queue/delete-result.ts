import { recordChange } from '../accounts/audit.ts'
import type { Database, Transaction } from '../database.ts'
import { eq } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { Deletions } from '../media/deletions.ts'
import { previewKey } from '../media/keys.ts'
import type { Store } from '../media/store.ts'
import { jobs } from '../schema.ts'
import { isFinal } from './job.ts'
import type { Job, Jobs } from './jobs.ts'

interface Dependencies {
  database: Database
  jobs: Pick<Jobs, 'find'>
  store: Pick<Store, 'delete'>
  deletions: Deletions
}

/** Takes away before its time what is left of a guest: picture, preview and, where the slot keeps originals, the photo. */
export function createResultDeletion({ database, jobs: known, store, deletions }: Dependencies) {
  async function requireEnded(id: string): Promise<Job> {
    const job = await known.find(id)
    if (!job) throw new GatewayError('job_not_found', 'unknown id')
    if (isFinal(job.status)) return job
    const details = 'This photo is still being worked on. Cancel it, or wait for its end.'
    throw new GatewayError('conflict', 'the job is not final', { details })
  }

  /** True for one of those who ask at the same time. */
  async function writeDown(tx: Transaction, id: string, who: string): Promise<boolean> {
    const [job] = await tx.select().from(jobs).where(eq(jobs.id, id)).for('update')
    if (!job || !isAnythingLeft(job)) return false
    await deletions.resultsDeleted(job.resultKey ? [id] : [], tx)
    await deletions.photosDeleted([id], tx)
    const photo = job.inputDeletedAt ? 'deleted' : 'there'
    const before = { job_id: id, slot: job.slotId, result: stateOf(job), photo }
    const after = { ...before, result: job.resultKey ? 'deleted' : 'none', photo: 'deleted' }
    await recordChange(tx, { who, what: 'result.deleted', before, after })
    return true
  }

  return async function deleteResult(id: string, who: string): Promise<void> {
    const job = await requireEnded(id)
    if (!isAnythingLeft(job)) throw goneFrom(job)
    // Bytes first: after a crash in between, the next try or the cleaner finds them gone and writes it down.
    await store.delete(previewKey(id))
    if (job.resultKey) await store.delete(job.resultKey)
    await store.delete(job.inputKey)
    const isOurs = await database.transaction((tx) => writeDown(tx, id, who))
    // Whoever was drawing a preview until now has found the result public, and has left it.
    await store.delete(previewKey(id))
    if (!isOurs) throw goneFrom(job)
  }
}

export type DeleteResult = ReturnType<typeof createResultDeletion>

const stateOf = ({ resultKey, resultDeletedAt }: Job) => {
  if (!resultKey) return 'none'
  return resultDeletedAt ? 'deleted' : 'there'
}

const isAnythingLeft = (job: Job) => stateOf(job) === 'there' || !job.inputDeletedAt

const goneFrom = ({ resultKey }: Job) =>
  resultKey
    ? new GatewayError('result_expired', 'deleted already')
    : new GatewayError('result_not_found', 'the job has no picture, and its photo is gone')
