import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../accounts/guard.ts'
import { hashPassword } from '../accounts/passwords.ts'
import { GatewayError } from '../errors.ts'
import type { Provider } from '../providers/provider.ts'
import type { Slot, Slots } from './slots.ts'

interface Dependencies {
  slots: Slots
  providers: Readonly<Record<string, Provider>>
  guard: Guard
}

const slotParams = z.object({ slotId: z.string() })
const revisionParams = z.object({ slotId: z.string(), revision: z.coerce.number().int().positive() })
// The settings themselves are checked by the room, against schema and providers together.
const newSlot = z.strictObject({ id: z.string(), settings: z.unknown() })
const newPassword = z.strictObject({ password: z.string().min(8).max(64).nullable() })

/** What administrators see and change of the slots. */
export const slotRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { slots, providers, guard }) => {
  const view = { onRequest: guard('viewer') }
  const change = { onRequest: guard('admin') }

  server.get('/api/slots', view, async () => (await slots.list()).map(describe))

  server.get('/api/slots/:slotId', { ...view, schema: { params: slotParams } }, async (request, reply) =>
    answer(reply, await slots.require(request.params.slotId)),
  )

  server.post('/api/slots', { ...change, schema: { body: newSlot } }, async (request, reply) => {
    const made = await slots.create(request.body.id, request.body.settings, whoOf(request))
    return answer(reply.code(201), made)
  })

  server.put('/api/slots/:slotId', { ...change, schema: { params: slotParams } }, async (request, reply) => {
    const expectedRevision = revisionSeenBy(request)
    return answer(reply, await slots.save(request.params.slotId, request.body, { ...whoOf(request), expectedRevision }))
  })

  server.get('/api/slots/:slotId/revisions', { ...view, schema: { params: slotParams } }, async (request) => {
    const revisions = await slots.revisions(request.params.slotId)
    return revisions.map(({ revision, savedBy, savedAt }) => ({
      revision,
      saved_by: savedBy,
      saved_at: savedAt.toISOString(),
    }))
  })

  server.get(
    '/api/slots/:slotId/revisions/:revision',
    { ...view, schema: { params: revisionParams } },
    async (request) => {
      const { slotId, revision } = request.params
      const slot = await slots.findRevision(slotId, revision)
      if (!slot)
        throw new GatewayError('not_found', 'unknown revision', { details: 'There is no such revision of this slot.' })
      return describe(slot)
    },
  )

  server.post(
    '/api/slots/:slotId/revisions/:revision/restore',
    { ...change, schema: { params: revisionParams } },
    async (request, reply) => {
      const { slotId, revision } = request.params
      const expectedRevision = revisionSeenBy(request)
      return answer(reply, await slots.restore(slotId, revision, { ...whoOf(request), expectedRevision }))
    },
  )

  server.put(
    '/api/slots/:slotId/password',
    { ...change, schema: { params: slotParams, body: newPassword } },
    async (request, reply) => {
      const { password } = request.body
      const hash = password === null ? null : await hashPassword(password)
      await slots.setPassword(request.params.slotId, hash, requirePerson(request).email)
      return reply.code(204).send()
    },
  )

  server.get('/api/providers', view, async () => Object.values(providers).map(describeProvider))
}

function whoOf(request: FastifyRequest) {
  return { who: requirePerson(request).email }
}

/** The revision the person saw, out of If-Match: "7". */
function revisionSeenBy(request: FastifyRequest): number {
  const header = request.headers['if-match']
  if (header === undefined) throw new GatewayError('precondition_required', 'no If-Match')
  const revision = /^(?:W\/)?"(\d+)"$/.exec(header.trim())?.[1]
  if (!revision) throw new GatewayError('conflict', 'If-Match is not a revision')
  return Number(revision)
}

function answer(reply: FastifyReply, slot: Slot) {
  return reply.header('etag', `"${slot.revision}"`).send(describe(slot))
}

function describe({ id, revision, settings, passwordHash, savedBy, savedAt }: Slot) {
  return {
    id,
    revision,
    settings,
    has_password: passwordHash !== null,
    saved_by: savedBy,
    saved_at: savedAt.toISOString(),
    ingest_path: `/ingest/${id}`,
  }
}

/** What the provider can do, with its settings as JSON Schema, so that a form can be drawn from it. */
function describeProvider({ name, operations }: Provider) {
  return {
    name,
    operations: Object.entries(operations).map(([operation, { settings, templateRoles }]) => ({
      operation,
      template_roles: templateRoles,
      settings: z.toJSONSchema(settings),
    })),
  }
}
