import { z } from 'zod'
import { problemSchema, problemsOf } from '../problem.ts'
import { remarkSchema } from '../remark.ts'
import type { Answer } from '../route-contract.ts'
import type { Settings } from '../settings.ts'
import { findProblem, type Providers } from './check-slot.ts'
import { findHints } from './slot-hints.ts'
import type { RevisionNote, StoredSlot } from './slots.ts'

export const shownRevision = z
  .object({ revision: z.int(), saved_by: z.string(), saved_at: z.iso.datetime() })
  .meta({ id: 'Revision' })

export const shownSlot = shownRevision
  .extend({
    id: z.string(),
    settings: z
      .unknown()
      .meta({ anyOf: [{ $ref: '#/components/schemas/SlotSettings' }, { type: 'object' }] })
      .describe('As saved, perhaps by an older version: then `problem` says what is wrong.'),
    /** Why these settings do not work with this version of the gateway; null when they do. */
    problem: z.string().nullable(),
    /** What `problem` says, field by field. */
    problems: z.array(problemSchema),
    /** What follows from these settings and is easily overlooked, in sentences. */
    hints: z.array(z.string()),
    /** The same hints, each with its code. */
    remarks: z.array(remarkSchema),
    /** Never the password, never its hash. */
    has_password: z.boolean(),
    ingest_path: z.string(),
  })
  .meta({ id: 'Slot' })

export const slotAnswer: Answer = { description: 'The slot.', headers: ['ETag'] }

export const showRevision = ({ revision, savedBy, savedAt }: RevisionNote) => ({
  revision,
  saved_by: savedBy,
  saved_at: savedAt.toISOString(),
})

interface Dependencies {
  providers: Providers
  settings: Pick<Settings, 'read'>
}

/** Slots as people see them. */
export function createSlotView({ providers, settings }: Dependencies) {
  return async function showSlots(stored: readonly StoredSlot[]): Promise<z.infer<typeof shownSlot>[]> {
    const { syncSeconds: usualSyncSeconds, retentionHours } = await settings.read()
    return stored.map(({ id, settings: saved, passwordHash, seenAt, ...note }) => {
      const problem = findProblem(saved, providers)
      const remarks = findHints(saved, { providers, usualSyncSeconds, retentionHours, now: seenAt })
      return {
        id,
        settings: saved,
        problem,
        problems: problemsOf('invalid_settings', problem),
        hints: remarks.map(({ text }) => text),
        remarks,
        has_password: passwordHash !== null,
        ingest_path: `/ingest/${id}`,
        ...showRevision(note),
      }
    })
  }
}
