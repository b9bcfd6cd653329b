import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { eq, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { jobs } from '../schema.ts'
import { type EncodedImage, encodeImage } from './encode-image.ts'
import type { ImageType } from './image-type.ts'
import { inImagingPlace, orUnreadable } from './imaging.ts'
import { openImage } from './open-image.ts'
import { drawPreview } from './preview.ts'
import type { Store } from './store.ts'

interface Dependencies {
  database: Database
  clock: Clock
  store: Pick<Store, 'read' | 'prove'>
}

interface PhotoColumns {
  status: string
  keepInput: boolean
  inputDeletedAt: Date | null
  expiresAt: Date | null
}

/** Is the photo there at that moment, and may it be? While it is worked on, and then as long as its picture where its slot keeps originals. */
export function hasPhoto({ status, keepInput, inputDeletedAt, expiresAt }: PhotoColumns, now: Date): boolean {
  if (inputDeletedAt) return false
  if (status === 'pending' || status === 'processing') return true
  return keepInput && status === 'done' && expiresAt !== null && expiresAt > now
}

const format = { format: 'jpeg', quality: 92, longestSidePixels: null } as const

/**
 * The photo behind a job, for people who are signed in. What leaves is drawn anew: upright, and without the place, the
 * time and the serial number that a camera has written into it.
 */
export function createKeptPhotos({ database, clock, store }: Dependencies) {
  async function require(jobId: string): Promise<{ key: string; type: ImageType }> {
    const [job] = await database
      .select({
        ...{ status: jobs.status, keepInput: jobs.keepInput, inputDeletedAt: jobs.inputDeletedAt },
        ...{ expiresAt: jobs.expiresAt, key: jobs.inputKey, type: jobs.inputMime },
        now: sql`(select ${clock.databaseNow()})`.mapWith(jobs.receivedAt),
      })
      .from(jobs)
      .where(eq(jobs.id, jobId))
    if (!job) throw new GatewayError('job_not_found', 'unknown id')
    if (!hasPhoto(job, job.now)) throw job.keepInput && job.status === 'done' ? over() : notKept()
    return { key: job.key, type: job.type as ImageType }
  }

  async function readBytes(key: string): Promise<Buffer> {
    const bytes = await store.read(key)
    if (bytes) return bytes
    await store.prove()
    throw over()
  }

  async function draw<Drawn>(
    jobId: string,
    signal: AbortSignal,
    how: (bytes: Buffer, type: ImageType) => Promise<Drawn>,
  ): Promise<Drawn> {
    const { key, type } = await require(jobId)
    return inImagingPlace(signal, async () => how(await readBytes(key), type))
  }

  return {
    drawWhole: (jobId: string, signal: AbortSignal): Promise<EncodedImage> =>
      draw(jobId, signal, async (bytes, type) =>
        orUnreadable(encodeImage(await openImage({ bytes, type }, signal), format)),
      ),
    drawSmall: (jobId: string, signal: AbortSignal): Promise<Buffer> =>
      draw(jobId, signal, (bytes, type) => drawPreview(bytes, type, signal)),
  }
}

export type KeptPhotos = ReturnType<typeof createKeptPhotos>

function notKept(): GatewayError {
  const details = 'The photo of this job was not kept. Slots with "keepOriginal" keep it as long as its picture.'
  return new GatewayError('media_not_found', 'the photo was not kept', { details })
}

function over(): GatewayError {
  const details = 'The photo of this job has reached the end of its time and was deleted.'
  return new GatewayError('media_expired', 'the photo is gone', { details })
}
