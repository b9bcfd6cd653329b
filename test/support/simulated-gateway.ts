import { createPhotoAcceptance } from '../../src/ingest/accept-photo.ts'
import { createWindowEnd } from '../../src/ingest/end-window.ts'
import { createRescuer } from '../../src/ingest/rescue.ts'
import type { TakeIn } from '../../src/ingest/take-in.ts'
import type { Logger } from '../../src/log.ts'
import type { Store } from '../../src/media/store.ts'
import type { Provider } from '../../src/providers/provider.ts'
import { createRouter } from '../../src/providers/router.ts'
import { createCompletions } from '../../src/queue/completions.ts'
import { createDispatcher } from '../../src/queue/dispatcher.ts'
import { createPhotoForgetter } from '../../src/queue/forget-photo.ts'
import type { Notifications } from '../../src/queue/notifications.ts'
import { createOverdueWatch } from '../../src/queue/overdue.ts'
import { createPhotoProcessor } from '../../src/queue/process-photo.ts'
import type { SimulatedDatabase } from './simulated-database.ts'
import type { SimulatedNode } from './simulated-node.ts'

/** What a node finds outside itself. */
export interface NodeWorld extends SimulatedDatabase {
  node: SimulatedNode
  notifications: Notifications
  store: Store
  providers: Record<string, Provider>
  takeIn: TakeIn
  /** From 0 to 1. */
  random(): number
  log: Logger
  /** Photos worked on at once; 0 for a node that only answers. */
  concurrency: number
}

/** The parts of `app.ts` that carry a photo from its head to its end, wired in the same way. */
export function createSimulatedGateway(world: NodeWorld) {
  const { claims, attempts, jobs, lostJobs, queue, deletions, settings, slots, templates, publication } = world
  const { notifications, store, providers, takeIn, log, concurrency } = world
  const { clock } = world.node
  const stopping = new AbortController()

  const completions = createCompletions({ jobs, notifications, clock, log })
  const forgetPhoto = createPhotoForgetter({ jobs, store, deletions, log })
  const overdue = createOverdueWatch({ jobs, lostJobs, forgetPhoto, clock, log, onTakenOver() {} })
  const route = createRouter({ providers, clock, random: () => world.random() })
  const standBy = createRescuer({ route, templates, store, clock, log })
  const endWindow = createWindowEnd({ jobs, store, forgetPhoto, clock, log, onFallback() {} })
  const processPhoto = createPhotoProcessor({
    ...{ claims, attempts, slots, templates, settings, store, route, forgetPhoto, clock, log },
    lend: () => ({ lend: async () => '', async end() {} }),
    onAttempted() {},
    onLate() {},
  })
  const dispatcher = createDispatcher({
    ...{ claims, jobs, notifications, clock, log, concurrency, processPhoto },
    providerLimits: {},
  })
  const acceptPhoto = createPhotoAcceptance({
    ...{ jobs, queue, completions, publication, store, takeIn, standBy, endWindow, forgetPhoto, clock, log },
    refusals: { note() {} },
    stopping: stopping.signal,
  })

  return {
    node: world.node,
    store,
    jobs,
    acceptPhoto,
    /** Photos worked on, and requests that wait. */
    remainders: () => ({ working: dispatcher.runningCount(), waiting: completions.waitingCount() }),
    start(): void {
      overdue.start()
      if (concurrency > 0) dispatcher.start()
    },
    async stop(graceMilliseconds: number): Promise<void> {
      if (concurrency > 0) await dispatcher.stop(graceMilliseconds)
      stopping.abort()
      await overdue.stop()
    },
  }
}

export type SimulatedGateway = ReturnType<typeof createSimulatedGateway>
