import { createHash } from 'node:crypto'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { isAmongSeen } from './entity-tag.ts'
import { ifNoneMatch, nothing } from './route-contract.ts'

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

const document = z.record(z.string(), z.unknown())

/** The gateway's own description of itself: for programs, and as a page. */
export const openApiRoutes: FastifyPluginAsyncZod = async (server) => {
  let written: { etag: string; bytes: Buffer } | undefined

  /** Once: hundreds of kilobytes that stay the same as long as the program runs. */
  function writeDocument() {
    const bytes = Buffer.from(JSON.stringify(server.swagger()))
    written = { etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`, bytes }
    return written
  }

  server.route({
    method: 'GET',
    url: '/openapi.json',
    schema: {
      ...{ operationId: 'describeApi', summary: 'This document', tags: ['Operations'] },
      heeds: ifNoneMatch,
      answers: {
        200: { description: 'The document.', content: { 'application/json': document }, headers: ['ETag'] },
        304: { ...nothing('The caller has it already.'), headers: ['ETag'] },
      },
    },
    async handler({ headers }, reply) {
      const { etag, bytes } = written ?? writeDocument()
      reply.headers({ etag, 'cache-control': 'no-cache' })
      if (isAmongSeen(headers, etag)) return reply.code(304).send()
      return reply.type('application/json; charset=utf-8').send(bytes)
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
