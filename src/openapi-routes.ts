import swaggerUi from '@fastify/swagger-ui'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

/** Nothing from anywhere else, and nothing written into the page; the package draws with images and styles of its own. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The gateway's own description of itself: for programs, and as a page. */
export const openApiRoutes: FastifyPluginAsyncZod = async (server) => {
  server.route({
    method: 'GET',
    url: '/openapi.json',
    schema: {
      ...{ operationId: 'describeApi', summary: 'This document', tags: ['Operations'] },
      response: { 200: z.record(z.string(), z.unknown()) },
    },
    async handler(_request, reply) {
      reply.header('cache-control', 'no-cache')
      return server.swagger() as unknown as Record<string, unknown>
    },
  })

  await server.register(async (page) => {
    page.addHook('onSend', async (_request, reply) => {
      reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
    })
    await page.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: contentSecurityPolicy,
      theme: { title: 'PhotoChanger: API' },
      uiConfig: {
        layout: 'BaseLayout',
        validatorUrl: null,
        docExpansion: 'none',
        defaultModelsExpandDepth: 0,
        deepLinking: true,
      },
    })
  })
}
