import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, asc, eq, like, or } from '../drizzle.ts'
import type { Store } from '../media/store.ts'
import { pixCaptions, pixImages, pixImageVersions, pixJobs } from '../pix-schema.ts'
import { contentHash } from './canonical-json.ts'
import type { PixImage } from './claim-image.ts'
import { type CleanupCandidate, candidatesIn, cleanupColumns, findCleanup, isOpen, mergeCleanup } from './cleanup.ts'
import { factsOf } from './image-facts.ts'
import { archiveKey, imageMetaKey, masterKey, thumbKey, visionKey } from './keys.ts'
import { type PixLocale, pixLocales, type RoomType, roomTypes } from './rooms.ts'
import * as field from './shapes/fields.ts'
import { type ImageMeta, imageMetaShape } from './shapes/image-meta.ts'
import { visionShape } from './shapes/vision.ts'
import { templateTexts, viewWithoutLook } from './templates.ts'
import { isVersion } from './versions.ts'
import { particularsOf, sha256Of, writeAfterLook } from './write-object.ts'

/** Rises when the same image would come out differently. */
const pipelineVersion = '1'

interface Dependencies {
  database: Database
  store: Store
  clock: Clock
  /** Whether depth maps are made. */
  hasDepth: boolean
}

interface MergeOptions {
  /** What the row is about to say. */
  as?: Pick<ImageMeta, 'status'>
}

type Caption = typeof pixCaptions.$inferSelect

/**
 * The curated view of an image: its row, what was found in it, what services said, what people have changed. Whoever
 * changes one of them calls this afterwards, as often as they like: the same content is not written twice.
 */
