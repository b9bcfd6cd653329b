import { z } from 'zod'
import { idSchema, imageIdSchema, shootCodeSchema } from '../ids.ts'
import * as field from './fields.ts'
import { defineShape } from './shape.ts'

/** What a shoot shows, for whoever makes something of it: avatars, videos, exports. Internal; without an address. */
export const summaryShape = defineShape(
  z.object({
    schema: z.literal('piximmo.summary/1'),
    shoot_id: idSchema,
    shoot_code: shootCodeSchema.nullable(),
    job_id: idSchema,
    property: z.object({
      label: field.line.nullable(),
      type: field.line.nullable(),
      size_sqm: z.number().positive().nullable(),
    }),
    images: z.object({
      total: field.count,
      processed: field.count,
      excluded: field.count,
      failed: field.count,
      by_room: z.partialRecord(field.roomType, field.count),
    }),
    rooms: z.array(
      z.object({
        room_type: field.roomType,
        floor: field.line.nullable(),
        image_ids: z.array(imageIdSchema),
        cover_image_id: imageIdSchema.nullable(),
        caption: field.perLocale(field.line),
        features: z.array(field.line),
      }),
    ),
    texts: field.perLocale(field.exposeText),
    highlights: z.array(field.highlight),
    gpt_aggregated: z.object({
      common_features: z.array(field.line),
      quality_score: z.number().min(0).max(10).nullable(),
      /** Always empty: to recommend a home to groups of people is to keep it from others. */
      recommended_for: z.array(z.never()),
    }),
    vision_stats: z.object({
      detected_objects: field.totals,
      dominant_colors: z.array(z.string().regex(/^#[0-9a-f]{6}$/)),
    }),
    qc: z.object({
      min: z.number().min(0).max(10).nullable(),
      avg: z.number().min(0).max(10).nullable(),
      issues: z.array(z.object({ image_id: imageIdSchema, code: field.line, severity: z.int().min(1).max(3) })),
    }),
    export_ready: z.object({
      avatar: z.boolean(),
      video: z.boolean(),
      artspace: z.boolean(),
      sceneplates: z.boolean(),
      pano: z.boolean(),
    }),
    /** Image by image the SHA-256 of its texts: what it was made of. */
    inputs: z.record(imageIdSchema, field.sha256),
    generated_at: field.moment,
  }),
)

export type Summary = z.infer<typeof summaryShape.schema>
