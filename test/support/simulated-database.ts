import { GatewayError } from '../../src/errors.ts'
import type { Deletions } from '../../src/media/deletions.ts'
import type { Publication } from '../../src/media/publication.ts'
import type { Admission as CallAdmission } from '../../src/providers/course.ts'
import type { Admission } from '../../src/queue/admission.ts'
import type { Attempts } from '../../src/queue/attempts.ts'
import type { Claims } from '../../src/queue/claims.ts'
import type { Jobs } from '../../src/queue/jobs.ts'
import type { LostJobs } from '../../src/queue/lost-jobs.ts'
import type { Settings } from '../../src/settings.ts'
import type { SlotSettings } from '../../src/slots/slot.ts'
import type { Slots } from '../../src/slots/slots.ts'
import type { Templates } from '../../src/slots/templates.ts'
import type { SimulatedLine } from './simulated-line.ts'
import type { SimulatedNode } from './simulated-node.ts'
import type { SimulatedTables } from './simulated-tables.ts'

interface Dependencies {
  line: SimulatedLine
  tables: SimulatedTables
  node: SimulatedNode
  slot: SlotSettings
  /** Whether the service lets a call through now. */
  admit(): CallAdmission
}

const retentionHours = 48
const open: CallAdmission = { mayGo: true }

/** The database as one node sees it: each function is one statement or one transaction, on its way there and back. */
export function createSimulatedDatabase({ line, tables, node, slot, admit }: Dependencies) {
  const ask = <Value>(work: () => Value) => line.send(node, work)

  const claims: Claims = {
    claim: (count) =>
      // The node looks at its clock when it sends; a part of the way may lie before.
      line.send(node, ({ there }) => tables.claim(node.id, count, node.clock.monotonic() - there)),
    keep: async (held) => (held.length === 0 ? new Set() : ask(() => tables.keep(node.id, held))),
    finish: (claim, result, log, hours) => ask(() => tables.finish(node.id, claim, result, log, hours)),
    fail: (claim, failure, log) => ask(() => tables.fail(node.id, claim, failure, log)),
    handBack: (claim, log) => ask(() => tables.handBack(node.id, claim, log)),
    letGo: (claim, log) => ask(() => tables.letGo(node.id, claim, log)),
  }

  const attempts: Pick<Attempts, 'begin' | 'settle' | 'remember' | 'findUnfinished'> = {
    begin: (claim, call) =>
      ask(() => {
        const admission = call.facts.keyId === undefined ? open : admit()
        if (admission.mayGo && !tables.beginAttempt(node.id, claim, call)) return undefined
        return admission
      }),
    settle: (claim, attempt) => ask(() => tables.settle(claim, attempt)),
    remember: (claim, call, remote) => ask(() => tables.remember(node.id, claim, call, remote)),
    findUnfinished: async (claim) => (claim.epoch <= 1 ? undefined : ask(() => tables.findUnfinished(claim))),
  }

  const jobs: Omit<Jobs, 'measureQueue'> = {
    stop: (id, failure) => ask(() => tables.stop(id, failure)),
    stopIfUnwanted: (id, failure) =>
      ask(() => {
        const job = tables.find(id)
        return job && (job.waiters > 1 || job.deliveredAt !== null) ? false : tables.stop(id, failure)
      }),
    finishInstead: (id, kind, result, hours) => ask(() => tables.finishInstead(id, kind, result, hours)),
    leave: (id) => ask(() => tables.leave(id)),
    delivered: (id) => ask(() => tables.delivered(id)),
    loseAttempts: (id) => ask(() => tables.loseAttempts(id)),
    find: (id) => ask(() => tables.find(id)),
    findEnded: async (ids) => (ids.length === 0 ? [] : ask(() => tables.findEnded(ids))),
  }

  const lostJobs: LostJobs = {
    takeOver: () => ask(() => tables.takeOver()),
    findOverdue: () => ask(() => tables.findOverdue()),
  }

  const queue: Pick<Admission, 'enqueue'> = { enqueue: (job) => ask(() => tables.enqueue(job)) }
  const deletions: Pick<Deletions, 'photosDeleted'> = {
    photosDeleted: (ids) => ask(() => tables.photosDeleted(ids)),
  }
  const settings: Pick<Settings, 'read'> = {
    read: () =>
      ask(() => ({
        syncSeconds: 48,
        retentionHours,
        ingestPasswordHash: null,
        ingestPasswordSource: null,
        ...{ publicBaseUrl: null, publicBaseUrlSource: null, locale: 'en' as const, revision: 0 },
      })),
  }
  const slots: Pick<Slots, 'findRevision'> = {
    findRevision: (id, revision) =>
      ask(() => {
        const [savedAt, seenAt] = [new Date(0), new Date(0)]
        return { id, revision, settings: slot, passwordHash: null, savedBy: 'test', savedAt, seenAt }
      }),
  }
  const templates: Pick<Templates, 'loadTemplates'> = {
    loadTemplates: async ({ templates: bound }) => (Object.keys(bound).length === 0 ? {} : ask(() => ({}))),
  }
  const publication: Pick<Publication, 'requirePublished'> = {
    requirePublished: (id) =>
      ask(() => {
        if (tables.rows.get(id)?.status === 'done') return undefined as never // nobody looks at it here
        throw new GatewayError('result_not_found', 'there is no picture')
      }),
  }

  return { claims, attempts, jobs, lostJobs, queue, deletions, settings, slots, templates, publication }
}

export type SimulatedDatabase = ReturnType<typeof createSimulatedDatabase>
