import type { Logger } from '../log.ts'
import type { Store } from '../media/store.ts'
import type { Job, Jobs } from './jobs.ts'

interface Dependencies {
  jobs: Pick<Jobs, 'find' | 'inputDeleted'>
  store: Store
  log: Logger
}

/** Deletes the photo of a job that is final; nobody needs it any more. What fails here the cleaner does again. */
export function createPhotoForgetter({ jobs, store, log }: Dependencies) {
  return async function forgetPhoto({ id, inputKey }: Pick<Job, 'id' | 'inputKey'>): Promise<void> {
    try {
      const current = await jobs.find(id)
      if (!current?.finishedAt) return
      await store.delete(inputKey)
      await jobs.inputDeleted(id)
    } catch (error) {
      log.warn({ err: error, job: id }, 'the photo stays until the next cleaning')
    }
  }
}

export type PhotoForgetter = ReturnType<typeof createPhotoForgetter>
