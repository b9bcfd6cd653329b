import { PgBoss } from 'pg-boss'
import { migrateAlone } from '../database.ts'

/** The queue that photos go through. */
export const photoQueue = 'photos'
/** The queue that cleaning runs go through. */
export const cleaningQueue = 'cleaning'
/** The queue of the daily look at the services' models. */
export const modelQueue = 'models'
/** The queue of the sums that statistics are made of. */
export const statisticsQueue = 'statistics'

/** How often one is done again, and the seconds after which it is believed to hang. */
interface PixQueueLimits {
  retryLimit: number
  expireInSeconds: number
}

/** The queues of the pix.immo side, see pix/work.ts. One message per thing that waits: `short`. */
const pixQueues = {
  'pix-process': { retryLimit: 5, expireInSeconds: 900 },
  'pix-vision': { retryLimit: 3, expireInSeconds: 900 },
  'pix-gpt': { retryLimit: 3, expireInSeconds: 900 },
  'pix-expose': { retryLimit: 8, expireInSeconds: 900 },
  'pix-gallery': { retryLimit: 8, expireInSeconds: 3600 },
  'pix-edit': { retryLimit: 3, expireInSeconds: 900 },
  'pix-hand-over': { retryLimit: 3, expireInSeconds: 1800 },
  'pix-export': { retryLimit: 3, expireInSeconds: 3600 },
} satisfies Record<string, PixQueueLimits>

/** The queue of the regular look for what the queues of the pix.immo side have missed. */
export const pixSweepQueue = 'pix-sweep'

/** The queue of the cleaning of the pix.immo side. */
export const pixCleaningQueue = 'pix-cleaning'

/** A worker that has given no sign of life for so long is dead. pg-boss takes no less. */
export const pixHeartbeatSeconds = 10

interface OpenBoss {
  url: string
  onError: (error: Error) => void
}

/** For pg itself, to which pg-boss hands everything: no upkeep waits for ever for a server that has gone silent. */
const limits = { query_timeout: 60_000, keepAlive: true, keepAliveInitialDelayMillis: 5000 }

/** pg-boss with its upkeep, but without its own workers: `dispatcher.ts` says why. */
export function openBoss({ url, onError }: OpenBoss): PgBoss {
  const boss = new PgBoss({
    ...limits,
    connectionString: url,
    connectionTimeoutMillis: 5000,
    application_name: `photochanger-queue-${process.pid}`,
    max: 4,
    migrate: false,
    createSchema: false,
    schedule: false,
    superviseIntervalSeconds: 60,
  })
  boss.on('error', onError)
  return boss
}

/** Creates or updates pg-boss's tables and our queues. */
export async function migrateQueue(url: string): Promise<void> {
  await migrateAlone(url, async () => {
    const boss = new PgBoss({ connectionString: url, max: 1, supervise: false, schedule: false })
    await boss.start()
    try {
      await boss.createQueue(photoQueue, { retryLimit: 0, deleteAfterSeconds: 3600 })
      for (const queue of [cleaningQueue, modelQueue, statisticsQueue, pixSweepQueue, pixCleaningQueue]) {
        // Longer than from one to the next, which a start in between does not bring nearer.
        const deleteAfterSeconds = queue === modelQueue || queue === pixCleaningQueue ? 2 * 86_400 : 3600
        await boss.createQueue(queue, { policy: 'short', retryLimit: 0, expireInSeconds: 600, deleteAfterSeconds })
      }
      for (const [queue, limits] of Object.entries(pixQueues)) {
        const pauses = { retryBackoff: true, retryDelay: 2, retryDelayMax: 120 }
        const ends = { heartbeatSeconds: pixHeartbeatSeconds, deleteAfterSeconds: 86_400 }
        await boss.createQueue(queue, { policy: 'short', ...limits, ...pauses, ...ends })
      }
    } finally {
      await boss.stop({ graceful: false })
    }
  })
}
