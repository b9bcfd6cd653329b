import { type Clock, repeat } from '../clock.ts'
import type { Database } from '../database.ts'
import { sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'

interface Dependencies {
  /** For work that may take long. */
  database: Database
  clock: Clock
}

const signOfLifeMilliseconds = 2000

/**
 * Does `work` as the only one on all nodes that puts the files of this job together, or throws so that it is tried again.
 * The lock dies with its connection. Nothing else waits for it: rows of the job are changed by others meanwhile.
 */
export function createJobLock({ database, clock }: Dependencies) {
  return function aloneWithJob<Value>(jobId: string, work: () => Promise<Value>): Promise<Value> {
    return database.transaction(async (tx) => {
      const { rows } = await tx.execute<{ taken: boolean }>(
        sql`select pg_try_advisory_xact_lock(hashtext('pix-job'), hashtext(${jobId})) as taken`,
      )
      if (!rows[0]?.taken) throw new GatewayError('cancelled', 'the files of the job are being put together')
      // The server ends a transaction that says nothing for a while: its node may be frozen.
      const say = async () => void (await tx.execute(sql`select 1`))
      const signOfLife = repeat(clock, signOfLifeMilliseconds, say, () => {})
      signOfLife.start()
      try {
        return await work()
      } finally {
        await signOfLife.stop()
      }
    })
  }
}

export type AloneWithJob = ReturnType<typeof createJobLock>
