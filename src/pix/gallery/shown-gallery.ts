import type { Database } from '../../database.ts'
import { and, eq, inArray } from '../../drizzle.ts'
import { GatewayError } from '../../errors.ts'
import type { Store } from '../../media/store.ts'
import { pixImages, pixImageVersions, pixJobs } from '../../pix-schema.ts'
import { requireJob } from '../find-job.ts'
import { galleryExposeKey } from '../keys.ts'
import { type GalleryExpose, galleryExposeShape } from '../shapes/gallery-expose.ts'
import { hashOfToken } from './gallery-tokens.ts'
import type { PixJob } from './release.ts'

export type GalleryImage = GalleryExpose['images'][number]

export interface ShownGallery {
  job: PixJob
  expose: GalleryExpose
  /** Only as long as it is released as it is now; staff see drafts as well. */
  isForCustomer: boolean
}

/** `web` has at most 3000 pixels a side; `full` is what customers get. */
export const imageSizes = ['thumb', 'web', 'full'] as const
export type ImageSize = (typeof imageSizes)[number]

/** A stored file of an image. */
export interface GalleryFile {
  key: string
  bytes: number
  sha256: string
  createdAt: Date
}

interface Dependencies {
  database: Database
  store: Pick<Store, 'read' | 'prove'>
}

const notFound = (why: string): never => {
  throw new GatewayError('gallery_not_found', why)
}

/** Galleries as they are shown: what stands in their exposé, and nothing that stands only in a row. */
export function createShownGalleries({ database, store }: Dependencies) {
  /** For customers. Unknown, not released and withdrawn are the same to them. */
  async function requireByToken(token: string): Promise<ShownGallery> {
    const hash = hashOfToken(token)
    if (hash === undefined) return notFound('no token')
    const isThis = and(eq(pixJobs.galleryTokenHash, hash), eq(pixJobs.galleryVisibility, 'customer'))
    const [job] = await database.select().from(pixJobs).where(isThis)
    return job ? look(job, { isForCustomer: true }) : notFound('unknown, not released or withdrawn')
  }

  /** What takes long looks again: nobody gets the rest of what was withdrawn. */
  async function requireStillShown({ job, isForCustomer }: ShownGallery): Promise<void> {
    if (!isForCustomer) return
    const [now] = await database.select().from(pixJobs).where(eq(pixJobs.id, job.id))
    const isSame =
      now?.galleryVisibility === 'customer' &&
      now.releasedRevision === job.releasedRevision &&
      now.galleryTokenHash === job.galleryTokenHash
    if (!isSame) notFound('withdrawn, or changed, while it was being sent')
  }

  /** For staff: drafts as well. */
  async function requireOfJob(jobId: string): Promise<ShownGallery> {
    const job = await requireJob(database, jobId)
    return job.galleryStatus === 'draft_ready' ? look(job, { isForCustomer: false }) : notFound('no draft yet')
  }

  async function look(job: PixJob, whose: Pick<ShownGallery, 'isForCustomer'>): Promise<ShownGallery> {
    const bytes = await store.read(galleryExposeKey(job.id))
    if (bytes) return { job, expose: galleryExposeShape.read(bytes), ...whose }
    // Gone, unless it is the whole store that is away.
    await store.prove()
    return notFound('its exposé is not in the store')
  }

  /** Undefined when there is no such file, or when it is another than the one that the exposé speaks of. */
  async function findFile(
    { job }: ShownGallery,
    image: GalleryImage,
    size: ImageSize,
  ): Promise<GalleryFile | undefined> {
    const rows = await database
      .select({
        kind: pixImageVersions.kind,
        revision: pixImageVersions.revision,
        key: pixImageVersions.storageKey,
        bytes: pixImageVersions.bytes,
        sha256: pixImageVersions.sha256,
        createdAt: pixImageVersions.createdAt,
        best: pixImages.bestVersion,
      })
      .from(pixImageVersions)
      .innerJoin(pixImages, eq(pixImages.id, pixImageVersions.imageId))
      .where(
        and(
          eq(pixImages.id, image.image_id),
          eq(pixImages.jobId, job.id),
          inArray(pixImageVersions.kind, ['gallery', 'thumb', image.version]),
        ),
      )
    const full = rows.find(({ kind }) => kind === 'gallery')
    // An archive may take minutes: what the gallery is filled with meanwhile has not been released to whoever gets it.
    if (full?.sha256 !== image.sha256) return undefined
    if (size === 'full') return full
    // While the gallery goes on showing an older revision, only its own files show that one.
    const isOfGallery = (row: (typeof rows)[number]) => row.revision === full.revision && row.best === image.version
    return rows.find((row) => row.kind === (size === 'thumb' ? 'thumb' : image.version) && isOfGallery(row)) ?? full
  }

  return {
    requireByToken,
    requireStillShown,
    requireOfJob,
    requireJob: (jobId: string) => requireJob(database, jobId),
    findFile,
  }
}

export type ShownGalleries = ReturnType<typeof createShownGalleries>

/** By its id or its name. */
export const findImage = ({ expose }: ShownGallery, named: string): GalleryImage | undefined =>
  expose.images.find(({ image_id, filename }) => image_id === named || filename === named)
