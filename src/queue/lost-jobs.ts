import type { Clock } from '../clock.ts'
import type { Database, Transaction } from '../database.ts'
import { and, eq, inArray, lt, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { attempts, jobs } from '../schema.ts'
import { inFlight, mostClaims } from './job.ts'
import { ledgerWithRest } from './ledger-rest.ts'
import type { Messages } from './messages.ts'
import { endedColumns } from './webhooks/outbox.ts'

interface Dependencies {
  database: Database
  messages: Messages
  clock: Clock
}

export interface TakenOver {
  /** Back in the line. */
  again: string[]
  /** Given up: each worker that had them died. */
  givenUp: string[]
}

/** With less than this left, another worker could do nothing with it. */
const leastMilliseconds = 500
/** How long after its window a job whose node is gone stays open. */
const overdueMilliseconds = 1000
const mostAtOnce = 100

const brokenOff = new GatewayError('internal_error', 'each worker died', {
  details: 'The work on this photo broke off again and again.',
})

/** Jobs that nobody looks after any more: their worker is dead or frozen, or the node that waited for them is. */
export function createLostJobs({ database, messages, clock }: Dependencies) {
  const now = () => clock.databaseNow()

  /** Puts the photos of workers that were not heard of back into the line. Each of them goes to one caller, however many look. */
  async function takeOver(): Promise<TakenOver> {
    // Most looks find nothing and must cost nothing.
    if ((await findLost(database)).length === 0) return { again: [], givenUp: [] }
    return database.transaction(async (tx) => {
      const lost = await findLost(tx).for('update', { skipLocked: true })
      const idsOf = (rows: typeof lost) => rows.map(({ id }) => id)
      const isOver = ({ epoch }: { epoch: number }) => epoch >= mostClaims
      const givenUp = idsOf(lost.filter(isOver))
      const again = idsOf(lost.filter((job) => !isOver(job)))
      await markAttempts(tx, idsOf(lost))
      await putBack(tx, again)
      await giveUp(tx, givenUp)
      return { again, givenUp }
    })
  }

  const findLost = (on: Pick<Database, 'select'>) =>
    on
      .select({ id: jobs.id, epoch: jobs.epoch })
      .from(jobs)
      .where(
        and(
          eq(jobs.status, 'processing'),
          lt(jobs.leaseUntil, sql`(select ${now()})`),
          sql`${jobs.workUntilAt} > (select ${now()} + ${leastMilliseconds} * interval '1 millisecond')`,
        ),
      )
      .limit(mostAtOnce)

  /** Whether the call was made, and what came of it, nobody knows. */
  async function markAttempts(tx: Transaction, ids: string[]): Promise<void> {
    await tx
      .update(attempts)
      .set({ outcome: 'lost' })
      .where(and(inArray(attempts.jobId, ids), eq(attempts.outcome, 'started')))
  }

  const lostTime = () => ledgerWithRest(clock, 'lost')

  async function putBack(tx: Transaction, ids: string[]): Promise<void> {
    if (ids.length === 0) return
    const change = tx
      .update(jobs)
      .set({ status: 'pending', worker: null, leaseUntil: null, ledger: lostTime() })
      .where(inArray(jobs.id, ids))
      .returning({ id: jobs.id })
    await messages.changeAndAnnounce(tx, change, 'pending')
    await messages.putBack(tx, ids)
  }

  async function giveUp(tx: Transaction, ids: string[]): Promise<void> {
    if (ids.length === 0) return
    const { code: failureReason, details } = brokenOff
    const change = tx
      .update(jobs)
      .set({ status: 'failed', failureReason, details, finishedAt: now(), leaseUntil: null, ledger: lostTime() })
      .where(inArray(jobs.id, ids))
      .returning(endedColumns)
    await messages.changeAndAnnounce(tx, change, 'failed')
    await messages.drop(tx, ids)
  }

  /** Jobs whose time is over and whose waiting node did not say so: it is gone, or nobody ever waited. */
  async function findOverdue(): Promise<string[]> {
    const overdue = await database
      .select({ id: jobs.id })
      .from(jobs)
      .where(
        and(
          inArray(jobs.status, [...inFlight]),
          lt(jobs.workUntilAt, sql`(select ${now()} - ${overdueMilliseconds} * interval '1 millisecond')`),
        ),
      )
      .limit(mostAtOnce)
    return overdue.map((job) => job.id)
  }

  return { takeOver, findOverdue }
}

export type LostJobs = ReturnType<typeof createLostJobs>
