import { z } from 'zod'
import { recordChange } from '../../accounts/audit.ts'
import type { Clock } from '../../clock.ts'
import type { Database } from '../../database.ts'
import { signalAt } from '../../deadline.ts'
import { and, eq, sql } from '../../drizzle.ts'
import { GatewayError } from '../../errors.ts'
import { encodeImage } from '../../media/encode-image.ts'
import { fromRaw, inImagingPlace, type RawImage, toRaw } from '../../media/imaging.ts'
import { openImage } from '../../media/open-image.ts'
import type { Store } from '../../media/store.ts'
import type { PixConfig } from '../../pix-config.ts'
import { pixImageVersions } from '../../pix-schema.ts'
import { ProviderFailure } from '../../providers/provider-failure.ts'
import { findImage, whileCurrent } from '../current-image.ts'
import { maskKey, segmentKey } from '../keys.ts'
import { copyVerified, writeVerified } from '../stored-files.ts'
import type { AskService } from './ask-service.ts'
import { type FalCalls, falPicture, readFalAnswer } from './fal-calls.ts'
import type { ModelNames } from './model-names.ts'
import { notConfigured } from './orchestrator.ts'
import { type CopyForServices, type PixImage, sha256Of } from './service-copy.ts'
import { failureOfGivingUp, openServicePicture } from './service-picture.ts'
import { estimatedMicros } from './service-prices.ts'

interface Dependencies {
  database: Database
  /** For transactions in which files are written. */
  upkeep: Database
  store: Store
  config: PixConfig['vision']
  fal: FalCalls | undefined
  ask: AskService
  nameOf: ModelNames
  copyForServices: CopyForServices
  clock: Clock
}

interface Wanted {
  name: string
  /** By shares of the sides. */
  box: readonly [x: number, y: number, width: number, height: number]
  who: string
}

const answerSchema = z.object({ image: falPicture })
const keptSchema = z.object({
  ...{ key: z.string(), area: z.number(), width: z.number(), height: z.number() },
  sha256: z.string().optional(),
})
const isWhite = 128

