import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, asc, eq, inArray, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { Store } from '../media/store.ts'
import { pixCaptions, pixExposes, pixExposeTexts, pixImages, pixJobs, pixShoots } from '../pix-schema.ts'
import { contentHash } from './canonical-json.ts'
import { gptKey, summaryKey, visionKey } from './keys.ts'
import { readMoment } from './moment.ts'
import { sha256Of } from './orchestrators/service-copy.ts'
import { gptShape } from './shapes/gpt.ts'
import { type Summary, summaryShape } from './shapes/summary.ts'
import { visionShape } from './shapes/vision.ts'
import { requireBytes } from './stored-files.ts'
import { type SummaryImage, summarise } from './summarise.ts'
import { particularsOf, writeAfterLook } from './write-object.ts'

interface Dependencies {
  database: Database
  store: Store
  clock: Clock
}

/** The file in which a shoot is told in one piece, for whoever makes something of it. The same rows make the same bytes. */
export function createSummaries({ database, store, clock }: Dependencies) {
  async function read(shootId: string) {
    const [found] = await database
      .select({ shoot: pixShoots, job: pixJobs })
      .from(pixShoots)
      .innerJoin(pixJobs, eq(pixJobs.id, pixShoots.jobId))
      .where(eq(pixShoots.id, shootId))
    if (!found) throw new GatewayError('shoot_not_found', 'no such shoot')
    const rows = await database
      .select()
      .from(pixImages)
      .where(eq(pixImages.shootId, shootId))
      .orderBy(sql`${pixImages.sortIndex} nulls last`, asc(pixImages.filename), asc(pixImages.id))
    const ids = rows.map(({ id }) => id)
    const captions =
      ids.length === 0 ? [] : await database.select().from(pixCaptions).where(inArray(pixCaptions.imageId, ids))
    const texts = await database
      .select()
      .from(pixExposeTexts)
      .where(eq(pixExposeTexts.jobId, found.job.id))
      .orderBy(pixExposeTexts.locale)
    const images: SummaryImage[] = []
    for (const row of rows) {
      const address = { shootId, imageId: row.id }
      const isShown = row.status === 'processed' && row.excludedAt === null
      const gpt = isShown && row.gptDone ? await store.read(gptKey(address)) : undefined
      const vision = isShown && row.visionDone ? await store.read(visionKey(address)) : undefined
      images.push({
        ...{ row, isShown, captions: captions.filter(({ imageId }) => imageId === row.id) },
        gpt: gpt && { sha256: sha256Of(gpt), ...gptShape.read(gpt) },
        vision: vision && visionShape.read(vision),
      })
    }
    return { ...found, images, texts }
  }

  /** Writes the file where its content has changed. Resolves to what it says. */
  async function build(shootId: string): Promise<Summary> {
    const key = summaryKey(shootId)
    let hash = ''
    // Read behind the look at the file: of several who write it, the last one has read the latest.
    await writeAfterLook(store, key, async (found) => {
      const content = summarise(await read(shootId))
      hash = contentHash(content, ['generated_at'])
      if (found?.metadata['content-hash'] === hash) return undefined
      const bytes = summaryShape.write({ ...content, generated_at: await readMoment(database, clock) })
      return { bytes, hash, particulars: particularsOf('application/json', sha256Of(bytes), { jobId: content.job_id }) }
    })
    const summary = summaryShape.read(await requireBytes(store, key))
    const row = {
      contentHash: hash,
      imageCount: summary.images.total,
      builtAt: sql`${summary.generated_at}::timestamptz`,
    }
    // Also where the file was there: whoever wrote it may have died before its row.
    await database
      .insert(pixExposes)
      .values({ storageKey: key, jobId: summary.job_id, shootId, ...row })
      .onConflictDoUpdate({ target: pixExposes.storageKey, set: row })
    return summary
  }

  return {
    build,
    /** Of every shoot of a job, as it is now. */
    async buildOfJob(jobId: string): Promise<Summary[]> {
      const shoots = await database
        .select({ id: pixShoots.id })
        .from(pixShoots)
        .where(eq(pixShoots.jobId, jobId))
        .orderBy(pixShoots.id)
      const built: Summary[] = []
      for (const { id } of shoots) built.push(await build(id))
      return built
    },
    /** What is there, without making it anew. */
    async readOfJob(jobId: string): Promise<Summary[]> {
      const rows = await database
        .select({ key: pixExposes.storageKey })
        .from(pixExposes)
        .where(and(eq(pixExposes.jobId, jobId), sql`${pixExposes.shootId} is not null`))
        .orderBy(pixExposes.shootId)
      const found = await Promise.all(rows.map(({ key }) => store.read(key)))
      return found.flatMap((bytes) => (bytes ? [summaryShape.read(bytes)] : []))
    },
  }
}

export type Summaries = ReturnType<typeof createSummaries>
