import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { eq } from '../drizzle.ts'
import type { GatewayError } from '../errors.ts'
import type { StoredObject } from '../media/store.ts'
import { pixImages } from '../pix-schema.ts'
import { workAlone } from './alone.ts'
import {
  findByName,
  forgotten,
  identityOf,
  nextEpoch,
  requireOwner,
  settleFinalInput,
  supersedeEdits,
} from './final-rows.ts'
import { imageIdOf } from './ids.ts'
import type { PixQueue } from './work.ts'

interface Fault {
  jobId: string
  filename: string
  object: StoredObject
  error: GatewayError
  /** Of its bytes, or of whatever tells them from others where they were not read. */
  sha256: string
}

interface Dependencies {
  /** Its transactions may wait for others under the same name. */
  database: Database
  queue: PixQueue
  clock: Clock
}

/**
 * A file in final_input that is no final image: it gets its row all the same, with what is wrong, so that somebody sees
 * it. Over a good one it is the next revision, which nobody gets to see: the gallery would hand out the bad file.
 */
export function createFaultRegister({ database, queue, clock }: Dependencies) {
  return async function registerFault({ jobId, filename, object, error, sha256 }: Fault): Promise<void> {
    await workAlone({ database, clock }, `${jobId}/${filename}`, async (tx) => {
      const owner = await requireOwner(tx, { jobId, shootId: null, filename })
      const before = await findByName(tx, jobId, filename)
      const why = { status: 'error' as const, errorCode: error.code, errorMessage: error.message }
      const content = { sha256, bytes: object.bytes, width: null, height: null, capturedAt: null }
      const values = { ...forgotten(clock), ...why, ...content, storagePath: object.key, readyForVision: false }
      if (before && before.sha256 !== sha256) {
        await supersedeEdits(tx, before.id, clock)
        const revision = before.revision + 1
        await tx
          .update(pixImages)
          .set({ ...values, revision, epoch: nextEpoch })
          .where(eq(pixImages.id, before.id))
        await queue.send(tx, 'pix-expose', { jobId })
      } else if (!before) {
        const id = imageIdOf(jobId, filename)
        await tx.insert(pixImages).values({ id, filename, source: 'manual', ...identityOf(owner), ...values })
      }
      await settleFinalInput(tx, { storageKey: object.key, jobId, etag: object.etag }, clock)
    })
  }
}

export type RegisterFault = ReturnType<typeof createFaultRegister>
