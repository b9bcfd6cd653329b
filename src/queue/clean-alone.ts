import { type Clock, repeat } from '../clock.ts'
import { advisoryLocks, type Database } from '../database.ts'
import { sql } from '../drizzle.ts'

interface Dependencies {
  database: Database
  clock: Clock
}

const signOfLifeMilliseconds = 2000

/**
 * Does `clean` as the only one on all nodes, or resolves to null when somebody else is at it. The lock, not a message,
 * makes it one at a time: it dies with its connection, while the message of a killed node would stay active for minutes.
 */
export function createLoneCleaning({ database, clock }: Dependencies) {
  return function cleanAlone<Outcome>(clean: () => Promise<Outcome>): Promise<Outcome | null> {
    return database.transaction(async (tx) => {
      const { rows } = await tx.execute<{ taken: boolean }>(
        sql`select pg_try_advisory_xact_lock(${advisoryLocks.cleaning}) as taken`,
      )
      if (!rows[0]?.taken) return null
      // The server ends a transaction that says nothing for a while: its node may be frozen.
      const say = async () => void (await tx.execute(sql`select 1`))
      const signOfLife = repeat(clock, signOfLifeMilliseconds, say, () => {})
      signOfLife.start()
      try {
        return await clean()
      } finally {
        await signOfLife.stop()
      }
    })
  }
}

export type CleanAlone = ReturnType<typeof createLoneCleaning>
