import { z } from 'zod'
import { contentHash } from '../canonical-json.ts'
import { idSchema, imageIdSchema, shootCodeSchema } from '../ids.ts'
import * as field from './fields.ts'
import { defineShape } from './shape.ts'

const image = z.object({
  image_id: imageIdSchema,
  filename: field.line,
  /** These four are of the file that customers get: the best version of the image. */
  sha256: field.sha256,
  bytes: field.bytes,
  width: field.side,
  height: field.side,
  revision: z.int().positive(),
  room_type: field.roomType,
  view_type: field.viewType,
  captions: field.captions,
  objects: z.array(field.found),
  cleanup_possible: z.boolean(),
  cleanup_candidates: z.array(field.cleanupCandidate),
  privacy: z.object({ verdict: field.verdict, finding_types: z.array(field.line) }),
  best_version: field.version,
  sort_index: z.int(),
  usable: z.boolean(),
  is_cover: z.boolean(),
})

/** All that is known of a job, in the order of its gallery. Internal: customers see what gallery-expose.ts makes of it. */
export const jobExposeShape = defineShape(
  z.object({
    schema: z.literal('piximmo.job_expose/1'),
    job_id: idSchema,
    job_number: field.line,
    title: field.line.nullable(),
    locale_default: field.locale,
    /** Rises with every change of the content. */
    revision: z.int().nonnegative(),
    content_hash: field.sha256,
    generated_at: field.moment,
    shoots: z.array(z.object({ shoot_id: idSchema, shoot_code: shootCodeSchema.nullable() })),
    counts: z.object({
      registered: field.count,
      processed: field.count,
      error: field.count,
      excluded: field.count,
      usable: field.count,
    }),
    /** Only processed ones. */
    images: z.array(image),
    rooms: z.array(z.object({ room_type: field.roomType, image_ids: z.array(imageIdSchema) })),
    object_totals: field.totals,
    cleanup: z.object({ images_with_candidates: field.count, total_candidates: field.count }),
    expose: field.perLocale(
      field.exposeText.extend({ word_count: field.count, source: field.textSource, locked_by_human: z.boolean() }),
    ),
    highlights: z.array(field.highlight),
    errors: z.array(z.object({ image_id: imageIdSchema, filename: field.line, error_message: z.string().max(2000) })),
  }),
)

export type JobExpose = z.infer<typeof jobExposeShape.schema>

/** When it was made and the how-manieth it is are not content: the same content has the same hash for ever. */
export const hashOfJobExpose = (expose: Omit<JobExpose, 'content_hash' | 'generated_at' | 'revision'>): string =>
  contentHash(expose, ['content_hash', 'generated_at', 'revision'])
