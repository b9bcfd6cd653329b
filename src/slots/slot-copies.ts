import { z } from 'zod'
import type { Database } from '../database.ts'
import { inArray } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { templates } from '../schema.ts'
import { type Problem, refusal } from './check-slot.ts'
import { type Difference, diffSettings } from './diff-settings.ts'
import type { Slot, Slots } from './slots.ts'

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal digits')

/** A slot as a file: the pictures of its templates are named by their content, because ids mean nothing elsewhere. */
export const exportedSlotSchema = z.strictObject({
  kind: z.literal('photochanger.slot'),
  version: z.literal(1),
  id: z.string(),
  exported_at: z.iso.datetime(),
  /** Without `templates`, which are beside it. */
  settings: z.record(z.string(), z.unknown()),
  templates: z.array(z.strictObject({ role: z.string(), sha256: sha256Schema, label: z.string() })),
})

export type ExportedSlot = z.infer<typeof exportedSlotSchema>
type NamedTemplate = ExportedSlot['templates'][number]

interface ImportOptions {
  /** The id that it gets here. */
  id: string
  /** Replaces a slot that is there, when somebody has seen this revision of it. */
  expectedRevision: number | null
  isDryRun: boolean
  who: string
}

/** What an import did, or would do. */
export interface Imported {
  slot: Slot | null
  exists: boolean
  missing: NamedTemplate[]
  /** Why it cannot be imported. */
  problem: string | null
  changes: Difference[]
}

interface Dependencies {
  database: Database
  slots: Pick<Slots, 'requireStored' | 'find' | 'listStored' | 'create' | 'save' | 'checkUnsaved'>
}

/** Slots that become other slots: a copy beside the first, or a file that goes to another gateway. */
export function createSlotCopies({ database, slots }: Dependencies) {
  async function duplicate(from: string, to: { id: string; name: string }, who: string): Promise<Slot> {
    const { settings, passwordHash } = await slots.requireStored(from)
    return slots.create(to.id, { ...(settings as object), name: to.name }, { who, passwordHash })
  }

  async function exportSlot(id: string): Promise<ExportedSlot> {
    const { settings, seenAt } = await slots.requireStored(id)
    const { templates: bound, ...rest } = settings as { templates?: Record<string, string> }
    const roles = Object.entries(bound ?? {})
    const rows = await findTemplates(roles.map(([, templateId]) => templateId))
    return {
      kind: 'photochanger.slot',
      version: 1,
      id,
      exported_at: seenAt.toISOString(),
      settings: rest,
      templates: roles.map(([role, templateId]) => {
        const row = rows.find((each) => each.id === templateId)
        // Templates that a current revision binds are not deleted.
        if (!row) throw new GatewayError('slot_misconfigured', `the template ${templateId} of ${id} is gone`)
        return { role, sha256: row.sha256, label: row.label }
      }),
    }
  }

  async function findTemplates(ids: string[]) {
    if (ids.length === 0) return []
    return database.select().from(templates).where(inArray(templates.id, ids))
  }

  /** The ids that its templates have here, by role, and those that are not here. */
  async function resolve(named: NamedTemplate[]) {
    const hashes = named.map(({ sha256 }) => sha256)
    const rows =
      hashes.length > 0 ? await database.select().from(templates).where(inArray(templates.sha256, hashes)) : []
    const idOf = new Map(rows.map(({ sha256, id }) => [sha256, id]))
    const bound = named.flatMap(({ role, sha256 }) => {
      const id = idOf.get(sha256)
      return id === undefined ? [] : [[role, id] as const]
    })
    return { bound: Object.fromEntries(bound), missing: named.filter(({ sha256 }) => !idOf.has(sha256)) }
  }

  async function importSlot(file: ExportedSlot, options: ImportOptions): Promise<Imported> {
    const { id, expectedRevision, isDryRun, who } = options
    const { bound, missing } = await resolve(file.templates)
    const candidate = { ...file.settings, templates: bound }
    const known = (await slots.listStored()).find((slot) => slot.id === id)
    const seen = { exists: known !== undefined, missing, changes: diffSettings(known?.settings ?? {}, candidate) }
    if (isDryRun) return { ...seen, slot: null, problem: await problemOf(candidate, missing) }
    if (missing.length > 0) throw refusal(missing.map(nameMissing))
    const slot =
      expectedRevision !== null
        ? await slots.save(id, candidate, { expectedRevision, who })
        : await slots.create(id, candidate, { who })
    return { ...seen, slot, problem: null }
  }

  async function problemOf(candidate: unknown, missing: NamedTemplate[]): Promise<string | null> {
    if (missing.length > 0) return refusal(missing.map(nameMissing)).details
    try {
      await slots.checkUnsaved(candidate)
      return null
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'invalid_settings') return error.details
      throw error
    }
  }

  return { duplicate, exportSlot, importSlot }
}

export type SlotCopies = ReturnType<typeof createSlotCopies>

const nameMissing = ({ role, sha256, label }: NamedTemplate): Problem => ({
  field: `templates.${role}`,
  says: `the picture "${label}" with the SHA-256 ${sha256} is not here; upload it first`,
})
