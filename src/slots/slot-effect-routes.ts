import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Guard } from '../accounts/guard.ts'
import { changeBy } from '../accounts/if-match.ts'
import { ifMatch } from '../route-contract.ts'
import type { SlotEffect, SlotEffects } from './slot-effects.ts'

interface Dependencies {
  effects: SlotEffects
  guard: Guard
}

const params = z.object({ slotId: z.string() })
const wantedEffect = z.union([
  z.strictObject({ from: z.string().describe('The slot whose effect it gets, as that slot is now.') }),
  z.strictObject({
    revision: z
      .int()
      .min(1)
      .max(2 ** 31 - 1)
      .describe('The revision of this slot whose effect it gets back.'),
  }),
])
const shownEffect = z
  .object({
    slot: z.string(),
    revision: z.int(),
    from: z.string().nullable().describe('The slot whose effect it has; null: its own.'),
    own_revision: z.int().describe('The revision that has its own effect.'),
  })
  .meta({ id: 'SlotEffect' })
const answers = { 200: { description: 'Whose effect the slot has.', headers: ['ETag' as const] } }

/** What operators may change of a slot: which of the effects that administrators have set up it has. */
export const slotEffectRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { effects, guard }) => {
  server.route({
    method: 'GET',
    url: '/api/slots/:slotId/effect',
    onRequest: guard('viewer', 'slots:read'),
    schema: {
      operationId: 'readSlotEffect',
      summary: 'Whose effect a slot has',
      tags: ['Slots'],
      errors: ['slot_not_found'],
      ...{ params, answers },
      response: { 200: shownEffect },
    },
    handler: async ({ params: { slotId } }, reply) => show(reply, slotId, await effects.read(slotId)),
  })

  server.route({
    method: 'POST',
    url: '/api/slots/:slotId/effect',
    onRequest: guard('operator', 'slots:write'),
    schema: {
      operationId: 'takeSlotEffect',
      summary: 'Give a slot the effect of another, or one that it had before',
      tags: ['Slots'],
      errors: [
        'slot_not_found',
        'slot_disabled',
        'slot_misconfigured',
        'not_found',
        'conflict',
        'precondition_required',
      ],
      heeds: ifMatch,
      ...{ params, answers },
      body: wantedEffect,
      response: { 200: shownEffect },
    },
    async handler(request, reply) {
      const { slotId } = request.params
      return show(reply, slotId, await effects.take(slotId, request.body, changeBy(request)))
    },
  })
}

function show(reply: FastifyReply, slot: string, { revision, from, ownRevision }: SlotEffect) {
  reply.header('etag', `"${revision}"`)
  return { slot, revision, from, own_revision: ownRevision }
}
