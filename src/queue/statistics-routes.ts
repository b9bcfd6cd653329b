import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Guard } from '../accounts/guard.ts'
import { addFigures, endedIn, type Figures, type Histogram, noFigures, percentileOf, refusedIn } from '../figures.ts'
import { slotIdSchema } from '../slots/slot.ts'
import type { Slots } from '../slots/slots.ts'
import type { SlotFigures } from './figures-of-jobs.ts'
import type { Statistics } from './statistics.ts'

interface Dependencies {
  statistics: Statistics
  slots: Pick<Slots, 'requireStored'>
  guard: Guard
}

const windows = { '1h': 1, '24h': 24, '72h': 72 } as const
const mostDays = 90

const query = z
  .strictObject({
    slot: slotIdSchema.optional(),
    window: z.enum(['1h', '24h', '72h']).optional(),
    days: z.coerce.number().int().min(1).max(mostDays).optional(),
  })
  .refine(({ window, days }) => window === undefined || days === undefined, 'take either window or days')

const count = z.int().min(0)
/** From 0 to 1; null when there is nothing to divide by. */
const rate = z.number().nullable()
/** Milliseconds, no more than 5 % off; null when there are none. */
const percentiles = z.object({ p50: z.number().nullable(), p95: z.number().nullable() })
const shownFigures = z.object({
  jobs: count,
  in_flight: count,
  done: count,
  failed: count,
  timeout: count,
  cancelled: count,
  fallback: count,
  late: count,
  refused: count,
  failure_reasons: z.record(z.string(), count),
  refusal_reasons: z.record(z.string(), count),
  success_rate: rate,
  timeout_rate: rate,
  refusal_rate: rate,
  own_overhead_ms: percentiles,
  provider_ms: percentiles,
  cost_usd: z.number(),
})
const shownStatistics = z.object({
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  whole: shownFigures,
  slots: z.array(shownFigures.extend({ slot: z.string() })),
  /** In UTC, the oldest first; only when days were asked for. */
  by_day: z.array(shownFigures.extend({ day: z.iso.date() })).nullable(),
})

/** How the gateway and each slot have served, without test runs. */
export const statisticsRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { statistics, slots, guard }) => {
  server.route({
    method: 'GET',
    url: '/api/statistics',
    onRequest: guard('viewer', 'jobs:read'),
    schema: {
      operationId: 'readStatistics',
      summary: 'Figures of the service',
      tags: ['Statistics'],
      errors: ['slot_not_found'],
      querystring: query,
      response: { 200: shownStatistics },
    },
    async handler(request) {
      const { slot, window, days } = request.query
      const { from, until, parts, inFlight } = await statistics.read({
        slotId: slot,
        hours: windows[window ?? '24h'],
        days,
      })
      // Of a slot that was deleted the figures are still told.
      if (slot !== undefined && parts.length === 0) await slots.requireStored(slot)
      const bySlot = sumBy(parts, ({ slotId }) => slotId)
      const names = [...new Set([...bySlot.keys(), ...inFlight.keys()])].sort()
      const flying = (name: string) => inFlight.get(name) ?? 0
      return {
        from: from.toISOString(),
        until: until.toISOString(),
        whole: show(
          sumBy(parts, () => '').get(''),
          [...inFlight.values()].reduce((sum, one) => sum + one, 0),
        ),
        slots: names.map((name) => ({ slot: name, ...show(bySlot.get(name), flying(name)) })),
        by_day: days === undefined ? null : showDays(parts, from, days),
      }
    },
  })
}

function showDays(parts: readonly SlotFigures[], from: Date, days: number) {
  const byDay = sumBy(parts, ({ startsAt }) => dayOf(startsAt))
  return Array.from({ length: days }, (_none, at) => {
    const day = dayOf(from.getTime() + at * 86_400_000)
    return { day, ...show(byDay.get(day), 0) }
  })
}

const dayOf = (moment: number) => new Date(moment).toISOString().slice(0, 10)

function sumBy(parts: readonly SlotFigures[], keyOf: (part: SlotFigures) => string): Map<string, Figures> {
  const sums = new Map<string, Figures>()
  for (const part of parts) {
    const key = keyOf(part)
    const sum = sums.get(key) ?? noFigures()
    addFigures(sum, part.figures)
    sums.set(key, sum)
  }
  return sums
}

function show(figures: Figures = noFigures(), inFlight: number) {
  const { done, failed, timeout, cancelled, fallback, late, reasons, refusals, own, provider, costMicros } = figures
  const ended = endedIn(figures)
  const refused = refusedIn(figures)
  return {
    ...{ jobs: ended + inFlight, in_flight: inFlight, done, failed, timeout, cancelled, fallback, late, refused },
    failure_reasons: reasons,
    refusal_reasons: refusals,
    success_rate: share(done - fallback, ended),
    timeout_rate: share(timeout, ended),
    refusal_rate: share(refused, ended + inFlight + refused),
    own_overhead_ms: showPercentiles(own),
    provider_ms: showPercentiles(provider),
    cost_usd: costMicros / 1_000_000,
  }
}

const share = (part: number, whole: number) => (whole === 0 ? null : part / whole)
const rounded = (milliseconds: number | null) => (milliseconds === null ? null : Math.round(milliseconds * 10) / 10)
const showPercentiles = (histogram: Histogram) => ({
  p50: rounded(percentileOf(histogram, 0.5)),
  p95: rounded(percentileOf(histogram, 0.95)),
})
