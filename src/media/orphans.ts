import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, eq, gt, inArray, isNotNull, isNull, sql } from '../drizzle.ts'
import { jobs } from '../schema.ts'
import type { CleaningPass } from './cleaning-pass.ts'
import type { Deletions } from './deletions.ts'
import { inBatches } from './job-batches.ts'
import { jobIdIn, prefixes, previewKey } from './keys.ts'
import type { Store } from './store.ts'

interface Dependencies {
  database: Database
  clock: Clock
  store: Store
  deletions: Pick<Deletions, 'resultsDeleted'>
}

const lookUpAtOnce = 500
/** So many results missing, and not one there, is not an accident of files. */
const fewEnoughToBelieve = 20

const rowColumns = {
  id: jobs.id,
  status: jobs.status,
  inputKey: jobs.inputKey,
  inputDeletedAt: jobs.inputDeletedAt,
  resultKey: jobs.resultKey,
  resultDeletedAt: jobs.resultDeletedAt,
}
type Row = Pick<typeof jobs.$inferSelect, keyof typeof rowColumns>

/**
 * Does the row still answer for this object? What is due but not yet gone is expiry's business. While the job is in
 * flight it answers for everything that bears its id: the worker of an earlier epoch may be alive, and cleans up after
 * itself.
 */
function isKept(key: string, row: Row | undefined): boolean {
  if (!row) return false
  if (key.startsWith(prefixes.inputs)) return key === row.inputKey && !row.inputDeletedAt
  if (row.status === 'pending' || row.status === 'processing') return true
  if (key.startsWith(prefixes.prepared)) return false
  if (row.resultDeletedAt || !row.resultKey) return false
  return key === row.resultKey || key === previewKey(row.id)
}

/** Finds objects without a row and rows without an object, and repairs both. */
export function createOrphanSearch({ database, clock, store, deletions }: Dependencies) {
  async function removeUnclaimed(pass: CleaningPass, keys: string[]): Promise<void> {
    const ids = keys.flatMap((key) => jobIdIn(key) ?? [])
    const rows = await database.select(rowColumns).from(jobs).where(inArray(jobs.id, ids))
    const rowOf = new Map<string | undefined, Row>(rows.map((row) => [row.id, row]))
    for (const key of keys) if (!isKept(key, rowOf.get(jobIdIn(key)))) await pass.remove('orphanObjects', key)
  }

  /**
   * Objects that no row answers for, once they are older than the grace: an upload is written before its row. A file
   * without a job's id in its name is somebody else's, and stays.
   */
  async function removeOrphanObjects(pass: CleaningPass, prefix: string, graceMilliseconds: number): Promise<void> {
    const keys: string[] = []
    for await (const { key, ageMilliseconds } of store.list(prefix)) {
      if (ageMilliseconds < graceMilliseconds || !jobIdIn(key)) continue
      keys.push(key)
      if (keys.length >= lookUpAtOnce) await removeUnclaimed(pass, keys.splice(0))
    }
    await removeUnclaimed(pass, keys)
  }

  const liveResults = () =>
    inBatches((after, limit) =>
      database
        .select({ id: jobs.id, resultKey: jobs.resultKey, bytes: jobs.resultBytes })
        .from(jobs)
        .where(
          and(
            eq(jobs.status, 'done'),
            isNotNull(jobs.resultKey),
            isNull(jobs.resultDeletedAt),
            gt(jobs.id, after),
            sql`${jobs.expiresAt} > (select ${clock.databaseNow()})`,
          ),
        )
        .orderBy(jobs.id)
        .limit(limit),
    )

  /** Results whose file is missing, or shorter than it was: nothing is synced on the way, so a power cut can do that. */
  async function findLost(): Promise<{ lost: { id: string; key: string }[]; present: number }> {
    const lost: { id: string; key: string }[] = []
    let present = 0
    for await (const batch of liveResults()) {
      for (const { id, resultKey, bytes } of batch) {
        const found = await store.find(resultKey ?? '')
        if (found?.bytes === bytes) present += 1
        else lost.push({ id, key: resultKey ?? '' })
      }
    }
    return { lost, present }
  }

  async function markLostResults(pass: CleaningPass): Promise<void> {
    const { lost, present } = await findLost()
    if (lost.length === 0) return
    // A mount may have gone while we looked: then nothing is lost at all.
    await store.prove()
    if (present === 0 && lost.length > fewEnoughToBelieve) {
      pass.fail(`all ${lost.length} results are missing, none was given up: is the right volume mounted?`)
      return
    }
    for (const { id, key } of lost) {
      pass.fail(`${key}: missing or cut short`)
      pass.count('lostResults', 1)
      if (pass.dryRun || !(await pass.remove('previews', previewKey(id))) || !(await pass.remove('results', key)))
        continue
      await deletions.resultsDeleted([id])
    }
  }

  return { removeOrphanObjects, markLostResults }
}
