import type { Clock } from '../../clock.ts'
import type { Database } from '../../database.ts'
import { and, eq } from '../../drizzle.ts'
import type { Logger } from '../../log.ts'
import { inImagingPlace, toRaw } from '../../media/imaging.ts'
import { openImage } from '../../media/open-image.ts'
import type { Store } from '../../media/store.ts'
import type { PixConfig } from '../../pix-config.ts'
import { pixImages } from '../../pix-schema.ts'
import { findImage, whileCurrent } from '../current-image.ts'
import { visionKey } from '../keys.ts'
import { readMoment } from '../moment.ts'
import { visionShape } from '../shapes/vision.ts'
import { writeVerified } from '../stored-files.ts'
import type { PixHandlers, PixQueue } from '../work.ts'
import { findDominantColours } from './dominant-colours.ts'
import { type Orchestrator, recordRun, requireConfigured, statusOf } from './orchestrator.ts'
import { type CopyForServices, type PixImage, sha256Of } from './service-copy.ts'
import type { ServiceRuns } from './service-runs.ts'
import type { Seen, VisionLook } from './vision-calls.ts'
import { visionFileOf } from './vision-file.ts'

interface Dependencies {
  database: Database
  /** The same for transactions in which files are written. */
  upkeep: Database
  store: Store
  config: PixConfig['vision']
  /** Undefined: there is no key. */
  look: VisionLook | undefined
  runs: Pick<ServiceRuns, 'setAside'>
  copyForServices: CopyForServices
  /** Makes its depth map where that is switched on. */
  drawDepth(image: PixImage, signal: AbortSignal): Promise<unknown>
  mergeImageMeta(imageId: string): Promise<unknown>
  /** Whether somebody writes texts once it is seen. */
  hasWriter: boolean
  queue: PixQueue
  clock: Clock
  log: Logger
}

/** What is to be seen in an image, by fal's Florence-2. SAM is never called here. */
export function createVision(dependencies: Dependencies) {
  const { database, upkeep, store, config, look, runs, copyForServices, drawDepth, mergeImageMeta, queue, clock, log } =
    dependencies

  async function examine(image: PixImage, signal: AbortSignal): Promise<void> {
    const copy = await copyForServices(image, {}, signal)
    if (copy === 'withheld') return log.info({ image: image.id }, 'an image does not leave for services')
    const pixels = await inImagingPlace(signal, async () =>
      toRaw(await openImage({ bytes: copy.bytes, type: 'image/jpeg' }, signal)),
    )
    const sha256 = sha256Of(copy.bytes)
    if (!look) return
    const seen = await look({ imageId: image.id, copy: copy.bytes, inputSha256: sha256, signal })
    const ends = Object.values(seen).map(({ kind }) => kind)
    // Tomorrow is another day, and until then the flags say that it is open.
    if (ends.includes('over budget')) return log.warn({ image: image.id }, 'the budget of today is used up')
    // The rows say why; the image goes its way without it.
    if (!ends.includes('answered')) return
    const colours = await findDominantColours(pixels)
    const { width, height } = pixels
    await keep(image, { ...copy, sha256, width, height }, seen, colours)
  }

  type Measured = Parameters<typeof visionFileOf>[0]['copy']

  async function keep(image: PixImage, copy: Measured, seen: Seen, colours: { hex: string; share: number }[]) {
    const createdAt = await readMoment(database, clock)
    const file = visionFileOf({ image, copy, seen, models: config.models, colours, createdAt })
    const { id: imageId, shootId, jobId, revision } = image
    await whileCurrent(upkeep, image, async (tx, current) => {
      if (!current.readyForVision || current.visionDone) return
      const bytes = visionShape.write(file)
      const described = { type: 'application/json', imageId, jobId, revision } as const
      await writeVerified(store, visionKey({ shootId, imageId }), bytes, described)
      await tx.update(pixImages).set({ visionDone: true }).where(eq(pixImages.id, imageId))
      if (dependencies.hasWriter) await queue.send(tx, 'pix-gpt', { imageId, revision })
      else await queue.send(tx, 'pix-expose', { jobId })
    })
  }

  const handle: PixHandlers['pix-vision'] = async ({ imageId, revision }, signal) => {
    const image = await findImage(database, imageId)
    if (image?.revision !== revision || !image.readyForVision || !look) return
    if (!image.visionDone) await examine(image, signal)
    try {
      // Here, because a copy of it may only leave once its privacy is checked.
      await drawDepth(image, signal)
    } finally {
      // Also after a node that died between the two, and while the map cannot be had.
      await mergeImageMeta(imageId)
    }
  }

  const waiting = (jobId: string) =>
    database
      .select({ id: pixImages.id, revision: pixImages.revision, privacy: pixImages.privacyStatus })
      .from(pixImages)
      .where(and(eq(pixImages.jobId, jobId), eq(pixImages.readyForVision, true), eq(pixImages.visionDone, false)))
      .orderBy(pixImages.id)

  const { objectDetection, caption, regionalCaption, segmentation } = config.models
  const asked = [objectDetection, caption, regionalCaption]
  const orchestrator: Orchestrator = {
    name: 'vision',
    status: () => statusOf({ VISION_API_KEY: config.apiKey }, [...asked, segmentation]),
    async plan(jobId) {
      const images = await waiting(jobId)
      return images.flatMap(({ id, privacy }) =>
        asked.map((to) => ({ subject: id, to, sends: { picture: 'master', privacy } })),
      )
    },
    async run(jobId, who) {
      requireConfigured(orchestrator.status())
      const images = await waiting(jobId)
      await database.transaction(async (tx) => {
        await recordRun(tx, { who, job: jobId, name: 'vision' })
        await runs.setAside(
          tx,
          images.map(({ id }) => id),
          'vision',
        )
        for (const { id, revision } of images) await queue.send(tx, 'pix-vision', { imageId: id, revision })
      })
      return { count: images.length }
    },
  }

  return { handle, orchestrator }
}
