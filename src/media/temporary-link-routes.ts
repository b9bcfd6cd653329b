import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { GatewayError } from '../errors.ts'
import { bytes } from '../route-contract.ts'
import type { Store } from './store.ts'
import type { TemporaryLinks } from './temporary-links.ts'

interface Dependencies {
  temporaryLinks: Pick<TemporaryLinks, 'requireLive'>
  store: Store
}

/** What a provider fetches. */
export const temporaryLinkRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { temporaryLinks, store }) => {
  server.route({
    method: ['GET', 'HEAD'],
    url: '/public/media/:id',
    schema: {
      operationId: 'readLentFile',
      summary: 'A photo or template, for the service that fetches it',
      tags: ['Services'],
      errors: ['media_not_found', 'media_expired'],
      answers: { 200: { description: 'The file.', content: { 'image/*': bytes } } },
      params: z.object({ id: z.string() }),
    },
    async handler(request, reply) {
      const { jobId, key, type } = await temporaryLinks.requireLive(request.params.id)
      request.jobId = jobId
      const opened = await store.open(key)
      // The photo of a job that has ended is gone before its link is.
      if (!opened) throw new GatewayError('media_expired', 'the file is gone')
      reply.type(type).headers({
        'content-length': opened.bytes,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'x-robots-tag': 'noindex',
      })
      if (request.method === 'GET') return reply.send(opened.stream)
      opened.stream.destroy()
      return reply.send()
    },
  })
}
