import rateLimit from '@fastify/rate-limit'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { GatewayError } from '../errors.ts'
import { nothing } from '../route-contract.ts'
import type { FailureThrottle } from './failure-throttle.ts'
import { bearerOf, type Guard, refuseForeignOrigin, requirePerson, sessionCookie } from './guard.ts'
import type { PasswordVerifier } from './passwords.ts'
import type { People } from './people.ts'
import { roles } from './roles.ts'
import { type Sessions, sessionSeconds } from './sessions.ts'
import { createSignIn } from './sign-in.ts'

interface Dependencies {
  people: Pick<People, 'findByEmail'>
  sessions: Sessions
  throttle: FailureThrottle
  verifyPassword: PasswordVerifier
  guard: Guard
  /** Where a proxy serves this gateway to the outside. */
  publicBaseUrl(): string | null
}

/** PostgreSQL keeps no NUL in a text. */
const name = z
  .string()
  .trim()
  .min(1)
  .max(254)
  .regex(/^\P{Cc}*$/u, 'must not contain control characters')

const credentials = z
  .strictObject({ email: name.optional(), username: name.optional(), password: z.string().min(1).max(1024) })
  .refine(({ email, username }) => (email === undefined) !== (username === undefined), {
    path: ['email'],
    error: 'send either email or username',
  })

const account = z.object({
  email: z.string(),
  role: z.enum(roles),
  /** Nothing else can be done before the password is changed. */
  must_change_password: z.boolean(),
  expires_at: z.iso.datetime(),
})

/** Programs of the earlier system sign in by `username` and send what they get as `Authorization: Bearer`. */
const signedIn = account.extend({
  access_token: z.string().optional(),
  token_type: z.literal('bearer').optional(),
  /** Seconds. It is longer with every use. */
  expires_in: z.int().optional(),
})

/** Before any look into the database, and for right and wrong ones alike. */
const loginsPerMinute = 30

/** Signing in and out. */
export const accountRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { sessions, guard, publicBaseUrl } = dependencies
  const signIn = createSignIn(dependencies)
  await server.register(rateLimit, { global: false })

  server.route({
    method: 'POST',
    url: '/api/login',
    config: { rateLimit: { max: loginsPerMinute, timeWindow: '1 minute', errorResponseBuilder: tooManyLogins } },
    onRequest: refuseForeign,
    schema: {
      operationId: 'signIn',
      summary: 'Sign in',
      tags: ['Account'],
      errors: ['invalid_credentials', 'forbidden', 'rate_limited'],
      body: credentials,
      response: { 200: signedIn },
    },
    async handler(request, reply) {
      const { email, username, password } = request.body
      const origin = { address: request.ip, userAgent: request.headers['user-agent'] }
      const { person, token, expiresAt } = await signIn({ email: email ?? username ?? '', password, ...origin })
      const replaced = request.cookies[sessionCookie]
      if (replaced) await sessions.close(replaced)
      // No Max-Age: how long it lives is the table's business, which slides.
      reply.setCookie(sessionCookie, token, cookieOptions(request, publicBaseUrl())).header('cache-control', 'no-store')
      return {
        ...{ email: person.email, role: person.role, expires_at: expiresAt.toISOString() },
        must_change_password: person.hasTemporaryPassword,
        ...(username !== undefined && bearer(token)),
      }
    },
  })

  server.route({
    method: 'POST',
    url: '/api/logout',
    schema: {
      operationId: 'signOut',
      summary: 'Sign out',
      tags: ['Account'],
      errors: ['forbidden'],
      answers: { 204: nothing('Signed out.') },
    },
    onRequest: refuseForeign,
    async handler(request, reply) {
      const token = bearerOf(request) ?? request.cookies[sessionCookie]
      if (token) await sessions.close(token)
      return reply
        .clearCookie(sessionCookie, cookieOptions(request, publicBaseUrl()))
        .header('cache-control', 'no-store')
        .code(204)
        .send()
    },
  })

  server.route({
    method: 'GET',
    url: '/api/me',
    onRequest: guard('viewer', undefined, { withTemporaryPassword: true }),
    schema: { operationId: 'showMe', summary: 'Who is signed in', tags: ['Account'], response: { 200: account } },
    async handler(request) {
      const { email, role, hasTemporaryPassword, sessionExpiresAt } = requirePerson(request)
      const expires = sessionExpiresAt.toISOString()
      return { email, role, must_change_password: hasTemporaryPassword, expires_at: expires }
    },
  })
}

const bearer = (token: string) => ({ access_token: token, token_type: 'bearer' as const, expires_in: sessionSeconds })

async function refuseForeign(request: FastifyRequest, _reply: FastifyReply): Promise<void> {
  refuseForeignOrigin(request)
}

/** Not `secure: 'auto'`: on plain http that plugin would weaken SameSite as well. */
const cookieOptions = (request: FastifyRequest, publicBaseUrl: string | null) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure: isEncrypted(request, publicBaseUrl) }) as const

/** Also behind a proxy that nobody has named as trusted: under the public address everybody comes by its scheme. */
function isEncrypted({ protocol, host }: FastifyRequest, publicBaseUrl: string | null): boolean {
  const outside = URL.parse(publicBaseUrl ?? '')
  return protocol === 'https' || (outside?.protocol === 'https:' && outside.host === host)
}

function tooManyLogins(_request: FastifyRequest, { ttl }: { ttl: number }): Error {
  return new GatewayError('rate_limited', 'too many logins', { retryAfterSeconds: Math.max(1, Math.ceil(ttl / 1000)) })
}
