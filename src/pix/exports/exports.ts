import { recordChange } from '../../accounts/audit.ts'
import type { Clock } from '../../clock.ts'
import type { Database, Transaction } from '../../database.ts'
import { and, desc, eq, inArray, isNotNull, isNull, or, sql } from '../../drizzle.ts'
import { GatewayError } from '../../errors.ts'
import { pixCrmExports, pixJobs } from '../../pix-schema.ts'
import type { PixQueue } from '../work.ts'
import { remarksOfExports } from './export-sentences.ts'
import type { CollectHandover, ExportFormat } from './handover.ts'
import { findMissing } from './missing-fields.ts'
import type { Target } from './targets.ts'

export type Export = typeof pixCrmExports.$inferSelect

interface Dependencies {
  database: Database
  clock: Clock
  collect: CollectHandover
  queue: PixQueue
}

interface Wish {
  target: Target | null
  /** Also when the same content was handed over before. */
  again: boolean
  who: string
}

const { id, jobId, targetId, format, status, attempts, createdAt } = pixCrmExports

export const sentenceOfMissing = (fields: readonly string[]) =>
  remarksOfExports.say('missing_fields', { fields: fields.join(', ') }).text

/** Galleries that are, or were, handed over. */
export function createExports({ database, clock, collect, queue }: Dependencies) {
  const now = () => clock.databaseNow()

  /**
   * A row and its message, or the row of the one that is under way or has handed over the same. What lacks fields gets a
   * row that says which, and no message.
   */
  async function request(job: string, { target, again, who }: Wish): Promise<{ made: Export; isNew: boolean }> {
    const handover = await collect(job, target)
    const missing = findMissing(handover)
    const wanted: ExportFormat = target?.kind ?? 'zip'
    return database.transaction(async (tx) => {
      // One at a time for each job: of two at once, the second finds the first.
      await tx.select({ id: pixJobs.id }).from(pixJobs).where(eq(pixJobs.id, job)).for('update')
      const before = await findLike(tx, { job, target, wanted, hash: handover.hash, again })
      if (before) return { made: before, isNew: false }
      const failure = { status: 'failed' as const, error: sentenceOfMissing(missing), finishedAt: now() }
      const [made] = await tx
        .insert(pixCrmExports)
        .values({
          ...{ jobId: job, targetId: target?.id ?? null, format: wanted, contentHash: handover.hash },
          ...(missing.length > 0 ? { ...failure, missingFields: missing } : { status: 'queued' as const }),
          ...{ requestedBy: who, createdAt: now(), remoteIds: await idsBefore(tx, job, target) },
        })
        .returning()
      if (!made) throw new GatewayError('internal_error', 'no row came back')
      const after = { id: made.id, job, format: wanted, target: target?.id ?? null, status: made.status }
      await recordChange(tx, { who, what: 'pix_export.requested', before: null, after })
      if (made.status === 'queued') await queue.send(tx, 'pix-export', { exportId: made.id })
      return { made, isNew: true }
    })
  }

  interface Like {
    job: string
    target: Target | null
    wanted: ExportFormat
    hash: string
    again: boolean
  }

  async function findLike(tx: Transaction, { job, target, wanted, hash, again }: Like): Promise<Export | undefined> {
    const isLike = and(eq(jobId, job), eq(format, wanted), target ? eq(targetId, target.id) : isNull(targetId))
    const [underWay] = await tx
      .select()
      .from(pixCrmExports)
      .where(and(isLike, inArray(status, ['queued', 'running'])))
      .limit(1)
    if (underWay || again) return underWay
    // An archive is kept for a while; who wants it later gets another one.
    const isThere = or(inArray(format, ['onoffice', 'propstack']), isNotNull(pixCrmExports.storageKey))
    const isSame = and(isLike, eq(status, 'done'), eq(pixCrmExports.contentHash, hash), isThere)
    const [done] = await tx.select().from(pixCrmExports).where(isSame).orderBy(desc(createdAt)).limit(1)
    return done
  }

  /** What the other side calls what it got in earlier exports: it is changed there, and not added again. */
  async function idsBefore(tx: Transaction, job: string, target: Target | null): Promise<Record<string, string>> {
    if (!target) return {}
    const isEarlier = and(eq(jobId, job), eq(targetId, target.id))
    const rows = await tx
      .select({ remoteIds: pixCrmExports.remoteIds })
      .from(pixCrmExports)
      .where(isEarlier)
      .orderBy(desc(createdAt), desc(id))
      .limit(1)
    return rows[0]?.remoteIds ?? {}
  }

  /** Undefined when it is over already. */
  async function claim(exportId: string): Promise<Export | undefined> {
    const isOpen = and(eq(id, exportId), inArray(status, ['queued', 'running']))
    const [claimed] = await database
      .update(pixCrmExports)
      .set({ status: 'running', attempts: sql`${attempts} + 1` })
      .where(isOpen)
      .returning()
    return claimed
  }

  const mine = (claimed: Export) => and(eq(id, claimed.id), eq(status, 'running'), eq(attempts, claimed.attempts))

  /** Rejects when another worker has claimed it since. */
  async function write(claimed: Export, values: Partial<typeof pixCrmExports.$inferInsert>): Promise<void> {
    const written = await database.update(pixCrmExports).set(values).where(mine(claimed)).returning({ id })
    if (written.length === 0) throw new GatewayError('cancelled', 'another worker has this export')
  }

  const end = (claimed: Export, values: Partial<typeof pixCrmExports.$inferInsert>) =>
    write(claimed, { ...values, finishedAt: sql`${now()}` as never })

  /** For the queue, when a message has had all its tries. */
  async function giveUp(tx: Transaction, { exportId }: { exportId: string }): Promise<void> {
    const error = remarksOfExports.say('gave_up').text
    await tx
      .update(pixCrmExports)
      .set({ status: 'failed', error: sql`coalesce(${pixCrmExports.error}, ${error})`, finishedAt: now() })
      .where(and(eq(id, exportId), inArray(status, ['queued', 'running'])))
  }

  /** The newest first. */
  const list = (job: string, limit: number) =>
    database.select().from(pixCrmExports).where(eq(jobId, job)).orderBy(desc(createdAt), desc(id)).limit(limit)

  async function require(job: string, exportId: string): Promise<Export> {
    const [found] = await database
      .select()
      .from(pixCrmExports)
      .where(and(eq(id, exportId), eq(jobId, job)))
    if (!found) throw new GatewayError('export_not_found', 'unknown export')
    return found
  }

  return { request, claim, write, end, giveUp, list, require }
}

export type Exports = ReturnType<typeof createExports>
