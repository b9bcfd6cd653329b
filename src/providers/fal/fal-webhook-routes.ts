import type { FastifyPluginAsync } from 'fastify'
import { GatewayError } from '../../errors.ts'
import { nothing } from '../../route-contract.ts'
import type { FalWebhook } from './fal-webhook.ts'

interface Dependencies {
  falWebhook: FalWebhook
}

/** A result lists addresses; one that holds the picture itself is not needed and not read. */
const mostBodyBytes = 256 * 1024

/** Where fal tells that a request has ended. */
export const falWebhookRoutes: FastifyPluginAsync<Dependencies> = async (server, { falWebhook }) => {
  // The signature is over the bytes, so nothing may read them first.
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  server.route<{ Body: Buffer | undefined }>({
    method: 'POST',
    url: '/webhooks/fal',
    schema: {
      operationId: 'hearFal',
      summary: 'fal tells that a picture is done',
      tags: ['Services'],
      errors: ['not_signed_in', 'not_found'],
      answers: { 200: nothing('Heard.') },
    },
    bodyLimit: mostBodyBytes,
    async handler({ headers, body }, reply) {
      if ((await falWebhook.verify(headers, body ?? Buffer.alloc(0))) === 'accepted') return reply.send()
      const details = 'The signature of this message is not valid.'
      throw new GatewayError('not_signed_in', 'fal webhook: not signed by fal', { details })
    },
  })
}
