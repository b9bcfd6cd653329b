import type { PgBoss } from 'pg-boss'
import { type Clock, repeat } from '../clock.ts'
import type { Logger } from '../log.ts'
import type { Cleaner, CleanerRecord } from '../media/cleaning.ts'
import { cleaningQueue } from './boss.ts'
import type { CleanAlone } from './clean-alone.ts'

interface Dependencies {
  boss: PgBoss
  cleaner: Cleaner
  cleanAlone: CleanAlone
  clock: Clock
  log: Logger
  onCleaned(record: CleanerRecord): void
}

/** Bytes must be gone within a minute of their expiry; three runs a minute leave room for one that fails. */
const intervalSeconds = 20
/** A look at every stored object costs more than a look at what is due. */
const orphanMilliseconds = 15 * 60_000

/** Cleaning comes out of the queue, once per interval however many nodes there are. */
export function createCleaningSchedule({ boss, cleaner, cleanAlone, clock, log, onCleaned }: Dependencies) {
  let lastOrphanScan: number | undefined

  async function cleanOnce(): Promise<void> {
    await boss.send(cleaningQueue, {}, { singletonSeconds: intervalSeconds })
    const [message] = await boss.fetch(cleaningQueue)
    if (!message) return
    await cleanAlone(clean)
    await boss.complete(cleaningQueue, message.id)
  }

  async function clean(): Promise<void> {
    const now = clock.monotonic()
    const withOrphans = lastOrphanScan === undefined || now - lastOrphanScan >= orphanMilliseconds
    const record = await cleaner.run({ dryRun: false, withOrphans })
    if (withOrphans) lastOrphanScan = now
    onCleaned(record)
  }

  return repeat(clock, intervalSeconds * 1000, cleanOnce, (error) => log.warn({ err: error }, 'cleaning failed'))
}
