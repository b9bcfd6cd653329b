import type { Database, Transaction } from '../database.ts'
import { and, asc, eq, isNull, ne, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { people } from '../schema.ts'
import { recordChange } from './audit.ts'
import type { FailureThrottle } from './failure-throttle.ts'
import { hashPassword, type PasswordVerifier } from './passwords.ts'
import {
  choosePassword,
  insertPerson,
  lockAdministrators,
  noSuchPerson,
  type Person,
  publicPart,
  replacePassword,
} from './people.ts'
import type { Role } from './roles.ts'
import { endSessions, type SignedInPerson } from './sessions.ts'

interface Dependencies {
  database: Database
  verifyPassword: PasswordVerifier
  throttle: FailureThrottle
}

interface NewAccount {
  email: string
  role: Role
  /** Left out, a temporary one is made. */
  password?: string | undefined
}

interface PersonPatch {
  role?: Role | undefined
  isDisabled?: boolean | undefined
}

/** The people as an administrator sees and changes them. Whatever is done here, somebody can still do it afterwards. */
export function createRoster({ database, verifyPassword, throttle }: Dependencies) {
  const list = () => database.select().from(people).orderBy(asc(people.createdAt), asc(people.id))

  async function require(id: string): Promise<Person> {
    const [person] = await database.select().from(people).where(eq(people.id, id))
    if (!person) throw noSuchPerson()
    return person
  }

  /** Answers the temporary password when it made one up: the only time it is seen. */
  async function add({ email, role, password }: NewAccount, who: string) {
    const { generated, passwordHash } = await choosePassword({ password })
    const account = { email, role, passwordHash, hasTemporaryPassword: generated !== null, who }
    const person = await database.transaction((tx) => insertPerson(tx, account))
    return { person, generated }
  }

  function change(id: string, { role, isDisabled }: PersonPatch, who: string): Promise<Person> {
    return database.transaction(async (tx) => {
      const before = await lockPerson(tx, id)
      const values = { ...(role && { role }), ...(isDisabled !== undefined && { disabledAt: disabledAt(isDisabled) }) }
      if (Object.keys(values).length === 0) return before
      const [after] = await tx.update(people).set(values).where(eq(people.id, id)).returning()
      if (!after) throw noSuchPerson()
      if (isAdmin(before) && !isAdmin(after)) await requireAnotherAdmin(tx, id)
      if (after.disabledAt) await endSessions(tx, id)
      await recordIfChanged(tx, before, after, who)
      return after
    })
  }

  /** Whoever acted as this person, by session or by token, no longer does. Answers the temporary password when it made one up. */
  async function resetPassword(id: string, password: string | undefined, who: string): Promise<string | null> {
    const { generated, passwordHash } = await choosePassword({ password })
    const isTemporary = generated !== null
    await database.transaction((tx) => replacePassword(tx, { id, passwordHash, isTemporary, who }))
    return generated
  }

  function remove(id: string, who: string): Promise<void> {
    return database.transaction(async (tx) => {
      const person = await lockPerson(tx, id)
      if (isAdmin(person)) await requireAnotherAdmin(tx, id)
      await tx.delete(people).where(eq(people.id, id))
      await recordChange(tx, { who, what: 'person.deleted', before: publicPart(person), after: null })
    })
  }

  /** Every other session of this person ends. Throws `invalid_credentials` when the current password is wrong. */
  async function changeOwnPassword(self: SignedInPerson, current: string, wanted: string): Promise<void> {
    const key = `password:${self.id}`
    await throttle.check(key)
    const person = await require(self.id)
    if (!(await verifyPassword(person.passwordHash, current))) {
      await throttle.recordFailure(key)
      const details = 'The current password is wrong.'
      throw new GatewayError('invalid_credentials', 'wrong current password', { details })
    }
    await throttle.forget(key)
    const passwordHash = await hashPassword(wanted)
    const ownSession = self.sessionId ?? undefined
    await database.transaction((tx) => replacePassword(tx, { id: self.id, passwordHash, ownSession, who: self.email }))
  }

  /** Signs somebody out everywhere. */
  function signOut(id: string, who: string): Promise<void> {
    return database.transaction(async (tx) => {
      const person = await lockPerson(tx, id)
      const seen = publicPart(person)
      const after = { ...seen, ended_sessions: await endSessions(tx, id) }
      await recordChange(tx, { who, what: 'person.signed_out', before: seen, after })
    })
  }

  return { list, require, add, change, resetPassword, remove, changeOwnPassword, signOut }
}

export type Roster = ReturnType<typeof createRoster>

const isAdmin = ({ role, disabledAt }: Person) => role === 'admin' && disabledAt === null

/** By the database's clock; whoever was disabled before keeps that moment. */
const disabledAt = (isDisabled: boolean) => (isDisabled ? sql`coalesce(${people.disabledAt}, now())` : null)

async function lockPerson(tx: Transaction, id: string): Promise<Person> {
  await lockAdministrators(tx)
  const [person] = await tx.select().from(people).where(eq(people.id, id)).for('update')
  if (!person) throw noSuchPerson()
  return person
}

async function requireAnotherAdmin(tx: Transaction, id: string): Promise<void> {
  const others = and(eq(people.role, 'admin'), isNull(people.disabledAt), ne(people.id, id))
  if ((await tx.$count(people, others)) > 0) return
  const details = 'This is the last administrator. Make another one first.'
  throw new GatewayError('conflict', 'the last administrator', { details })
}

async function recordIfChanged(tx: Transaction, person: Person, changed: Person, who: string): Promise<void> {
  const [before, after] = [publicPart(person), publicPart(changed)]
  if (JSON.stringify(before) === JSON.stringify(after)) return
  await recordChange(tx, { who, what: 'person.changed', before, after })
}
