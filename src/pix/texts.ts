import { recordChange } from '../accounts/audit.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, eq, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { pixCaptions, pixExposeTexts, pixImages, pixJobs } from '../pix-schema.ts'
import { requireJob } from './find-job.ts'
import type { PixLocale } from './rooms.ts'
import type { PixQueue } from './work.ts'

interface Dependencies {
  database: Database
  queue: PixQueue
  clock: Clock
}

interface Change {
  who: string
  /** The version that was seen; 0: there was none. */
  expectedRevision: number
}

export type Caption = typeof pixCaptions.$inferSelect
export type ExposeText = typeof pixExposeTexts.$inferSelect
type CaptionWords = Pick<Caption, 'short' | 'long' | 'altText'>
export type ExposeWords = Pick<ExposeText, 'headline' | 'short' | 'description' | 'features' | 'other' | 'location'>

const conflict = () => new GatewayError('conflict', 'another version')

/** Texts as people have them. What a person has written is theirs from then on: no service writes over it. */
export function createTexts({ database, queue, clock }: Dependencies) {
  const now = () => sql<Date>`(select ${clock.databaseNow()})`

  /** What a text is beside its words once a person has written it over the version that was seen. */
  function nextOf(before: { version: number } | undefined, { who, expectedRevision }: Change) {
    if ((before?.version ?? 0) !== expectedRevision) throw conflict()
    const byHuman = { source: 'human', model: null, lockedByHuman: true } as const
    return { ...byHuman, version: expectedRevision + 1, updatedBy: who, updatedAt: now() }
  }

  async function listCaptions(imageId: string): Promise<Caption[]> {
    const [image] = await database.select({ id: pixImages.id }).from(pixImages).where(eq(pixImages.id, imageId))
    if (!image) throw new GatewayError('image_not_found', 'no such image')
    return database.select().from(pixCaptions).where(eq(pixCaptions.imageId, imageId)).orderBy(pixCaptions.locale)
  }

  async function writeCaption(imageId: string, locale: PixLocale, words: CaptionWords, change: Change) {
    return database.transaction(async (tx) => {
      // The image's row keeps apart two who write the first text of a language.
      const [image] = await tx.select().from(pixImages).where(eq(pixImages.id, imageId)).for('update')
      if (!image) throw new GatewayError('image_not_found', 'no such image')
      const place = and(eq(pixCaptions.imageId, imageId), eq(pixCaptions.locale, locale))
      const [before] = await tx.select().from(pixCaptions).where(place)
      const set = { ...words, ...nextOf(before, change) }
      const [after] = await tx
        .insert(pixCaptions)
        .values({ imageId, locale, ...set })
        .onConflictDoUpdate({ target: [pixCaptions.imageId, pixCaptions.locale], set })
        .returning()
      if (!after) throw conflict()
      await recordChange(tx, {
        ...{ who: change.who, what: 'pix_image.caption_written' },
        before: before ? { image: imageId, locale, ...captionWords(before) } : null,
        after: { image: imageId, locale, ...words },
      })
      await queue.send(tx, 'pix-expose', { jobId: image.jobId })
      return after
    })
  }

  async function listExposeTexts(jobId: string): Promise<ExposeText[]> {
    await requireJob(database, jobId)
    return database.select().from(pixExposeTexts).where(eq(pixExposeTexts.jobId, jobId)).orderBy(pixExposeTexts.locale)
  }

  async function writeExposeText(jobId: string, locale: PixLocale, words: ExposeWords, change: Change) {
    return database.transaction(async (tx) => {
      const [job] = await tx.select({ id: pixJobs.id }).from(pixJobs).where(eq(pixJobs.id, jobId)).for('update')
      if (!job) throw new GatewayError('pix_job_not_found', 'no such job')
      const place = and(eq(pixExposeTexts.jobId, jobId), eq(pixExposeTexts.locale, locale))
      const [before] = await tx.select().from(pixExposeTexts).where(place)
      const set = { ...words, ...nextOf(before, change) }
      const [after] = await tx
        .insert(pixExposeTexts)
        .values({ jobId, locale, ...set })
        .onConflictDoUpdate({ target: [pixExposeTexts.jobId, pixExposeTexts.locale], set })
        .returning()
      if (!after) throw conflict()
      await recordChange(tx, {
        ...{ who: change.who, what: 'pix_job.text_written' },
        before: before ? { job: jobId, locale, ...exposeWords(before) } : null,
        after: { job: jobId, locale, ...words },
      })
      await queue.send(tx, 'pix-expose', { jobId })
      return after
    })
  }

  return { listCaptions, writeCaption, listExposeTexts, writeExposeText }
}

export type Texts = ReturnType<typeof createTexts>

const captionWords = ({ short, long, altText }: Caption): CaptionWords => ({ short, long, altText })

export const exposeWords = ({ headline, short, description, features, other, location }: ExposeText): ExposeWords => ({
  ...{ headline, short, description, features, other, location },
})
