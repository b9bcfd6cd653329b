import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { eq, inArray, sql } from '../drizzle.ts'
import { attempts, deletionReceipts, jobs } from '../schema.ts'
import type { Job } from './jobs.ts'

export type Attempt = typeof attempts.$inferSelect
export type DeletionReceipt = typeof deletionReceipts.$inferSelect

/** As much of a job as an event tells. */
export interface JobState {
  id: string
  slotId: string
  deadlineAt: Date
  finishedAt: Date | null
  fallback: Job['fallback']
  failureReason: string | null
  /** The moment of this look. */
  seenAt: Date
}

/** What people may want to know of jobs, those included whose row is gone. */
export function createJobSearch({ database, clock }: { database: Database; clock: Clock }) {
  async function find(id: string) {
    const seenAt = sql`(select ${clock.databaseNow()})`.mapWith(jobs.receivedAt)
    const [[found], made, receipts] = await Promise.all([
      database.select({ job: jobs, seenAt }).from(jobs).where(eq(jobs.id, id)),
      database.select().from(attempts).where(eq(attempts.jobId, id)).orderBy(attempts.epoch, attempts.number),
      database.select().from(deletionReceipts).where(eq(deletionReceipts.jobId, id)).orderBy(deletionReceipts.id),
    ])
    return { job: found?.job, seenAt: found?.seenAt, attempts: made, receipts }
  }

  async function findStates(ids: string[]): Promise<Map<string, JobState>> {
    const states = await database
      .select({
        id: jobs.id,
        slotId: jobs.slotId,
        deadlineAt: jobs.deadlineAt,
        finishedAt: jobs.finishedAt,
        fallback: jobs.fallback,
        failureReason: jobs.failureReason,
        seenAt: sql`(select ${clock.databaseNow()})`.mapWith(jobs.receivedAt),
      })
      .from(jobs)
      .where(inArray(jobs.id, ids))
    return new Map(states.map((state) => [state.id, state]))
  }

  return { find, findStates }
}

export type JobSearch = ReturnType<typeof createJobSearch>
