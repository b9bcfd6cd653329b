import { and, eq, gt, isNull, like, lt, type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import type { Logger } from '../log.ts'
import { type CleaningPass, createCleaningPass } from '../media/cleaning-pass.ts'
import type { Store } from '../media/store.ts'
import type { PixConfig } from '../pix-config.ts'
import {
  pixEditorTokens,
  pixEdits,
  pixImages,
  pixImageVersions,
  pixJobs,
  pixShoots,
  pixUploads,
} from '../pix-schema.ts'
import { finalizeHours } from './editor-uploads.ts'
import { shootPrefix, temporaryPrefix, versionKey } from './keys.ts'
import { isVersion } from './versions.ts'

interface Dependencies {
  database: Database
  store: Store
  clock: Clock
  log: Logger
  retention: PixConfig['retention']
}

const hourMilliseconds = 3_600_000

export interface PixCleaning {
  temporary: number
  uploads: number
  tokens: number
  analysis: number
  edits: number
  errors: string[]
}

/**
 * Deletes what has had its time: what was left on its way in, what is known of old uploads and tokens, and of closed jobs
 * the analysis and the versions that nobody got. What came in, the archive and the gallery are not touched; a master that
 * is the best version, and any best version, are neither. Every step may be broken off anywhere and done again.
 */
export function createPixCleaner({ database, store, clock, log, retention }: Dependencies) {
  const ago = (days: number) => sql<Date>`(select ${clock.databaseNow()} - ${days} * interval '1 day')`

  async function run({ dryRun }: { dryRun: boolean }): Promise<PixCleaning> {
    const pass = createCleaningPass({ store, log, dryRun })
    const counts = { temporary: 0, uploads: 0, tokens: 0, analysis: 0, edits: 0 }
    if (await prove(pass)) {
      counts.temporary = (await pass.attempt('temporary files', () => removeTemporary(pass))) ?? 0
      counts.analysis = await ofClosed(pass, retention.analysisDays, (shootId) => removeAnalysis(pass, shootId))
      counts.edits = await ofClosed(pass, retention.editsDays, (shootId) => removeEdits(pass, shootId))
    }
    const isOld = (expiresAt: typeof pixUploads.expiresAt | typeof pixEditorTokens.expiresAt) =>
      lt(expiresAt, ago(retention.protocolDays))
    counts.uploads = await removeRows(dryRun, pixUploads, isOld(pixUploads.expiresAt))
    counts.tokens = await removeRows(dryRun, pixEditorTokens, isOld(pixEditorTokens.expiresAt))
    const { errors } = pass.totals()
    return { ...counts, errors }
  }

  const prove = (pass: CleaningPass) =>
    pass.attempt('storage', async () => {
      await store.prove()
      return true
    })

  /** What somebody may still hand over stays: that takes longer than the address is good. */
  async function removeTemporary(pass: CleaningPass): Promise<number> {
    const isOpen = and(isNull(pixUploads.finalizedAt), gt(pixUploads.createdAt, ago(finalizeHours / 24)))
    const open = await database.select({ key: pixUploads.storageKey }).from(pixUploads).where(isOpen)
    const awaited = new Set(open.map(({ key }) => key))
    let removed = 0
    for await (const { key, ageMilliseconds } of store.list(temporaryPrefix)) {
      if (ageMilliseconds < retention.temporaryHours * hourMilliseconds || awaited.has(key)) continue
      if (await pass.remove('orphanObjects', key)) removed += 1
    }
    return removed
  }

  /**
   * Shoot by shoot; of one whose job has been opened again nothing goes, and what cannot be looked through keeps nobody
   * from the others. When the store is away in the middle, the rest is for the next run.
   */
  async function ofClosed(
    pass: CleaningPass,
    days: number,
    remove: (shootId: string) => Promise<number>,
  ): Promise<number> {
    const isClosed = and(eq(pixJobs.status, 'closed'), lt(pixJobs.closedAt, ago(days)))
    const shootsOf = (only?: SQL) =>
      database
        .select({ id: pixShoots.id })
        .from(pixShoots)
        .innerJoin(pixJobs, and(eq(pixJobs.id, pixShoots.jobId), isClosed))
        .where(only)
    let removed = 0
    for (const { id } of await shootsOf()) {
      const [still] = await shootsOf(eq(pixShoots.id, id))
      if (!still) continue
      const gone = await pass.attempt(`shoot ${id}`, () => remove(id))
      removed += gone ?? 0
      if (gone === undefined && !(await prove(pass))) break
    }
    return removed
  }

  async function removeAnalysis(pass: CleaningPass, shootId: string): Promise<number> {
    if (!pass.dryRun) {
      const ofShoot = sql`${pixImageVersions.imageId} in (select image_id from ${pixImages} where shoot_id = ${shootId})`
      await database.delete(pixImageVersions).where(and(like(pixImageVersions.kind, 'mask\\_%'), ofShoot))
    }
    return removeAll(pass, shootPrefix('analysis', shootId), new Set())
  }

  /** Rows before bytes: a file without a row is found again, a row without its file is a lie. */
  async function removeEdits(pass: CleaningPass, shootId: string): Promise<number> {
    const images = await database.select().from(pixImages).where(eq(pixImages.shootId, shootId))
    const kept = new Set<string>()
    for (const { id: imageId, bestVersion } of images) {
      if (isVersion(bestVersion)) kept.add(versionKey({ shootId, imageId }, bestVersion))
      if (pass.dryRun) continue
      await database.transaction(async (tx) => {
        const isOther = sql`to_version is distinct from ${bestVersion}`
        await tx.delete(pixEdits).where(and(eq(pixEdits.imageId, imageId), sql`status <> 'running'`, isOther))
        const isEdit = sql`(kind like 'clean\\_v%' or kind like 'base%') and kind <> ${bestVersion}`
        const isUsed = sql`exists (select from ${pixEdits} where ${pixEdits.imageId} = ${imageId} and ${pixEdits.toVersion} = kind)`
        await tx.delete(pixImageVersions).where(and(eq(pixImageVersions.imageId, imageId), isEdit, sql`not ${isUsed}`))
      })
    }
    return removeAll(pass, shootPrefix('edits', shootId), kept)
  }

  async function removeAll(pass: CleaningPass, prefix: string, kept: ReadonlySet<string>): Promise<number> {
    let removed = 0
    for await (const { key } of store.list(prefix)) {
      if (!kept.has(key) && (await pass.remove('orphanObjects', key))) removed += 1
    }
    return removed
  }

  async function removeRows(dryRun: boolean, table: PgTable, due: SQL): Promise<number> {
    if (dryRun) return database.$count(table, due)
    const { rowCount } = await database.delete(table).where(due)
    return rowCount ?? 0
  }

  return { run }
}
