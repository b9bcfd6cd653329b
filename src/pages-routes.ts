import { readFile } from 'node:fs/promises'
import path from 'node:path'
import staticFiles from '@fastify/static'
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { GatewayError } from './errors.ts'

/** Where `npm run build` puts the pages. */
export const builtPages = path.join(import.meta.dirname, 'admin-ui', 'dist')

/** Names in here change with their content. */
const hashed = /^assets\//
const isFile = (name: string) => /\.[a-z0-9]+$/i.test(name)

/** Data is inert: no script but our own files. Mantine sizes and places things by style attributes. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const notBuilt = 'The pages are not built. Run "npm run build" and load this page again.\n'

/** The pages for people who sign in. Every address of theirs is one document; what it shows is the browser's business. */
export const pagesRoutes: FastifyPluginAsync<{ directory: string }> = async (server, { directory }) => {
  await server.register(staticFiles, { root: directory, serve: false, cacheControl: false, preCompressed: true })

  server.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    })
  })

  // Files for browsers are no part of the API.
  const schema = { hide: true }
  server.get('/', { schema }, async (_request, reply) => reply.redirect('/admin/'))
  server.get('/admin', { schema }, async (_request, reply) => sendDocument(reply))
  server.get('/operate/*', { schema }, async (_request, reply) => sendDocument(reply))
  server.get<{ Params: { '*': string } }>('/admin/*', { schema }, async ({ params: { '*': name } }, reply) => {
    if (!isFile(name)) return sendDocument(reply)
    reply.header('cache-control', hashed.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache')
    return reply.sendFile(name)
  })

  async function sendDocument(reply: FastifyReply): Promise<FastifyReply> {
    reply.header('cache-control', 'no-cache')
    const document = await readDocument()
    if (document !== undefined) return reply.type('text/html; charset=utf-8').send(document)
    return reply.code(503).type('text/plain; charset=utf-8').send(notBuilt)
  }

  async function readDocument(): Promise<string | undefined> {
    try {
      return await readFile(path.join(directory, 'index.html'), 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw new GatewayError('internal_error', 'the pages cannot be read', { cause: error })
    }
  }
}
