import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from './guard.ts'
import { passwordSchema } from './password-schema.ts'
import type { Person } from './people.ts'
import { roles } from './roles.ts'
import type { Roster } from './roster.ts'
import type { Sessions } from './sessions.ts'
import { shownSession, showSession } from './shown-session.ts'

interface Dependencies {
  roster: Roster
  sessions: Sessions
  guard: Guard
}

const params = z.object({ personId: z.uuid() })
const newPerson = z.strictObject({
  email: z.email().max(254),
  role: z.enum(roles),
  /** Left out, a temporary one is made and answered once. */
  password: passwordSchema.optional(),
})
const change = z
  .strictObject({ role: z.enum(roles).optional(), is_disabled: z.boolean().optional() })
  .refine((wanted) => Object.keys(wanted).length > 0, 'name something to change')
const reset = z.strictObject({ password: passwordSchema.optional() })

const shownPerson = z.object({
  id: z.uuid(),
  email: z.string(),
  role: z.enum(roles),
  is_disabled: z.boolean(),
  must_change_password: z.boolean(),
  created_at: z.iso.datetime(),
})
/** Seen in this one answer and never again; null when the administrator chose the password. */
const temporaryPassword = z.object({ temporary_password: z.string().nullable() })

/** Who may use the gateway. For administrators, and never for tokens: one that leaks must not make accounts. */
export const peopleRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { roster, sessions, guard }) => {
  const admin = guard('admin')

  server.route({
    method: 'GET',
    url: '/api/people',
    onRequest: admin,
    schema: {
      operationId: 'listPeople',
      summary: 'Everybody with an account',
      tags: ['People'],
      response: { 200: z.object({ people: z.array(shownPerson) }) },
    },
    handler: async () => ({ people: (await roster.list()).map(show) }),
  })

  server.route({
    method: 'POST',
    url: '/api/people',
    onRequest: admin,
    schema: {
      operationId: 'addPerson',
      summary: 'Add somebody',
      tags: ['People'],
      errors: ['conflict', 'rate_limited'],
      body: newPerson,
      response: { 201: z.object({ ...shownPerson.shape, ...temporaryPassword.shape }) },
    },
    async handler(request, reply) {
      const { person, generated } = await roster.add(request.body, requirePerson(request).email)
      return reply.code(201).send({ ...show(person), temporary_password: generated })
    },
  })

  server.route({
    method: 'PATCH',
    url: '/api/people/:personId',
    onRequest: admin,
    schema: {
      operationId: 'changePerson',
      summary: 'Change somebody’s role, or switch the account off or on',
      tags: ['People'],
      errors: ['not_found', 'conflict'],
      params,
      body: change,
      response: { 200: shownPerson },
    },
    async handler(request) {
      const { role, is_disabled: isDisabled } = request.body
      const { personId } = request.params
      return show(await roster.change(personId, { role, isDisabled }, requirePerson(request).email))
    },
  })

  server.route({
    method: 'POST',
    url: '/api/people/:personId/password',
    onRequest: admin,
    schema: {
      operationId: 'resetPassword',
      summary: 'Give somebody a new password',
      tags: ['People'],
      errors: ['not_found', 'rate_limited'],
      params,
      body: reset,
      response: { 200: temporaryPassword },
    },
    async handler(request) {
      const { email } = requirePerson(request)
      const generated = await roster.resetPassword(request.params.personId, request.body.password, email)
      return { temporary_password: generated }
    },
  })

  server.route({
    method: 'DELETE',
    url: '/api/people/:personId',
    onRequest: admin,
    schema: {
      operationId: 'removePerson',
      summary: 'Delete an account',
      tags: ['People'],
      errors: ['not_found', 'conflict'],
      params,
      response: { 204: z.null() },
    },
    async handler(request, reply) {
      await roster.remove(request.params.personId, requirePerson(request).email)
      return reply.code(204).send(null)
    },
  })

  server.route({
    method: 'GET',
    url: '/api/people/:personId/sessions',
    onRequest: admin,
    schema: {
      operationId: 'listSessionsOf',
      summary: 'Where somebody is signed in',
      tags: ['People'],
      errors: ['not_found'],
      params,
      response: { 200: z.object({ sessions: z.array(shownSession) }) },
    },
    async handler(request) {
      const { id } = await roster.require(request.params.personId)
      const { sessionId } = requirePerson(request)
      return { sessions: (await sessions.list(id)).map((session) => showSession(session, sessionId)) }
    },
  })

  server.route({
    method: 'DELETE',
    url: '/api/people/:personId/sessions',
    onRequest: admin,
    schema: {
      operationId: 'signOutPerson',
      summary: 'Sign somebody out everywhere',
      tags: ['People'],
      errors: ['not_found'],
      params,
      response: { 204: z.null() },
    },
    async handler(request, reply) {
      await roster.signOut(request.params.personId, requirePerson(request).email)
      return reply.code(204).send(null)
    },
  })
}

const show = ({ id, email, role, disabledAt, hasTemporaryPassword, createdAt }: Person) => ({
  ...{ id, email, role },
  is_disabled: disabledAt !== null,
  must_change_password: hasTemporaryPassword,
  created_at: createdAt.toISOString(),
})
