import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../accounts/guard.ts'
import { changeBy } from '../accounts/if-match.ts'
import { hashPassword } from '../accounts/passwords.ts'
import type { ModelForm } from '../providers/model-form.ts'
import { ifMatch, nothing } from '../route-contract.ts'
import type { Settings } from '../settings.ts'
import type { Providers } from './check-slot.ts'
import { anySettings, formSchemaOf, slotFormSchema, withTitles } from './form-schema.ts'
import { createSlotView, shownRevision, shownSlot, showRevision, slotAnswer } from './shown-slot.ts'
import { slotSettingsSchema } from './slot.ts'
import type { Slots, StoredSlot } from './slots.ts'

interface Dependencies {
  slots: Slots
  providers: Providers
  settings: Pick<Settings, 'read'>
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
const newSlot = z.strictObject({ id: z.string(), settings: anySettings })
const jsonSchema = z.record(z.string(), z.unknown())
const shownModel = z.object({ id: z.string(), label: z.string(), most_templates: z.int(), settings: jsonSchema })
const shownProvider = z
  .object({
    name: z.string(),
    /** False: it has no key yet. */
    is_set_up: z.boolean(),
    operations: z.array(
      z.object({
        operation: z.string(),
        template_roles: z.array(z.string()),
        optional_roles: z.union([z.literal('any'), z.array(z.string())]).describe('`any`: whatever is bound.'),
        settings: jsonSchema,
        /** The same for each model, where models take different settings. */
        models: z.array(shownModel),
      }),
    ),
  })
  .meta({ id: 'Provider' })
const newPassword = z.strictObject({ password: z.string().min(8).max(64).nullable() })

/** What people see and change of the slots. */
export const slotRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { slots, providers, guard } = dependencies
  const showSlots = createSlotView(dependencies)
  const view = guard('viewer', 'slots:read')
  const change = guard('admin', 'slots:write')

  server.route({
    method: 'GET',
    url: '/api/slots',
    onRequest: view,
    schema: { operationId: 'listSlots', summary: 'All slots', tags: ['Slots'], response: { 200: z.array(shownSlot) } },
    handler: async () => showSlots(await slots.listStored()),
  })

  server.route({
    method: 'GET',
    url: '/api/slots/:slotId',
    onRequest: view,
    schema: {
      operationId: 'readSlot',
      summary: 'One slot',
      tags: ['Slots'],
      errors: ['slot_not_found'],
      answers: { 200: slotAnswer },
      params: slotParams,
      response: { 200: shownSlot },
    },
    handler: async (request, reply) => answer(reply, await slots.requireStored(request.params.slotId)),
  })

  server.route({
    method: 'POST',
    url: '/api/slots',
    onRequest: change,
    schema: {
      operationId: 'createSlot',
      summary: 'Make a slot',
      tags: ['Slots'],
      errors: ['conflict'],
      answers: { 201: slotAnswer },
      body: newSlot,
      response: { 201: shownSlot },
    },
    async handler(request, reply) {
      const { id, settings } = request.body
      return answer(reply.code(201), await slots.create(id, settings, { who: requirePerson(request).email }))
    },
  })

  server.route({
    method: 'PUT',
    url: '/api/slots/:slotId',
    onRequest: change,
    schema: {
      operationId: 'saveSlot',
      summary: 'Save a slot as a new revision',
      tags: ['Slots'],
      errors: ['slot_not_found', 'conflict', 'precondition_required'],
      heeds: ifMatch,
      takes: { type: 'application/json', body: slotSettingsSchema },
      answers: { 200: slotAnswer },
      params: slotParams,
      body: anySettings,
      response: { 200: shownSlot },
    },
    handler: async (request, reply) =>
      answer(reply, await slots.save(request.params.slotId, request.body, changeBy(request))),
  })

