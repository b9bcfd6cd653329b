import { sql } from 'drizzle-orm'
import type { PgBoss } from 'pg-boss'
import { type Clock, repeat } from '../clock.ts'
import { advisoryLocks, type Database } from '../database.ts'
import type { Logger } from '../log.ts'
import type { Cleaner, CleanerRecord } from '../media/cleaning.ts'
import { cleaningQueue } from './boss.ts'

interface Dependencies {
  boss: PgBoss
  database: Database
  cleaner: Cleaner
  clock: Clock
  log: Logger
  onCleaned(record: CleanerRecord): void
}

/** Bytes must be gone within a minute of their expiry; three runs a minute leave room for one that fails. */
const intervalSeconds = 20
/** A look at every stored object costs more than a look at what is due. */
const orphanMilliseconds = 15 * 60_000
const signOfLifeMilliseconds = 2000

/**
 * Cleaning comes out of the queue, once per interval however many nodes there are. The lock, not the message, makes it
 * one at a time: it dies with its connection, while the message of a killed node would stay active for minutes.
 */
export function createCleaningSchedule({ boss, database, cleaner, clock, log, onCleaned }: Dependencies) {
  let lastOrphanScan: number | undefined

  async function cleanOnce(): Promise<void> {
    await boss.send(cleaningQueue, {}, { singletonSeconds: intervalSeconds })
    const [message] = await boss.fetch(cleaningQueue)
    if (!message) return
    await database.transaction(async (tx) => {
      const { rows } = await tx.execute<{ taken: boolean }>(
        sql`select pg_try_advisory_xact_lock(${advisoryLocks.cleaning}) as taken`,
      )
      if (!rows[0]?.taken) return
      // The server ends a transaction that says nothing for a while: its node may be frozen.
      const signOfLife = repeat(
        clock,
        signOfLifeMilliseconds,
        async () => void (await tx.execute(sql`select 1`)),
        () => {},
      )
      signOfLife.start()
      try {
        await clean()
      } finally {
        await signOfLife.stop()
      }
    })
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
