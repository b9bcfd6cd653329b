import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Guard } from '../../accounts/guard.ts'
import { slotIdSchema } from '../../slots/slot.ts'
import type { Slots } from '../../slots/slots.ts'
import { requestRecord } from './request-record.ts'
import type { SlotDoctor } from './slot-doctor.ts'

interface Dependencies {
  doctor: Pick<SlotDoctor, 'list'>
  slots: Pick<Slots, 'requireStored'>
  guard: Guard
}

const shownRequests = z.object({
  slot: z.string(),
  requests: z.array(requestRecord.extend({ at: z.iso.datetime() })),
})

/** What came to a slot, part by part, and what is wrong with it; the newest first. */
export const doctorRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { doctor, slots, guard }) => {
  server.get(
    '/api/slots/:slotId/doctor',
    {
      onRequest: guard('operator', 'jobs:read'),
      schema: {
        operationId: 'examineSlot',
        summary: 'The last requests to a slot and what is wrong with them',
        tags: ['Slots'],
        errors: ['slot_not_found'],
        params: z.object({ slotId: slotIdSchema }),
        response: { 200: shownRequests },
      },
    },
    async (request, reply) => {
      const { id } = await slots.requireStored(request.params.slotId)
      const found = await doctor.list(id)
      // Names and values are whatever somebody has sent.
      reply.header('x-content-type-options', 'nosniff')
      return { slot: id, requests: found.map(({ at, record }) => ({ at: at.toISOString(), ...record })) }
    },
  )
}
