import type { CommandResponse, PgBoss } from 'pg-boss'
import type { Database, Transaction } from '../database.ts'
import { sql } from '../drizzle.ts'
import { pixHeartbeatSeconds } from '../queue/boss.ts'
import { within } from './pix-queue.ts'
import type { PixKind, PixQueue, PixWork } from './work.ts'

/** A message in the hands of a worker. */
export interface HeldMessage<Kind extends PixKind = PixKind> {
  kind: Kind
  work: PixWork[Kind]
  id: string
  /** Rises with every time that it is taken: what was taken again is not the first one's any more. */
  retryCount: number
  retryLimit: number
}

/** Told once a thing has been tried as often as may be, in the transaction that ends it. */
export type PixEnds = {
  [Kind in PixKind]?: (tx: Transaction, work: PixWork[Kind], error: unknown) => Promise<void>
}

interface Dependencies {
  boss: PgBoss
  database: Database
  queue: PixQueue
  ends: PixEnds
  /** Of these kinds together, so many at once on all nodes. People wait for the first of them. */
  shared: { kinds: readonly [PixKind, ...PixKind[]]; most: number }
}

/** What is not the work's own fault is tried again after so long, for as long as it lasts. */
const awayPauseSeconds = 15

/** So many places at most are kept free for what people wait for. */
const mostKept = 2

/** The messages of one node: takes them, keeps them, ends them, and finds those whose worker is dead. */
export function createPixMessages({ boss, database, queue, ends, shared }: Dependencies) {
  /**
   * How many of the shared places are free for this kind; exact until the transaction ends. Otherwise, hundreds of images
   * that wait would take each place as it becomes free, and whoever has drawn a mask would wait for all of them.
   */
  async function countFree(tx: Transaction, kind: PixKind): Promise<number> {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('pix-shared'))`)
    const [first] = shared.kinds
    const { rows } = await tx.execute<{ active: number; awaited: number }>(
      sql`select (select count(*) from pgboss.job
              where name = any(${sql.param([...shared.kinds])}::text[]) and state = 'active')::int as active,
            (select count(*) from (select from pgboss.job where name = ${first} and state < 'active' and not blocked
              and start_after <= now() limit ${mostKept}) as waiting)::int as awaited`,
    )
    const { active = 0, awaited = 0 } = rows[0] ?? {}
    return shared.most - active - (kind === first ? 0 : awaited)
  }

  function take<Kind extends PixKind>(kind: Kind, count: number): Promise<HeldMessage<Kind>[]> {
    return database.transaction(async (tx) => {
      const free = shared.kinds.includes(kind) ? Math.min(count, await countFree(tx, kind)) : count
      if (free <= 0) return []
      const options = { batchSize: free, includeMetadata: true as const, ...within(tx) }
      const messages = await boss.fetch<PixWork[Kind]>(kind, options)
      return messages.map(({ id, data, retryCount, retryLimit }) => ({ kind, work: data, id, retryCount, retryLimit }))
    })
  }

  /** The kinds of which something could be begun. */
  async function findWaiting(kinds: readonly PixKind[]): Promise<PixKind[]> {
    const { rows } = await database.execute<{ name: PixKind }>(
      sql`select distinct name from pgboss.job
          where name = any(${sql.param([...kinds])}::text[]) and state < 'active' and start_after <= now()`,
    )
    return rows.map(({ name }) => name)
  }

  /** A sign of life. Resolves to the ids that are still held. */
  async function keep(held: readonly HeldMessage[]): Promise<Set<string>> {
    const kept = new Set<string>()
    for (const [kind, messages] of Map.groupBy(held, (message) => message.kind)) {
      const { settled = [] } = answerOf(await boss.touch(kind, messages.map(attemptOf)))
      for (const id of settled) kept.add(id)
    }
    return kept
  }

  async function complete(message: HeldMessage): Promise<void> {
    await boss.complete(message.kind, [attemptOf(message)], null)
  }

  /** Ends this message and sends the same again: a new one has all its tries, and joins one that waits already. */
  async function sendAgain(message: HeldMessage, afterSeconds: number): Promise<void> {
    await database.transaction(async (tx) => {
      const { affected } = answerOf(await boss.complete(message.kind, [attemptOf(message)], null, within(tx)))
      if (affected > 0) await queue.send(tx, message.kind, message.work, { afterSeconds })
    })
  }

  /** Counts as a try; after the last one it is told to `ends`. */
  async function fail(message: HeldMessage, error: unknown): Promise<{ isOver: boolean }> {
    const isOver = message.retryCount >= message.retryLimit
    await database.transaction(async (tx) => {
      // What a failure says may name a customer's file, and is written down where it belongs.
      const { affected } = answerOf(await boss.fail(message.kind, [attemptOf(message)], null, within(tx)))
      if (affected > 0 && isOver) await endOf(message.kind)?.(tx, message.work, error)
    })
    return { isOver }
  }

  const endOf = (kind: PixKind) =>
    ends[kind] as ((tx: Transaction, work: PixWork[PixKind], error: unknown) => Promise<void>) | undefined

  /** In nobody's hands any more: their workers have not been heard of. */
  async function findLost(kinds: readonly PixKind[]): Promise<HeldMessage[]> {
    const { rows } = await database.execute<HeldMessage & Record<string, unknown>>(
      sql`select id, name as kind, data as work, retry_count as "retryCount", retry_limit as "retryLimit"
          from pgboss.job
          where name = any(${sql.param([...kinds])}::text[]) and state = 'active'
            and heartbeat_on < now() - ${pixHeartbeatSeconds} * interval '1 second'`,
    )
    return rows
  }

  return {
    take,
    findWaiting,
    keep,
    complete,
    /** To other nodes, at once. */
    handBack: (message: HeldMessage) => sendAgain(message, 0),
    /** The place it needs is away: neither its own fault nor one of its tries. */
    putOff: (message: HeldMessage) => sendAgain(message, awayPauseSeconds),
    fail,
    findLost,
  }
}

/** pg-boss's answers have more in them than its types say. */
const answerOf = (answer: CommandResponse) => answer as { affected: number; settled?: string[] }

export type PixMessages = ReturnType<typeof createPixMessages>

const attemptOf = ({ id, retryCount }: HeldMessage) => ({ id, retryCount })
