import { type Clock, repeat } from '../clock.ts'
import type { Database, Transaction } from '../database.ts'
import { sql } from '../drizzle.ts'

const signOfLifeMilliseconds = 2000

interface Dependencies {
  database: Database
  clock: Clock
}

/**
 * Does `work` while nobody else on any node works under the same name; who comes later waits. The lock lives in the
 * transaction that `work` writes its rows in, and dies with its connection: a node that is killed keeps nobody waiting.
 */
export function workAlone<Value>(
  dependencies: Dependencies,
  name: string,
  work: (tx: Transaction) => Promise<Value>,
): Promise<Value> {
  return whileHolding(dependencies, async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`)
    return work
  })
}

/** The same, but who comes later does nothing: null. */
export function workUnlessOthersDo<Value>(
  dependencies: Dependencies,
  name: string,
  work: (tx: Transaction) => Promise<Value>,
): Promise<Value | null> {
  return whileHolding<Value | null>(dependencies, async (tx) => {
    const { rows } = await tx.execute<{ taken: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as taken`,
    )
    return rows[0]?.taken ? work : async () => null
  })
}

function whileHolding<Value>(
  { database, clock }: Dependencies,
  take: (tx: Transaction) => Promise<(tx: Transaction) => Promise<Value>>,
): Promise<Value> {
  return database.transaction(async (tx) => {
    const work = await take(tx)
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
