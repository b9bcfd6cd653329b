import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { recordChange } from '../accounts/audit.ts'
import type { Database, Queryable, Transaction } from '../database.ts'
import { and, asc, desc, eq, inArray, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { ImageType } from '../media/image-type.ts'
import { templateKey, templatePreviewKey } from '../media/keys.ts'
import type { Lend } from '../media/lending.ts'
import type { Store } from '../media/store.ts'
import type { Frame, SourceImage } from '../providers/provider.ts'
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

  /** The same picture twice is one template, with the label it had; `isNew` tells. */
  function add({ bytes, sha256, label, type, width, height }: NewTemplate, who: string) {
    return database.transaction(async (tx) => {
      await lockContent(tx, sha256)
      // Bytes first: a stray file is harmless, a row without its file is not. Written again, they mend a lost file.
      await store.write(templateKey(sha256), bytes)
      const row = { id: randomUUID(), sha256, label, mime: type, bytes: bytes.length, width, height }
      const [made] = await tx.insert(templates).values(row).onConflictDoNothing().returning()
      if (made) {
        await recordChange(tx, { who, what: 'template.added', before: null, after: noteOf(made) })
        return { template: made, isNew: true }
      }
      const [known] = await tx.select().from(templates).where(eq(templates.sha256, sha256))
      if (!known) throw new GatewayError('conflict', 'the template was deleted in the same moment')
      return { template: known, isNew: false }
    })
  }

  function rename(id: string, label: string, who: string): Promise<Template> {
    return database.transaction(async (tx) => {
      const [before] = await tx.select().from(templates).where(eq(templates.id, id)).for('update')
      const [after] = await tx.update(templates).set({ label }).where(eq(templates.id, id)).returning()
      if (!before || !after) throw new GatewayError('template_not_found', 'unknown template')
      await recordChange(tx, { who, what: 'template.renamed', before: noteOf(before), after: noteOf(after) })
      return after
    })
  }

  /** Refused while a slot's current revision binds it. */
  async function remove(id: string, who: string): Promise<void> {
    const { sha256 } = await require(id)
    await database.transaction(async (tx) => {
      await lockContent(tx, sha256)
      const [template] = await tx.select().from(templates).where(eq(templates.id, id)).for('update')
      if (!template) throw new GatewayError('template_not_found', 'unknown template')
      await refuseWhileBound(tx, id)
      await tx.delete(templates).where(eq(templates.id, id))
      await recordChange(tx, { who, what: 'template.removed', before: noteOf(template), after: null })
      // Inside: a file that cannot be deleted keeps its row, so the deletion can be asked for again.
      await store.delete(templatePreviewKey(sha256))
      await store.delete(templateKey(sha256))
    })
  }

  async function refuseWhileBound(tx: Transaction, id: string): Promise<void> {
    const users = await findBinding(tx, id)
    if (users.length === 0) return
    const details = `This template is used by ${users.map((user) => user.id).join(', ')}.`
    throw new GatewayError('template_in_use', details, { details })
  }

  async function readBytes({ sha256 }: Template): Promise<Buffer> {
    const bytes = await store.read(templateKey(sha256))
    if (!bytes) throw lostFile()
    return bytes
  }

  async function openBytes({ sha256 }: Template): Promise<Readable> {
    const opened = await store.open(templateKey(sha256))
    if (!opened) throw lostFile()
    return opened.stream
  }

  /** What a chain needs, by role. A role whose template is gone is left out; the operation that needs it says so. */
  async function loadTemplates(
    { templates: bound }: Pick<SlotSettings, 'templates'>,
    lend?: Lend,
  ): Promise<Record<string, SourceImage>> {
    const ids = Object.values(bound)
    if (ids.length === 0) return {}
    const rows = await database.select().from(templates).where(inArray(templates.id, ids))
    const known = new Map(rows.map((row) => [row.id, toSourceImage(row, lend)]))
    const found = Object.entries(bound).flatMap(([role, id]) => {
      const image = known.get(id)
      return image ? [[role, image] as const] : []
    })
    return Object.fromEntries(found)
  }

  function toSourceImage(template: Template, lend?: Lend): SourceImage {
    const { mime, width, height, bytes, sha256 } = template
    const type = mime as ImageType
    const read = () => readBytes(template)
    return {
      type,
      width,
      height,
      byteLength: bytes,
      sha256,
      read,
      open: () => openBytes(template),
      ...(lend && { lend }),
    }
  }

  return { list, require, add, rename, remove, readBytes, loadTemplates }
}

export type Templates = ReturnType<typeof createTemplates>

/** What is laid over every result of a slot. That its template is gone is the slot's fault. */
export function frameOf(
  { output }: Pick<SlotSettings, 'output'>,
  loaded: Record<string, SourceImage>,
): Frame | undefined {
  if (!output.frame) return undefined
  if (!loaded.frame) throw new GatewayError('slot_misconfigured', 'the template of the frame is gone')
  return { template: loaded.frame, settings: output.frame }
}

/** Rows of slot_revisions whose settings bind this template. */
export const binds = (id: string) =>
  sql`jsonb_path_exists(${slotRevisions.settings}, '$.templates.* ? (@ == $id)', jsonb_build_object('id', ${id}::text))`

/** The slots that bind a template now. */
export async function findBinding(on: Queryable, id: string): Promise<{ id: string }[]> {
  const current = and(eq(slotRevisions.slotId, slots.id), eq(slotRevisions.revision, slots.revision))
  return on
    .select({ id: slots.id })
    .from(slots)
    .innerJoin(slotRevisions, current)
    .where(binds(id))
    .orderBy(asc(slots.id))
}

/** One at a time per content: otherwise a deletion could take the file that an upload has just brought back. */
async function lockContent(tx: Transaction, sha256: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${sha256}, 0))`)
}

const lostFile = () =>
  new GatewayError('slot_misconfigured', 'the file of a template is gone', {
    details: 'The file of a template is lost. Uploading the same picture again brings it back.',
  })

const noteOf = ({ id, label, sha256 }: Template) => ({ id, label, sha256 })
