import { sql } from 'drizzle-orm'
import { type Clock, repeat } from '../clock.ts'
import type { Database, Transaction } from '../database.ts'

const signOfLifeMilliseconds = 2000

/**
 * Does `work` while nobody else on any node works under the same name; who comes later waits. The lock lives in the
 * transaction that `work` writes its rows in, and dies with its connection: a node that is killed keeps nobody waiting.
 */
export async function workAlone<Value>(
  { database, clock }: { database: Database; clock: Clock },
  name: string,
  work: (tx: Transaction) => Promise<Value>,
): Promise<Value> {
  return database.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`)
    // The server ends a transaction that says nothing for a while, and files may take longer than that.
    const say = async () => void (await tx.execute(sql`select 1`))
    const signOfLife = repeat(clock, signOfLifeMilliseconds, say, () => {})
    signOfLife.start()
    try {
      return await work(tx)
    } finally {
      await signOfLife.stop()
    }
  })
}
