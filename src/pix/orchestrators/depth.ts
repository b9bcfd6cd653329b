import { z } from 'zod'
import type { Database } from '../../database.ts'
import { sql } from '../../drizzle.ts'
import { encodeImage } from '../../media/encode-image.ts'
import { fromRaw, inImagingPlace } from '../../media/imaging.ts'
import type { Store } from '../../media/store.ts'
import type { PixConfig } from '../../pix-config.ts'
import { pixImageVersions } from '../../pix-schema.ts'
import { whileCurrent } from '../current-image.ts'
import { depthKey } from '../keys.ts'
import { writeVerified } from '../stored-files.ts'
import type { AskService } from './ask-service.ts'
import { type FalCalls, falPicture, readFalAnswer } from './fal-calls.ts'
import type { ModelNames } from './model-names.ts'
import { type CopyForServices, type PixImage, sha256Of } from './service-copy.ts'
import { openServicePicture } from './service-picture.ts'
import { estimatedMicros } from './service-prices.ts'

interface Dependencies {
  /** For transactions in which files are written. */
  upkeep: Database
  store: Store
  config: PixConfig['vision']
  fal: FalCalls | undefined
  ask: AskService
  nameOf: ModelNames
  copyForServices: CopyForServices
}

const answerSchema = z.object({ image: falPicture })
const keptSchema = z.object({ key: z.string() })

/** How far away what an image shows is, as a grey PNG: dark is far. Only when DEPTH_ENABLED says so; never a stand-in. */
export function createDepth({ upkeep, store, config, fal, ask, nameOf, copyForServices }: Dependencies) {
  async function draw(image: PixImage, address: string, signal: AbortSignal) {
    const pixels = await openServicePicture(await (fal as FalCalls).download(address, signal), signal)
    const map = await inImagingPlace(signal, async () =>
      encodeImage(fromRaw(pixels).greyscale(), { format: 'png', quality: 100, longestSidePixels: null }),
    )
    const { id: imageId, jobId, revision } = image
    const key = depthKey(jobId, imageId)
    await whileCurrent(upkeep, image, async (tx) => {
      const written = await writeVerified(store, key, map.bytes, { type: 'image/png', imageId, jobId, revision })
      const row = { ...written, revision, storageKey: key, width: map.width, height: map.height, derivedFrom: 'master' }
      await tx
        .insert(pixImageVersions)
        .values({ imageId, kind: 'depth', ...row })
        .onConflictDoUpdate({
          target: [pixImageVersions.imageId, pixImageVersions.kind],
          set: { ...row, createdAt: sql`now()` },
        })
    })
    return { key }
  }

  return {
    /** Resolves to the key of the map; null where there is none: switched off, no key, withheld, refused, too expensive today. */
    async make(image: PixImage, signal: AbortSignal): Promise<string | null> {
      const { depth } = config.models
      if (depth === undefined || !fal) return null
      const copy = await copyForServices(image, {}, signal)
      if (copy === 'withheld') return null
      const model = nameOf(depth)
      const inputSha256 = sha256Of(copy.bytes)
      const outcome = await ask({
        question: {
          ...{ imageId: image.id, stage: 'depth', provider: 'fal', model, inputSha256 },
          estimateMicros: estimatedMicros.depth,
        },
        ...{ schema: keptSchema, signal, timeoutMilliseconds: config.timeoutMilliseconds },
        async work(how) {
          const pictures = [{ bytes: copy.bytes, type: 'image/jpeg' as const }]
          const input = ([address]: readonly string[]) => ({ image_url: address })
          const { answer, requestId } = await fal.call({ model, pictures, input, ...how })
          return { answer: await draw(image, readFalAnswer(answerSchema, answer).image.url, how.signal), requestId }
        },
      })
      return outcome.kind === 'answered' ? outcome.answer.key : null
    },
  }
}
