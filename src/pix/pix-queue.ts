import { fromDrizzle, type PgBoss } from 'pg-boss'
import type { Transaction } from '../database.ts'
import { type SQL, sql } from '../drizzle.ts'
import type { PixKind, PixQueue, PixWork } from './work.ts'

/** Told the kind of what waits. */
export const pixChannel = 'photochanger-pix'

interface Dependencies {
  boss: PgBoss
  /** How often calls that look at images are made once more. */
  visionRetries: number
}

/** Messages that are taken between our looks at them are sent again; more often than twice nobody has seen. */
const mostLooks = 5

/** Two that have the same are about the same thing, and one of them is enough. */
export function keyOf<Kind extends PixKind>(work: PixWork[Kind]): string {
  if ('imageId' in work) return `${work.imageId}:${work.revision}`
  if ('name' in work) return `${work.jobId}:${work.name}`
  if ('jobId' in work) return work.jobId
  return 'editId' in work ? work.editId : work.exportId
}

const repeatable: ReadonlySet<PixKind> = new Set<PixKind>(['pix-vision', 'pix-gpt', 'pix-edit'])

export const within = (tx: Transaction) => ({ db: fromDrizzle(tx, sql) })

/** Work that waits for a worker, as messages of pg-boss; always part of the transaction that makes it necessary. */
export function createPixQueue({ boss, visionRetries }: Dependencies): PixQueue {
  return {
    async send(tx, kind, work, { afterSeconds = 0 } = {}) {
      const key = { singletonKey: keyOf(work) }
      const retries = repeatable.has(kind) ? { retryLimit: visionRetries } : {}
      const options = { ...key, ...retries, startAfter: afterSeconds, ...within(tx) }
      for (let look = 0; look < mostLooks; look += 1) {
        if (await boss.send(kind, work, options)) break
        // One waits already. It must not be begun before this transaction is over, or it would not see what has changed;
        // a row that has been written to is passed over by who fetches.
        const sooner = afterSeconds === 0 ? { startAfter: 0 } : {}
        const { updated } = await boss.update(kind, work, { ...key, ...sooner, ...within(tx) })
        if (updated > 0) break
      }
      if (afterSeconds === 0) await tx.execute(wakeUp(kind))
    },
  }
}

const wakeUp = (kind: PixKind): SQL => sql`select pg_notify(${pixChannel}, ${kind})`
