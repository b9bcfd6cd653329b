import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../accounts/guard.ts'
import { hashPassword } from '../accounts/passwords.ts'
import { GatewayError } from '../errors.ts'
import { findProblem, type Providers } from './check-slot.ts'
import type { Slots, StoredSlot } from './slots.ts'

interface Dependencies {
  slots: Slots
  providers: Providers
  guard: Guard
}

const slotParams = z.object({ slotId: z.string() })
const revisionParams = z.object({
  slotId: z.string(),
  revision: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 31 - 1),
})
// The settings themselves are checked by the room, against schema and providers together.
const newSlot = z.strictObject({ id: z.string(), settings: z.record(z.string(), z.unknown()) })
const newPassword = z.strictObject({ password: z.string().min(8).max(64).nullable() })

const shownRevision = z.object({ revision: z.int(), saved_by: z.string(), saved_at: z.iso.datetime() })
const shownSlot = shownRevision.extend({
  id: z.string(),
  /** As saved; see slot.ts. */
  settings: z.unknown(),
  /** Why these settings do not work with this version of the gateway; null when they do. */
  problem: z.string().nullable(),
  /** Never the password, never its hash. */
  has_password: z.boolean(),
  ingest_path: z.string(),
})

/** What people see and change of the slots. */
export const slotRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { slots, providers, guard }) => {
  const view = guard('viewer')
  const change = guard('admin')

  server.route({
    method: 'GET',
    url: '/api/slots',
    onRequest: view,
    schema: { response: { 200: z.array(shownSlot) } },
    handler: async () => (await slots.listStored()).map(show),
  })

  server.route({
    method: 'GET',
    url: '/api/slots/:slotId',
    onRequest: view,
    schema: { params: slotParams, response: { 200: shownSlot } },
    handler: async (request, reply) => answer(reply, await slots.requireStored(request.params.slotId)),
  })

  server.route({
    method: 'POST',
    url: '/api/slots',
    onRequest: change,
    schema: { body: newSlot, response: { 201: shownSlot } },
    async handler(request, reply) {
      const { id, settings } = request.body
      return answer(reply.code(201), await slots.create(id, settings, { who: requirePerson(request).email }))
    },
  })

  server.route({
    method: 'PUT',
    url: '/api/slots/:slotId',
    onRequest: change,
    schema: { params: slotParams, response: { 200: shownSlot } },
    handler: async (request, reply) =>
      answer(reply, await slots.save(request.params.slotId, request.body, changeBy(request))),
  })

  server.route({
    method: 'GET',
    url: '/api/slots/:slotId/revisions',
    onRequest: view,
    schema: { params: slotParams, response: { 200: z.array(shownRevision) } },
    handler: async (request) => (await slots.revisions(request.params.slotId)).map(showRevision),
  })

  server.route({
    method: 'GET',
    url: '/api/slots/:slotId/revisions/:revision',
    onRequest: view,
    schema: { params: revisionParams, response: { 200: shownSlot } },
    async handler(request) {
      const { slotId, revision } = request.params
      return show(await slots.requireStoredRevision(slotId, revision))
    },
  })

  server.route({
    method: 'POST',
    url: '/api/slots/:slotId/revisions/:revision/restore',
    onRequest: change,
    schema: { params: revisionParams, response: { 200: shownSlot } },
    async handler(request, reply) {
      const { slotId, revision } = request.params
      return answer(reply, await slots.restore(slotId, revision, changeBy(request)))
    },
  })

  server.route({
    method: 'PUT',
    url: '/api/slots/:slotId/password',
    onRequest: change,
    schema: { params: slotParams, body: newPassword },
    async handler(request, reply) {
      const { password } = request.body
      const hash = password === null ? null : await hashPassword(password)
      await slots.setPassword(request.params.slotId, hash, requirePerson(request).email)
      return reply.code(204).send()
    },
  })

  server.route({
    method: 'GET',
    url: '/api/providers',
    onRequest: view,
    handler: async () => Object.values(providers).map(showProvider),
  })

  const show = ({ id, settings, passwordHash, ...note }: StoredSlot) => ({
    id,
    settings,
    problem: findProblem(settings, providers),
    has_password: passwordHash !== null,
    ingest_path: `/ingest/${id}`,
    ...showRevision(note),
  })

  function answer(reply: FastifyReply, slot: StoredSlot) {
    return reply.header('etag', `"${slot.revision}"`).send(show(slot))
  }
}

const showRevision = ({ revision, savedBy, savedAt }: Pick<StoredSlot, 'revision' | 'savedBy' | 'savedAt'>) => ({
  revision,
  saved_by: savedBy,
  saved_at: savedAt.toISOString(),
})

/** Who changes, and the revision that they saw, out of If-Match: "7". */
function changeBy(request: FastifyRequest) {
  const who = requirePerson(request).email
  const header = request.headers['if-match']
  if (header === undefined) throw new GatewayError('precondition_required', 'no If-Match')
  const revision = /^(?:W\/)?"(\d+)"$/.exec(header.trim())?.[1]
  if (!revision) throw new GatewayError('conflict', 'If-Match is not a revision')
  return { who, expectedRevision: Number(revision) }
}

/** What the provider can do, with its settings as JSON Schema, so that a form can be drawn from it. */
function showProvider({ name, operations, isSetUp = true }: Providers[string]) {
  return {
    name,
    /** False: it has no key yet. */
    is_set_up: isSetUp,
    operations: Object.entries(operations).map(([operation, { settings, templateRoles, optionalRoles = [] }]) => ({
      operation,
      template_roles: templateRoles,
      /** `any`: whatever is bound. */
      optional_roles: optionalRoles,
      settings: z.toJSONSchema(settings, { io: 'input' }),
    })),
  }
}
