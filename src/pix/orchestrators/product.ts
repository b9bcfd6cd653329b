import { z } from 'zod'
import type { Database } from '../../database.ts'
import { asc, eq } from '../../drizzle.ts'
import { sniffImageType } from '../../media/image-type.ts'
import type { Store } from '../../media/store.ts'
import { pixImages } from '../../pix-schema.ts'
import { ProviderFailure } from '../../providers/provider-failure.ts'
import { productKey } from '../keys.ts'
import { rooms } from '../rooms.ts'
import type { Summary } from '../shapes/summary.ts'
import { writeVerified } from '../stored-files.ts'
import type { Summaries } from '../summary.ts'
import type { PixQueue } from '../work.ts'
import type { AskService } from './ask-service.ts'
import { type FalCalls, readFalAnswer } from './fal-calls.ts'
import type { ModelNames } from './model-names.ts'
import { type Orchestrator, type OrchestratorName, recordRun, requireConfigured, statusOf } from './orchestrator.ts'
import { sha256Of } from './service-copy.ts'
import { estimatedMicros } from './service-prices.ts'

interface Dependencies {
  name: OrchestratorName & ('avatar' | 'video' | 'sceneplates-export' | 'pano-export')
  /** By the names of the variables; undefined where one is not set. */
  wanted: Readonly<Record<string, unknown>>
  model: string | undefined
  /** Undefined: there is no key. */
  fal: FalCalls | undefined
  ask: AskService
  nameOf: ModelNames
  summaries: Pick<Summaries, 'readOfJob'>
  database: Database
  store: Store
  queue: PixQueue
  timeoutMilliseconds: number
}

const address = z.object({ url: z.string() })
/** Where models of fal put what they have made. */
const answerSchema = z.union([
  z.object({ video: address }).transform(({ video }) => video.url),
  z.object({ image: address }).transform(({ image }) => image.url),
  z.object({ images: z.array(address).min(1) }).transform(({ images }) => images[0]?.url ?? ''),
])
const keptSchema = z.object({ key: z.string(), sha256: z.string().optional() })
const extensions: Readonly<Record<string, string>> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp' }

/** One file made of a shoot by a model of fal that nobody here knows more of than its name: it gets words. */
export function createProductOrchestrator(dependencies: Dependencies) {
  const { name, wanted, model, fal, ask, nameOf, summaries, database, store, queue, timeoutMilliseconds } = dependencies
  const status = () => statusOf(wanted, [model])

  async function make(summary: Summary, signal: AbortSignal): Promise<void> {
    const [anchor] = await database
      .select({ id: pixImages.id })
      .from(pixImages)
      .where(eq(pixImages.shootId, summary.shoot_id))
      .orderBy(asc(pixImages.id))
      .limit(1)
    if (!anchor || !fal || model === undefined) return
    const known = nameOf(model)
    const prompt = promptOf(summary)
    await ask({
      question: {
        ...{ imageId: anchor.id, stage: 'product', provider: 'fal', model: known },
        inputSha256: sha256Of(`${name}\n${prompt}`),
        estimateMicros: estimatedMicros.remove,
      },
      ...{ schema: keptSchema, signal, timeoutMilliseconds },
      // It is cleaned away, or another one has taken its place.
      isStillThere: async ({ key, sha256 }) => {
        const found = await store.find(key)
        return found !== undefined && found.metadata.sha256 === sha256
      },
      async work(how) {
        const { answer, requestId } = await fal.call({ model: known, pictures: [], input: () => ({ prompt }), ...how })
        const bytes = await fal.download(readFalAnswer(answerSchema, answer), how.signal)
        return { answer: await keep(summary, bytes), requestId }
      },
    })
  }

  async function keep(
    { shoot_id: shootId, job_id: jobId }: Summary,
    bytes: Buffer,
  ): Promise<z.infer<typeof keptSchema>> {
    const image = sniffImageType(bytes)
    const isVideo = bytes.toString('latin1', 4, 8) === 'ftyp' && !image
    const extension = image ? extensions[image] : isVideo ? 'mp4' : undefined
    if (!extension) throw new ProviderFailure('bad_media', 'fal: neither a picture nor a video', { billed: 'yes' })
    const key = productKey(shootId, name.replace('-export', ''), extension)
    const type = isVideo ? 'video/mp4' : (image as 'image/jpeg')
    const { sha256 } = await writeVerified(store, key, bytes, { type, jobId })
    return { key, sha256 }
  }

  const orchestrator: Orchestrator = {
    name,
    status,
    async plan(jobId) {
      const to = model ?? Object.keys(wanted).at(-1) ?? name
      return (await summaries.readOfJob(jobId)).map((summary) => ({
        subject: summary.shoot_id,
        ...{ to, sends: { prompt: promptOf(summary) } },
      }))
    },
    async run(jobId, who) {
      requireConfigured(status())
      const found = await summaries.readOfJob(jobId)
      await database.transaction(async (tx) => {
        await recordRun(tx, { who, job: jobId, name })
        await queue.send(tx, 'pix-hand-over', { jobId, name })
      })
      return { count: found.length }
    },
  }

  return {
    orchestrator,
    async handOver(jobId: string, signal: AbortSignal): Promise<void> {
      for (const summary of await summaries.readOfJob(jobId)) await make(summary, signal)
    },
  }
}

/** Of what services have seen and said: texts that people have written may name places, and stay here. */
function promptOf({ rooms: known, highlights, gpt_aggregated: { common_features: features } }: Summary): string {
  const names = known.map(({ room_type: room }) => rooms[room].en.toLowerCase())
  const said = highlights.flatMap(({ text }) => text.en ?? []).slice(0, 10)
  return [
    `A home with ${names.join(', ')}.`,
    features.length > 0 ? `It has ${features.join(', ')}.` : '',
    said.length > 0 ? `Worth showing: ${said.join('; ')}.` : '',
  ]
    .filter(Boolean)
    .join(' ')
}
