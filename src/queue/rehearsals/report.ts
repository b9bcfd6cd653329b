import { z } from 'zod'
import { remarkSchema } from '../../remark.ts'

const milliseconds = z.number().nullable()
const spread = z.object({ p50: milliseconds, p95: milliseconds, max: milliseconds })

const figuresSchema = z.object({
  shots: z.int(),
  answered_in_time: z.int(),
  timeouts: z.int(),
  failed: z.int(),
  refused: z.int(),
  /** Why, as in docs/errors.md. */
  reasons: z.record(z.string(), z.int()),
  /** A booth was not ready for its next guest: it still waited for the last picture. */
  held_back: z.int(),
  /** Made by another link of the chain than the first. */
  by_fallback: z.int(),
  answer_milliseconds: spread,
  own_milliseconds: spread,
  worker_wait_milliseconds: spread,
})

export const reasonLinks = [
  ...(['provider', 'rate_limit', 'concurrency_limit', 'workers', 'slot_limit', 'queue_capacity'] as const),
  ...(['budget', 'disk', 'slot_settings', 'gateway', 'nothing_played'] as const),
] as const

const reasonSchema = z.object({
  link: z.enum(reasonLinks),
  slot: z.string().nullable(),
  /** Provider and model. */
  service: z.string().nullable(),
  /** How many it spoiled, or made slow. */
  shots: z.int(),
  says: z.string(),
  advice: z.string(),
  /** `says` with its code; neither is in reports of older versions. */
  remark: remarkSchema.optional(),
  /** `advice`, sentence by sentence. */
  advice_remarks: z.array(remarkSchema).optional(),
})

export const reportSchema = z.object({
  verdict: z.enum(['go', 'no_go']),
  /** In the order of what they spoil; none for GO. */
  reasons: z.array(reasonSchema),
  /** The first reason, or what is nearest to its limit. */
  weakest: reasonSchema.nullable(),
  figures: figuresSchema,
  slots: z.array(
    z.object({
      slot: z.string(),
      window_seconds: z.number(),
      shots: z.int(),
      answered_in_time: z.int(),
      answer_milliseconds: spread,
      usd_per_shot: z.number(),
      forecast_hour_usd: z.number(),
    }),
  ),
  services: z.array(
    z.object({
      service: z.string(),
      calls: z.int(),
      failed: z.int(),
      milliseconds: spread,
      wait_p95_milliseconds: milliseconds,
      /** Where a stand-in has its times from; `called` in a real rehearsal. */
      source: z.enum(['measured', 'catalogue', 'assumed', 'no_key', 'called']),
      /** First calls, which count nowhere else. */
      warm_up_milliseconds: z.array(z.number()),
    }),
  ),
  cost: z.object({
    /** Of this rehearsal; stand-ins cost nothing. */
    rehearsal_usd: z.number(),
    forecast_hour_usd: z.number(),
    forecast_event_usd: z.number(),
    /** Services whose price nobody knows: not in the forecast. */
    unpriced: z.array(z.string()),
  }),
})

export type Report = z.infer<typeof reportSchema>
export type Reason = z.infer<typeof reasonSchema>

/** The nearest rank; null of nothing. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
}

export const spreadOf = (values: readonly number[]) => ({
  p50: percentile(values, 0.5),
  p95: percentile(values, 0.95),
  max: percentile(values, 1),
})
