import { advisoryLocks, type Database, type Queryable, type Transaction } from '../database.ts'
import { count, eq, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { people } from '../schema.ts'
import { revokeTokens } from './api-tokens.ts'
import { recordChange } from './audit.ts'
import { generatePassword, hashPassword } from './passwords.ts'
import type { Role } from './roles.ts'
import { endSessions } from './sessions.ts'

export type Person = typeof people.$inferSelect

interface AdminAccount {
  email: string
  /** Left out, a random one is made. */
  password?: string | undefined
}

/** The accounts. Addresses are compared and kept in lower case. */
export function createPeople({ database }: { database: Database }) {
  async function findByEmail(email: string, queryable: Queryable = database): Promise<Person | undefined> {
    const [person] = await queryable
      .select()
      .from(people)
      .where(eq(people.email, normalized(email)))
    return person
  }

  async function create(account: { email: string; password: string; role: Role; who: string }): Promise<Person> {
    const passwordHash = await hashPassword(account.password)
    return database.transaction((transaction) => insertPerson(transaction, { ...account, passwordHash }))
  }

  async function setPassword({ id, password, who }: { id: string; password: string; who: string }): Promise<void> {
    const passwordHash = await hashPassword(password)
    await database.transaction((transaction) => replacePassword(transaction, { id, passwordHash, who }))
  }

  async function countAll(queryable: Queryable = database): Promise<number> {
    const [row] = await queryable.select({ people: count() }).from(people)
    return row?.people ?? 0
  }

  /** Makes an administrator if there is nobody yet. Answers the password when it made one up: the only time it is seen. */
  async function ensureFirstAdmin(account: AdminAccount): Promise<string | null> {
    if ((await countAll()) > 0) return null
    const { generated, passwordHash } = await choosePassword(account)
    return database.transaction(async (transaction) => {
      await lockAdministrators(transaction)
      if ((await countAll(transaction)) > 0) return null
      await insertPerson(transaction, { email: account.email, passwordHash, role: 'admin', who: 'first start' })
      return generated
    })
  }

  /** Makes an administrator, or gives an existing account that role and a new password. Answers a made-up password. */
  async function putAdmin(account: AdminAccount): Promise<string | null> {
    const who = 'command line'
    const { generated, passwordHash } = await choosePassword(account)
    await database.transaction(async (transaction) => {
      const existing = await findByEmail(account.email, transaction)
      if (!existing) return insertPerson(transaction, { email: account.email, passwordHash, role: 'admin', who })
      await replacePassword(transaction, { id: existing.id, passwordHash, who })
      await transaction.update(people).set({ role: 'admin', disabledAt: null }).where(eq(people.id, existing.id))
      const [before, after] = [publicPart(existing), publicPart({ ...existing, role: 'admin', disabledAt: null })]
      return recordChange(transaction, { who, what: 'person.changed', before, after })
    })
    return generated
  }

  return { findByEmail, create, setPassword, count: () => countAll(), ensureFirstAdmin, putAdmin }
}

export type People = ReturnType<typeof createPeople>

/**
 * Who decides here whether there is an administrator is alone with that until the transaction ends. Not by locks of
 * their rows: which rows those are changes while somebody waits for one, and two would come to wait for each other.
 */
export async function lockAdministrators(transaction: Transaction): Promise<void> {
  await transaction.execute(sql`select pg_advisory_xact_lock(${advisoryLocks.administrators})`)
}

interface NewPerson {
  email: string
  passwordHash: string
  hasTemporaryPassword?: boolean
  role: Role
  who: string
}

/** Throws `conflict` when the address is taken. */
export async function insertPerson(transaction: Transaction, { email, who, ...account }: NewPerson): Promise<Person> {
  const [person] = await transaction
    .insert(people)
    .values({ ...account, email: normalized(email) })
    .onConflictDoNothing()
    .returning()
  if (!person) {
    throw new GatewayError('conflict', 'e-mail taken', { details: 'There is an account with this e-mail already.' })
  }
  await recordChange(transaction, { who, what: 'person.created', before: null, after: publicPart(person) })
  return person
}

interface NewPassword {
  id: string
  passwordHash: string
  /** Somebody else knows it, too. */
  isTemporary?: boolean
  /** The session of the owner who chose it: it goes on, and so do their tokens. */
  ownSession?: string | undefined
  who: string
}

/**
 * Whoever was signed in with the old password no longer is. A password that others set takes the tokens as well: it is
 * how an account is taken back from a thief, who may have made some.
 */
export async function replacePassword(
  transaction: Transaction,
  { id, passwordHash, isTemporary = false, ownSession, who }: NewPassword,
): Promise<void> {
  const [person] = await transaction.select().from(people).where(eq(people.id, id)).for('no key update')
  if (!person) throw noSuchPerson()
  await transaction.update(people).set({ passwordHash, hasTemporaryPassword: isTemporary }).where(eq(people.id, id))
  const endedSessions = await endSessions(transaction, id, ownSession)
  const revokedTokens = ownSession === undefined ? await revokeTokens(transaction, id) : 0
  const seen = publicPart(person)
  await recordChange(transaction, {
    who,
    what: 'person.password_changed',
    before: { ...seen, must_change_password: person.hasTemporaryPassword },
    after: {
      ...{ ...seen, must_change_password: isTemporary, has_new_password: true },
      ...{ ended_sessions: endedSessions, revoked_tokens: revokedTokens },
    },
  })
}

/** A password that somebody has chosen, or a new one that is answered as `generated`. */
export async function choosePassword({ password }: { password?: string | undefined }) {
  const generated = password === undefined ? generatePassword() : null
  return { generated, passwordHash: await hashPassword(password ?? generated ?? '') }
}

const normalized = (email: string) => email.trim().toLowerCase()

/** What the audit keeps of somebody. */
export const publicPart = ({ email, role, disabledAt }: Person) => ({
  ...{ email, role },
  is_disabled: disabledAt !== null,
})

export const noSuchPerson = () =>
  new GatewayError('not_found', 'no such person', { details: 'There is nobody with this id.' })
