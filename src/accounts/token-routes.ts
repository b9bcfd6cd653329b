import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { ApiTokens, ListedToken } from './api-tokens.ts'
import { type Guard, requirePerson } from './guard.ts'
import { scopes } from './scopes.ts'
import type { SignedInPerson } from './sessions.ts'

interface Dependencies {
  apiTokens: ApiTokens
  guard: Guard
}

const newToken = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters'),
  scopes: z.array(z.enum(scopes)).min(1),
  expires_in_days: z.int().min(1).max(730),
})
const shownToken = z.object({
  id: z.uuid(),
  name: z.string(),
  scopes: z.array(z.string()),
  /** Whose role it acts in. */
  made_by: z.string(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  /** To the minute. */
  last_used_at: z.iso.datetime().nullable(),
})

/** Tokens for machines. Each person has their own; an administrator sees and revokes everybody's. */
export const tokenRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { apiTokens, guard }) => {
  server.route({
    method: 'GET',
    url: '/api/tokens',
    onRequest: guard('viewer'),
    schema: {
      operationId: 'listTokens',
      summary: 'Tokens: one’s own, or everybody’s for administrators',
      tags: ['Tokens'],
      response: { 200: z.object({ tokens: z.array(shownToken) }) },
    },
    handler: async (request) => ({ tokens: (await apiTokens.list(reachOf(requirePerson(request)))).map(show) }),
  })

  server.route({
    method: 'POST',
    url: '/api/tokens',
    onRequest: guard('viewer'),
    schema: {
      operationId: 'createToken',
      summary: 'Make a token, which is told once',
      tags: ['Tokens'],
      body: newToken,
      response: { 201: shownToken.extend({ token: z.string() }) },
    },
    async handler(request, reply) {
      const { name, scopes: wanted, expires_in_days: expiresInDays } = request.body
      const { token, made } = await apiTokens.create({ name, scopes: wanted, expiresInDays }, requirePerson(request))
      return reply.code(201).send({ ...show(made), token })
    },
  })

  server.route({
    method: 'DELETE',
    url: '/api/tokens/:tokenId',
    onRequest: guard('viewer'),
    schema: {
      operationId: 'revokeToken',
      summary: 'Revoke a token',
      tags: ['Tokens'],
      errors: ['not_found'],
      params: z.object({ tokenId: z.uuid() }),
      response: { 204: z.null() },
    },
    async handler(request, reply) {
      const person = requirePerson(request)
      await apiTokens.revoke(request.params.tokenId, { ofPerson: reachOf(person), who: person.email })
      return reply.code(204).send(null)
    },
  })
}

/** Whose tokens somebody may see; null: everybody's. */
const reachOf = ({ id, role }: SignedInPerson) => (role === 'admin' ? null : id)

const show = ({ id, name, scopes: given, email, createdAt, expiresAt, lastUsedAt }: ListedToken) => ({
  ...{ id, name, scopes: given },
  made_by: email,
  created_at: createdAt.toISOString(),
  expires_at: expiresAt.toISOString(),
  last_used_at: lastUsedAt?.toISOString() ?? null,
})
