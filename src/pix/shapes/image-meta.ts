import { z } from 'zod'
import { idSchema, imageIdSchema, shootCodeSchema } from '../ids.ts'
import * as field from './fields.ts'
import { defineShape } from './shape.ts'

const checked = z.enum(['done', 'skipped', 'failed'])

const privacy = z.object({
  checked_at: field.moment,
  engine: field.line,
  checks: z.object({ faces: checked, plates: checked, logos: checked, text: checked }),
  /** Where something is, and what kind of thing. What a text says is not kept. */
  findings: z.array(
    z.object({
      type: z.enum(['face', 'plate', 'logo', 'text']),
      subtype: z.enum(['house_number', 'license_plate']).nullable(),
      box: field.box,
      score: field.share.nullable(),
      text_hash: field.sha256.nullable(),
    }),
  ),
  verdict: field.verdict,
})

/** All that is known of one image: its row, what services said, what people changed. Internal. */
export const imageMetaShape = defineShape(
  z.object({
    schema: z.literal('piximmo.image_meta/1'),
    image_id: imageIdSchema,
    job_id: idSchema,
    shoot_id: idSchema,
    shoot_code: shootCodeSchema.nullable(),
    filename: field.line,
    storage_path: field.storageKey,
    source: field.source,
    origin: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable(),
    revision: z.int().positive(),
    status: field.imageStatus,
    error_message: z.string().max(2000).nullable(),
    file: z.object({
      sha256: field.sha256,
      bytes: field.bytes,
      width: field.side,
      height: field.side,
      format: z.literal('jpeg'),
      orientation: z.int().min(1).max(8),
      /** The only thing of EXIF that is kept. */
      captured_at: field.moment.nullable(),
    }),
    artefacts: z.object({
      thumb: field.storageKey,
      master: field.storageKey,
      hr: field.storageKey,
      depth: field.storageKey.nullable(),
      segments: z.array(field.storageKey),
    }),
    /** Written before anybody outside is asked; null until then. */
    privacy: privacy.nullable(),
    depth: z.object({ enabled: z.boolean(), key: field.storageKey.nullable() }),
    /** In the job's language; `captions` has them all. */
    caption_short: field.line,
    caption_long: field.paragraph,
    captions: field.captions,
    room_type: field.roomType,
    room_source: z.enum(['filename', 'vision', 'manual']).nullable(),
    view_type: field.viewType,
    objects: z.array(field.found),
    cleanup_possible: z.boolean(),
    cleanup_candidates: z.array(field.cleanupCandidate),
    flags: z.object({
      ready_for_vision: z.boolean(),
      vision_done: z.boolean(),
      gpt_done: z.boolean(),
      has_edits: z.boolean(),
      best_version: field.version,
    }),
    texts_source: z.object({ short: field.textSource, long: field.textSource, alt: field.textSource }),
    warnings: z.array(field.remark),
    pipeline_version: field.line,
    updated_at: field.moment,
  }),
)

export type ImageMeta = z.infer<typeof imageMetaShape.schema>
