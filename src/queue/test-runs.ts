import type { Database } from '../database.ts'
import { eq, sql } from '../drizzle.ts'
import { attempts, jobs } from '../schema.ts'
import type { Job } from './jobs.ts'

/** One configuration that was tried, with what it took. */
export interface TriedJob {
  job: Job
  /** From the first worker's start to the end; null until then. */
  milliseconds: number | null
  /** US dollars; null while nobody knows. */
  costUsd: number | null
}

/** Under these names a test run's own words stand among the fields of its job. */
export const configurationField = 'configuration'
export const nameField = 'configuration_name'

/** The queue counts them together, whatever provider they try: a slow one must not take all places from the guests. */
export const testRunLane = 'test run'

/** Jobs that tried settings which nobody has saved. */
export function createTestRuns({ database }: { database: Database }) {
  /** In the order in which they were asked for. */
  async function find(testRunId: string): Promise<TriedJob[]> {
    const found = await database.select().from(jobs).where(eq(jobs.testRunId, testRunId))
    const costs = await findCosts(testRunId)
    return found
      .map((job) => ({
        job,
        milliseconds: workMilliseconds(job),
        costUsd: job.finishedAt ? costOf(costs, job.id) : null,
      }))
      .sort((one, other) => placeOf(one.job) - placeOf(other.job))
  }

  async function findCosts(testRunId: string) {
    const rows = await database
      .select({
        jobId: attempts.jobId,
        micros: sql<number>`coalesce(sum(${attempts.costMicros}), 0)::float8`,
        isKnown: sql<boolean>`bool_and(${attempts.costMicros} is not null or ${attempts.billed} is distinct from 'yes')`,
      })
      .from(attempts)
      .innerJoin(jobs, eq(jobs.id, attempts.jobId))
      .where(eq(jobs.testRunId, testRunId))
      .groupBy(attempts.jobId)
    return new Map(rows.map(({ jobId, ...cost }) => [jobId, cost]))
  }

  return { find }
}

export type TestRuns = ReturnType<typeof createTestRuns>

/** Without a call there was nothing to pay. */
function costOf(costs: ReadonlyMap<string, { micros: number; isKnown: boolean }>, jobId: string): number | null {
  const { micros, isKnown } = costs.get(jobId) ?? { micros: 0, isKnown: true }
  return isKnown ? micros / 1_000_000 : null
}

const placeOf = ({ clientFields }: Job) => Number(clientFields[configurationField])

const workMilliseconds = ({ startedAt, finishedAt }: Job) =>
  startedAt && finishedAt ? finishedAt.getTime() - startedAt.getTime() : null
