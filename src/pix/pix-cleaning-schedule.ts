import type { PgBoss } from 'pg-boss'
import { type Clock, repeat } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { CleanerRecord } from '../media/cleaning.ts'
import { pixCleaningQueue } from '../queue/boss.ts'
import type { AloneWithJob } from './alone-with-job.ts'
import type { PixCleaner } from './clean-pix.ts'

interface Dependencies {
  boss: PgBoss
  cleaner: PixCleaner
  aloneWithJob: AloneWithJob
  clock: Clock
  log: Logger
  onCleaned(record: CleanerRecord): void
}

const intervalSeconds = 6 * 3600
const lookMilliseconds = 60_000
/** No job is called so. */
const cleaningLock = '*'

/** Cleaning of the pix.immo side: four times a day however many nodes there are, and however often they are started. */
export function createPixCleaningSchedule({ boss, cleaner, aloneWithJob, clock, log, onCleaned }: Dependencies) {
  async function cleanOnce(): Promise<void> {
    await boss.send(pixCleaningQueue, {}, { singletonSeconds: intervalSeconds })
    const [message] = await boss.fetch(pixCleaningQueue)
    if (!message) return
    const record = await clean({ dryRun: false })
    if (record) onCleaned(record)
    await boss.complete(pixCleaningQueue, message.id)
  }

  /** Null: somebody else is at it. */
  async function clean(options: Parameters<PixCleaner['run']>[0]): Promise<CleanerRecord | null> {
    return aloneWithJob(cleaningLock, () => cleaner.run(options)).catch((error: unknown) => {
      if (error instanceof GatewayError && error.code === 'cancelled') return null
      throw error
    })
  }

  const schedule = repeat(clock, lookMilliseconds, cleanOnce, (error) =>
    log.warn({ err: error }, 'cleaning of the pix.immo side failed'),
  )
  return { clean, start: schedule.start, stop: schedule.stop }
}
