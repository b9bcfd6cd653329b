import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Database, Queryable } from '../database.ts'
import { and, desc, eq, isNull, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { apiTokens, people } from '../schema.ts'
import { recordChange } from './audit.ts'
import { type Scope, scopesBeyond } from './scopes.ts'
import type { SignedInPerson } from './sessions.ts'

interface Dependencies {
  database: Database
  clock: Clock
}

interface WantedToken {
  name: string
  scopes: readonly Scope[]
  expiresInDays: number
}

const prefix = 'pct_'
const secretBytes = 32
/** A machine that asks ten times a second must not write ten times a second. */
const noteEverySeconds = 60

/** What machines sign in with. The token is shown once, to whoever makes it; the table keeps only its hash. */
export function createApiTokens({ database, clock }: Dependencies) {
  const { id, tokenHash, name, scopes, createdAt, expiresAt, lastUsedAt, personId } = apiTokens
  const now = () => clock.databaseNow()

  async function create({ name: wanted, scopes: asked, expiresInDays }: WantedToken, maker: SignedInPerson) {
    const beyond = scopesBeyond(maker.role, asked)
    if (beyond.length > 0) throw beyondRole(beyond)
    const token = `${prefix}${randomBytes(secretBytes).toString('base64url')}`
    const made = await database.transaction(async (tx) => {
      const [row] = await tx
        .insert(apiTokens)
        .values({
          ...{ name: wanted, personId: maker.id, tokenHash: hashOf(token) },
          scopes: [...new Set(asked)],
          createdAt: now(),
          expiresAt: sql`${now()} + make_interval(days => ${expiresInDays})`,
        })
        .returning({ id, name, scopes, createdAt, expiresAt, lastUsedAt })
      if (!row) throw new Error('the token was not stored')
      await recordChange(tx, { who: maker.email, what: 'token.created', before: null, after: publicPart(row) })
      return row
    })
    return { token, made: { ...made, email: maker.email } }
  }

  /** Throws `invalid_token` or `token_expired`. A token falls silent with the person who made it. */
  async function find(token: string): Promise<{ person: SignedInPerson; scopes: readonly string[] }> {
    const [found] = await database
      .select({
        person: { id: people.id, email: people.email, role: people.role, hasTemporaryPassword: sql<false>`false` },
        ...{ id, name, scopes, expiresAt },
        isOver: sql<boolean>`${expiresAt} <= ${now()}`,
        isStale: sql<boolean>`coalesce(${lastUsedAt} <= ${now()} - make_interval(secs => ${noteEverySeconds}), true)`,
      })
      .from(apiTokens)
      .innerJoin(people, eq(people.id, personId))
      .where(and(eq(tokenHash, hashOf(token)), isNull(people.disabledAt)))
    if (!found) throw new GatewayError('invalid_token', 'unknown token')
    if (found.isOver) throw new GatewayError('token_expired', 'the token has expired')
    if (found.isStale) await database.update(apiTokens).set({ lastUsedAt: now() }).where(eq(id, found.id))
    const who = `${found.person.email} (token ${found.name})`
    const person = { ...found.person, email: who, sessionId: null, sessionExpiresAt: found.expiresAt }
    return { person, scopes: found.scopes }
  }

  /** The newest first; of one person, or of all. */
  function list(ofPerson: string | null) {
    return database
      .select({ ...{ id, name, scopes, createdAt, expiresAt, lastUsedAt }, email: people.email })
      .from(apiTokens)
      .innerJoin(people, eq(people.id, personId))
      .where(ofPerson === null ? undefined : eq(personId, ofPerson))
      .orderBy(desc(createdAt), id)
  }

  /** Throws `not_found` also for a token of somebody else, unless `ofPerson` is null. */
  function revoke(tokenId: string, { ofPerson, who }: { ofPerson: string | null; who: string }): Promise<void> {
    return database.transaction(async (tx) => {
      const mine = ofPerson === null ? undefined : eq(personId, ofPerson)
      const [gone] = await tx
        .delete(apiTokens)
        .where(and(eq(id, tokenId), mine))
        .returning()
      if (!gone) throw new GatewayError('not_found', 'no such token', { details: 'There is no token with this id.' })
      await recordChange(tx, { who, what: 'token.revoked', before: publicPart(gone), after: null })
    })
  }

  return { create, find, list, revoke, looksLikeOne: (token: string) => token.startsWith(prefix) }
}

export type ApiTokens = ReturnType<typeof createApiTokens>

/** Takes all of them from somebody; answers how many there were. */
export async function revokeTokens(queryable: Queryable, ofPerson: string): Promise<number> {
  const { rowCount } = await queryable.delete(apiTokens).where(eq(apiTokens.personId, ofPerson))
  return rowCount ?? 0
}

/** Nobody can guess 256 random bits, so a plain hash is enough. */
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')

export type ListedToken = Awaited<ReturnType<ApiTokens['list']>>[number]

interface Described {
  id: string
  name: string
  scopes: string[]
  expiresAt: Date
}

const publicPart = ({ id, name, scopes, expiresAt }: Described) => ({
  ...{ id, name, scopes },
  expires_at: expiresAt.toISOString(),
})

function beyondRole(beyond: Scope[]): GatewayError {
  const details = `scopes: your own role does not allow ${beyond.join(', ')}`
  return new GatewayError('invalid_settings', 'scopes beyond the role', { details })
}
