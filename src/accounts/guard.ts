import type { FastifyReply, FastifyRequest } from 'fastify'
import { GatewayError } from '../errors.ts'
import type { AccessRule } from '../route-contract.ts'
import type { ApiTokens } from './api-tokens.ts'
import { mayActAs, type Role } from './roles.ts'
import type { Scope } from './scopes.ts'
import type { Sessions, SignedInPerson } from './sessions.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by a guard; see `requirePerson`. */
    person?: SignedInPerson
  }
}

interface Dependencies {
  sessions: Pick<Sessions, 'find'>
  apiTokens: Pick<ApiTokens, 'find' | 'looksLikeOne'>
}

interface Leniency {
  /** Somebody whose password others know may do this, too: it is how they get one of their own. */
  withTemporaryPassword?: boolean
}

interface Caller {
  person: SignedInPerson
  /** Undefined: all. */
  scopes?: readonly string[]
}

export const sessionCookie = 'photochanger_session'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * `guard(role, scope)` is an onRequest hook: from there on `request.person` is somebody who may act in that role. This is
 * the one place where that is decided. A token needs the scope as well, and acts for the person who made it, in the role
 * which that person has now; a route that names no scope is for people alone. The rule can be read off the hook.
 */
export function createGuard({ sessions, apiTokens }: Dependencies) {
  async function findByBearer(token: string): Promise<Caller> {
    if (apiTokens.looksLikeOne(token)) return apiTokens.find(token)
    const person = await sessions.find(token)
    if (!person) throw new GatewayError('invalid_token', 'unknown or expired session as a bearer token')
    return { person }
  }

  async function findByCookie(request: FastifyRequest): Promise<Caller> {
    const token = request.cookies[sessionCookie]
    if (!token) throw new GatewayError('not_signed_in', 'no session cookie')
    refuseForeignOrigin(request)
    const person = await sessions.find(token)
    if (!person) throw new GatewayError('not_signed_in', 'unknown or expired session')
    return { person }
  }

  return function guard(required: Role, scope?: Scope, { withTemporaryPassword = false }: Leniency = {}) {
    async function requireRole(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      reply.header('cache-control', 'no-store')
      const bearer = bearerOf(request)
      const { person, scopes } = await (bearer ? findByBearer(bearer) : findByCookie(request))
      if (!mayActAs(person.role, required)) throw new GatewayError('forbidden', `${person.role} is not ${required}`)
      if (scopes && !(scope && scopes.includes(scope)))
        throw new GatewayError('insufficient_scope', `the token lacks ${scope ?? 'what only people have'}`)
      if (person.hasTemporaryPassword && !withTemporaryPassword) throw ownPasswordFirst()
      request.person = person
    }
    const rule: AccessRule = { role: required, scope: scope ?? null }
    return Object.assign(requireRole, { rule })
  }
}

export type Guard = ReturnType<typeof createGuard>

/** Who asks, on a route behind a guard. */
export function requirePerson({ person }: FastifyRequest): SignedInPerson {
  if (!person) throw new GatewayError('internal_error', 'this route has no guard')
  return person
}

/** No browser sends it on its own, so whoever does means it: what is said of foreign origins does not apply. */
export const bearerOf = ({ headers }: FastifyRequest) => /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]

/**
 * Another site's page must not act with this browser's cookie. SameSite says so too, but not to every browser and not
 * between the ports of one machine. A caller that is no browser sends neither header and may pass: a browser of the kind
 * that sends none could only send a form, and no route behind the cookie reads one without being asked to.
 */
export function refuseForeignOrigin({ method, headers, host }: FastifyRequest): void {
  if (safeMethods.has(method)) return
  const site = headers['sec-fetch-site']
  // The browser's own word counts more than a Host that a proxy may have rewritten.
  if (site === 'same-origin' || site === 'none') return
  const { origin } = headers
  if (site !== undefined || (origin !== undefined && URL.parse(origin)?.host !== host)) {
    throw new GatewayError('forbidden', 'foreign origin', { details: 'This request came from another site.' })
  }
}

function ownPasswordFirst(): GatewayError {
  const details = 'Please choose a password of your own first.'
  return new GatewayError('forbidden', 'the password is a temporary one', { details })
}
