import { recordChange } from '../accounts/audit.ts'
import type { Database, Transaction } from '../database.ts'
import { asc, eq, inArray } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { slotRevisions, slots, templates } from '../schema.ts'
import type { Slots, StoredSlot } from './slots.ts'
import { binds, findBinding, type Templates } from './templates.ts'

/** One revision of one slot that binds a template, in these roles. */
export interface Usage {
  slotId: string
  revision: number
  /** Does the slot stand at this revision? */
  isCurrent: boolean
  roles: string[]
}

type Bound = Readonly<Record<string, string>>

interface Dependencies {
  database: Database
  slots: Pick<Slots, 'lock' | 'change'>
  templates: Pick<Templates, 'require'>
}

const boundIn = (settings: unknown): Bound => (settings as { templates?: Bound }).templates ?? {}

/** Who uses a template, and how all of them come to use another. */
export function createTemplateBindings({ database, slots: stored, templates: known }: Dependencies) {
  /** The newest revisions first. */
  async function findUsages(id: string): Promise<Usage[]> {
    await known.require(id)
    const { slotId, revision, settings } = slotRevisions
    const rows = await database
      .select({ slotId, revision, settings, current: slots.revision })
      .from(slotRevisions)
      .innerJoin(slots, eq(slots.id, slotId))
      .where(binds(id))
      .orderBy(asc(slotId), revision)
    const usages = rows.map((row) => ({
      ...{ slotId: row.slotId, revision: row.revision, isCurrent: row.revision === row.current },
      roles: Object.entries(boundIn(row.settings)).flatMap(([role, bound]) => (bound === id ? [role] : [])),
    }))
    return usages.reverse().sort((one, other) => one.slotId.localeCompare(other.slotId))
  }

  /** The slots first, then the template: every save locks in this order. */
  async function lockBinding(tx: Transaction, from: string): Promise<StoredSlot[]> {
    const ids = (await findBinding(tx, from)).map(({ id }) => id)
    const locked: StoredSlot[] = []
    for (const id of ids) locked.push(await stored.lock(tx, id))
    await tx.select({ id: templates.id }).from(templates).where(eq(templates.id, from)).for('update')
    const bound = (await findBinding(tx, from)).map(({ id }) => id)
    if (bound.some((id) => !ids.includes(id))) throw new GatewayError('conflict', 'a slot has just bound the template')
    return locked.filter(({ id }) => bound.includes(id))
  }

  /** All slots that bind the one template bind the other, each with a new revision; or none of them does. */
  function rebind(from: string, to: string, who: string): Promise<{ id: string; revision: number }[]> {
    return database.transaction(async (tx) => {
      await requireBoth(tx, from, to)
      const changed: { id: string; revision: number }[] = []
      for (const slot of await lockBinding(tx, from)) {
        const { id, revision } = await changeOne(tx, slot, from, to, who)
        changed.push({ id, revision })
      }
      await recordChange(tx, { who, what: 'template.rebound', before: { id: from }, after: { id: to, slots: changed } })
      return changed
    })
  }

  async function requireBoth(tx: Transaction, from: string, to: string): Promise<void> {
    const ids = [...new Set([from, to])]
    const found = await tx.$count(templates, inArray(templates.id, ids))
    if (found < ids.length) throw new GatewayError('template_not_found', 'unknown template')
    if (ids.length > 1) return
    const details = 'to: must be another template'
    throw new GatewayError('invalid_settings', details, { details })
  }

  async function changeOne(tx: Transaction, slot: StoredSlot, from: string, to: string, who: string) {
    const rebound = Object.entries(boundIn(slot.settings)).map(([role, id]) => [role, id === from ? to : id])
    try {
      return await stored.change(
        tx,
        slot,
        { ...(slot.settings as object), templates: Object.fromEntries(rebound) },
        who,
      )
    } catch (error) {
      if (!(error instanceof GatewayError) || error.code !== 'invalid_settings') throw error
      const details = `Nothing was changed, because of ${slot.id}: ${error.details}`
      throw new GatewayError('invalid_settings', details, { details, cause: error })
    }
  }

  return { findUsages, rebind }
}

export type TemplateBindings = ReturnType<typeof createTemplateBindings>
