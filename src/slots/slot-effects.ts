import { recordChange } from '../accounts/audit.ts'
import type { Database, Queryable } from '../database.ts'
import { and, desc, eq, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { audit } from '../schema.ts'
import { slotSettingsSchema } from './slot.ts'
import type { Slots, StoredSlot } from './slots.ts'

/** What the audit calls it when a slot gets the effect of another. */
export const effectChanged = 'slot.effect_changed'

/** The part of a slot that a guest sees in the picture; all else is the slot's own, whatever its effect. */
const effectSchema = slotSettingsSchema.pick({ chain: true, output: true, templates: true }).strip()

/** Another slot's as it is now, or this slot's as it was at one of its revisions. */
export type WantedEffect = { from: string } | { revision: number }

/** Whose effect a slot has. */
export interface EffectOrigin {
  /** The slot that it was taken from; null: the slot's own. */
  from: string | null
  /** The revision that has the slot's own effect. */
  ownRevision: number
}

/** A slot's effect at one of its revisions. */
export interface SlotEffect extends EffectOrigin {
  revision: number
}

interface Change {
  expectedRevision: number
  who: string
}

interface Dependencies {
  database: Database
  slots: Pick<Slots, 'requireStored' | 'requireStoredRevision' | 'lockAt' | 'change'>
}

/**
 * The effect of one slot given to another, whose booth goes on posting to its own address. Each change is a revision. The
 * audit remembers where an effect came from, until an administrator saves the slot: then what is there is its own.
 */
export function createSlotEffects({ database, slots }: Dependencies) {
  async function originAt(id: string, revision: number, on: Queryable = database): Promise<EffectOrigin> {
    const [note] = await on
      .select({ after: audit.after })
      .from(audit)
      .where(
        and(
          eq(audit.what, effectChanged),
          sql`${audit.after} ->> 'id' = ${id} and (${audit.after} ->> 'revision')::int = ${revision}`,
        ),
      )
      .orderBy(desc(audit.id))
      .limit(1)
    const { from, ownRevision } = (note?.after ?? { from: null, ownRevision: revision }) as EffectOrigin
    return { from, ownRevision }
  }

  async function read(id: string): Promise<SlotEffect> {
    const { revision } = await slots.requireStored(id)
    return { revision, ...(await originAt(id, revision)) }
  }

  async function findWanted(before: StoredSlot, wanted: WantedEffect, on: Queryable) {
    const { id, revision } = before
    if ('revision' in wanted) {
      const { settings } = await slots.requireStoredRevision(id, wanted.revision, on)
      return { settings, origin: await originAt(id, wanted.revision, on) }
    }
    const { settings } = await slots.requireStored(wanted.from, on)
    // An effect that is switched off for its own guests is not to be had by a way round.
    if ((settings as { enabled?: unknown }).enabled === false)
      throw new GatewayError('slot_disabled', `${wanted.from} is switched off`)
    const { ownRevision } = await originAt(id, revision, on)
    return { settings, origin: { from: wanted.from === id ? null : wanted.from, ownRevision } }
  }

  /** Resolves to the effect that the slot has by this; the same one once more changes nothing. */
  async function take(id: string, wanted: WantedEffect, { expectedRevision, who }: Change): Promise<SlotEffect> {
    return database.transaction(async (tx) => {
      const before = await slots.lockAt(tx, id, expectedRevision)
      const { settings, origin } = await findWanted(before, wanted, tx)
      const effect = requireEffect(settings)
      const current = effectSchema.safeParse(before.settings)
      if (current.success && isSame(current.data, effect))
        return { revision: before.revision, ...(await originAt(id, before.revision, tx)) }
      const { revision } = await slots.change(tx, before, { ...(before.settings as object), ...effect }, who)
      await recordChange(tx, {
        who,
        what: effectChanged,
        before: { id, revision: before.revision },
        after: { id, revision, ...origin },
      })
      return { revision, ...origin }
    })
  }

  return { read, take }
}

export type SlotEffects = ReturnType<typeof createSlotEffects>

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

function requireEffect(settings: unknown) {
  const { data, error } = effectSchema.safeParse(settings)
  if (!data) throw new GatewayError('slot_misconfigured', `no effect to take: ${error.message}`)
  return data
}
