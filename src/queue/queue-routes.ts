import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../accounts/guard.ts'
import type { Jobs } from './jobs.ts'
import type { QueuePause } from './pause.ts'
import type { ReadQueueHistory } from './queue-history.ts'

interface Dependencies {
  jobs: Pick<Jobs, 'measureQueue'>
  pause: QueuePause
  readHistory: ReadQueueHistory
  guard: Guard
}

const count = z.int().min(0)
const milliseconds = z.number().min(0).nullable()

const shownQueue = z.object({
  pending: count,
  processing: count,
  oldest_wait_seconds: z.number().min(0),
  /** Null: workers take photos as they come. */
  paused: z.object({ at: z.iso.datetime(), by: z.string() }).nullable(),
})

const shownStretch = z.object({
  /** Its end. */
  at: z.iso.datetime(),
  waiting: count,
  working: count,
  received: count,
  done: count,
  failed: count,
  timeout: count,
  wait_p95_ms: milliseconds,
  own_overhead_p50_ms: milliseconds,
  provider_p50_ms: milliseconds,
})

const historyQuery = z.strictObject({
  minutes: z.coerce.number().int().min(5).max(360).default(60),
  points: z.coerce.number().int().min(5).max(120).default(60),
})

const summaries = {
  pause: 'Let no worker on any node take a photo until it is resumed',
  resume: 'Let the workers take photos again',
} as const

/** The line of photos as a whole: how long it is, how long it was, and a way to hold it. */
export const queueRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { jobs, pause, readHistory, guard } = dependencies

  async function show() {
    const [{ pending, processing, oldestWaitSeconds }, paused] = await Promise.all([jobs.measureQueue(), pause.find()])
    return {
      pending,
      processing,
      oldest_wait_seconds: Math.max(0, oldestWaitSeconds),
      paused: paused && { at: paused.pausedAt.toISOString(), by: paused.pausedBy },
    }
  }

  server.route({
    method: 'GET',
    url: '/api/queue',
    onRequest: guard('viewer', 'jobs:read'),
    schema: {
      operationId: 'readQueue',
      summary: 'How much waits and is being worked on',
      tags: ['Queue'],
      response: { 200: shownQueue },
    },
    handler: show,
  })

  server.route({
    method: 'GET',
    url: '/api/queue/history',
    onRequest: guard('viewer', 'jobs:read'),
    schema: {
      operationId: 'readQueueHistory',
      summary: 'How full the queue was, and how quick the work',
      tags: ['Queue'],
      querystring: historyQuery,
      response: { 200: z.object({ points: z.array(shownStretch) }) },
    },
    async handler({ query: { minutes, points } }) {
      const stretches = await readHistory(minutes, points)
      return {
        points: stretches.map(({ at, waitP95, ownP50, providerP50, ...counts }) => ({
          at: at.toISOString(),
          ...counts,
          wait_p95_ms: waitP95,
          own_overhead_p50_ms: ownP50,
          provider_p50_ms: providerP50,
        })),
      }
    },
  })

  for (const action of ['pause', 'resume'] as const) {
    server.route({
      method: 'POST',
      url: `/api/queue/${action}`,
      onRequest: guard('admin', 'jobs:write'),
      schema: {
        operationId: `${action}Queue`,
        summary: summaries[action],
        tags: ['Queue'],
        response: { 200: shownQueue },
      },
      async handler(request) {
        await pause[action](requirePerson(request).email)
        return show()
      },
    })
  }
}
