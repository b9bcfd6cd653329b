import type { FastifyPluginAsync } from 'fastify'
import type { Guard } from '../accounts/guard.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Database } from '../database.ts'
import type { Logger } from '../log.ts'
import { createGuardedFetch } from '../media/guarded-fetch.ts'
import { createScratch } from '../media/scratch.ts'
import type { Store } from '../media/store.ts'
import { editRoutes } from './edits/edit-routes.ts'
import { createEdits } from './edits/edits.ts'
import { createObjectRemoval } from './edits/remove-object.ts'
import { createRemovalRequest } from './edits/request-removal.ts'
import { createAskService } from './orchestrators/ask-service.ts'
import { createDepth } from './orchestrators/depth.ts'
import { createExposeTexts } from './orchestrators/expose-texts.ts'
import { createFalCalls } from './orchestrators/fal-calls.ts'
import { createForgottenSearch } from './orchestrators/forgotten.ts'
import { createGalleryAnnouncement } from './orchestrators/gallery-announcement.ts'
import { createGpt } from './orchestrators/gpt.ts'
import { createGptCalls } from './orchestrators/gpt-calls.ts'
import { createModelNames } from './orchestrators/model-names.ts'
import { orchestratorRoutes } from './orchestrators/orchestrator-routes.ts'
import { createProductOrchestrator } from './orchestrators/product.ts'
import { createOrchestrators } from './orchestrators/registry.ts'
import { createSegmenter } from './orchestrators/segment.ts'
import { type CopyForServices, onlyChecked } from './orchestrators/service-copy.ts'
import { createServiceRuns } from './orchestrators/service-runs.ts'
import { createVision } from './orchestrators/vision.ts'
import { createVisionCalls } from './orchestrators/vision-calls.ts'
import { createSummaries } from './summary.ts'
import { textRoutes } from './text-routes.ts'
import { createTexts } from './texts.ts'
import type { PixHandlers, PixQueue } from './work.ts'

interface Dependencies {
  config: Pick<Config, 'pix' | 'providers' | 'storage'>
  database: Database
  /** The same for transactions in which files are written. */
  upkeep: Database
  store: Store
  queue: PixQueue
  copyForServices: CopyForServices
  mergeImageMeta(imageId: string): Promise<unknown>
  publicBaseUrl(): string | null | undefined
  clock: Clock
  log: Logger
  /** Fires when those who wait for an answer are let go. */
  stopping: AbortSignal
  onAsked?: ((stage: string, outcome: string) => void) | undefined
}

/** OpenAI's answers are read whole; nobody waits for them but the queue. */
const gptMilliseconds = 60_000
/** As long as usual clients and proxies wait. */
const removalAnswerMilliseconds = 25_000
/** Videos take minutes. */
const productMilliseconds = 600_000

