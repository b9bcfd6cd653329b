import type { PgBoss } from 'pg-boss'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import type { Logger } from '../log.ts'
import type { CleanerRecord } from '../media/cleaning.ts'
import type { Store } from '../media/store.ts'
import type { PixConfig } from '../pix-config.ts'
import type { Notifications } from '../queue/notifications.ts'
import { createJobLock } from './alone-with-job.ts'
import { createExposeBuilder } from './build-job-expose.ts'
import { createPrivacyRecheck } from './check-privacy-again.ts'
import { createImageClaims } from './claim-image.ts'
import { createPixCleaner } from './clean-pix.ts'
import { createFinalFiles } from './final-files.ts'
import { createImageMeta } from './image-meta.ts'
import { createImageStages } from './image-stages.ts'
import { createPixCleaningSchedule } from './pix-cleaning-schedule.ts'
import type { PixCounters } from './pix-counters.ts'
import { createPixMessages, type PixEnds } from './pix-messages.ts'
import { createPixQueue } from './pix-queue.ts'
import { createPixWorkers } from './pix-workers.ts'
import { createFinalImageProcessing } from './process-final-image.ts'
import type { DrawDepth, InspectPrivacy } from './stages.ts'
import { createPixSweep } from './sweep.ts'
import { createGallerySync } from './sync-gallery.ts'
import type { PixHandlers, PixKind } from './work.ts'

interface Dependencies {
  config: PixConfig
  /** For what may take longer than a caller would wait. */
  upkeep: Database
  boss: PgBoss
  notifications: Notifications
  store: Store
  clock: Clock
  log: Logger
  /** Undefined as long as there is nobody to do it. */
  inspectPrivacy?: InspectPrivacy | undefined
  drawDepth?: DrawDepth
  /** Depth maps come from elsewhere, later. */
  hasDepth?: boolean
  /** Where mails lie that nobody sends. */
  mailDirectory: string
  onCleaned?: ((record: CleanerRecord) => void) | undefined
  counters?: Pick<PixCounters, 'imageEnded' | 'privacyChecked'> | undefined
}

/** Worked on at once by one node. What makes pictures also waits for a place that no photo wants. */
export const concurrency: Record<PixKind, number> = {
  'pix-process': 2,
  'pix-vision': 4,
  'pix-gpt': 4,
  'pix-expose': 1,
  'pix-gallery': 1,
  'pix-edit': 2,
  'pix-hand-over': 1,
  'pix-export': 1,
}

/** What is still at work when the gateway stops gets so long before it is handed back. */
const mostGraceMilliseconds = 5000

/**
 * What is done to images when nobody waits: the queue, and the pipeline that needs no service. Whoever else works for it
 * joins before it starts.
 */
export function createBackground(dependencies: Dependencies) {
  const { config, upkeep, boss, notifications, store, clock, log } = dependencies
  const { inspectPrivacy, drawDepth, hasDepth = drawDepth !== undefined } = dependencies
  const { mailDirectory, counters, onCleaned = () => {} } = dependencies

  const queue = createPixQueue({ boss, visionRetries: config.vision.retries })
  const aloneWithJob = createJobLock({ database: upkeep, clock })
  const claims = createImageClaims({ database: upkeep, clock, log })
  const files = createFinalFiles({ database: upkeep, store, claims })
  const stages = createImageStages({
    ...{ database: upkeep, store, claims, clock, log, inspectPrivacy, drawDepth },
    onPrivacyChecked: counters?.privacyChecked,
  })
  const meta = createImageMeta({ database: upkeep, store, clock, hasDepth })
  const { gallery } = config

  // Images are sent to nobody who is not there to look at them.
  const handlers: Partial<PixHandlers> = {}
  const hasVision = () => handlers['pix-vision'] !== undefined && config.vision.apiKey !== undefined
  const recheck = createPrivacyRecheck({ database: upkeep, store, stages, queue, clock, log, hasVision })
  const processing = createFinalImageProcessing({
    ...{ database: upkeep, queue, claims, files, stages, meta, clock, log },
    hasVision,
    onEnded: counters?.imageEnded,
  })
  const { buildJobExpose } = createExposeBuilder({ database: upkeep, store, queue, meta, aloneWithJob, gallery, clock })
  const { syncGallery } = createGallerySync({ database: upkeep, store, queue, aloneWithJob, gallery, clock })
  Object.assign(handlers, {
    'pix-process': processing.processMessage,
    'pix-expose': ({ jobId }, signal) => buildJobExpose(jobId, signal),
    'pix-gallery': ({ jobId }, signal) => syncGallery(jobId, { signal }),
  } satisfies Partial<PixHandlers>)
  const ends: PixEnds = { 'pix-process': processing.giveUp }

  const shared = { kinds: ['pix-edit', 'pix-vision', 'pix-gpt'] as const, most: config.vision.mostConcurrent }
  const messages = createPixMessages({ boss, database: upkeep, queue, ends, shared })
  const workers = createPixWorkers({ messages, handlers, concurrency, notifications, clock, log })
  const sweep = createPixSweep({ boss, database: upkeep, queue, clock, log, gallery })

  const { retention } = config
  const cleaner = createPixCleaner({ database: upkeep, store, clock, log, retention, mailDirectory })
  const cleaning = createPixCleaningSchedule({ boss, cleaner, aloneWithJob, clock, log, onCleaned })

  return {
    queue,
    ...{ mergeImageMeta: meta.mergeImageMeta, buildJobExpose, syncGallery },
    processFinalImage: processing.processFinalImage,
    sweep: sweep.sweep,
    checkPrivacyAgain: recheck.checkAgain,
    secondsSinceLook: workers.secondsSinceLook,
    clean: cleaning.clean,
    /** Who does other work, or the same with more to it; and who is told what has failed for good. */
    join(others: Partial<PixHandlers>, theirEnds: PixEnds = {}): void {
      Object.assign(handlers, others)
      Object.assign(ends, theirEnds)
    },
    /** For nodes that work. */
    start(): void {
      workers.start()
      sweep.start()
      cleaning.start()
      if (inspectPrivacy) recheck.start()
    },
    async stop(graceMilliseconds: number): Promise<void> {
      await Promise.all([sweep.stop(), cleaning.stop(), recheck.stop()])
      await workers.stop(Math.min(graceMilliseconds, mostGraceMilliseconds))
    },
  }
}