  server.route({
    method: 'GET',
    url: '/api/slots/:slotId/revisions',
    onRequest: view,
    schema: {
      operationId: 'listRevisions',
      summary: 'All revisions of a slot, the newest first',
      tags: ['Slots'],
      errors: ['slot_not_found'],
      params: slotParams,
      response: { 200: z.array(shownRevision) },
    },
    handler: async (request) => (await slots.revisions(request.params.slotId)).map(showRevision),
  })

  server.route({
    method: 'GET',
    url: '/api/slots/:slotId/revisions/:revision',
    onRequest: view,
    schema: {
      operationId: 'readRevision',
      summary: 'A slot as it was',
      tags: ['Slots'],
      errors: ['slot_not_found', 'not_found'],
      params: revisionParams,
      response: { 200: shownSlot },
    },
    async handler(request) {
      const { slotId, revision } = request.params
      const [shown] = await showSlots([await slots.requireStoredRevision(slotId, revision)])
      return shown as z.infer<typeof shownSlot>
    },
  })

  server.route({
    method: 'POST',
    url: '/api/slots/:slotId/revisions/:revision/restore',
    onRequest: change,
    schema: {
      operationId: 'restoreRevision',
      summary: 'Make an old revision the newest',
      tags: ['Slots'],
      errors: ['slot_not_found', 'not_found', 'conflict', 'precondition_required', 'invalid_settings'],
      heeds: ifMatch,
      answers: { 200: slotAnswer },
      params: revisionParams,
      response: { 200: shownSlot },
    },
    async handler(request, reply) {
      const { slotId, revision } = request.params
      return answer(reply, await slots.restore(slotId, revision, changeBy(request)))
    },
  })

  server.route({
    method: 'PUT',
    url: '/api/slots/:slotId/password',
    onRequest: change,
    schema: {
      operationId: 'setSlotPassword',
      summary: 'Give a slot a password of its own, or take it away',
      tags: ['Slots'],
      errors: ['slot_not_found', 'rate_limited'],
      answers: { 204: nothing('Done.') },
      params: slotParams,
      body: newPassword,
    },
    async handler(request, reply) {
      const { password } = request.body
      const hash = password === null ? null : await hashPassword(password)
      await slots.setPassword(request.params.slotId, hash, requirePerson(request).email)
      return reply.code(204).send(null)
    },
  })

  server.route({
    method: 'GET',
    url: '/api/providers',
    schema: {
      operationId: 'listProviders',
      summary: 'What each provider can do, with its settings as JSON Schema',
      tags: ['Providers'],
      response: { 200: z.array(shownProvider) },
    },
    onRequest: view,
    handler: async () => Object.values(providers).map(showProvider),
  })

  server.route({
    method: 'GET',
    url: '/api/slot-schema',
    onRequest: view,
    schema: {
      operationId: 'readSlotSchema',
      summary: 'The settings of a slot as JSON Schema, for forms',
      tags: ['Slots'],
      response: { 200: jsonSchema },
    },
    handler: async () => slotFormSchema,
  })

  async function answer(reply: FastifyReply, slot: StoredSlot) {
    const [shown] = await showSlots([slot])
    return reply.header('etag', `"${slot.revision}"`).send(shown)
  }
}

/** What the provider can do, with its settings as JSON Schema, so that a form can be drawn from it. */
function showProvider({ name, operations, isSetUp = true }: Providers[string]) {
  return {
    name,
    is_set_up: isSetUp,
    operations: Object.entries(operations).map(
      ([operation, { settings, templateRoles, optionalRoles = [], forms }]) => ({
        operation,
        template_roles: [...templateRoles],
        optional_roles: typeof optionalRoles === 'string' ? optionalRoles : [...optionalRoles],
        settings: formSchemaOf(settings),
        models: (forms?.() ?? []).map(showModel),
      }),
    ),
  }
}

function showModel({ id, label, mostTemplates, settings }: ModelForm) {
  return { id, label, most_templates: mostTemplates, settings: withTitles(settings) }
}
