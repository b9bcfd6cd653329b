import type { Clock } from '../../clock.ts'
import type { Database } from '../../database.ts'
import { and, asc, eq, inArray, isNull, sql } from '../../drizzle.ts'
import { GatewayError } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import { pixCaptions, pixExposeTexts, pixImages } from '../../pix-schema.ts'
import { type PixLocale, pixLocales, roomTypes } from '../rooms.ts'
import {
  type ExposeImage,
  exposeAnswerSchema,
  exposePrompt,
  exposePromptVersion,
  exposeTemplate,
  type Written,
  withinLimits,
} from './expose-answer.ts'
import type { GptCalls } from './gpt-calls.ts'
import { sha256Of } from './service-copy.ts'

interface Dependencies {
  database: Database
  /** Undefined: there is no key, or no model. */
  write: GptCalls | undefined
  model: string | undefined
  clock: Clock
  log: Logger
}

/**
 * The texts of a job's exposé, before it is built: by the service once all images have theirs, else by templates that say
 * so. What a person wrote stays. A service that fails costs the job nothing but better words.
 */
export function createExposeTexts({ database, write, model, clock, log }: Dependencies) {
  async function read(jobId: string) {
    const rows = await database
      .select()
      .from(pixImages)
      .where(and(eq(pixImages.jobId, jobId), eq(pixImages.status, 'processed'), isNull(pixImages.excludedAt)))
      .orderBy(sql`${pixImages.sortIndex} nulls last`, asc(pixImages.filename), asc(pixImages.id))
    const ids = rows.map(({ id }) => id)
    const captions =
      ids.length === 0 ? [] : await database.select().from(pixCaptions).where(inArray(pixCaptions.imageId, ids))
    const images = rows.map((row): ExposeImage => {
      const own = captions.filter(({ imageId }) => imageId === row.id)
      return {
        room: roomTypes.find((room) => room === row.roomType) ?? 'undefined_space',
        long: Object.fromEntries(own.map(({ locale, long }) => [locale, long])),
      }
    })
    return { rows, images }
  }

  async function openLocales(jobId: string): Promise<PixLocale[]> {
    const locked = await database
      .select({ locale: pixExposeTexts.locale })
      .from(pixExposeTexts)
      .where(and(eq(pixExposeTexts.jobId, jobId), eq(pixExposeTexts.lockedByHuman, true)))
    return pixLocales.filter((locale) => !locked.some((each) => each.locale === locale))
  }

  async function ask({ rows, images }: Awaited<ReturnType<typeof read>>, signal: AbortSignal) {
    const [first] = rows.toSorted((one, other) => (one.id < other.id ? -1 : 1))
    if (!write || !first || !rows.every(({ gptDone }) => gptDone)) return undefined
    const prompt = exposePrompt(images)
    try {
      const outcome = await write({
        ...{ imageId: first.id, name: 'expose_texts', schema: exposeAnswerSchema, mostAnswers: 4, signal },
        prompt: () => prompt,
        inputSha256: sha256Of(`${exposePromptVersion}\n${prompt}`),
      })
      return outcome.kind === 'answered' ? outcome.answer.said : undefined
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof GatewayError)) throw error
      return undefined // it is on record, and the next change of the job asks again
    }
  }

  async function keep(jobId: string, locale: PixLocale, words: Written, source: 'gpt' | 'template'): Promise<void> {
    const updatedAt = sql`(select ${clock.databaseNow()})`
    const set = { ...words, source, model: source === 'gpt' ? (model ?? null) : null }
    const isOther = sql`(${pixExposeTexts.headline}, ${pixExposeTexts.short}, ${pixExposeTexts.description},
      ${pixExposeTexts.features}, ${pixExposeTexts.other}) is distinct from
      (${words.headline}, ${words.short}, ${words.description}, ${words.features}, ${words.other})`
    await database
      .insert(pixExposeTexts)
      .values({ jobId, locale, ...set, updatedAt })
      .onConflictDoUpdate({
        target: [pixExposeTexts.jobId, pixExposeTexts.locale],
        set: { ...set, updatedBy: null, updatedAt, version: sql`${pixExposeTexts.version} + 1` },
        setWhere: sql`${and(
          eq(pixExposeTexts.lockedByHuman, false),
          // What a service has written is better than a template, also when it is of yesterday.
          source === 'template' ? eq(pixExposeTexts.source, 'template') : sql`true`,
          isOther,
        )}`,
      })
  }

  return async function refresh(jobId: string, signal: AbortSignal): Promise<void> {
    const material = await read(jobId)
    const open = await openLocales(jobId)
    // Where people have written everything, nobody is paid to write it again.
    if (material.rows.length === 0 || open.length === 0) return
    const said = await ask(material, signal)
    log.debug({ job: jobId, source: said ? 'gpt' : 'template' }, 'the texts of an exposé are written')
    for (const locale of open) {
      if (said) await keep(jobId, locale, withinLimits(said[locale]), 'gpt')
      else await keep(jobId, locale, exposeTemplate(material.images, locale), 'template')
    }
  }
}
