import type { PgTable } from 'drizzle-orm/pg-core'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, isNotNull, isNull, lt, or, type SQL, sql } from '../drizzle.ts'
import type { Logger } from '../log.ts'
import {
  cleanerRuns,
  deletionReceipts,
  failedAttempts,
  galleries,
  idempotencyKeys,
  jobs,
  refusals,
  rehearsals,
  sessions,
  slotRequests,
  temporaryLinks,
  webhookDeliveries,
} from '../schema.ts'
import { type CleanedKind, type CleaningPass, cleanedKinds, createCleaningPass } from './cleaning-pass.ts'
import { createDeletions } from './deletions.ts'
import { createExpiry } from './expiry.ts'
import { prefixes } from './keys.ts'
import { createOrphanSearch } from './orphans.ts'
import type { Store } from './store.ts'

interface Dependencies {
  database: Database
  clock: Clock
  store: Store
  log: Logger
}

export interface CleanerOptions {
  /** Says what would be removed; deletes, writes and records nothing. */
  dryRun: boolean
  /** Also compares the whole store with the rows. */
  withOrphans: boolean
  /** How long a file may be alone; 0 is for a store that nobody writes to. Default: 15 minutes, an hour for half a file. */
  orphanGraceMilliseconds?: number
}

export interface CleanerRecord {
  removed: Record<CleanedKind, number>
  bytes: number
  errors: string[]
  milliseconds: number
  dryRun: boolean
}

const defaultGraceMilliseconds = 15 * 60_000
const stalePartialMilliseconds = 3_600_000
const jobRowDays = 30
/** So long a link that is over is still told from one that never was. */
const linkDays = 1
/** A year and a bit: whoever asks about last summer's party gets an answer. */
const receiptDays = 400
const recordDays = 7
/** Their schedule ends in the fourth day. */
const deliveryDays = 7
/** They may hold what a guest has typed. */
const requestDays = 1

/**
 * Deletes what has had its time and repairs what does not fit together. Every step may be broken off anywhere and done
 * again; that only one node cleans at a time is the caller's part.
 */
export function createCleaner({ database, clock, store, log }: Dependencies) {
  const deletions = createDeletions({ database, clock })
  const expiry = createExpiry({ database, clock, deletions })
  const orphans = createOrphanSearch({ database, clock, store, deletions })
  const daysAgo = (days: number) => sql<Date>`(select ${clock.databaseNow()} - ${days} * interval '1 day')`

  /** Without a proven store no byte is missed and no row is marked. */
  async function cleanStore(pass: CleaningPass, options: CleanerOptions): Promise<void> {
    const { withOrphans, orphanGraceMilliseconds: grace } = options
    const isProven = await pass.attempt('storage', async () => {
      // Not whether it takes bytes: where a disk is full, cleaning is what helps.
      await store.prove()
      return true
    })
    if (!isProven) return
    await expiry.removeResults(pass)
    await expiry.removeInputs(pass)
    await pass.attempt('partial files', () => removePartials(pass, grace ?? stalePartialMilliseconds))
    if (!withOrphans) return
    for (const prefix of [prefixes.inputs, prefixes.results, prefixes.previews, prefixes.prepared]) {
      await pass.attempt(`orphans in ${prefix}`, () =>
        orphans.removeOrphanObjects(pass, prefix, grace ?? defaultGraceMilliseconds),
      )
    }
    await pass.attempt('lost results', () => orphans.markLostResults(pass))
  }

  async function removePartials(pass: CleaningPass, olderThanMilliseconds: number): Promise<void> {
    const stale = await store.removeStalePartials(olderThanMilliseconds, { dryRun: pass.dryRun })
    pass.count('partialFiles', stale.files, stale.bytes)
  }

  async function cleanRows(pass: CleaningPass): Promise<void> {
    const withoutBytes = and(
      isNotNull(jobs.inputDeletedAt),
      or(isNull(jobs.resultKey), isNotNull(jobs.resultDeletedAt)),
    )
    await removeRows(pass, 'jobRows', jobs, and(lt(jobs.finishedAt, daysAgo(jobRowDays)), withoutBytes))
    await removeRows(pass, 'deletionReceipts', deletionReceipts, lt(deletionReceipts.deletedAt, daysAgo(receiptDays)))
    await removeRows(pass, 'refusals', refusals, lt(refusals.at, daysAgo(jobRowDays)))
    await removeRows(pass, 'temporaryLinks', temporaryLinks, lt(temporaryLinks.expiresAt, daysAgo(linkDays)))
    await removeRows(pass, 'idempotencyKeys', idempotencyKeys, lt(idempotencyKeys.expiresAt, daysAgo(0)))
    await removeRows(pass, 'sessions', sessions, lt(sessions.expiresAt, daysAgo(0)))
    await removeRows(pass, 'failedAttempts', failedAttempts, lt(failedAttempts.windowEndsAt, daysAgo(0)))
    await removeRows(pass, 'cleanerRuns', cleanerRuns, lt(cleanerRuns.startedAt, daysAgo(recordDays)))
    await removeRows(
      pass,
      'webhookDeliveries',
      webhookDeliveries,
      lt(webhookDeliveries.happenedAt, daysAgo(deliveryDays)),
    )
    // With the jobs that it showed.
    await removeRows(pass, 'galleries', galleries, lt(galleries.endsAt, daysAgo(jobRowDays)))
    const isOver = isNotNull(rehearsals.tidiedAt)
    await removeRows(pass, 'rehearsals', rehearsals, and(lt(rehearsals.endedAt, daysAgo(jobRowDays)), isOver))
    await removeRows(pass, 'slotRequests', slotRequests, lt(slotRequests.at, daysAgo(requestDays)))
  }

  async function removeRows(pass: CleaningPass, kind: CleanedKind, table: PgTable, due: SQL | undefined) {
    if (pass.dryRun) return pass.count(kind, await database.$count(table, due))
    const { rowCount } = await database.delete(table).where(due)
    pass.count(kind, rowCount ?? 0)
  }

  async function run(options: CleanerOptions): Promise<CleanerRecord> {
    const { dryRun } = options
    const startedAt = clock.monotonic()
    const pass = createCleaningPass({ store, log, dryRun })
    await cleanStore(pass, options)
    await cleanRows(pass)
    const record = { ...pass.totals(), milliseconds: Math.round(clock.monotonic() - startedAt), dryRun }
    if (!dryRun) await keepCleanerRecord({ database, clock }, record)
    return record
  }

  return { run }
}

