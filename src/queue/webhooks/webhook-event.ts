import { z } from 'zod'

/** What an endpoint may ask to be told. */
export const webhookEvents = ['job.done', 'job.failed', 'job.late', 'slot.degraded', 'budget.near'] as const
export type WebhookEvent = (typeof webhookEvents)[number]

/** The test button's own: no endpoint has to ask for it. */
export const testEvent = 'webhook.test'

const moment = z.iso.datetime()

/** The `data` of each event. Thin: what happened to what. No client field, no address, no secret. */
export const webhookData = {
  job: z.object({
    job_id: z.uuid(),
    slot: z.string(),
    slot_revision: z.int(),
    source: z.string(),
    status: z.string(),
    failure_reason: z.string().nullable(),
    fallback: z.string().nullable(),
    received_at: moment,
    finished_at: moment,
    expires_at: moment.nullable(),
    /** Null without PUBLIC_BASE_URL, and when there is no picture. */
    result_url: z.string().nullable(),
  }),
  'slot.degraded': z.object({
    slot: z.string(),
    photos: z.int(),
    minutes: z.int(),
    reasons: z.record(z.string(), z.int()),
  }),
  'budget.near': z.object({
    /** `slot slot-001` or `provider gemini`. */
    scope: z.string(),
    /** A day (2026-11-21) or a month (2026-11), in UTC. */
    period: z.string(),
    spent_usd: z.number(),
    budget_usd: z.number(),
    percent: z.int(),
  }),
}
