import { eq, inArray } from 'drizzle-orm'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { GatewayError } from '../errors.ts'
import type { Store } from '../media/store.ts'
import type { GalleryConfig } from '../pix-config.ts'
import { pixExposes, pixImages, pixImageVersions, pixJobs } from '../pix-schema.ts'
import type { AloneWithJob } from './alone-with-job.ts'
import { bareJpegOf } from './bare-jpeg.ts'
import { exposeOfJob, findJobExpose } from './build-job-expose.ts'
import { contentHash } from './canonical-json.ts'
import type { PixImage } from './claim-image.ts'
import { type DeliveredFile, deliveredFileOf } from './delivered-file.ts'
import { galleryExposeKey, galleryImageKey, jobPrefix, placeOf } from './keys.ts'
import { type GalleryExpose, galleryExposeOf, galleryExposeShape } from './shapes/gallery-expose.ts'
import type { JobExpose } from './shapes/job-expose.ts'
import type { PixQueue } from './work.ts'
import { particularsOf, requireWritten, sha256Of, writeAfterLook } from './write-object.ts'

interface Dependencies {
  database: Database
  store: Store
  queue: PixQueue
  aloneWithJob: AloneWithJob
  gallery: GalleryConfig
  clock: Clock
}

interface SyncOptions {
  signal?: AbortSignal
  /** Also a gallery that customers see and that is to stay as it was, as for a new release. */
  replacesShown?: boolean
}

type Job = typeof pixJobs.$inferSelect

/** An image's file is not what the exposé says: it has changed meanwhile, and there will be another exposé. */
const changedMeanwhile = () => new GatewayError('cancelled', 'an image has changed since the exposé')

/**
 * Makes a job's gallery show what its exposé says. What is new comes first, then the exposé of the gallery, and what is in
 * no exposé goes last: whoever reads it never finds a name without its object. A gallery whose content changes is taken
 * back before its first file is touched, and is a draft again once all of it is there.
 */