/** Cuts one object out of an image. Only ever because a person has asked for it. */
export function createSegmenter(dependencies: Dependencies) {
  const { database, upkeep, store, config, fal, ask, nameOf, copyForServices, clock } = dependencies

  async function draw(pixels: RawImage, size: RawImage, signal: AbortSignal) {
    if (pixels.width !== size.width || pixels.height !== size.height)
      throw new ProviderFailure('bad_media', 'fal: a mask of another size', { billed: 'yes' })
    return inImagingPlace(signal, async () => {
      const mask = fromRaw(pixels).greyscale().threshold(isWhite).toColourspace('b-w')
      const { data } = await mask.clone().raw().toBuffer({ resolveWithObject: true })
      const white = data.reduce((count, value) => count + (value >= isWhite ? 1 : 0), 0)
      const png = await encodeImage(mask, { format: 'png', quality: 100, longestSidePixels: null })
      return { ...png, area: Math.round((white / data.length) * 1e6) / 1e6 }
    })
  }

  async function keep(image: PixImage, { name, who, box }: Wanted, mask: Awaited<ReturnType<typeof draw>>) {
    const { id: imageId, shootId, jobId, revision } = image
    const key = maskKey({ shootId, imageId }, name)
    const { width, height } = mask
    const sha256 = sha256Of(mask.bytes)
    const isKept = await whileCurrent(upkeep, image, async (tx) => {
      const written = await writeVerified(store, key, mask.bytes, { type: 'image/png', imageId, jobId, revision })
      await copyVerified(store, key, segmentKey(jobId, imageId, name), written.bytes)
      const row = { ...written, revision, storageKey: key, width, height, derivedFrom: 'master' }
      await tx
        .insert(pixImageVersions)
        .values({ imageId, kind: `mask_${name}`, ...row })
        .onConflictDoUpdate({
          target: [pixImageVersions.imageId, pixImageVersions.kind],
          set: { ...row, createdAt: sql`now()` },
        })
      await recordChange(tx, { who, what: 'pix_image.segmented', before: null, after: { image: imageId, name, box } })
      return true
    })
    if (!isKept) throw new GatewayError('conflict', 'another delivery came meanwhile')
    return { key, area: mask.area, width, height, sha256 }
  }

  /** Masks are cleaned away, and another box may have got the name. */
  async function isStillThere(imageId: string, name: string, sha256: string | undefined): Promise<boolean> {
    const [row] = await database
      .select({ sha256: pixImageVersions.sha256 })
      .from(pixImageVersions)
      .where(and(eq(pixImageVersions.imageId, imageId), eq(pixImageVersions.kind, `mask_${name}`)))
    return row !== undefined && row.sha256 === sha256
  }

  async function cut(image: PixImage, wanted: Wanted, signal: AbortSignal) {
    if (!fal) throw notConfigured(['VISION_API_KEY'])
    const copy = await copyForServices(image, {}, signal)
    if (copy === 'withheld') throw withheld()
    const size = await inImagingPlace(signal, async () =>
      toRaw(await openImage({ bytes: copy.bytes, type: 'image/jpeg' }, signal)),
    )
    const [x, y, w, h] = wanted.box
    const corners = {
      x_min: x * size.width,
      y_min: y * size.height,
      x_max: (x + w) * size.width,
      y_max: (y + h) * size.height,
    }
    const box = Object.fromEntries(Object.entries(corners).map(([name, value]) => [name, Math.round(value)]))
    const model = nameOf(config.models.segmentation)
    const outcome = await ask({
      question: {
        ...{ imageId: image.id, stage: 'segment', provider: 'fal', model },
        inputSha256: sha256Of(`${sha256Of(copy.bytes)} ${wanted.name} ${JSON.stringify(box)}`),
        estimateMicros: estimatedMicros.segment,
      },
      ...{ schema: keptSchema, signal, timeoutMilliseconds: config.timeoutMilliseconds },
      isStillThere: ({ sha256 }) => isStillThere(image.id, wanted.name, sha256),
      async work(how) {
        const { answer, requestId } = await fal.call({
          model,
          pictures: [{ bytes: copy.bytes, type: 'image/jpeg' }],
          // With sync_mode nothing of it stays in the list of requests at fal.
          input: ([address]) => ({
            image_url: address,
            box_prompts: [box],
            apply_mask: false,
            output_format: 'png',
            sync_mode: true,
          }),
          ...how,
        })
        const bytes = await fal.download(readFalAnswer(answerSchema, answer).image.url, how.signal)
        const mask = await draw(await openServicePicture(bytes, how.signal), size, how.signal)
        return { answer: await keep(image, wanted, mask), requestId }
      },
    })
    if (outcome.kind === 'over budget') throw overBudget()
    if (outcome.kind === 'gave up') throw failureOfGivingUp(outcome)
    return outcome.answer
  }

  return async function segment(imageId: string, wanted: Wanted) {
    const image = await findImage(database, imageId)
    if (!image?.readyForVision) throw new GatewayError('image_not_found', 'no such image')
    const late = new GatewayError('provider_timeout', 'no mask in time')
    const { signal, release } = signalAt(clock, 2 * config.timeoutMilliseconds, late)
    try {
      return await cut(image, wanted, signal)
    } finally {
      release()
    }
  }
}

export type Segment = ReturnType<typeof createSegmenter>

export function withheld(): GatewayError {
  const details = 'This image may not leave for services: its privacy is not checked, or does not allow it.'
  return new GatewayError('conflict', 'withheld', { details })
}

export const overBudget = () => {
  const details = 'The budget of today for services is used up.'
  return new GatewayError('budget_exhausted', 'AI_DAILY_BUDGET_USD', { details })
}
