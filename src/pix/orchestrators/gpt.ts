import type { z } from 'zod'
import type { Clock } from '../../clock.ts'
import type { Database, Transaction } from '../../database.ts'
import { and, eq, sql } from '../../drizzle.ts'
import type { Logger } from '../../log.ts'
import { inImagingPlace } from '../../media/imaging.ts'
import type { Store } from '../../media/store.ts'
import type { PixConfig } from '../../pix-config.ts'
import { pixCaptions, pixImages } from '../../pix-schema.ts'
import { findImage, whileCurrent } from '../current-image.ts'
import { gptKey, visionKey } from '../keys.ts'
import { readMoment } from '../moment.ts'
import { drawAnalysisCopy } from '../pictures.ts'
import { type PixLocale, pixLocales, type RoomType, roomTypes } from '../rooms.ts'
import { type Gpt, gptShape } from '../shapes/gpt.ts'
import { visionShape } from '../shapes/vision.ts'
import { requireBytes, writeVerified } from '../stored-files.ts'
import type { PixHandlers, PixQueue } from '../work.ts'
import { gptAnswerSchema, keptOf } from './gpt-answer.ts'
import type { GptCalls } from './gpt-calls.ts'
import { gptPrompt, promptVersion } from './gpt-prompt.ts'
import { type Orchestrator, recordRun, requireConfigured, statusOf } from './orchestrator.ts'
import { type CopyForServices, type PixImage, sha256Of } from './service-copy.ts'
import type { ServiceRuns } from './service-runs.ts'

interface Dependencies {
  database: Database
  /** The same for transactions in which files are written. */
  upkeep: Database
  store: Store
  config: PixConfig['gpt']
  apiKey: string | undefined
  /** Undefined: there is no key, or no model. */
  write: GptCalls | undefined
  runs: Pick<ServiceRuns, 'setAside'>
  copyForServices: CopyForServices
  mergeImageMeta(imageId: string): Promise<unknown>
  queue: PixQueue
  clock: Clock
  log: Logger
}

type Kept = ReturnType<typeof keptOf>
type Said = z.infer<typeof gptAnswerSchema>

const longEdgePixels = 1536

