import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Database, Queryable } from '../database.ts'
import { and, desc, eq, gt, isNull, lte, ne, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { people, sessions } from '../schema.ts'
import { recordChange } from './audit.ts'
import type { Role } from './roles.ts'

interface Dependencies {
  database: Database
  clock: Clock
}

/** Who asks, and until when without asking again. */
export interface SignedInPerson {
  id: string
  /** What the audit calls them: the e-mail address, and behind it the token that acts for them. */
  email: string
  role: Role
  hasTemporaryPassword: boolean
  /** Null: it is a token that asks. */
  sessionId: string | null
  sessionExpiresAt: Date
}

/** Where a session is opened from. */
export interface SessionOrigin {
  clientAddress?: string
  userAgent?: string | undefined
}

export const sessionSeconds = 12 * 3600
/** However busy it is: a cookie that was copied does not live for ever. */
const longestSessionDays = 30
/** A page that asks ten times a second must not write ten times a second. */
const extendEverySeconds = 60
const mostUserAgentLength = 200

/** Who is signed in. The token is the secret; the table keeps only its hash. */
export function createSessions({ database, clock }: Dependencies) {
  const { id, tokenHash, personId, clientAddress, userAgent, createdAt, expiresAt } = sessions
  const end = sql`${createdAt} + make_interval(days => ${longestSessionDays})`
  const inSeconds = (seconds: number) => sql<Date>`${clock.databaseNow()} + make_interval(secs => ${seconds})`

  async function open(person: string, from: SessionOrigin = {}): Promise<{ token: string; expiresAt: Date }> {
    const token = randomBytes(32).toString('base64url')
    const [row] = await database
      .insert(sessions)
      .values({
        tokenHash: hashToken(token),
        personId: person,
        clientAddress: from.clientAddress,
        userAgent: from.userAgent?.slice(0, mostUserAgentLength),
        createdAt: clock.databaseNow(),
        expiresAt: inSeconds(sessionSeconds),
      })
      .returning({ expiresAt })
    if (!row) throw new Error('the session was not stored')
    return { token, ...row }
  }

  /** The person behind a token that has not expired; being asked for keeps it alive. */
  async function find(token: string): Promise<SignedInPerson | null> {
    const [found] = await database
      .select({
        id: people.id,
        email: people.email,
        role: people.role,
        hasTemporaryPassword: people.hasTemporaryPassword,
        sessionId: id,
        sessionExpiresAt: expiresAt,
        isAgeing: sql<boolean>`${expiresAt} <= least(${inSeconds(sessionSeconds - extendEverySeconds)}, ${end} - interval '1 second')`,
      })
      .from(sessions)
      .innerJoin(people, eq(people.id, personId))
      .where(and(eq(tokenHash, hashToken(token)), gt(expiresAt, clock.databaseNow()), isNull(people.disabledAt)))
    if (!found) return null
    const { isAgeing, ...person } = found
    return isAgeing ? { ...person, sessionExpiresAt: (await extend(token)) ?? person.sessionExpiresAt } : person
  }

  async function extend(token: string): Promise<Date | undefined> {
    const [row] = await database
      .update(sessions)
      .set({ expiresAt: sql`least(${inSeconds(sessionSeconds)}, ${end})` })
      .where(eq(tokenHash, hashToken(token)))
      .returning({ expiresAt })
    return row?.expiresAt
  }

  async function close(token: string): Promise<void> {
    await database.delete(sessions).where(eq(tokenHash, hashToken(token)))
  }

  /** Those of one person that have not expired, the newest first. */
  function list(ofPerson: string) {
    const lastUsedAt = sql`${expiresAt} - make_interval(secs => ${sessionSeconds})`.mapWith(expiresAt)
    return database
      .select({ ...{ id, clientAddress, userAgent, createdAt, expiresAt }, lastUsedAt })
      .from(sessions)
      .where(and(eq(personId, ofPerson), gt(expiresAt, clock.databaseNow())))
      .orderBy(desc(createdAt), id)
  }

  /** Throws `not_found` also for a session of somebody else. */
  function revoke(sessionId: string, { ofPerson, who }: { ofPerson: string; who: string }): Promise<void> {
    return database.transaction(async (tx) => {
      const [gone] = await tx
        .delete(sessions)
        .where(and(eq(id, sessionId), eq(personId, ofPerson)))
        .returning()
      if (!gone)
        throw new GatewayError('not_found', 'no such session', { details: 'There is no session with this id.' })
      const before = { id: gone.id, person_id: ofPerson, client_address: gone.clientAddress }
      await recordChange(tx, { who, what: 'session.revoked', before, after: null })
    })
  }

  /** How many there were. */
  async function removeExpired(): Promise<number> {
    const { rowCount } = await database.delete(sessions).where(lte(expiresAt, clock.databaseNow()))
    return rowCount ?? 0
  }

  return { open, find, close, list, revoke, removeExpired }
}

export type Sessions = ReturnType<typeof createSessions>

/** Signs somebody out everywhere, or everywhere else; answers how often they were signed in. */
export async function endSessions(queryable: Queryable, ofPerson: string, except?: string): Promise<number> {
  const others = except === undefined ? undefined : ne(sessions.id, except)
  const { rowCount } = await queryable.delete(sessions).where(and(eq(sessions.personId, ofPerson), others))
  return rowCount ?? 0
}

const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')
