import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Guard } from '../accounts/guard.ts'
import { problemSchema, problemsOf } from '../problem.ts'
import { slotIdSchema } from '../slots/slot.ts'
import type { Refusals } from './refusals.ts'

interface Dependencies {
  refusals: Pick<Refusals, 'list'>
  guard: Guard
}

const shownRefusals = z.object({
  refusals: z.array(
    z.object({
      at: z.iso.datetime(),
      slot: z.string(),
      failure_reason: z.string(),
      details: z.string(),
      /** What `details` says beyond `failure_reason`. */
      problems: z.array(problemSchema),
      client_address: z.string(),
      request_id: z.string(),
    }),
  ),
})
const query = z.strictObject({
  slot: slotIdSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

/** Why a photo that was sent with the right password became no job; the newest first. */
export const refusalRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { refusals, guard }) => {
  server.get(
    '/api/refusals',
    {
      onRequest: guard('viewer', 'jobs:read'),
      schema: {
        operationId: 'listRefusals',
        summary: 'Photos that became no job, and why',
        tags: ['Jobs'],
        response: { 200: shownRefusals },
        querystring: query,
      },
    },
    async (request, reply) => {
      const { slot, limit } = request.query
      const found = await refusals.list({ slotId: slot, limit })
      // The details may name a field of the client's form.
      reply.header('x-content-type-options', 'nosniff')
      return {
        refusals: found.map(({ at, slotId, failureReason, details, clientAddress, requestId }) => ({
          at: at.toISOString(),
          slot: slotId,
          failure_reason: failureReason,
          details,
          problems: problemsOf(failureReason, details),
          client_address: clientAddress,
          request_id: requestId,
        })),
      }
    },
  )
}
