import { z } from 'zod'
import { idSchema, imageIdSchema, shootCodeSchema } from '../ids.ts'
import * as field from './fields.ts'
import { defineShape } from './shape.ts'

const modelRun = z.object({
  /** As the environment names it. */
  id: field.line,
  request_id: field.line.nullable(),
  ms: field.count,
  status: z.enum(['ok', 'skipped', 'failed']),
})

/** What a service has seen in an image, word for word. Internal. */
export const visionShape = defineShape(
  z.object({
    schema: z.literal('piximmo.vision/1'),
    image_id: imageIdSchema,
    shoot_id: idSchema,
    shoot_code: shootCodeSchema.nullable(),
    job_id: idSchema,
    /** What was sent. Its SHA-256 tells whether it was asked before. */
    input: z.object({
      version: field.version,
      key: field.storageKey,
      sha256: field.sha256,
      width: field.side,
      height: field.side,
      blurred_boxes: field.count,
    }),
    provider: z.enum(['fal', 'local', 'mock']),
    models: z.object({
      object_detection: modelRun.nullable(),
      caption: modelRun.nullable(),
      regional_caption: modelRun.nullable(),
      segmentation: modelRun.nullable(),
    }),
    caption: z.object({ text: field.paragraph, language: z.literal('en') }).nullable(),
    regions: z.array(z.object({ label: field.line, box: field.box })),
    objects: z.array(field.found),
    object_counts: field.totals,
    masks: z.array(
      z.object({
        name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/),
        key: field.storageKey,
        box: field.box.nullable(),
        area: field.share,
        model: field.line,
      }),
    ),
    dominant_colors: z.array(z.object({ hex: z.string().regex(/^#[0-9a-f]{6}$/), share: field.share })),
    warnings: z.array(field.remark),
    errors: z.array(field.remark),
    status: z.enum(['complete', 'partial']),
    created_at: field.moment,
    duration_ms: field.count,
    cost_usd: z.number().nonnegative().nullable(),
  }),
)

export type Vision = z.infer<typeof visionShape.schema>
