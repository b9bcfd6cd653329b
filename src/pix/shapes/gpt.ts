import { z } from 'zod'
import { idSchema, imageIdSchema } from '../ids.ts'
import * as field from './fields.ts'
import { defineShape } from './shape.ts'

/** How long texts may be: titles of portals, and what a screen reader reads in one breath. */
export const captionLimits = { short: 80, long: 500, alt: 125 } as const

/** What a language model says about one image. */
const imageTexts = z.object({
  texts: field.perLocale(
    z.object({
      caption_short: z.string().max(captionLimits.short),
      caption_long: z.string().max(captionLimits.long),
      alt_text: z.string().max(captionLimits.alt),
    }),
  ),
  room_type: field.roomType,
  view_type: field.viewType,
  room_confidence: field.share.nullable(),
  features: z.array(z.object({ tag: field.line, text: field.perLocale(field.line) })),
  materials: z.array(field.line),
  light: field.line.nullable(),
  style: field.line.nullable(),
  highlights: z.array(field.perLocale(field.line)),
  qc: z.object({
    quality_score: z.number().min(0).max(10).nullable(),
    issues: z.array(
      z.object({
        code: z.enum(['tilted', 'blurry', 'dark', 'overexposed', 'clutter', 'reflection', 'watermark']),
        severity: z.int().min(1).max(3),
        note: field.line,
      }),
    ),
    recommended_cover: z.boolean(),
  }),
})

/** Texts of an image as a language model has written them. Internal. */
export const gptShape = defineShape(
  z.object({
    schema: z.literal('piximmo.gpt/1'),
    image_id: imageIdSchema,
    shoot_id: idSchema,
    job_id: idSchema,
    /** Asked anew when one of the hashes changes. */
    input: z.object({
      version: field.version,
      sha256: field.sha256,
      long_edge_px: field.side,
      vision_sha256: field.sha256.nullable(),
    }),
    provider: field.line,
    model: field.line,
    prompt_version: field.line,
    language: field.locale,
    ...imageTexts.shape,
    disagreements: z.array(z.object({ field: field.line, filename_value: field.line, model_value: field.line })),
    usage: z.object({
      input_tokens: field.count,
      output_tokens: field.count,
      cost_usd: z.number().nonnegative().nullable(),
    }),
    status: z.enum(['complete', 'partial', 'failed']),
    warnings: z.array(field.remark),
    created_at: field.moment,
    duration_ms: field.count,
  }),
)

export type Gpt = z.infer<typeof gptShape.schema>
