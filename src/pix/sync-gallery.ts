import type { PgUpdateSetSource } from 'drizzle-orm/pg-core'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, eq, exists, inArray, isNull, type SQL, sql } from '../drizzle.ts'
import type { Store } from '../media/store.ts'
import type { GalleryConfig } from '../pix-config.ts'
import { pixExposes, pixImages, pixImageVersions, pixJobs } from '../pix-schema.ts'
import type { AloneWithJob } from './alone-with-job.ts'
import { exposeOfJob, findJobExpose } from './build-job-expose.ts'
import { contentHash } from './canonical-json.ts'
import { deliveredFileOf } from './delivered-file.ts'
import { changedMeanwhile, createGalleryCopies, type GalleryEntry } from './gallery-copies.ts'
import { galleryExposeKey, galleryImageKey, jobPrefix, placeOf } from './keys.ts'
import { type GalleryExpose, galleryExposeOf, galleryExposeShape } from './shapes/gallery-expose.ts'
import type { JobExpose } from './shapes/job-expose.ts'
import type { PixQueue } from './work.ts'
import { particularsOf, sha256Of, writeAfterLook } from './write-object.ts'

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

/**
 * Makes a job's gallery show what its exposé says. What is new comes first, then the exposé of the gallery, and what is in
 * no exposé goes last: whoever reads it never finds a name without its object, nor one whose object is another than it says.
 * A gallery whose content changes is taken back before its first file is touched, and is a draft again once all of it is
 * there. The lock of a node that was frozen is over: whatever it writes when it wakes up, it writes only as long as its
 * exposé is the newest one.
 */
export function createGallerySync({ database, store, queue, aloneWithJob, gallery, clock }: Dependencies) {
  const copies = createGalleryCopies({ database, store })

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
  async function renew(job: Job, shown: GalleryExpose): Promise<void> {
    await writeExpose(job.id, { ...shown, revision: job.galleryRevision })
    await change(shown, isAsRead(job), { galleryContentHash: shown.content_hash })
  }

  const isNewest = ({ job_id, content_hash }: GalleryExpose) =>
    exists(
      database
        .select()
        .from(pixExposes)
        .where(and(exposeOfJob(job_id), eq(pixExposes.contentHash, content_hash))),
    )

  /** Nobody has released, withdrawn or changed it since. */
  const isAsRead = ({ galleryContentHash: hash, galleryVisibility: visibility }: Job) =>
    and(
      hash === null ? isNull(pixJobs.galleryContentHash) : eq(pixJobs.galleryContentHash, hash),
      eq(pixJobs.galleryVisibility, visibility),
    )

  async function change(shown: GalleryExpose, isSo: SQL | undefined, values: PgUpdateSetSource<typeof pixJobs>) {
    const isThis = and(eq(pixJobs.id, shown.job_id), isSo, isNewest(shown))
    const { rowCount } = await database.update(pixJobs).set(values).where(isThis)
    if (rowCount !== 1) throw changedMeanwhile()
  }

  async function requireNewest(shown: GalleryExpose): Promise<void> {
    const { rows } = await database.execute<{ is_so: boolean }>(sql`select ${isNewest(shown)} as is_so`)
    if (!rows[0]?.is_so) throw changedMeanwhile()
  }

  const isKept = ({ galleryVisibility }: Job) => galleryVisibility === 'customer' && gallery.resyncPolicy === 'keep'

  const askForExpose = (jobId: string) => database.transaction((tx) => queue.send(tx, 'pix-expose', { jobId }))

  async function fill(job: Job, expose: JobExpose, shown: GalleryExpose, signal?: AbortSignal): Promise<void> {
    const files = await findFiles(shown)
    const entries = shown.images.map(({ image_id, sha256 }) => {
      const found = files.get(image_id)
      if (found?.file.sha256 !== sha256) throw changedMeanwhile()
      return found
    })
    for (const entry of entries) await copies.requireSource(entry)
    await takeBack(job, shown)
    await removeContradicted(job.id, shown)
    for (const entry of entries) {
      signal?.throwIfAborted()
      await copies.keepCopy(entry, () => requireNewest(shown))
    }
    await requireUnchanged(shown, files)
    await writeExpose(job.id, shown)
    await removeOthers(job.id, shown)
    await endSync(expose, shown)
  }

  /** Nobody releases, and no customer sees, what is being changed. */
  async function takeBack(job: Job, shown: GalleryExpose): Promise<void> {
    const draft = { galleryStatus: 'none' as const, draftReadyAt: null, galleryContentHash: null }
    const release = { releasedAt: null, releasedBy: null, releasedRevision: null }
    await change(shown, isAsRead(job), { galleryVisibility: 'internal', ...draft, ...release })
  }

  /** Names whose files become others cannot be told beside them: until all is there, nothing is told. */
  async function removeContradicted(jobId: string, shown: GalleryExpose): Promise<void> {
    const bytes = await store.read(galleryExposeKey(jobId))
    if (!bytes) return
    const wanted = new Map(shown.images.map(({ filename, sha256 }) => [filename, sha256]))
    const isContradicted = galleryExposeShape
      .read(bytes)
      .images.some(({ filename, sha256 }) => wanted.has(filename) && wanted.get(filename) !== sha256)
    if (!isContradicted) return
    await requireNewest(shown)
    await store.delete(galleryExposeKey(jobId))
  }

  async function findFiles(shown: GalleryExpose) {
    const ids = shown.images.map(({ image_id }) => image_id)
    const files = new Map<string, GalleryEntry>()
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

  async function requireUnchanged(shown: GalleryExpose, before: Awaited<ReturnType<typeof findFiles>>): Promise<void> {
    const now = await findFiles(shown)
    for (const [id, { image, file }] of before) {
      const still = now.get(id)
      if (still?.file.sha256 !== file.sha256 || still.image.revision !== image.revision) throw changedMeanwhile()
    }
  }

  async function writeExpose(jobId: string, shown: GalleryExpose): Promise<void> {
    await writeAfterLook(store, galleryExposeKey(jobId), async () => {
      await requireNewest(shown)
      const bytes = galleryExposeShape.write(shown)
      const hash = sha256Of(bytes)
      return { bytes, hash, particulars: particularsOf('application/json', hash, { jobId }) }
    })
  }

  async function removeOthers(jobId: string, shown: GalleryExpose): Promise<void> {
    const wanted = new Set(shown.images.map(({ filename }) => galleryImageKey(jobId, filename)))
    for await (const { key } of store.list(jobPrefix(jobId, 'gallery_images'))) {
      if (wanted.has(key) || placeOf(key)?.area !== 'gallery_images') continue
      await requireNewest(shown)
      await database.delete(pixImageVersions).where(eq(pixImageVersions.storageKey, key))
      await store.delete(key)
    }
  }

  async function endSync({ revision, content_hash }: JobExpose, shown: GalleryExpose): Promise<void> {
    if (shown.images.length === 0) return
    await change(shown, eq(pixJobs.galleryStatus, 'none'), {
      galleryStatus: 'draft_ready',
      galleryVisibility: 'internal',
      galleryRevision: revision,
      galleryContentHash: content_hash,
      draftReadyAt: clock.databaseNow(),
    })
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
