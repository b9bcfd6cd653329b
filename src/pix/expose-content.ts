import type { pixExposeTexts, pixJobs, pixShoots } from '../pix-schema.ts'
import type { PixImage } from './claim-image.ts'
import type { DeliveredFile } from './delivered-file.ts'
import { type PixLocale, roomRank, roomTypes } from './rooms.ts'
import type { Gpt } from './shapes/gpt.ts'
import type { ImageMeta } from './shapes/image-meta.ts'
import type { JobExpose } from './shapes/job-expose.ts'
import { indexInName } from './templates.ts'

export interface ExposeImage {
  image: PixImage
  meta: ImageMeta
  file: DeliveredFile
  highlights: Gpt['highlights']
}

interface ExposeParts {
  job: typeof pixJobs.$inferSelect
  shoots: (typeof pixShoots.$inferSelect)[]
  /** Of the whole job, whatever their state. */
  images: readonly PixImage[]
  /** The processed ones. */
  processed: readonly ExposeImage[]
  texts: (typeof pixExposeTexts.$inferSelect)[]
}

export type ExposeContent = Omit<JobExpose, 'content_hash' | 'generated_at' | 'revision'>

/** More would be none. */
const mostHighlights = 20

/** What a job's exposé says: always the same of the same rows, in the order of its gallery. */
export function exposeContentOf({ job, shoots, images, processed, texts }: ExposeParts): ExposeContent {
  const ordered = processed.toSorted(byPlace)
  const cover = ordered.find(({ image }) => image.usable)
  const entries = ordered.map((each, index) => entryOf(each, index, each === cover))
  const countOf = (is: (image: PixImage) => boolean) => images.filter(is).length
  const open = entries.map((entry) => entry.cleanup_candidates.filter(({ state }) => state === 'open').length)
  return {
    schema: 'piximmo.job_expose/1',
    job_id: job.id,
    job_number: job.jobNumber,
    title: job.propertyLabel,
    locale_default: job.locale,
    shoots: shoots
      .map(({ id, shootCode }) => ({ shoot_id: id, shoot_code: shootCode }))
      .toSorted((one, other) => compare(one.shoot_id, other.shoot_id)),
    counts: {
      registered: images.length,
      processed: entries.length,
      error: countOf(({ status }) => status === 'error'),
      excluded: countOf(({ excludedAt }) => excludedAt !== null),
      usable: entries.filter(({ usable }) => usable).length,
    },
    images: entries,
    rooms: roomTypes
      .map((room_type) => ({
        room_type,
        image_ids: entries.filter((entry) => entry.room_type === room_type).map((entry) => entry.image_id),
      }))
      .filter(({ image_ids }) => image_ids.length > 0),
    object_totals: totalsOf(entries),
    cleanup: {
      images_with_candidates: open.filter((count) => count > 0).length,
      total_candidates: open.reduce((sum, count) => sum + count, 0),
    },
    expose: Object.fromEntries(texts.map((row) => [row.locale, textOf(row)])),
    highlights: highlightsOf(ordered),
    errors: images
      .filter(({ status }) => status === 'error')
      .map(({ id, filename, errorMessage }) => ({ image_id: id, filename, error_message: errorMessage ?? '' }))
      .toSorted((one, other) => compare(one.filename, other.filename)),
  }
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)
const last = Number.MAX_SAFE_INTEGER

/** As somebody has placed it; else by room, the number in its name, when it was taken, and its name. */
function byPlace({ image: one, meta: its }: ExposeImage, { image: other, meta: others }: ExposeImage): number {
  return (
    (one.sortIndex ?? last) - (other.sortIndex ?? last) ||
    roomRank(its.room_type) - roomRank(others.room_type) ||
    (indexInName(one.filename) ?? last) - (indexInName(other.filename) ?? last) ||
    (one.capturedAt?.getTime() ?? last) - (other.capturedAt?.getTime() ?? last) ||
    compare(one.filename, other.filename)
  )
}

function entryOf({ image, meta, file }: ExposeImage, index: number, isCover: boolean): JobExpose['images'][number] {
  return {
    image_id: image.id,
    filename: image.filename,
    sha256: file.sha256,
    bytes: file.bytes,
    width: file.width,
    height: file.height,
    revision: image.revision,
    room_type: meta.room_type,
    view_type: meta.view_type,
    captions: meta.captions,
    objects: meta.objects,
    cleanup_possible: meta.cleanup_possible,
    cleanup_candidates: meta.cleanup_candidates,
    privacy: {
      verdict: image.privacyStatus,
      finding_types: [...new Set(meta.privacy?.findings.map(({ type }) => type))].toSorted(compare),
    },
    best_version: meta.flags.best_version,
    sort_index: index,
    usable: image.usable,
    is_cover: isCover,
  }
}

function totalsOf(entries: readonly JobExpose['images'][number][]): JobExpose['object_totals'] {
  const totals = new Map<string, number>()
  for (const { objects } of entries) {
    // JSON's one name that an object cannot have.
    for (const { label } of objects) if (label !== '__proto__') totals.set(label, (totals.get(label) ?? 0) + 1)
  }
  return Object.fromEntries(totals)
}

function textOf(row: ExposeParts['texts'][number]) {
  const { headline, short, description, features, other, source, lockedByHuman } = row
  const words = [headline, short, description, features, other]
    .join(' ')
    .split(/\s+/)
    .filter((word) => word !== '')
  return {
    ...{ headline, short, description, features, other },
    word_count: words.length,
    source,
    locked_by_human: lockedByHuman,
  }
}

/** The same words about several images are one highlight. */
function highlightsOf(ordered: readonly ExposeImage[]): JobExpose['highlights'] {
  const byWords = new Map<string, { text: Partial<Record<PixLocale, string>>; image_ids: string[] }>()
  for (const { image, highlights } of ordered) {
    for (const text of highlights) {
      const words = JSON.stringify(text)
      const known = byWords.get(words)
      if (!known) byWords.set(words, { text, image_ids: [image.id] })
      else if (!known.image_ids.includes(image.id)) known.image_ids.push(image.id)
    }
  }
  return [...byWords.values()].slice(0, mostHighlights)
}