export function createGallerySync({ database, store, queue, aloneWithJob, gallery, clock }: Dependencies) {
  async function sync(jobId: string, { signal, replacesShown = false }: SyncOptions): Promise<void> {
    const [job] = await database.select().from(pixJobs).where(eq(pixJobs.id, jobId))
    const [row] = await database.select().from(pixExposes).where(exposeOfJob(jobId))
    if (!job || !row) return
    if (row.contentHash === job.galleryContentHash) return
    const expose = await findJobExpose(store, jobId)
    if (expose?.content_hash !== row.contentHash) return askForExpose(jobId)
    const shown = galleryExposeOf(expose)
    if (await looksTheSame(job, shown)) return renew(job, shown)
    if (isKept(job) && !replacesShown) return
    if (shown.images.length === 0 && job.galleryStatus === 'none') return
    await fill(job, expose, shown, signal)
  }

  /** What has changed in the job is nothing that customers see, as an image that could not be read. */
  async function looksTheSame({ id, galleryStatus }: Job, shown: GalleryExpose): Promise<boolean> {
    // As long as it is a draft its exposé is what its files are; only its name may be newer, see `renew`.
    const bytes = galleryStatus === 'draft_ready' ? await store.read(galleryExposeKey(id)) : undefined
    return bytes !== undefined && visibleHash(galleryExposeShape.read(bytes)) === visibleHash(shown)
  }

  /** It stays what it was, released or not, and bears the name of the new exposé. */
  async function renew({ id, galleryRevision }: Job, shown: GalleryExpose): Promise<void> {
    await writeExpose(id, { ...shown, revision: galleryRevision })
    await database.update(pixJobs).set({ galleryContentHash: shown.content_hash }).where(eq(pixJobs.id, id))
  }

  const isKept = ({ galleryVisibility }: Job) => galleryVisibility === 'customer' && gallery.resyncPolicy === 'keep'

  const askForExpose = (jobId: string) => database.transaction((tx) => queue.send(tx, 'pix-expose', { jobId }))

  async function fill(job: Job, expose: JobExpose, shown: GalleryExpose, signal?: AbortSignal): Promise<void> {
    await takeBack(job.id)
    const files = await findFiles(shown)
    for (const image of shown.images) {
      signal?.throwIfAborted()
      const found = files.get(image.image_id)
      if (!found || found.file.sha256 !== image.sha256) throw changedMeanwhile()
      await keepCopy(found.image, found.file)
    }
    await requireUnchanged(shown, files)
    await writeExpose(job.id, shown)
    await removeOthers(job.id, shown)
    await endSync(job.id, expose, shown)
  }

  /** Nobody releases, and no customer sees, what is being changed. */
  async function takeBack(jobId: string): Promise<void> {
    const draft = { galleryStatus: 'none' as const, draftReadyAt: null, galleryContentHash: null }
    const release = { releasedAt: null, releasedBy: null, releasedRevision: null }
    await database
      .update(pixJobs)
      .set({ galleryVisibility: 'internal', ...draft, ...release })
      .where(eq(pixJobs.id, jobId))
  }

  async function findFiles(shown: GalleryExpose) {
    const ids = shown.images.map(({ image_id }) => image_id)
    const files = new Map<string, { image: PixImage; file: DeliveredFile }>()
    if (ids.length === 0) return files
    const images = await database.select().from(pixImages).where(inArray(pixImages.id, ids))
    const versions = await database.select().from(pixImageVersions).where(inArray(pixImageVersions.imageId, ids))
    for (const image of images) {
      const own = versions.filter(({ imageId }) => imageId === image.id)
      const file = deliveredFileOf(image, own, gallery.source)
      if (file) files.set(image.id, { image, file })
    }
    return files
  }

  /** The object, seen to be there, and then its row. One that is right already is left alone. */
  async function keepCopy(image: PixImage, file: DeliveredFile): Promise<void> {
    const key = galleryImageKey(image.jobId, image.filename)
    const found = await store.find(key)
    if (found?.bytes !== file.bytes || found.metadata.sha256 !== file.sha256) await copy(image, file, key)
    const { sha256, bytes, width, height, orientation } = file
    const derivedFrom = image.bestVersion === 'master' && orientation !== null ? 'hr' : image.bestVersion
    const values = { revision: image.revision, storageKey: key, sha256, bytes, width, height, derivedFrom }
    await database
      .insert(pixImageVersions)
      .values({ imageId: image.id, kind: 'gallery', ...values })
      .onConflictDoUpdate({ target: [pixImageVersions.imageId, pixImageVersions.kind], set: values })
  }

  /** Through our hands, so that what is written is what the exposé says, byte for byte. */
  async function copy(image: PixImage, file: DeliveredFile, key: string): Promise<void> {
    const source = await store.read(file.sourceKey)
    if (!source) throw new GatewayError('unavailable', `storage: ${file.sourceKey} is missing`)
    const bytes = file.orientation === null ? source : bareJpegOf(source, file.orientation)
    if (sha256Of(bytes) !== file.sha256) throw changedMeanwhile()
    const whose = { jobId: image.jobId, imageId: image.id, revision: image.revision }
    await store.write(key, bytes, particularsOf('image/jpeg', file.sha256, whose))
    await requireWritten(store, key, bytes.length)
  }

  async function requireUnchanged(shown: GalleryExpose, before: Awaited<ReturnType<typeof findFiles>>): Promise<void> {
    const now = await findFiles(shown)
    for (const [id, { image, file }] of before) {
      const still = now.get(id)
      if (still?.file.sha256 !== file.sha256 || still.image.revision !== image.revision) throw changedMeanwhile()
    }
  }

  async function writeExpose(jobId: string, shown: GalleryExpose): Promise<void> {
    await writeAfterLook(store, galleryExposeKey(jobId), async () => {
      const bytes = galleryExposeShape.write(shown)
      const hash = sha256Of(bytes)
      return { bytes, hash, particulars: particularsOf('application/json', hash, { jobId }) }
    })
  }

  async function removeOthers(jobId: string, shown: GalleryExpose): Promise<void> {
    const wanted = new Set(shown.images.map(({ filename }) => galleryImageKey(jobId, filename)))
    for await (const { key } of store.list(jobPrefix(jobId, 'gallery_images'))) {
      if (wanted.has(key) || placeOf(key)?.area !== 'gallery_images') continue
      await database.delete(pixImageVersions).where(eq(pixImageVersions.storageKey, key))
      await store.delete(key)
    }
  }

  async function endSync(jobId: string, expose: JobExpose, shown: GalleryExpose): Promise<void> {
    if (shown.images.length === 0) return
    await database
      .update(pixJobs)
      .set({
        galleryStatus: 'draft_ready',
        galleryVisibility: 'internal',
        galleryRevision: expose.revision,
        galleryContentHash: expose.content_hash,
        draftReadyAt: clock.databaseNow(),
      })
      .where(eq(pixJobs.id, jobId))
  }

  return {
    /** Rejects while the same job is being put together elsewhere. */
    syncGallery: (jobId: string, options: SyncOptions = {}): Promise<void> =>
      aloneWithJob(jobId, () => sync(jobId, options)),
  }
}

/** How much could still be taken out of a picture changes nothing about the picture. */
function visibleHash(shown: GalleryExpose): string {
  const images = shown.images.map(({ cleanup_count: _, ...image }) => image)
  return contentHash({ ...shown, images }, ['revision', 'content_hash', 'generated_at'])
}
