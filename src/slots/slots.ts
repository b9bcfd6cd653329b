import { recordChange } from '../accounts/audit.ts'
import type { Clock } from '../clock.ts'
import { advisoryLocks, type Database, type Queryable, type Transaction } from '../database.ts'
import { and, asc, desc, eq, inArray, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { audit, slotRevisions, slots, templates } from '../schema.ts'
import { checkSlot, type Providers, refusal } from './check-slot.ts'
import { firstSlots } from './first-slots.ts'
import { requireTargets } from './publish-targets.ts'
import { type SlotSettings, slotIdSchema, slotSettingsSchema } from './slot.ts'

/** What the audit calls the end of a slot. */
export const slotRemoved = 'slot.removed'

/** A slot as it was saved, now or at one revision. */
export interface StoredSlot {
  id: string
  revision: number
  /** May be older than the code. */
  settings: unknown
  /** Null: the gateway's password holds. */
  passwordHash: string | null
  savedBy: string
  savedAt: Date
  /** The moment of this look, by the database's clock. */
  seenAt: Date
}

/** A slot that photos can be sent to. */
export interface Slot extends StoredSlot {
  settings: SlotSettings
}

export type RevisionNote = Pick<StoredSlot, 'revision' | 'savedBy' | 'savedAt'>

interface Change {
  /** The revision that the person saw. */
  expectedRevision: number
  who: string
}

interface NewSlot extends Pick<Change, 'who'> {
  passwordHash?: string | null
}

interface Dependencies {
  database: Database
  clock: Clock
  providers: Providers
}

/**
 * The slots. Every save makes a new revision; a job names the one it ran with. For photos there are `list`, `find` and
 * `findRevision`, which end in `slot_misconfigured` where the stored settings no longer fit; for people there are the
 * `…Stored` ones, because what no longer fits must be seen to be repaired.
 */
export function createSlots({ database, clock, providers }: Dependencies) {
  const columns = () => ({
    id: slots.id,
    passwordHash: slots.passwordHash,
    revision: slotRevisions.revision,
    settings: slotRevisions.settings,
    savedBy: slotRevisions.savedBy,
    savedAt: slotRevisions.savedAt,
    seenAt: sql`(select ${clock.databaseNow()})`.mapWith(slotRevisions.savedAt),
  })
  const at = (revision: number | typeof slots.revision) =>
    and(eq(slotRevisions.slotId, slots.id), eq(slotRevisions.revision, revision))

  async function listStored(): Promise<StoredSlot[]> {
    return database.select(columns()).from(slots).innerJoin(slotRevisions, at(slots.revision)).orderBy(asc(slots.id))
  }

  async function findStored(
    id: string,
    revision: number | typeof slots.revision = slots.revision,
    on: Queryable = database,
  ): Promise<StoredSlot | undefined> {
    // What comes out of a URL may hold characters that the database refuses.
    if (!slotIdSchema.safeParse(id).success) return undefined
    const [row] = await on.select(columns()).from(slots).innerJoin(slotRevisions, at(revision)).where(eq(slots.id, id))
    return row
  }

  async function requireStored(id: string, on: Queryable = database): Promise<StoredSlot> {
    const slot = await findStored(id, slots.revision, on)
    if (!slot) throw new GatewayError('slot_not_found', 'unknown slot')
    return slot
  }

  async function requireStoredRevision(id: string, revision: number, on: Queryable = database): Promise<StoredSlot> {
    const slot = await findStored(id, revision, on)
    if (slot) return slot
    await requireStored(id, on)
    throw new GatewayError('not_found', 'unknown revision', { details: 'There is no such revision of this slot.' })
  }

  async function list(): Promise<Slot[]> {
    return (await listStored()).map(requireFit)
  }

  async function find(id: string): Promise<Slot | undefined> {
    const slot = await findStored(id)
    return slot && requireFit(slot)
  }

  async function findRevision(id: string, revision: number): Promise<Slot | undefined> {
    const slot = await findStored(id, revision)
    return slot && requireFit(slot)
  }

  /** The newest first. */
  async function revisions(id: string): Promise<RevisionNote[]> {
    await requireStored(id)
    const { slotId, revision, savedBy, savedAt } = slotRevisions
    const notes = database.select({ revision, savedBy, savedAt }).from(slotRevisions)
    return notes.where(eq(slotId, id)).orderBy(desc(revision))
  }

  /** Two people who saw the same revision: the second is told. */
  function save(id: string, candidate: unknown, { expectedRevision, who }: Change): Promise<Slot> {
    return database.transaction(async (tx) => {
      const before = await lockAt(tx, id, expectedRevision)
      return change(tx, before, candidate, who)
    })
  }

  /** A new revision of a slot that is locked. */
  async function change(tx: Transaction, before: StoredSlot, candidate: unknown, who: string): Promise<Slot> {
    const { id } = before
    const settings = await check(tx, candidate)
    const revision = before.revision + 1
    await insertRevision(tx, id, revision, settings, who)
    await tx.update(slots).set({ revision }).where(eq(slots.id, id))
    await recordChange(tx, {
      who,
      what: 'slot.saved',
      before: { id, revision: before.revision, settings: before.settings },
      after: { id, revision, settings },
    })
    return requireFit(await requireStored(id, tx))
  }

  /** An old revision's content as a new one, checked again: what it names may be gone. */
  async function restore(id: string, revision: number, change: Change): Promise<Slot> {
    const { settings } = await requireStoredRevision(id, revision)
    return save(id, settings, change)
  }

  /** A copy keeps the password of what it was copied from: it must not be open to more people. */
  async function create(id: string, candidate: unknown, { who, passwordHash = null }: NewSlot): Promise<Slot> {
    const { error } = slotIdSchema.safeParse(id)
    if (error) throw refusal(error.issues.map(({ message }) => ({ field: 'id', says: message })))
    return database.transaction(async (tx) => {
      const settings = await check(tx, candidate)
      const made = await tx
        .insert(slots)
        .values({ id, revision: 1, passwordHash })
        .onConflictDoNothing()
        .returning({ id: slots.id })
      if (made.length === 0) {
        throw new GatewayError('conflict', `${id} exists`, { details: 'There is a slot with this id already.' })
      }
      const revision = await firstRevision(tx, id)
      await tx.update(slots).set({ revision }).where(eq(slots.id, id))
      await insertRevision(tx, id, revision, settings, who)
      await recordChange(tx, { who, what: 'slot.created', before: null, after: { id, revision, settings } })
      return requireFit(await requireStored(id, tx))
    })
  }

  /**
   * Behind the revisions of a slot that had this id before: jobs name those, and somebody may still have its settings
   * open, who must not save them over the new slot's.
   */
  async function firstRevision(tx: Transaction, id: string): Promise<number> {
    const [last] = await tx
      .select({ revision: sql<number>`(${audit.before} ->> 'revision')::int` })
      .from(audit)
      .where(and(eq(audit.what, slotRemoved), sql`${audit.before} ->> 'id' = ${id}`))
      .orderBy(desc(audit.id))
      .limit(1)
    return (last?.revision ?? 0) + 1
  }

  /** Not part of a revision: whoever restores yesterday's look must not bring back yesterday's password. */
  function setPassword(id: string, passwordHash: string | null, who: string): Promise<void> {
    return database.transaction(async (tx) => {
      const before = await lock(tx, id)
      await tx.update(slots).set({ passwordHash }).where(eq(slots.id, id))
      await recordChange(tx, {
        who,
        what: 'slot.password_changed',
        before: { id, hasOwn: before.passwordHash !== null },
        after: { id, hasOwn: passwordHash !== null, isNew: passwordHash !== null },
      })
    })
  }

  /** The first slots, where there has never been one; nodes that start together make them once. */
  async function seed(): Promise<void> {
    const who = 'first start'
    await database.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLocks.firstSlots})`)
      if ((await tx.$count(slots)) > 0) return
      if ((await tx.$count(audit, eq(audit.what, slotRemoved))) > 0) return
      await tx.insert(slots).values(firstSlots.map(([id]) => ({ id, revision: 1 })))
      for (const [id, settings] of firstSlots) await insertRevision(tx, id, 1, settings, who)
      await recordChange(tx, { who, what: 'slot.created', before: null, after: { ids: firstSlots.map(([id]) => id) } })
    })
  }

  /** From here on nobody else changes this slot until the transaction ends. */
  async function lock(tx: Transaction, id: string): Promise<StoredSlot> {
    await requireStored(id, tx)
    await tx.select({ id: slots.id }).from(slots).where(eq(slots.id, id)).for('no key update')
    // Read again: the wait for the lock ends when somebody else has saved.
    return requireStored(id, tx)
  }

  /** The same for somebody who has seen a revision. */
  async function lockAt(tx: Transaction, id: string, expectedRevision: number): Promise<StoredSlot> {
    const stored = await lock(tx, id)
    if (stored.revision === expectedRevision) return stored
    throw new GatewayError('conflict', `${id} is at ${stored.revision}, not at ${expectedRevision}`)
  }

  /** Settings that nobody has saved, as a save would check them; `at` is where they stand in what was sent. */
  const checkUnsaved = (candidate: unknown, at: readonly string[] = []): Promise<SlotSettings> =>
    database.transaction((tx) => check(tx, candidate, at))

  /** The templates it binds stay locked, so that none is deleted before the revision is there. */
  async function check(tx: Transaction, candidate: unknown, at: readonly string[] = []): Promise<SlotSettings> {
    const { data } = slotSettingsSchema.pick({ templates: true }).loose().safeParse(candidate)
    const ids = Object.values(data?.templates ?? {})
    const { id } = templates
    const known = await tx.select({ id }).from(templates).where(inArray(id, ids)).orderBy(id).for('key share')
    const settings = checkSlot(candidate, providers, new Set(known.map((row) => row.id)), at)
    await requireTargets(tx, settings, at)
    return settings
  }

  async function insertRevision(
    tx: Transaction,
    slotId: string,
    revision: number,
    settings: SlotSettings,
    who: string,
  ) {
    const savedAt = clock.databaseNow()
    await tx.insert(slotRevisions).values({ slotId, revision, settings, savedBy: who, savedAt })
  }

  return {
    list,
    find,
    findRevision,
    listStored,
    requireStored,
    requireStoredRevision,
    revisions,
    checkUnsaved,
    lock,
    lockAt,
    change,
    save,
    restore,
    create,
    setPassword,
    seed,
  }
}

export type Slots = ReturnType<typeof createSlots>

function requireFit(stored: StoredSlot): Slot {
  const { success, data, error } = slotSettingsSchema.safeParse(stored.settings)
  if (!success) throw new GatewayError('slot_misconfigured', `${stored.id} at ${stored.revision}: ${error.message}`)
  return { ...stored, settings: data }
}
