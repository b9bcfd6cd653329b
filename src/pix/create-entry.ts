import type { FastifyPluginAsync } from 'fastify'
import { createFailureThrottle } from '../accounts/failure-throttle.ts'
import type { Guard } from '../accounts/guard.ts'
import { type Clock, repeat } from '../clock.ts'
import type { Database } from '../database.ts'
import type { Logger } from '../log.ts'
import type { Scratch } from '../media/scratch.ts'
import type { Store } from '../media/store.ts'
import { createFinalAcceptance } from './accept-final.ts'
import type { PrivacyMode } from './disclosure.ts'
import { createEditorGate } from './editor-gate.ts'
import { createEditorReturn } from './editor-return.ts'
import { editorReturnRoutes } from './editor-return-routes.ts'
import { editorTokenRoutes } from './editor-token-routes.ts'
import { createEditorTokens } from './editor-tokens.ts'
import { createEditorUploads } from './editor-uploads.ts'
import { findingRoutes } from './finding-routes.ts'
import { pixImageRoutes } from './pix-image-routes.ts'
import { createPixImages } from './pix-images.ts'
import { pixJobRoutes } from './pix-job-routes.ts'
import { createPixJobs } from './pix-jobs.ts'
import { createResultPublisher } from './publish-results.ts'
import { createFaultRegister } from './register-fault.ts'
import type { PixLocale } from './rooms.ts'
import { createShootFiles } from './shoot-files.ts'
import { createFinalInputWatch, type WatchReport } from './watch-final-input.ts'
import type { PixQueue } from './work.ts'

interface Dependencies {
  database: Database
  /** For transactions that last as long as files take. */
  upkeep: Database
  store: Store
  scratch: Pick<Scratch, 'open'>
  queue: PixQueue
  guard: Guard
  clock: Clock
  log: Logger
  /** Of jobs that name none. */
  locale: PixLocale
  finalInputPollSeconds: number
  editorQuietMinutes: number
  /** Whether services look at images. */
  hasVision: boolean
  privacyMode: PrivacyMode
  onLook?: ((report: WatchReport) => void) | undefined
}

const sweepMilliseconds = 600_000

/** The way into the pix.immo side: jobs, shoots, and the doors for final images. */
export function createPixEntry(dependencies: Dependencies) {
  const { database, upkeep, store, scratch, queue, guard, clock, log, locale, finalInputPollSeconds } = dependencies
  const { editorQuietMinutes, hasVision, privacyMode, onLook } = dependencies
  const pixJobs = createPixJobs({ database, store, queue, clock })
  const pixImages = createPixImages({ database, store, queue, clock, hasVision })
  const acceptFinal = createFinalAcceptance({
    ...{ database: upkeep, store, queue, clock, log },
    editorQuietSeconds: editorQuietMinutes * 60,
  })
  const registerFault = createFaultRegister({ database: upkeep, queue, clock })
  const watch = createFinalInputWatch({
    ...{ database, upkeep, store, acceptFinal, registerFault, queue, clock, log },
    pollSeconds: finalInputPollSeconds,
    onLook,
  })
  const publisher = createResultPublisher({ database, store, acceptFinal, clock, log })
  const editorTokens = createEditorTokens({ database, pixJobs, clock })
  const uploads = createEditorUploads({ database, store, acceptFinal, pixJobs, clock })
  const takeReturn = createEditorReturn({ acceptFinal, pixJobs, scratch })
  const listFiles = createShootFiles({ database, store, pixJobs })
  const throttle = createFailureThrottle({ database, clock, limit: 20, windowSeconds: 60 })
  const gate = createEditorGate({ guard, editorTokens, throttle })

  const routes: FastifyPluginAsync = async (server) => {
    await server.register(pixJobRoutes, { pixJobs, guard, locale })
    await server.register(pixImageRoutes, { pixImages, pixJobs, store, guard })
    await server.register(findingRoutes, { pixImages, store, guard, privacyMode })
    await server.register(editorTokenRoutes, { editorTokens, guard })
    await server.register(editorReturnRoutes, { takeReturn, uploads, listFiles, gate })
  }

  const sweeping = repeat(
    clock,
    sweepMilliseconds,
    async () => void (await Promise.all([uploads.sweep(), publisher.sweep()])),
    (error) => log.warn({ err: error }, 'what has been dealt with could not be swept up'),
  )

  return {
    acceptFinal,
    routes,
    /** On nodes that work in the background. */
    start(): void {
      watch.start()
      publisher.start()
      sweeping.start()
    },
    stop: () => Promise.all([watch.stop(), publisher.stop(), sweeping.stop()]),
  }
}
