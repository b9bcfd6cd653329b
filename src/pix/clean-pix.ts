import type { PgTable } from 'drizzle-orm/pg-core'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, eq, inArray, isNull, like, lt, type SQL, sql } from '../drizzle.ts'
import type { Logger } from '../log.ts'
import { type CleanerRecord, keepCleanerRecord } from '../media/cleaning.ts'
import { type CleanedKind, type CleaningPass, createCleaningPass } from '../media/cleaning-pass.ts'
import type { Store } from '../media/store.ts'
import type { PixConfig } from '../pix-config.ts'
import {
  pixCrmExports,
  pixEditorTokens,
  pixEdits,
  pixImages,
  pixImageVersions,
  pixJobs,
  pixShoots,
  pixUploads,
} from '../pix-schema.ts'
import { removeArchive } from './clean-archive.ts'
import { finalizeHours } from './editor-uploads.ts'
import { exportsPrefix, shootPrefix, temporaryPrefix, versionKey } from './keys.ts'
import { removeOldMails } from './mail/old-mails.ts'
import { isVersion } from './versions.ts'

interface Dependencies {
  database: Database
  store: Store
  clock: Clock
  log: Logger
  retention: PixConfig['retention']
  /** Where mails lie that nobody sends. */
  mailDirectory: string
}

const hourMilliseconds = 3_600_000
const dayMilliseconds = 24 * hourMilliseconds

/**
 * Deletes what has had its time: what was left on its way in or out, what is known of old uploads and tokens, and of closed
 * jobs the analysis and the versions that nobody got, and where that is wanted the archive. What came in and the gallery are
 * not touched; a master, and any best version, are neither. Every step may be broken off anywhere and done again.
 */
export function createPixCleaner({ database, store, clock, log, retention, mailDirectory }: Dependencies) {
  const ago = (days: number) => sql<Date>`(select ${clock.databaseNow()} - ${days} * interval '1 day')`

  async function run({ dryRun }: { dryRun: boolean }): Promise<CleanerRecord> {
    const startedAt = clock.monotonic()
    const pass = createCleaningPass({ store, log, dryRun })
    if (await prove(pass)) await cleanStore(pass)
    await removeRows(pass, 'pixUploads', pixUploads, lt(pixUploads.expiresAt, ago(retention.protocolDays)))
    await removeRows(pass, 'pixTokens', pixEditorTokens, lt(pixEditorTokens.expiresAt, ago(retention.protocolDays)))
    await removeOldMails(pass, { directory: mailDirectory, until: await readMoment(ago(retention.mailDays)) })
    const record = { ...pass.totals(), milliseconds: Math.round(clock.monotonic() - startedAt), dryRun }
    const isNews = record.errors.length > 0 || Object.values(record.removed).some((count) => count > 0)
    if (isNews && !dryRun) await keepCleanerRecord({ database, clock }, record)
    return record
  }

  const prove = (pass: CleaningPass) =>
    pass.attempt('storage', async () => {
      await store.prove()
      return true
    })

  async function cleanStore(pass: CleaningPass): Promise<void> {
    await pass.attempt('temporary files', () => removeTemporary(pass))
    await pass.attempt('exports', () => removeExports(pass))
    await ofClosed(pass, retention.analysisDays, (shootId) => removeAnalysis(pass, shootId))
    await ofClosed(pass, retention.editsDays, (shootId) => removeEdits(pass, shootId))
    const { archiveDays } = retention
    if (archiveDays === null) return
    await ofClosed(pass, archiveDays, (shootId) => removeArchive({ database, store }, pass, shootId))
  }

  async function readMoment(moment: SQL<Date>): Promise<Date> {
    const { rows } = await database.execute<{ at: string | Date }>(sql`select ${moment} as at`)
    return new Date(rows[0]?.at ?? 0)
  }

  /** What somebody may still hand over stays, however old it is. */
  async function removeTemporary(pass: CleaningPass): Promise<void> {
    const mayCome = sql`${pixUploads.createdAt} + make_interval(hours => ${finalizeHours}) > ${clock.databaseNow()}`
    const open = await database
      .select({ key: pixUploads.storageKey })
      .from(pixUploads)
      .where(and(isNull(pixUploads.finalizedAt), mayCome))
    const awaited = new Set(open.map(({ key }) => key))
    for await (const { key, ageMilliseconds } of store.list(temporaryPrefix)) {
      if (ageMilliseconds < retention.temporaryHours * hourMilliseconds || awaited.has(key)) continue
      await pass.remove('pixTemporaryFiles', key)
    }
  }

  /** The row first: who asks for the same again gets another one. A file that no row knows is what a killed node has left. */
  async function removeExports(pass: CleaningPass): Promise<void> {
    for await (const { key, ageMilliseconds } of store.list(exportsPrefix)) {
      if (ageMilliseconds < retention.exportDays * dayMilliseconds) continue
      const isOver = and(eq(pixCrmExports.storageKey, key), inArray(pixCrmExports.status, ['done', 'failed']))
      if (!pass.dryRun) await database.update(pixCrmExports).set({ storageKey: null, bytes: null }).where(isOver)
      await pass.remove('pixExports', key)
    }
  }

  /**
   * Shoot by shoot; of one whose job has been opened again nothing goes, and what cannot be looked through keeps nobody
   * from the others. When the store is away in the middle, the rest is for the next run.
   */
  async function ofClosed(pass: CleaningPass, days: number, remove: (shootId: string) => Promise<void>): Promise<void> {
    const isClosed = and(eq(pixJobs.status, 'closed'), lt(pixJobs.closedAt, ago(days)))
    const shootsOf = (only?: SQL) =>
      database
        .select({ id: pixShoots.id })
        .from(pixShoots)
        .innerJoin(pixJobs, and(eq(pixJobs.id, pixShoots.jobId), isClosed))
        .where(only)
    for (const { id } of await shootsOf()) {
      const [still] = await shootsOf(eq(pixShoots.id, id))
      if (!still) continue
      const isThrough = await pass.attempt(`shoot ${id}`, async () => {
        await remove(id)
        return true
      })
      if (!isThrough && !(await prove(pass))) return
    }
  }

  async function removeAnalysis(pass: CleaningPass, shootId: string): Promise<void> {
    if (!pass.dryRun) {
      const ofShoot = sql`${pixImageVersions.imageId} in (select image_id from ${pixImages} where shoot_id = ${shootId})`
      await database.delete(pixImageVersions).where(and(like(pixImageVersions.kind, 'mask\\_%'), ofShoot))
    }
    await removeAll(pass, 'pixAnalysis', { prefix: shootPrefix('analysis', shootId), kept: new Set() })
  }

  /** Rows before bytes: a file without a row is found again, a row without its file is a lie. */
  async function removeEdits(pass: CleaningPass, shootId: string): Promise<void> {
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
    await removeAll(pass, 'pixEdits', { prefix: shootPrefix('edits', shootId), kept })
  }

  async function removeAll(
    pass: CleaningPass,
    kind: CleanedKind,
    { prefix, kept }: { prefix: string; kept: ReadonlySet<string> },
  ): Promise<void> {
    for await (const { key } of store.list(prefix)) if (!kept.has(key)) await pass.remove(kind, key)
  }

  async function removeRows(pass: CleaningPass, kind: CleanedKind, table: PgTable, due: SQL): Promise<void> {
    if (pass.dryRun) return pass.count(kind, await database.$count(table, due))
    const { rowCount } = await database.delete(table).where(due)
    pass.count(kind, rowCount ?? 0)
  }

  return { run }
}

export type PixCleaner = ReturnType<typeof createPixCleaner>
