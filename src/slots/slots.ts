import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import { recordChange } from '../accounts/audit.ts'
import type { Clock } from '../clock.ts'
import type { Database, Queryable, Transaction } from '../database.ts'
import { GatewayError } from '../errors.ts'
import type { Provider } from '../providers/provider.ts'
import { slotRevisions, slots, templates } from '../schema.ts'
import { checkSlot } from './check-slot.ts'
import { firstSlots } from './first-slots.ts'
import { type SlotSettings, slotIdSchema, slotSettingsSchema } from './slot.ts'

/** A slot as it is, or as it was at one revision. */
export interface Slot {
  id: string
  revision: number
  settings: SlotSettings
  /** Null: the gateway's password holds. */
  passwordHash: string | null
  savedBy: string
  savedAt: Date
}

export interface RevisionNote {
  revision: number
  savedBy: string
  savedAt: Date
}

interface Change {
  /** The revision that the person saw; null when it does not matter. */
  expectedRevision: number
  who: string
}

interface Dependencies {
  database: Database
  clock: Clock
  providers: Readonly<Record<string, Provider>>
}

/** Any constant will do, as long as every node takes the same one. */
const seedLock = 7_202_611_24

/** The slots. Every save makes a new revision; a job names the one it ran with. */
export function createSlots({ database, clock, providers }: Dependencies) {
  const columns = {
    id: slots.id,
    passwordHash: slots.passwordHash,
    revision: slotRevisions.revision,
    settings: slotRevisions.settings,
    savedBy: slotRevisions.savedBy,
    savedAt: slotRevisions.savedAt,
  }
  const current = and(eq(slotRevisions.slotId, slots.id), eq(slotRevisions.revision, slots.revision))

  async function list(): Promise<Slot[]> {
    const rows = await database.select(columns).from(slots).innerJoin(slotRevisions, current).orderBy(asc(slots.id))
    return rows.map(readSlot)
  }

  async function find(id: string, on: Queryable = database): Promise<Slot | undefined> {
    const [row] = await on.select(columns).from(slots).innerJoin(slotRevisions, current).where(eq(slots.id, id))
    return row && readSlot(row)
  }

  async function findRevision(id: string, revision: number): Promise<Slot | undefined> {
    const thatOne = and(eq(slotRevisions.slotId, slots.id), eq(slotRevisions.revision, revision))
    const [row] = await database.select(columns).from(slots).innerJoin(slotRevisions, thatOne).where(eq(slots.id, id))
    return row && readSlot(row)
  }

  async function require(id: string, on: Queryable = database): Promise<Slot> {
    const slot = await find(id, on)
    if (!slot) throw new GatewayError('slot_not_found', 'unknown slot')
    return slot
  }

  async function revisions(id: string): Promise<RevisionNote[]> {
    await require(id)
    const { revision, savedBy, savedAt } = slotRevisions
    return database
      .select({ revision, savedBy, savedAt })
      .from(slotRevisions)
      .where(eq(slotRevisions.slotId, id))
      .orderBy(desc(revision))
  }

  async function checked(on: Queryable, candidate: unknown): Promise<SlotSettings> {
    const bound = slotSettingsSchema.pick({ templates: true }).loose().safeParse(candidate)
    const ids = bound.success ? Object.values(bound.data.templates) : []
    const known =
      ids.length > 0
        ? await on.select({ id: templates.id }).from(templates).where(inArray(templates.id, ids)).for('key share')
        : []
    return checkSlot(candidate, providers, new Set(known.map(({ id }) => id)))
  }

  /** Two people who saw the same revision: the second is told. */
  function save(id: string, candidate: unknown, { expectedRevision, who }: Change): Promise<Slot> {
    return database.transaction(async (tx) => {
      await tx.select({ id: slots.id }).from(slots).where(eq(slots.id, id)).for('no key update')
      const before = await require(id, tx)
      if (before.revision !== expectedRevision) {
        throw new GatewayError('conflict', `${id} is at ${before.revision}, not at ${expectedRevision}`)
      }
      const settings = await checked(tx, candidate)
      const revision = before.revision + 1
      await insertRevision(tx, id, revision, settings, who)
      await tx.update(slots).set({ revision }).where(eq(slots.id, id))
      await recordChange(tx, { who, what: `slot.saved ${id}`, before: before.settings, after: settings })
      return require(id, tx)
    })
  }

  /** An old revision's content as a new one, checked again: what it names may be gone. */
  async function restore(id: string, revision: number, change: Change): Promise<Slot> {
    const old = await findRevision(id, revision)
    if (!old)
      throw new GatewayError('not_found', 'unknown revision', { details: 'There is no such revision of this slot.' })
    return save(id, old.settings, change)
  }

  function create(id: string, candidate: unknown, { who }: Pick<Change, 'who'>): Promise<Slot> {
    return database.transaction(async (tx) => {
      if (!slotIdSchema.safeParse(id).success) {
        throw new GatewayError('invalid_settings', 'slot id', {
          details: 'id: must be small letters, digits and dashes',
        })
      }
      const settings = await checked(tx, candidate)
      const made = await tx.insert(slots).values({ id, revision: 1 }).onConflictDoNothing().returning({ id: slots.id })
      if (made.length === 0)
        throw new GatewayError('conflict', `${id} exists`, { details: 'There is a slot with this id already.' })
      await insertRevision(tx, id, 1, settings, who)
      await recordChange(tx, { who, what: `slot.created ${id}`, before: null, after: settings })
      return require(id, tx)
    })
  }

  function insertRevision(tx: Transaction, slotId: string, revision: number, settings: SlotSettings, savedBy: string) {
    return tx.insert(slotRevisions).values({ slotId, revision, settings, savedBy, savedAt: clock.databaseNow() })
  }

  function setPassword(id: string, passwordHash: string | null, who: string): Promise<void> {
    return database.transaction(async (tx) => {
      const before = await require(id, tx)
      await tx.update(slots).set({ passwordHash }).where(eq(slots.id, id))
      const seen = (hash: string | null) => ({ own_password: hash !== null })
      await recordChange(tx, {
        who,
        what: `slot.password ${id}`,
        before: seen(before.passwordHash),
        after: seen(passwordHash),
      })
    })
  }

  /** The first slots, once; whoever deletes them later does not get them back. */
  async function seed(): Promise<void> {
    await database.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${seedLock})`)
      if ((await tx.$count(slots)) > 0) return
      for (const [id, settings] of firstSlots) {
        await tx.insert(slots).values({ id, revision: 1 })
        await insertRevision(tx, id, 1, settings, 'first start')
      }
    })
  }

  return { list, find, findRevision, require, revisions, save, restore, create, setPassword, seed }
}

export type Slots = ReturnType<typeof createSlots>

/** What is stored may be older than the code. */
function readSlot(row: Omit<Slot, 'settings'> & { settings: unknown }): Slot {
  const parsed = slotSettingsSchema.safeParse(row.settings)
  if (!parsed.success)
    throw new GatewayError('slot_misconfigured', `${row.id} at ${row.revision}: ${parsed.error.message}`)
  return { ...row, settings: parsed.data }
}
