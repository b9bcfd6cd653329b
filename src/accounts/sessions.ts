import { createHash, randomBytes } from 'node:crypto'
import { and, eq, gt, lte, sql } from 'drizzle-orm'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { people, sessions } from '../schema.ts'
import type { Role } from './roles.ts'

interface Dependencies {
  database: Database
  clock: Clock
}

/** Who asks, and until when without asking again. */
export interface SignedInPerson {
  id: string
  email: string
  role: Role
  sessionExpiresAt: Date
}

const lifeSeconds = 12 * 3600
/** A page that asks ten times a second must not write ten times a second. */
const extendEverySeconds = 60

/** Who is signed in. The token is the secret; the table keeps only its hash. */
export function createSessions({ database, clock }: Dependencies) {
  const { tokenHash, expiresAt } = sessions
  const inSeconds = (seconds: number) => sql<Date>`${clock.databaseNow()} + make_interval(secs => ${seconds})`

  async function open(personId: string): Promise<{ token: string; expiresAt: Date }> {
    const token = randomBytes(32).toString('base64url')
    const [row] = await database
      .insert(sessions)
      .values({
        tokenHash: hashToken(token),
        personId,
        createdAt: clock.databaseNow(),
        expiresAt: inSeconds(lifeSeconds),
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
        sessionExpiresAt: expiresAt,
        isAgeing: sql<boolean>`${expiresAt} <= ${inSeconds(lifeSeconds - extendEverySeconds)}`,
      })
      .from(sessions)
      .innerJoin(people, eq(people.id, sessions.personId))
      .where(and(eq(tokenHash, hashToken(token)), gt(expiresAt, clock.databaseNow())))
    if (!found) return null
    const { isAgeing, ...person } = found
    return isAgeing ? { ...person, sessionExpiresAt: (await extend(token)) ?? person.sessionExpiresAt } : person
  }

  async function extend(token: string): Promise<Date | undefined> {
    const [row] = await database
      .update(sessions)
      .set({ expiresAt: inSeconds(lifeSeconds) })
      .where(eq(tokenHash, hashToken(token)))
      .returning({ expiresAt })
    return row?.expiresAt
  }

  async function close(token: string): Promise<void> {
    await database.delete(sessions).where(eq(tokenHash, hashToken(token)))
  }

  /** How many there were. */
  async function removeExpired(): Promise<number> {
    const { rowCount } = await database.delete(sessions).where(lte(expiresAt, clock.databaseNow()))
    return rowCount ?? 0
  }

  return { open, find, close, removeExpired }
}

export type Sessions = ReturnType<typeof createSessions>

const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')
