import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { FastifyPluginAsync } from 'fastify'

const script = readFileSync(path.join(import.meta.dirname, 'guest-script.js'))

/** Another script is another address, so that it can be kept for ever. */
export const guestScriptVersion = createHash('sha256').update(script).digest('base64url').slice(0, 12)

const yearSeconds = 365 * 24 * 3600

/** The one file that all pages of guests share. */
export const guestFiles: FastifyPluginAsync = async (server) => {
  server.get('/public/guest.js', { schema: { hide: true } }, async (request, reply) => {
    // While nodes are being renewed, an old one may be asked for the new script: its own must not be kept in that place.
    const isThisOne = Object.hasOwn(request.query as object, guestScriptVersion)
    reply.headers({
      'cache-control': isThisOne ? `public, max-age=${yearSeconds}, immutable` : 'no-store',
      'x-content-type-options': 'nosniff',
    })
    return reply.type('text/javascript; charset=utf-8').send(script)
  })
}
