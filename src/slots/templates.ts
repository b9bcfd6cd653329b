import { randomUUID } from 'node:crypto'
import { desc, eq, inArray, sql } from 'drizzle-orm'
import { recordChange } from '../accounts/audit.ts'
import type { Database } from '../database.ts'
import { GatewayError } from '../errors.ts'
import type { ImageType } from '../media/image-type.ts'
import { templateKey } from '../media/keys.ts'
import type { Store } from '../media/store.ts'
import type { SourceImage } from '../providers/provider.ts'
import { slotRevisions, slots, templates } from '../schema.ts'
import type { SlotSettings } from './slot.ts'

export type Template = typeof templates.$inferSelect

export interface NewTemplate {
  label: string
  type: ImageType
  width: number
  height: number
  sha256: string
  bytes: Buffer
}

interface Dependencies {
  database: Database
  store: Store
}

/** Reference pictures: permanent, kept once per content, never public. */
export function createTemplates({ database, store }: Dependencies) {
  async function list(): Promise<Template[]> {
    return database.select().from(templates).orderBy(desc(templates.createdAt))
  }

  async function require(id: string): Promise<Template> {
    const [template] = await database.select().from(templates).where(eq(templates.id, id))
    if (!template) throw new GatewayError('template_not_found', 'unknown template')
    return template
  }

  /** The same picture twice is one template; `isNew` tells. */
  async function add({ bytes, sha256, label, type, width, height }: NewTemplate, who: string) {
    // Bytes first: a stray file is harmless, a row without its file is not.
    await store.write(templateKey(sha256), bytes)
    return database.transaction(async (tx) => {
      const row = { id: randomUUID(), sha256, label, mime: type, bytes: bytes.length, width, height }
      const [made] = await tx.insert(templates).values(row).onConflictDoNothing().returning()
      if (made) {
        await recordChange(tx, { who, what: `template.added ${made.id}`, before: null, after: { label, sha256 } })
        return { template: made, isNew: true }
      }
      const [known] = await tx.select().from(templates).where(eq(templates.sha256, sha256))
      if (!known) throw new GatewayError('conflict', 'deleted in the same moment')
      return { template: known, isNew: false }
    })
  }

  /** Refused while a slot's current revision binds it. */
  async function remove(id: string, who: string): Promise<void> {
    const template = await database.transaction(async (tx) => {
      const [locked] = await tx.select().from(templates).where(eq(templates.id, id)).for('update')
      if (!locked) throw new GatewayError('template_not_found', 'unknown template')
      const users = await tx
        .select({ id: slots.id })
        .from(slots)
        .innerJoin(
          slotRevisions,
          sql`${slotRevisions.slotId} = ${slots.id} and ${slotRevisions.revision} = ${slots.revision}`,
        )
        .where(
          sql`jsonb_path_exists(${slotRevisions.settings}, '$.templates.* ? (@ == $id)', jsonb_build_object('id', ${id}::text))`,
        )
      if (users.length > 0) {
        const details = `This template is used by ${users.map((user) => user.id).join(', ')}.`
        throw new GatewayError('template_in_use', details, { details })
      }
      await tx.delete(templates).where(eq(templates.id, id))
      await recordChange(tx, {
        who,
        what: `template.removed ${id}`,
        before: { label: locked.label, sha256: locked.sha256 },
        after: null,
      })
      return locked
    })
    await store.delete(templateKey(template.sha256))
  }

  async function readBytes({ sha256 }: Template): Promise<Buffer> {
    const bytes = await store.read(templateKey(sha256))
    if (!bytes) throw new GatewayError('slot_misconfigured', 'the file of a template is gone')
    return bytes
  }

  /** What an operation needs, by role. */
  async function loadTemplates({
    templates: bound,
  }: Pick<SlotSettings, 'templates'>): Promise<Record<string, SourceImage>> {
    const ids = Object.values(bound)
    if (ids.length === 0) return {}
    const rows = await database.select().from(templates).where(inArray(templates.id, ids))
    const known = new Map(rows.map((row) => [row.id, row]))
    return Object.fromEntries(
      Object.entries(bound).flatMap(([role, id]) => {
        const row = known.get(id)
        return row ? [[role, toSourceImage(row)]] : []
      }),
    )
  }

  function toSourceImage(template: Template): SourceImage {
    const { mime, width, height, bytes } = template
    return { type: mime as ImageType, width, height, byteLength: bytes, read: () => readBytes(template) }
  }

  return { list, require, add, remove, readBytes, loadTemplates }
}

export type Templates = ReturnType<typeof createTemplates>