/** Texts about an image, by a language model that sees it. What a person wrote stays. */
export function createGpt(dependencies: Dependencies) {
  const { database, upkeep, store, config, apiKey, write, runs, copyForServices, queue, clock, log } = dependencies
  const { mergeImageMeta } = dependencies

  async function compose(image: PixImage, signal: AbortSignal): Promise<void> {
    const { id: imageId, shootId } = image
    const copy = await copyForServices(image, {}, signal)
    if (copy === 'withheld' || !write) return
    const picture = await inImagingPlace(signal, () => drawAnalysisCopy(copy.bytes, longEdgePixels, signal))
    const visionBytes = await requireBytes(store, visionKey({ shootId, imageId }))
    const vision = visionShape.read(visionBytes)
    const room = image.roomSource === 'vision' ? null : knownRoom(image.roomType)
    const locale = config.locale
    const prompt = (isAfterNonsense: boolean) => gptPrompt({ locale, room, vision, isAfterNonsense })
    const sha256 = sha256Of(picture.bytes)
    const outcome = await write({
      ...{
        imageId,
        prompt,
        picture: picture.bytes,
        name: 'image_texts',
        schema: gptAnswerSchema,
        mostAnswers: 2,
        signal,
      },
      inputSha256: sha256Of(`${promptVersion}\n${sha256}\n${prompt(false)}`),
    })
    if (outcome.kind === 'over budget') return log.warn({ image: imageId }, 'the budget of today is used up')
    if (outcome.kind !== 'answered') return
    const { said, usage } = outcome.answer
    const longEdge = Math.max(picture.width, picture.height)
    await keep(image, said, {
      input: { version: 'master', sha256, long_edge_px: longEdge, vision_sha256: sha256Of(visionBytes) },
      usage: { ...usage, cost_usd: null },
      duration_ms: Math.round(outcome.milliseconds),
    })
  }

  async function keep(image: PixImage, said: Said, facts: Pick<Gpt, 'input' | 'usage' | 'duration_ms'>) {
    const { id: imageId, shootId, jobId, revision } = image
    const kept = keptOf(said)
    const file: Gpt = {
      ...{ schema: 'piximmo.gpt/1', image_id: imageId, shoot_id: shootId, job_id: jobId },
      ...{ provider: 'openai', model: config.model ?? '', prompt_version: promptVersion, language: config.locale },
      ...facts,
      ...kept,
      disagreements: disagreementsOf(image, kept),
      ...{ status: 'complete', warnings: [], created_at: await readMoment(database, clock) },
    }
    await whileCurrent(upkeep, image, async (tx, current) => {
      if (!current.visionDone || current.gptDone) return
      const described = { type: 'application/json', imageId, jobId, revision } as const
      await writeVerified(store, gptKey({ shootId, imageId }), gptShape.write(file), described)
      for (const locale of pixLocales) await writeCaption(tx, imageId, locale, kept)
      await tx
        .update(pixImages)
        .set({ gptDone: true, ...roomOf(current, kept), ...viewOf(current, kept) })
        .where(eq(pixImages.id, imageId))
      await queue.send(tx, 'pix-expose', { jobId })
    })
  }

  async function writeCaption(tx: Transaction, imageId: string, locale: PixLocale, { texts }: Kept): Promise<void> {
    const given = texts[locale]
    if (!given) return
    const { caption_short: short, caption_long: long, alt_text: altText } = given
    const written = { short, long, altText, source: 'gpt' as const, model: config.model ?? null }
    const updatedAt = sql`(select ${clock.databaseNow()})`
    await tx
      .insert(pixCaptions)
      .values({ imageId, locale, ...written, updatedAt })
      .onConflictDoUpdate({
        target: [pixCaptions.imageId, pixCaptions.locale],
        set: { ...written, updatedBy: null, updatedAt, version: sql`${pixCaptions.version} + 1` },
        setWhere: eq(pixCaptions.lockedByHuman, false),
      })
  }

  const handle: PixHandlers['pix-gpt'] = async ({ imageId, revision }, signal) => {
    const image = await findImage(database, imageId)
    if (image?.revision !== revision || !image.visionDone || !write) return
    if (!image.gptDone) await compose(image, signal)
    await mergeImageMeta(imageId)
  }

  const waiting = (jobId: string) =>
    database
      .select({ id: pixImages.id, revision: pixImages.revision })
      .from(pixImages)
      .where(and(eq(pixImages.jobId, jobId), eq(pixImages.visionDone, true), eq(pixImages.gptDone, false)))
      .orderBy(pixImages.id)

  const orchestrator: Orchestrator = {
    name: 'gpt',
    status: () => statusOf({ OPENAI_API_KEY: apiKey, GPT_VISION_MODEL: config.model }, [config.model]),
    async plan(jobId) {
      const sends = { picture: 'master', languages: [...pixLocales], prompt: promptVersion }
      return (await waiting(jobId)).map(({ id }) => ({ subject: id, to: config.model ?? 'GPT_VISION_MODEL', sends }))
    },
    async run(jobId, who) {
      requireConfigured(orchestrator.status())
      const images = await waiting(jobId)
      await database.transaction(async (tx) => {
        await recordRun(tx, { who, job: jobId, name: 'gpt' })
        await runs.setAside(
          tx,
          images.map(({ id }) => id),
          'gpt',
        )
        for (const { id, revision } of images) await queue.send(tx, 'pix-gpt', { imageId: id, revision })
      })
      return { count: images.length }
    },
  }

  return { handle, orchestrator }
}

const isRoom = (text: string | null): text is RoomType => roomTypes.some((room) => room === text)
const knownRoom = (text: string | null) => (isRoom(text) ? text : null)
const saysNothing = (room: string | null) => room === null || room === 'undefined_space'

/** A name that a person has given counts more than what a model believes to see. */
const roomOf = ({ roomType, roomSource }: PixImage, { room_type }: Kept) =>
  roomSource === 'vision' || (roomSource !== 'manual' && saysNothing(roomType))
    ? { roomType: room_type, roomSource: 'vision' as const }
    : {}

const viewOf = ({ viewType, roomSource }: PixImage, { view_type }: Kept) =>
  viewType !== null && roomSource === 'manual' ? {} : { viewType: view_type }

function disagreementsOf({ roomType, roomSource }: PixImage, { room_type }: Kept): Gpt['disagreements'] {
  if (roomSource !== 'filename' || roomType === null || saysNothing(roomType) || roomType === room_type) return []
  return [{ field: 'room_type', filename_value: roomType, model_value: room_type }]
}
