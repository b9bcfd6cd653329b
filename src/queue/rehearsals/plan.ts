import { z } from 'zod'
import { slotIdSchema } from '../../slots/slot.ts'

const mostBooths = 200

const load = z.strictObject({
  slot: slotIdSchema,
  booths: z.int().min(1).max(50),
  /** Of each booth. */
  shots_per_minute: z.number().min(0.1).max(20),
})

/** Tomorrow, as somebody describes it. */
export const planSchema = z
  .strictObject({
    slots: z.array(load).min(1).max(20),
    minutes: z.number().min(1).max(30),
    /** How long the event lasts, for the forecast of its cost. */
    event_hours: z.number().min(0.25).max(24).default(1),
    /** `stand_in`: nobody outside is called. `real`: everybody is, and paid. */
    mode: z.enum(['stand_in', 'real']),
    max_cost_usd: z.number().positive().max(10_000).optional(),
    photo_megapixels: z.number().min(0.1).max(24).default(12),
    /** The same seed has the same booths shoot at the same moments. */
    seed: z.int().min(0).max(2_147_483_647).default(1),
  })
  .refine(({ mode, max_cost_usd }) => mode === 'stand_in' || max_cost_usd !== undefined, {
    path: ['max_cost_usd'],
    error: 'is required for a real rehearsal',
  })
  .refine(({ slots }) => new Set(slots.map(({ slot }) => slot)).size === slots.length, {
    path: ['slots'],
    error: 'must name each slot once',
  })
  .refine(({ slots }) => slots.reduce((sum, { booths }) => sum + booths, 0) <= mostBooths, {
    path: ['slots'],
    error: `must have at most ${mostBooths} booths together`,
  })

export type Plan = z.infer<typeof planSchema>
