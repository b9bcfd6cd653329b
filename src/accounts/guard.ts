import type { FastifyReply, FastifyRequest } from 'fastify'
import { GatewayError } from '../errors.ts'
import { mayActAs, type Role } from './roles.ts'
import type { Sessions, SignedInPerson } from './sessions.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by a guard; see `requirePerson`. */
    person?: SignedInPerson
  }
}

export const sessionCookie = 'photochanger_session'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** `guard(role)` is an onRequest hook: from there on `request.person` is somebody who may act in that role. */
export function createGuard({ sessions }: { sessions: Pick<Sessions, 'find'> }) {
  return function guard(required: Role) {
    return async function requireRole(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      reply.header('cache-control', 'no-store')
      const token = request.cookies[sessionCookie]
      if (!token) throw new GatewayError('not_signed_in', 'no session cookie')
      refuseForeignOrigin(request)
      const person = await sessions.find(token)
      if (!person) throw new GatewayError('not_signed_in', 'unknown or expired session')
      if (!mayActAs(person.role, required)) throw new GatewayError('forbidden', `${person.role} is not ${required}`)
      request.person = person
    }
  }
}

export type Guard = ReturnType<typeof createGuard>

/** Who asks, on a route behind a guard. */
export function requirePerson({ person }: FastifyRequest): SignedInPerson {
  if (!person) throw new GatewayError('internal_error', 'this route has no guard')
  return person
}

/**
 * Another site's page must not act with this browser's cookie. SameSite says so too, but not to every browser and not
 * between the ports of one machine. A caller that is no browser sends neither header and may pass.
 */
export function refuseForeignOrigin({ method, headers, host }: FastifyRequest): void {
  if (safeMethods.has(method)) return
  const site = headers['sec-fetch-site']
  // The browser's own word counts more than a Host that a proxy may have rewritten.
  if (site === 'same-origin' || site === 'none') return
  const { origin } = headers
  if (site === 'cross-site' || (origin !== undefined && URL.parse(origin)?.host !== host)) {
    throw new GatewayError('forbidden', 'foreign origin', { details: 'This request came from another site.' })
  }
}
