import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Guard } from '../accounts/guard.ts'
import { problemSchema, problemsOf } from '../problem.ts'
import { findProblem, type Providers } from '../slots/check-slot.ts'
import { whyClosed } from '../slots/open-hours.ts'
import { slotSettingsSchema } from '../slots/slot.ts'
import type { Slots, StoredSlot } from '../slots/slots.ts'
import { leastTroubled, pulseMinutes, type ReadPulse, type SlotPulse } from './slot-pulse.ts'
import type { FindWarnings } from './warnings.ts'

interface Dependencies {
  slots: Pick<Slots, 'listStored'>
  providers: Providers
  readPulse: ReadPulse
  findWarnings: FindWarnings
  guard: Guard
}

/** Of the window: with less room than this the next slow minute is a 504. */
const slowShare = 0.8

const states = ['ready', 'slow', 'degraded', 'misconfigured', 'closed', 'off'] as const
const count = z.int().min(0)

const shownSlotState = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(states),
  /** Why it is closed or misconfigured, in a sentence. */
  details: z.string().nullable(),
  /** What `details` says, one by one. */
  problems: z.array(problemSchema),
  ingest_path: z.string(),
  in_flight: count,
  last_hour: z.object({ ended: count, done: count, success_rate: z.number().nullable() }),
  /** The last quarter of an hour. */
  troubled: count,
  last_result: z
    .object({
      job_id: z.uuid(),
      finished_at: z.iso.datetime(),
      /** Ended after its window. */
      late: z.boolean(),
      /** What its guest got in place of the picture, see `onTimeout`; null: the picture. */
      fallback: z.string().nullable(),
      width: z.int(),
      height: z.int(),
      preview_path: z.string(),
    })
    .nullable(),
})

const names = z.array(z.string())
const shownWarning = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queue_paused'), at: z.iso.datetime(), by: z.string() }),
  z.object({
    kind: z.literal('provider_down'),
    ...{ provider: z.string(), model: z.string(), until: z.iso.datetime().nullable(), slots: names },
  }),
  z.object({ kind: z.literal('provider_without_key'), provider: z.string(), slots: names }),
  z.object({
    kind: z.literal('budget_near'),
    ...{ scope: z.string(), period: z.enum(['daily', 'monthly']), percent: count },
  }),
  z.object({
    kind: z.literal('model_ending'),
    ...{
      provider: z.string(),
      model: z.string(),
      days_left: z.int(),
      replaced_by: z.string().nullable(),
      slots: names,
    },
  }),
  z.object({ kind: z.literal('mails_failed'), mails: count }),
  z.object({ kind: z.literal('pix_images_waiting'), images: count, minutes: count }),
  z.object({ kind: z.literal('storage_low'), free_bytes: count, total_bytes: count }),
])

/** The first page of whoever looks after the gateway: each slot's state, and what is wrong. */
export const overviewRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { slots, providers, readPulse, findWarnings, guard } = dependencies

  server.route({
    method: 'GET',
    url: '/api/overview',
    onRequest: guard('viewer', 'jobs:read'),
    schema: {
      operationId: 'readOverview',
      summary: 'How each slot is, and what is wrong',
      tags: ['Overview'],
      response: {
        200: z.object({ slots: z.array(shownSlotState), warnings: z.array(shownWarning), pulse_minutes: count }),
      },
    },
    async handler() {
      const stored = await slots.listStored()
      const [pulses, warnings] = await Promise.all([readPulse(), findWarnings(stored)])
      const pulseOf = new Map(pulses.map((pulse) => [pulse.slotId, pulse]))
      const shown = stored.flatMap((slot) => {
        const pulse = pulseOf.get(slot.id)
        return pulse ? [showState(slot, pulse, findProblem(slot.settings, providers))] : []
      })
      return { slots: shown, warnings, pulse_minutes: pulseMinutes }
    },
  })
}

function showState({ id, settings, seenAt }: StoredSlot, pulse: SlotPulse, problem: string | null) {
  const { data } = slotSettingsSchema.safeParse(settings)
  const closed = data ? whyClosed(data, seenAt) : null
  const { endedInHour, doneInHour, lastResult } = pulse
  return {
    id,
    name: data?.name ?? id,
    state: stateOf(pulse, { isOff: data?.enabled === false, closed, problem }),
    details: problem ?? closed,
    problems: problemsOf('invalid_settings', problem ?? closed),
    ingest_path: `/ingest/${id}`,
    in_flight: pulse.inFlight,
    last_hour: {
      ended: endedInHour,
      done: doneInHour,
      success_rate: endedInHour === 0 ? null : doneInHour / endedInHour,
    },
    troubled: pulse.troubled,
    last_result: lastResult && {
      job_id: lastResult.jobId,
      finished_at: lastResult.finishedAt.toISOString(),
      late: lastResult.isLate,
      fallback: lastResult.fallback,
      width: lastResult.width,
      height: lastResult.height,
      preview_path: `/public/results/${lastResult.jobId}/preview.webp`,
    },
  }
}

interface Circumstances {
  isOff: boolean
  closed: string | null
  problem: string | null
}

/** What no photo can change comes first. */
function stateOf(pulse: SlotPulse, { isOff, closed, problem }: Circumstances): (typeof states)[number] {
  if (isOff) return 'off'
  if (closed !== null) return 'closed'
  if (problem !== null) return 'misconfigured'
  if (pulse.troubled >= leastTroubled) return 'degraded'
  if (pulse.ended >= leastTroubled && (pulse.windowShareP95 ?? 0) > slowShare) return 'slow'
  return 'ready'
}
