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
      for (const queue of [cleaningQueue, modelQueue, statisticsQueue]) {
        const deleteAfterSeconds = queue === modelQueue ? 2 * 86_400 : 3600
        await boss.createQueue(queue, { policy: 'short', retryLimit: 0, expireInSeconds: 600, deleteAfterSeconds })
      }
    } finally {
      await boss.stop({ graceful: false })
    }
  })
}
