import { fromDrizzle, type PgBoss } from 'pg-boss'
import type { Transaction } from '../database.ts'
import { type SQLWrapper, sql } from '../drizzle.ts'
import { photoQueue } from './boss.ts'
import { type JobStatus, jobChannel, readyChannel } from './job.ts'
import type { Outbox } from './webhooks/outbox.ts'

/** What the queue needs to know of a photo. */
interface Envelope {
  jobId: string
  /** Photos of one provider are counted together against its limit. */
  provider: string
  /** The highest first. */
  rank: number
  /** Seconds after which nobody will want it any more. */
  lifeSeconds: number
}

/** pg-boss's messages and PostgreSQL's notifications, always as part of the transaction that changes the jobs. */
export function createMessages(boss: PgBoss, { tellEnds }: Pick<Outbox, 'tellEnds'>) {
  const within = (tx: Transaction) => ({ db: fromDrizzle(tx, sql) })

  return {
    async send(tx: Transaction, { jobId, provider, rank, lifeSeconds }: Envelope): Promise<void> {
      const group = { id: provider, tier: provider }
      const options = { id: jobId, priority: rank, group, expireInSeconds: lifeSeconds, ...within(tx) }
      await boss.send(photoQueue, { jobId }, options)
    },

    /**
     * Takes up to `count` messages, at most so many of each provider as its limit leaves. Exact only for a caller who
     * holds the lock on claiming: pg-boss counts first and claims then.
     */
    async take(tx: Transaction, count: number, limits: Record<string, number>): Promise<string[]> {
      const groupConcurrency = { default: 10_000, tiers: limits }
      const messages = await boss.fetch(photoQueue, { batchSize: count, groupConcurrency, ...within(tx) })
      return messages.map((message) => message.id)
    },

    async settle(tx: Transaction, jobIds: string[]): Promise<void> {
      if (jobIds.length > 0) await boss.complete(photoQueue, jobIds, null, within(tx))
    },

    /** Also what nobody has taken yet. */
    async drop(tx: Transaction, jobIds: string[]): Promise<void> {
      if (jobIds.length > 0) await boss.cancel(photoQueue, jobIds, within(tx))
    },

    /** To where it stood in the line before it was taken. pg-boss gives back only what was cancelled. */
    async putBack(tx: Transaction, jobIds: string[]): Promise<void> {
      if (jobIds.length === 0) return
      await boss.cancel(photoQueue, jobIds, within(tx))
      await boss.resume(photoQueue, jobIds, within(tx))
    },

    /** Tells of a change that has been made. */
    async announce(tx: Transaction, jobIds: string[], status: JobStatus): Promise<void> {
      if (jobIds.length === 0) return
      await tx.execute(
        sql`select pg_notify(${jobChannel}, id || ${` ${status}`}) from unnest(${sql.param(jobIds)}::text[]) as id`,
      )
    },

    /**
     * Makes a change that returns ids, and announces each of them as part of the same statement; what is pending again
     * also wakes the workers, and an end, which returns `endedColumns`, goes to the webhooks. Resolves to the ids.
     */
    async changeAndAnnounce(tx: Transaction, change: SQLWrapper, status: JobStatus): Promise<string[]> {
      const wakeUp = status === 'pending' ? sql`, pg_notify(${readyChannel}, '')` : sql``
      const { rows } = await tx.execute<{ id: string }>(
        sql`with changed as ${change}${tellEnds(status)} select id, pg_notify(${jobChannel}, id || ${` ${status}`})${wakeUp} from changed`,
      )
      return rows.map(({ id }) => id)
    },
  }
}

export type Messages = ReturnType<typeof createMessages>