export type Cleaner = ReturnType<typeof createCleaner>

/** For whoever looks at what was cleaned. */
export async function keepCleanerRecord(
  { database, clock }: Pick<Dependencies, 'database' | 'clock'>,
  { removed, bytes, errors, milliseconds, dryRun }: CleanerRecord,
): Promise<void> {
  const startedAt = sql<Date>`${clock.databaseNow()} - ${milliseconds} * interval '1 millisecond'`
  await database.insert(cleanerRuns).values({ startedAt, milliseconds, dryRun, removed, bytes, errors })
}

/** Of two runs that somebody wanted as one. */
export const sumOfRecords = (one: CleanerRecord, other: CleanerRecord): CleanerRecord => ({
  removed: Object.fromEntries(cleanedKinds.map((kind) => [kind, one.removed[kind] + other.removed[kind]])) as Record<
    CleanedKind,
    number
  >,
  bytes: one.bytes + other.bytes,
  errors: [...one.errors, ...other.errors],
  milliseconds: one.milliseconds + other.milliseconds,
  dryRun: one.dryRun,
})

const kindNames: Record<CleanedKind, string> = {
  results: 'expired results',
  previews: 'previews',
  inputs: 'photos of finished jobs',
  orphanObjects: 'files without a job',
  lostResults: 'results whose file is lost',
  partialFiles: 'broken-off uploads',
  jobRows: 'old jobs',
  deletionReceipts: 'old proofs of deletion',
  refusals: 'old refusals',
  temporaryLinks: 'links for providers',
  idempotencyKeys: 'expired request keys',
  sessions: 'expired sessions',
  failedAttempts: 'forgotten wrong passwords',
  cleanerRuns: 'old cleaning records',
  webhookDeliveries: 'old webhook deliveries',
  rehearsals: 'old rehearsals',
  slotRequests: 'old requests of slots',
  galleries: 'old galleries',
  pixTemporaryFiles: 'pix.immo: files that nobody took over',
  pixUploads: 'pix.immo: old uploads',
  pixTokens: "pix.immo: old editors' tokens",
  pixAnalysis: 'pix.immo: analysis of closed jobs',
  pixEdits: 'pix.immo: other versions of closed jobs',
  pixArchive: 'pix.immo: archive of closed jobs',
  pixExports: 'pix.immo: old archives for customers',
  pixMails: 'pix.immo: old mails in the folder',
}

/** A run, as a person at a terminal wants to read it. */
export function formatCleanerReport({ removed, bytes, errors, milliseconds, dryRun }: CleanerRecord): string {
  const counts = cleanedKinds.map((kind) => `${String(removed[kind]).padStart(8)}  ${kindNames[kind]}`)
  return [
    dryRun ? 'Dry run: nothing was deleted. This would go:' : 'Cleaned:',
    ...counts,
    `${(bytes / 1_000_000).toFixed(1).padStart(8)}  megabytes in ${milliseconds} ms`,
    ...(errors.length > 0 ? [`Errors (${errors.length}):`, ...errors.map((error) => `  ${error}`)] : []),
  ].join('\n')
}