/** What services do for pix.immo: seeing, writing, cutting out, removing, and what may be made of it all. */
export function createPixServices(dependencies: Dependencies) {
  const { config, database, upkeep, store, queue, mergeImageMeta, publicBaseUrl, clock, log, stopping } = dependencies
  const {
    vision: visionConfig,
    gpt: gptConfig,
    avatar,
    video,
    sceneplates,
    pano,
    galleryExport,
    externalSync,
  } = config.pix
  const copyForServices = onlyChecked(dependencies.copyForServices)
  const { openai } = config.providers
  const originOf = (url: string | undefined) => (url === undefined ? [] : [new URL(url).origin])
  const trustedOrigins = [visionConfig.baseUrl, galleryExport.url, externalSync.url].flatMap(originOf)
  const { fetch, close } = createGuardedFetch({ trustedOrigins })
  const scratch = createScratch({ directory: config.storage.scratchDirectory })

  const nameOf = createModelNames({ log })
  const runs = createServiceRuns({
    ...{ database, clock, mostConcurrent: visionConfig.mostConcurrent, retries: visionConfig.retries },
    dailyBudgetUsd: config.pix.dailyBudgetUsd,
  })
  const ask = createAskService({ runs, clock, log, onAsked: dependencies.onAsked })
  const falOf = (apiKey: string | undefined) =>
    apiKey === undefined
      ? undefined
      : createFalCalls({ apiKey, baseUrl: visionConfig.baseUrl, fetchResult: fetch, scratch, clock })
  const fal = falOf(visionConfig.apiKey)
  const { model } = gptConfig
  const write =
    openai.apiKey === undefined || model === undefined
      ? undefined
      : createGptCalls({
          access: { apiKey: openai.apiKey, baseUrl: openai.baseUrl },
          config: { ...gptConfig, model },
          ...{ timeoutMilliseconds: gptMilliseconds, ask },
        })

  const shared = { database, upkeep, store, copyForServices, mergeImageMeta, queue, clock, log }
  const look = fal && createVisionCalls({ config: visionConfig, fal, ask, nameOf })
  const withFal = { config: visionConfig, fal, ask, nameOf }
  const depth = createDepth({ upkeep, store, copyForServices, ...withFal })
  const vision = createVision({
    ...shared,
    config: visionConfig,
    look,
    runs,
    drawDepth: depth.make,
    hasWriter: write !== undefined,
  })
  const gpt = createGpt({ ...shared, config: gptConfig, apiKey: openai.apiKey, write, runs })
  const segment = createSegmenter({ database, upkeep, store, copyForServices, clock, ...withFal })
  const edits = createEdits({ database, queue, clock })
  const removal = createObjectRemoval({ ...shared, ...withFal, edits })
  const requestRemoval = createRemovalRequest({
    ...{ database, store, edits, clock, stopping, modelName: removal.modelName },
    ...{ isConfigured: fal !== undefined, waitMilliseconds: removalAnswerMilliseconds },
  })
  const summaries = createSummaries({ database, store, clock })
  const texts = createTexts({ database, queue, clock })
  const refreshExposeTexts = createExposeTexts({ database, write, model, clock, log })

  const forgotten = createForgottenSearch({ database: upkeep, queue, clock, log })

  const product = { ask, nameOf, summaries, database, store, queue, timeoutMilliseconds: productMilliseconds }
  const visionKey = { VISION_API_KEY: visionConfig.apiKey }
  const announcement = { database, store, queue, fetch, publicBaseUrl, clock, log }
  const others = {
    avatar: createProductOrchestrator({
      ...{ name: 'avatar', ...product, model: avatar.model, fal: falOf(avatar.apiKey) },
      wanted: { AVATAR_PROVIDER: avatar.provider, AVATAR_API_KEY: avatar.apiKey, AVATAR_MODEL: avatar.model },
    }),
    video: createProductOrchestrator({
      ...{ name: 'video', ...product, fal, model: video.model },
      wanted: { ...visionKey, VIDEO_GEN_MODEL: video.model },
    }),
    'sceneplates-export': createProductOrchestrator({
      ...{ name: 'sceneplates-export', ...product, fal, model: sceneplates.model },
      wanted: { ...visionKey, SCENEPLATES_MODEL: sceneplates.model },
    }),
    'pano-export': createProductOrchestrator({
      ...{ name: 'pano-export', ...product, fal, model: pano.model },
      wanted: { ...visionKey, PANO_MODEL: pano.model },
    }),
    'gallery-export': createGalleryAnnouncement({
      ...{ name: 'gallery-export', ...announcement, config: galleryExport },
      variables: { url: 'GALLERY_EXPORT_URL', secret: 'GALLERY_EXPORT_SECRET' },
    }),
    'external-sync': createGalleryAnnouncement({
      ...{ name: 'external-sync', ...announcement, config: externalSync },
      variables: { url: 'EXTERNAL_SYNC_URL', secret: 'EXTERNAL_SYNC_SECRET' },
    }),
  }
  const orchestrators = createOrchestrators({
    ...{ vision: vision.orchestrator, gpt: gpt.orchestrator },
    ...{ avatar: others.avatar.orchestrator, video: others.video.orchestrator },
    'gallery-export': others['gallery-export'].orchestrator,
    'sceneplates-export': others['sceneplates-export'].orchestrator,
    'pano-export': others['pano-export'].orchestrator,
    'external-sync': others['external-sync'].orchestrator,
  })

  const handlers: Pick<PixHandlers, 'pix-vision' | 'pix-gpt' | 'pix-edit' | 'pix-hand-over'> = {
    'pix-vision': vision.handle,
    'pix-gpt': gpt.handle,
    'pix-edit': removal.handle,
    async 'pix-hand-over'({ jobId, name }, signal) {
      if (name !== 'vision' && name !== 'gpt') await others[name].handOver(jobId, signal)
    },
  }

  const routes: FastifyPluginAsync<{ guard: Guard }> = async (server, { guard }) => {
    await server.register(orchestratorRoutes, { orchestrators, database, guard })
    await server.register(editRoutes, { edits, requestRemoval, segment, guard })
    await server.register(textRoutes, { texts, guard })
  }

  return {
    ...{ orchestrators, handlers, summaries, refreshExposeTexts, routes },
    sendForgotten: forgotten.sendForgotten,
    /** For nodes that work. */
    start: forgotten.start,
    async close(): Promise<void> {
      await forgotten.stop()
      await close()
    },
  }
}
