import cookie from '@fastify/cookie'
import type { Test } from 'tap'
import { accountRoutes } from '../../src/accounts/account-routes.ts'
import { createApiTokens } from '../../src/accounts/api-tokens.ts'
import { auditRoutes } from '../../src/accounts/audit-routes.ts'
import { createFailureThrottle } from '../../src/accounts/failure-throttle.ts'
import { createGuard, requirePerson } from '../../src/accounts/guard.ts'
import { meRoutes } from '../../src/accounts/me-routes.ts'
import { createPasswordVerifier } from '../../src/accounts/passwords.ts'
import { createPeople } from '../../src/accounts/people.ts'
import { peopleRoutes } from '../../src/accounts/people-routes.ts'
import { type Role, roles } from '../../src/accounts/roles.ts'
import { createRoster } from '../../src/accounts/roster.ts'
import { createSessions } from '../../src/accounts/sessions.ts'
import { settingsRoutes } from '../../src/accounts/settings-routes.ts'
import { tokenRoutes } from '../../src/accounts/token-routes.ts'
import { createAddressCheck } from '../../src/address-check.ts'
import { createHttpServer } from '../../src/http-server.ts'
import { createLogger } from '../../src/log.ts'
import { createSettings } from '../../src/settings.ts'
import { observeAnswers } from '../support/contract.ts'
import { openTestDatabase } from '../support/database.ts'
import { createTestClock } from '../support/test-clock.ts'
import { createCountingArgon2 } from './counting-argon2.ts'

export const password = 'correct horse battery'
export const trustedProxy = '10.0.0.1'

/** The accounts room behind HTTP, with one person per role and a guarded route for each role. */
export async function startAccounts(t: Test) {
  const { database } = await openTestDatabase(t)
  const clock = createTestClock()
  const lines: string[] = []
  const logger = createLogger('debug', { write: (line: string) => void lines.push(line) })
  const { deriveTag, seen: argon2 } = createCountingArgon2()

  const settings = createSettings({ database, fallback: { syncSeconds: 48, retentionHours: 72 } })
  const throttle = createFailureThrottle({ database, clock, limit: 10, windowSeconds: 60 })
  const { verify: verifyPassword } = createPasswordVerifier({ concurrency: 2, deriveTag })
  const people = createPeople({ database })
  const sessions = createSessions({ database, clock })
  const apiTokens = createApiTokens({ database, clock })
  const roster = createRoster({ database, verifyPassword, throttle })
  const guard = createGuard({ sessions, apiTokens })

  const server = createHttpServer({ logger, trustedProxies: [trustedProxy] })
  t.teardown(() => server.close())
  await server.register(cookie)
  await server.register(accountRoutes, {
    people,
    sessions,
    throttle,
    verifyPassword,
    guard,
    publicBaseUrl: () => settings.latest().publicBaseUrl,
  })
  await server.register(meRoutes, { roster, sessions, guard })
  await server.register(peopleRoutes, { roster, sessions, guard })
  await server.register(tokenRoutes, { apiTokens, guard })
  await server.register(auditRoutes, { database, guard })
  await server.register(settingsRoutes, { settings, checkAddress: createAddressCheck().check, guard })
  observeAnswers(t, server)
  for (const role of roles) {
    server.route({
      method: ['GET', 'POST'],
      url: `/for/${role}`,
      onRequest: guard(role, 'jobs:read'),
      handler: async (request) => ({ email: requirePerson(request).email }),
    })
    await people.create({ email: emailOf(role), password, role, who: 'test' })
  }

  /** A Cookie header of somebody in this role. */
  async function cookieOf(role: Role): Promise<string> {
    const person = await people.findByEmail(emailOf(role))
    if (!person) throw new Error(`nobody is ${role}`)
    return `photochanger_session=${(await sessions.open(person.id)).token}`
  }

  return {
    server,
    database,
    clock,
    settings,
    people,
    sessions,
    apiTokens,
    argon2,
    cookieOf,
    logText: () => lines.join(''),
  }
}

export const emailOf = (role: Role) => `${role}@studio.example`
