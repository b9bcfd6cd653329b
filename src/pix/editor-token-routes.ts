import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../accounts/guard.ts'
import { nothing } from '../route-contract.ts'
import type { EditorTokens, ShownToken } from './editor-tokens.ts'

interface Dependencies {
  editorTokens: EditorTokens
  guard: Guard
}

const params = z.object({ shootId: z.string() })
const tags = ['Editor return']
const usualHours = 36
const direction = z.enum(['download', 'upload'])
const moment = z.iso.datetime()
const shownToken = z.object({
  id: z.uuid(),
  shoot_id: z.string(),
  direction,
  label: z.string(),
  created_by: z.string(),
  created_at: moment,
  expires_at: moment,
  revoked_at: moment.nullable(),
  used_at: moment.nullable().describe('True to the minute.'),
})

/** Who hands out keys to a shoot, and takes them back. */
export const editorTokenRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { editorTokens, guard }) => {
  const mayWrite = guard('operator', 'pix:write')

  server.route({
    method: 'POST',
    url: '/api/pix/shoots/:shootId/editor-tokens',
    onRequest: mayWrite,
    schema: {
      operationId: 'createEditorToken',
      summary: 'Let an editor into a shoot; answers the token, once',
      tags,
      errors: ['shoot_not_found'],
      params,
      body: z.strictObject({
        direction,
        label: z
          .string()
          .trim()
          .min(1)
          .max(80)
          .regex(/^\P{Cc}*$/u, 'must be one line'),
        hours: z
          .int()
          .min(1)
          .max(14 * 24)
          .default(usualHours),
      }),
      response: { 201: shownToken.extend({ token: z.string() }) },
    },
    async handler(request, reply) {
      const wish = { ...request.body, shootId: request.params.shootId }
      const { token, made } = await editorTokens.create(wish, requirePerson(request).email)
      return reply.code(201).send({ ...showToken(made), token })
    },
  })

  server.route({
    method: 'GET',
    url: '/api/pix/shoots/:shootId/editor-tokens',
    onRequest: mayWrite,
    schema: {
      operationId: 'listEditorTokens',
      summary: 'Who was let into a shoot',
      tags,
      errors: ['shoot_not_found'],
      params,
      response: { 200: z.object({ tokens: z.array(shownToken) }) },
    },
    handler: async ({ params: { shootId } }) => ({ tokens: (await editorTokens.list(shootId)).map(showToken) }),
  })

  server.route({
    method: 'DELETE',
    url: '/api/pix/editor-tokens/:tokenId',
    onRequest: mayWrite,
    schema: {
      operationId: 'revokeEditorToken',
      summary: 'Take an editor’s token back',
      tags,
      errors: ['not_found'],
      answers: { 204: nothing('It opens nothing any more.') },
      params: z.object({ tokenId: z.uuid() }),
    },
    async handler(request, reply) {
      await editorTokens.revoke(request.params.tokenId, requirePerson(request).email)
      return reply.code(204).send()
    },
  })
}

const written = (date: Date | null) => date?.toISOString() ?? null

const showToken = (token: ShownToken): z.infer<typeof shownToken> => ({
  id: token.id,
  shoot_id: token.shootId,
  direction: token.direction,
  label: token.label,
  created_by: token.createdBy,
  created_at: token.createdAt.toISOString(),
  expires_at: token.expiresAt.toISOString(),
  revoked_at: written(token.revokedAt),
  used_at: written(token.usedAt),
})
