import type { PgBoss } from 'pg-boss'
import { type Clock, repeat } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, eq, lt, or, type SQL, sql } from '../drizzle.ts'
import type { Logger } from '../log.ts'
import type { GalleryConfig } from '../pix-config.ts'
import {
  pixCaptions,
  pixExposes,
  pixExposeTexts,
  pixImages,
  pixImageVersions,
  pixJobs,
  pixShoots,
} from '../pix-schema.ts'
import { pixSweepQueue } from '../queue/boss.ts'
import { keyOf } from './pix-queue.ts'
import type { PixQueue } from './work.ts'

interface Dependencies {
  boss: PgBoss
  database: Database
  queue: PixQueue
  clock: Clock
  log: Logger
  gallery: Pick<GalleryConfig, 'resyncPolicy'>
}

const intervalSeconds = 60
/** A message is sent with the row; only one that is missing after so long was lost. */
const graceSeconds = 60
const mostAtOnce = 500
/** All images of all open jobs are held against their exposés: of eighty thousand that takes a second. */
const looksBetweenJobs = 10

/**
 * The rows are the truth, and messages only wake. Once a minute, on one node, everything is sent again that waits in the
    const found = await sweep({ withJobs: looks % looksBetweenJobs === 0 })
    looks += 1
    if (found.images > 0) log.info(found, 'images that waited without a message were sent into the pipeline')
 */
export function createPixSweep({ boss, database, queue, clock, log, gallery }: Dependencies) {
  const ago = (seconds: number) => sql<Date>`(select ${clock.databaseNow()} - ${seconds} * interval '1 second')`

  let looks = 0

  async function sweep({ withJobs = true } = {}): Promise<{ images: number; exposes: number; galleries: number }> {
    const images = await findForgotten()
    const exposes = withJobs ? await findStale() : []
    const galleries = withJobs ? await findBehind() : []
    await database.transaction(async (tx) => {
      for (const work of images) await queue.send(tx, 'pix-process', work)
      for (const jobId of exposes) await queue.send(tx, 'pix-expose', { jobId })
      for (const jobId of galleries) await queue.send(tx, 'pix-gallery', { jobId })
    })
    return { images: images.length, exposes: exposes.length, galleries: galleries.length }
  }

  async function findForgotten(): Promise<{ imageId: string; revision: number }[]> {
    const isWaiting = and(eq(pixImages.status, 'pending_processing'), lt(pixImages.registeredAt, ago(graceSeconds)))
    const isLost = and(eq(pixImages.status, 'processing'), lt(pixImages.leaseUntil, ago(graceSeconds)))
    const isQuiet = sql`coalesce(${pixShoots.quietUntil} <= (select ${clock.databaseNow()}), true)`
    const rows = await database
      .select({ imageId: pixImages.id, revision: pixImages.revision })
      .from(pixImages)
      .innerJoin(pixShoots, eq(pixShoots.id, pixImages.shootId))
      .where(or(and(isWaiting, isQuiet), isLost))
      .orderBy(pixImages.registeredAt)
      .limit(mostAtOnce)
    const known = await findMessages(rows.map(keyOf<'pix-process'>))
    return rows.filter((row) => !known.has(keyOf<'pix-process'>(row)))
  }

  async function findMessages(keys: string[]): Promise<Set<string>> {
    if (keys.length === 0) return new Set()
    const { rows } = await database.execute<{ key: string }>(
      sql`select singleton_key as key from pgboss.job where name = 'pix-process' and state < 'completed'
            and singleton_key = any(${sql.param(keys)}::text[])`,
    )
    return new Set(rows.map(({ key }) => key))
  }

  /** Jobs of which something has changed since their exposé was built, or that have none. */
  async function findStale(): Promise<string[]> {
    const builtAt = sql`coalesce(${pixExposes.builtAt}, '-infinity')`
    const newer = (rows: SQL) => sql`exists (${rows})`
    const hasNewer = or(
      newer(sql`select from ${pixImages} where ${pixImages.jobId} = ${pixJobs.id}
        and greatest(${pixImages.processedAt}, ${pixImages.excludedAt}) > ${builtAt}`),
      newer(sql`select from ${pixImages} join ${pixCaptions} on ${pixCaptions.imageId} = ${pixImages.id}
        where ${pixImages.jobId} = ${pixJobs.id} and ${pixImages.status} = 'processed'
          and ${pixCaptions.updatedAt} > ${builtAt}`),
      newer(sql`select from ${pixImages} join ${pixImageVersions} on ${pixImageVersions.imageId} = ${pixImages.id}
        where ${pixImages.jobId} = ${pixJobs.id} and ${pixImages.status} = 'processed'
          and ${pixImageVersions.kind} like 'clean_v%' and ${pixImageVersions.createdAt} > ${builtAt}`),
      newer(sql`select from ${pixExposeTexts} where ${pixExposeTexts.jobId} = ${pixJobs.id}
        and ${pixExposeTexts.updatedAt} > ${builtAt} and ${pixExposes.builtAt} is not null`),
    )
    const rows = await database
      .select({ id: pixJobs.id })
      .from(pixJobs)
      .leftJoin(pixExposes, and(eq(pixExposes.jobId, pixJobs.id), sql`${pixExposes.shootId} is null`))
      .where(and(eq(pixJobs.status, 'open'), hasNewer))
      .limit(mostAtOnce)
    return rows.map(({ id }) => id)
  }

  async function findBehind(): Promise<string[]> {
    const hasUsable = sql`exists (select from ${pixImages} where ${pixImages.jobId} = ${pixJobs.id} and ${pixImages.usable})`
    const isBehind = sql`${pixJobs.galleryContentHash} is distinct from ${pixExposes.contentHash}`
    // One that customers go on to see as it was stays behind until it is released again.
    const mayFollow = gallery.resyncPolicy === 'keep' ? eq(pixJobs.galleryVisibility, 'internal') : undefined
    const rows = await database
      .select({ id: pixJobs.id })
      .from(pixJobs)
      .innerJoin(pixExposes, and(eq(pixExposes.jobId, pixJobs.id), sql`${pixExposes.shootId} is null`))
      .where(and(eq(pixJobs.status, 'open'), hasUsable, isBehind, mayFollow))
      .limit(mostAtOnce)
    return rows.map(({ id }) => id)
  }

  async function sweepOnce(): Promise<void> {
    await boss.send(pixSweepQueue, {}, { singletonSeconds: intervalSeconds })
    const [message] = await boss.fetch(pixSweepQueue)
    if (!message) return
    const found = await sweep({ withJobs: looks % looksBetweenJobs === 0 })
    looks += 1
    if (found.images > 0) log.info(found, 'images that waited without a message were sent into the pipeline')
    await boss.complete(pixSweepQueue, message.id)
  }

  const schedule = repeat(clock, intervalSeconds * 1000, sweepOnce, (error) =>
    log.warn({ err: error }, 'the look for forgotten images failed'),
  )
  return { sweep, start: schedule.start, stop: schedule.stop }
}