export function createImageMeta({ database, store, clock, hasDepth }: Dependencies) {
  /** Undefined for an image that is not there, or of which nothing is known yet. */
  async function mergeImageMeta(imageId: string, { as }: MergeOptions = {}): Promise<ImageMeta | undefined> {
    let merged: ImageMeta | undefined
    const key = await keyOf(imageId)
    if (key === undefined) return undefined
    await writeAfterLook(store, key, async () => {
      merged = await read(imageId, as)
      if (!merged) return undefined
      const hash = contentHash(merged, ['updated_at'])
      const bytes = imageMetaShape.write(merged)
      const { job_id: jobId, revision } = merged
      return {
        bytes,
        hash,
        particulars: particularsOf('application/json', sha256Of(bytes), { jobId, imageId, revision }),
      }
    })
    return merged
  }

  async function keyOf(imageId: string): Promise<string | undefined> {
    const [row] = await database.select({ jobId: pixImages.jobId }).from(pixImages).where(eq(pixImages.id, imageId))
    return row && imageMetaKey(row.jobId, imageId)
  }

  async function read(imageId: string, as: MergeOptions['as']): Promise<ImageMeta | undefined> {
    const [row] = await database
      .select({ image: pixImages, locale: pixJobs.locale, now: clock.databaseNow() })
      .from(pixImages)
      .innerJoin(pixJobs, eq(pixJobs.id, pixImages.jobId))
      .where(eq(pixImages.id, imageId))
    if (!row || row.image.width === null || row.image.height === null) return undefined
    const captions = await database.select().from(pixCaptions).where(eq(pixCaptions.imageId, imageId))
    const { image } = row
    const found = await findObjects(image)
    const cleanup = await keepCleanup(image, found)
    const facts = factsOf(image)
    const room = roomOf(image)
    const texts = textsOf(image, room, captions)
    const chosen = texts.get(row.locale) ?? texts.get('de')
    if (!chosen) return undefined
    const address = { shootId: image.shootId, imageId }
    const extras = await findExtras(imageId)
    return {
      schema: 'piximmo.image_meta/1',
      image_id: imageId,
      job_id: image.jobId,
      shoot_id: image.shootId,
      shoot_code: image.shootCode,
      filename: image.filename,
      storage_path: image.storagePath,
      source: image.source,
      origin: originOf(image),
      revision: image.revision,
      status: as?.status ?? image.status,
      error_message: as ? null : image.errorMessage,
      file: {
        sha256: image.sha256,
        bytes: image.bytes,
        width: row.image.width,
        height: row.image.height,
        format: 'jpeg',
        orientation: facts?.orientation ?? 1,
        captured_at: image.capturedAt?.toISOString() ?? null,
      },
      artefacts: {
        thumb: thumbKey(image.jobId, imageId),
        master: masterKey(address),
        hr: archiveKey(address),
        depth: extras.depth,
        segments: extras.segments,
      },
      privacy: facts?.privacy ? { ...facts.privacy, verdict: image.privacyStatus } : null,
      depth: { enabled: hasDepth, key: extras.depth },
      caption_short: chosen.short,
      caption_long: chosen.long,
      captions: Object.fromEntries([...texts].map(([locale, { short, long, alt }]) => [locale, { short, long, alt }])),
      room_type: room,
      room_source: image.roomSource,
      view_type: viewOf(image, room),
      objects: found,
      cleanup_possible: cleanup.some(isOpen),
      cleanup_candidates: cleanup,
      flags: {
        ready_for_vision: image.readyForVision,
        vision_done: image.visionDone,
        gpt_done: image.gptDone,
        has_edits: image.hasEdits,
        best_version: isVersion(image.bestVersion) ? image.bestVersion : 'master',
      },
      texts_source: { short: chosen.source, long: chosen.source, alt: chosen.source },
      warnings: facts?.warnings ?? [],
      pipeline_version: pipelineVersion,
      updated_at: new Date(row.now).toISOString(),
    }
  }

  /** Nothing is made up: without a look there are none. */
  async function findObjects(image: PixImage): Promise<ImageMeta['objects']> {
    if (!image.visionDone) return []
    const bytes = await store.read(visionKey({ shootId: image.shootId, imageId: image.id }))
    return bytes ? visionShape.read(bytes).objects : []
  }

  /** In the row as well, where lists find it. */
  async function keepCleanup(image: PixImage, found: ImageMeta['objects']): Promise<CleanupCandidate[]> {
    const known = candidatesIn(image.cleanupCandidates)
    if (!image.visionDone) return known
    const merged = mergeCleanup(known, findCleanup(found))
    if (merged.length > known.length) {
      await database
        .update(pixImages)
        .set(cleanupColumns(merged))
        // A decision that somebody has made meanwhile stays.
        .where(and(eq(pixImages.id, image.id), eq(pixImages.cleanupCandidates, image.cleanupCandidates)))
    }
    return merged
  }

  async function findExtras(imageId: string) {
    const { kind, storageKey } = pixImageVersions
    const rows = await database
      .select({ kind, storageKey })
      .from(pixImageVersions)
      .where(and(eq(pixImageVersions.imageId, imageId), or(eq(kind, 'depth'), like(kind, 'mask_%'))))
      .orderBy(asc(kind))
    const depth = rows.find((row) => row.kind === 'depth')?.storageKey ?? null
    return { depth, segments: rows.flatMap((row) => (row.kind === 'depth' ? [] : [row.storageKey])) }
  }

  return { mergeImageMeta }
}

export type ImageMetaMerger = ReturnType<typeof createImageMeta>

const room = z.enum(roomTypes)
const origin = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))

export const roomOf = ({ roomType }: PixImage): RoomType => room.safeParse(roomType).data ?? 'undefined_space'

const viewOf = ({ viewType }: PixImage, itsRoom: RoomType): ImageMeta['view_type'] =>
  field.viewType.safeParse(viewType).data ?? viewWithoutLook(itsRoom)

const originOf = (image: PixImage): ImageMeta['origin'] => origin.safeParse(image.origin).data ?? null

type Texts = Pick<Caption, 'short' | 'long' | 'source'> & { alt: string }

/** What is written, and where nothing is, what the name says. */
function textsOf({ filename }: PixImage, itsRoom: RoomType, captions: readonly Caption[]): Map<PixLocale, Texts> {
  const templates = templateTexts(filename, itsRoom)
  return new Map(
    pixLocales.map((locale) => {
      const written = captions.find((caption) => caption.locale === locale)
      // A template follows the room, which may have been corrected since.
      const texts =
        written && written.source !== 'template'
          ? { short: written.short, long: written.long, alt: written.altText, source: written.source }
          : { ...templates[locale], source: 'template' as const }
      return [locale, texts] as const
    }),
  )
}
