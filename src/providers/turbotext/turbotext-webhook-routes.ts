import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { nothing } from '../../route-contract.ts'

interface Dependencies {
  /** Something happened to the work with this token. */
  onNews(token: string): void
}

const mostBodyBytes = 64 * 1024
const token = z.string().regex(/^[A-Za-z0-9_-]{32}$/)

/**
 * Where Turbotext tells that work is done. It signs nothing, so nothing it says is believed: whoever waits looks for
 * himself, a little earlier than he would have. The answer does not tell whether anybody waits.
 */
export const turbotextWebhookRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { onNews }) => {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: mostBodyBytes }, (_request, _body, done) =>
    done(null),
  )

  server.route({
    method: 'POST',
    url: '/webhooks/turbotext/:token',
    schema: {
      operationId: 'hearTurbotext',
      summary: 'Turbotext tells that a picture is done',
      tags: ['Services'],
      errors: ['not_found'],
      answers: { 200: nothing('Heard.') },
      params: z.object({ token }),
    },
    async handler(request, reply) {
      onNews(request.params.token)
      return reply.code(200).send()
    },
  })
}
