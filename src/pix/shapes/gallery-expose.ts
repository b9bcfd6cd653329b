import { z } from 'zod'
import { idSchema, imageIdSchema } from '../ids.ts'
import { type PixLocale, pixLocales, rooms } from '../rooms.ts'
import * as field from './fields.ts'
import type { JobExpose } from './job-expose.ts'
import { defineShape } from './shape.ts'

const label = z.object({ de: field.line, en: field.line })

/** What a customer's gallery shows. */
export const galleryExposeShape = defineShape(
  z.object({
    schema: z.literal('piximmo.gallery_expose/1'),
    job_id: idSchema,
    job_number: field.line,
    title: field.line.nullable(),
    revision: z.int().nonnegative(),
    /** That of the job's exposé. */
    content_hash: field.sha256,
    generated_at: field.moment,
    locale_default: field.locale,
    available_locales: z.array(field.locale),
    images: z.array(
      z.object({
        image_id: imageIdSchema,
        filename: field.line,
        /** Beside this file. */
        path: field.line,
        width: field.side,
        height: field.side,
        bytes: field.bytes,
        sha256: field.sha256,
        room_type: field.roomType,
        room_label: label,
        view_type: field.viewType,
        caption_short: field.perLocale(field.line),
        caption_long: field.perLocale(field.paragraph),
        alt_text: field.perLocale(field.line),
        is_cover: z.boolean(),
        /** From 1. */
        position: z.int().positive(),
        version: field.version,
        /** Things that could be taken out of the picture. */
        cleanup_count: field.count,
      }),
    ),
    rooms: z.array(z.object({ room_type: field.roomType, label, image_ids: z.array(imageIdSchema) })),
    texts: field.perLocale(field.exposeText),
    highlights: z.array(field.highlight),
    /** From where the gallery is read. */
    downloads: z.object({ captions_txt: field.line, captions_json: field.line, zip: field.line }),
  }),
)

export type GalleryExpose = z.infer<typeof galleryExposeShape.schema>

const downloads = { captions_txt: 'captions.txt', captions_json: 'captions.json', zip: 'images.zip' }

/**
 * What customers may know of a job: the same content in the same order, without what is internal. Every field is named
 * here, so that one which is new in the job stays inside until somebody lets it out.
 */
export function galleryExposeOf(job: JobExpose): GalleryExpose {
  const usable = job.images.filter((image) => image.usable)
  const shown = new Set(usable.map((image) => image.image_id))
  const onlyShown = (ids: string[]) => ids.filter((id) => shown.has(id))
  const cover = usable.find((image) => image.is_cover) ?? usable[0]
  return {
    schema: 'piximmo.gallery_expose/1',
    job_id: job.job_id,
    job_number: job.job_number,
    title: job.title,
    revision: job.revision,
    content_hash: job.content_hash,
    generated_at: job.generated_at,
    locale_default: job.locale_default,
    available_locales: pixLocales.filter(
      (locale) => job.expose[locale] !== undefined || usable.some((image) => image.captions[locale] !== undefined),
    ),
    images: usable.map((image, index) => ({
      image_id: image.image_id,
      filename: image.filename,
      path: `images/${image.filename}`,
      width: image.width,
      height: image.height,
      bytes: image.bytes,
      sha256: image.sha256,
      room_type: image.room_type,
      room_label: labelOf(image.room_type),
      view_type: image.view_type,
      caption_short: pick(image.captions, ({ short }) => short),
      caption_long: pick(image.captions, ({ long }) => long),
      alt_text: pick(image.captions, ({ alt }) => alt),
      is_cover: image === cover,
      position: index + 1,
      version: image.best_version,
      cleanup_count: image.cleanup_candidates.filter(({ state }) => state === 'open').length,
    })),
    rooms: job.rooms
      .map(({ room_type, image_ids }) => ({ room_type, label: labelOf(room_type), image_ids: onlyShown(image_ids) }))
      .filter(({ image_ids }) => image_ids.length > 0),
    texts: pick(job.expose, ({ headline, short, description, features, other }) => ({
      headline,
      short,
      description,
      features,
      other,
    })),
    // One that is only about images which are not shown tells of them.
    highlights: job.highlights
      .filter(({ image_ids }) => image_ids.length === 0 || onlyShown(image_ids).length > 0)
      .map(({ text, image_ids }) => ({ text: pick(text, (line) => line), image_ids: onlyShown(image_ids) })),
    downloads,
  }
}

const labelOf = (room: JobExpose['images'][number]['room_type']) => ({ de: rooms[room].de, en: rooms[room].en })

/** The same from each language that there is. */
function pick<From, To>(given: Partial<Record<PixLocale, From>>, choose: (from: From) => To) {
  const picked: Partial<Record<PixLocale, To>> = {}
  for (const locale of pixLocales) {
    const from = given[locale]
    if (from !== undefined) picked[locale] = choose(from)
  }
  return picked
}
