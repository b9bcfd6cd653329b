import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from './guard.ts'
import { passwordSchema } from './password-schema.ts'
import type { Roster } from './roster.ts'
import type { Sessions } from './sessions.ts'
import { shownSession, showSession } from './shown-session.ts'

interface Dependencies {
  roster: Roster
  sessions: Sessions
  guard: Guard
}

const newPassword = z.strictObject({ current_password: z.string().min(1).max(1024), new_password: passwordSchema })

/** What people do with their own account. No token can: it would outlive the password that made it. */
export const meRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { roster, sessions, guard }) => {
  server.route({
    method: 'PUT',
    url: '/api/me/password',
    onRequest: guard('viewer', undefined, { withTemporaryPassword: true }),
    schema: {
      operationId: 'changeOwnPassword',
      summary: 'Change one’s own password',
      tags: ['Account'],
      errors: ['invalid_credentials', 'rate_limited'],
      body: newPassword,
      response: { 204: z.null() },
    },
    async handler(request, reply) {
      const { current_password: current, new_password: wanted } = request.body
      await roster.changeOwnPassword(requirePerson(request), current, wanted)
      return reply.code(204).send(null)
    },
  })

  server.route({
    method: 'GET',
    url: '/api/me/sessions',
    onRequest: guard('viewer'),
    schema: {
      operationId: 'listOwnSessions',
      summary: 'Where one is signed in',
      tags: ['Account'],
      response: { 200: z.object({ sessions: z.array(shownSession) }) },
    },
    async handler(request) {
      const { id, sessionId } = requirePerson(request)
      const found = await sessions.list(id)
      return { sessions: found.map((session) => showSession(session, sessionId)) }
    },
  })

  server.route({
    method: 'DELETE',
    url: '/api/me/sessions/:sessionId',
    onRequest: guard('viewer'),
    schema: {
      operationId: 'endOwnSession',
      summary: 'Sign out somewhere else',
      tags: ['Account'],
      errors: ['not_found'],
      params: z.object({ sessionId: z.uuid() }),
      response: { 204: z.null() },
    },
    async handler(request, reply) {
      const { id, email } = requirePerson(request)
      await sessions.revoke(request.params.sessionId, { ofPerson: id, who: email })
      return reply.code(204).send(null)
    },
  })
}
