import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, asc, eq, isNull, sql } from '../drizzle.ts'
import type { Store } from '../media/store.ts'
import type { GalleryConfig } from '../pix-config.ts'
import { pixExposes, pixExposeTexts, pixImages, pixImageVersions, pixJobs, pixShoots } from '../pix-schema.ts'
import type { AloneWithJob } from './alone-with-job.ts'
import type { PixImage } from './claim-image.ts'
import { deliveredFileOf } from './delivered-file.ts'
import { type ExposeContent, type ExposeImage, exposeContentOf } from './expose-content.ts'
import type { ImageMetaMerger } from './image-meta.ts'
import { gptKey, jobExposeKey } from './keys.ts'
import { gptShape } from './shapes/gpt.ts'
import { hashOfJobExpose, type JobExpose, jobExposeShape } from './shapes/job-expose.ts'
import type { PixQueue } from './work.ts'
import { particularsOf, sha256Of, writeAfterLook } from './write-object.ts'

interface Dependencies {
  database: Database
  store: Store
  queue: PixQueue
  meta: ImageMetaMerger
  aloneWithJob: AloneWithJob
  gallery: GalleryConfig
  clock: Clock
}

type Job = typeof pixJobs.$inferSelect

/** Files about images that are read at once. */
const readAtOnce = 8

/** Puts together what is known of a job's processed images; the same content is not written twice. */
export function createExposeBuilder(dependencies: Dependencies) {
  const { database, store, queue, meta, aloneWithJob, gallery, clock } = dependencies

  async function build(jobId: string, signal: AbortSignal): Promise<void> {
    // What changes from here on is newer than this exposé.
    const [row] = await database
      .select({ job: pixJobs, begunAt: clock.databaseNow() })
      .from(pixJobs)
      .where(eq(pixJobs.id, jobId))
    if (!row) return
    const { job } = row
    const begunAt = new Date(row.begunAt)
    const content = await contentOf(job, signal)
    const hash = hashOfJobExpose(content)
    await write(job, content, hash, begunAt)
    await database.transaction(async (tx) => {
      const values = { contentHash: hash, imageCount: content.images.length, builtAt: begunAt }
      await tx
        .insert(pixExposes)
        .values({ storageKey: jobExposeKey(jobId), jobId, ...values })
        .onConflictDoUpdate({ target: pixExposes.storageKey, set: values })
      if (job.galleryContentHash !== hash) await queue.send(tx, 'pix-gallery', { jobId })
    })
  }

  async function contentOf(job: Job, signal: AbortSignal): Promise<ExposeContent> {
    const ofJob = eq(pixImages.jobId, job.id)
    // Processed, and nobody has taken it out.
    const isUsable = sql<boolean>`${pixImages.status} = 'processed' and ${pixImages.excludedAt} is null`
    await database
      .update(pixImages)
      .set({ usable: isUsable })
      .where(and(ofJob, sql`${pixImages.usable} is distinct from (${isUsable})`))
    const images = await database.select().from(pixImages).where(ofJob).orderBy(asc(pixImages.id))
    const versions = await database
      .select({ version: pixImageVersions })
      .from(pixImageVersions)
      .innerJoin(pixImages, and(eq(pixImages.id, pixImageVersions.imageId), ofJob))
    const versionsOf = Map.groupBy(
      versions.map(({ version }) => version),
      ({ imageId }) => imageId,
    )
    const waiting = images.filter(({ status }) => status === 'processed')
    const processed: ExposeImage[] = []
    while (waiting.length > 0) {
      signal.throwIfAborted()
      const read = await Promise.all(
        waiting.splice(0, readAtOnce).map((image) => readImage(image, versionsOf.get(image.id) ?? [])),
      )
      processed.push(...read.filter((each) => each !== undefined))
    }
    const shoots = await database.select().from(pixShoots).where(eq(pixShoots.jobId, job.id))
    const texts = await database.select().from(pixExposeTexts).where(eq(pixExposeTexts.jobId, job.id))
    return exposeContentOf({ job, shoots, images, processed, texts })
  }

  async function readImage(image: PixImage, versions: (typeof pixImageVersions.$inferSelect)[]) {
    const file = deliveredFileOf(image, versions, gallery.source)
    const merged = await meta.mergeImageMeta(image.id)
    if (!file || !merged) return undefined
    const key = gptKey({ shootId: image.shootId, imageId: image.id })
    const bytes = image.gptDone ? await store.read(key) : undefined
    return { image, meta: merged, file, highlights: bytes ? gptShape.read(bytes).highlights : [] }
  }

  async function write(job: Job, content: ExposeContent, hash: string, at: Date): Promise<void> {
    await writeAfterLook(store, jobExposeKey(job.id), async (found) => {
      if (found?.metadata['content-hash'] === hash) return undefined
      const before = found ? await findJobExpose(store, job.id) : undefined
      const revision = Math.max(before?.revision ?? 0, job.galleryRevision) + 1
      const marks = { revision, content_hash: hash, generated_at: at.toISOString() }
      const bytes = jobExposeShape.write({ ...content, ...marks })
      return { bytes, hash, particulars: particularsOf('application/json', sha256Of(bytes), { jobId: job.id }) }
    })
  }

  return {
    /** Rejects while the same job is being put together elsewhere. */
    buildJobExpose: (jobId: string, signal: AbortSignal = new AbortController().signal): Promise<void> =>
      aloneWithJob(jobId, () => build(jobId, signal)),
  }
}

/** The exposé as it was written last; one that cannot be read is none. */
export async function findJobExpose(store: Store, jobId: string): Promise<JobExpose | undefined> {
  const bytes = await store.read(jobExposeKey(jobId))
  if (!bytes) return undefined
  try {
    return jobExposeShape.read(bytes)
  } catch {
    return undefined
  }
}

/** Of a whole job, not of one of its shoots. */
export const exposeOfJob = (jobId: string) => and(eq(pixExposes.jobId, jobId), isNull(pixExposes.shootId))
