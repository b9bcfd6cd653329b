import type { Logger } from '../log.ts'
import type { Deletions } from '../media/deletions.ts'
import { inputKey } from '../media/keys.ts'
import type { Store } from '../media/store.ts'
import type { Jobs } from './jobs.ts'

interface Dependencies {
  jobs: Pick<Jobs, 'find'>
  store: Store
  deletions: Pick<Deletions, 'photosDeleted'>
  log: Logger
}

/** Deletes the photo of a job that is final; nobody needs it any more, unless its slot keeps originals. What fails here the cleaner does again. */
export function createPhotoForgetter({ jobs, store, deletions, log }: Dependencies) {
  return async function forgetPhoto(id: string, { isKnownToBeFinal = false } = {}): Promise<void> {
    try {
      // Whoever calls may have lost the job to another worker, who needs the photo.
      if (!isKnownToBeFinal) {
        const job = await jobs.find(id)
        if (!job?.finishedAt || job.keepInput) return
      }
      await store.delete(inputKey(id))
      await deletions.photosDeleted([id])
    } catch (error) {
      log.warn({ err: error, job: id }, 'the photo stays until the next cleaning')
    }
  }
}

export type PhotoForgetter = ReturnType<typeof createPhotoForgetter>
