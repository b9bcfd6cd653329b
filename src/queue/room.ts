import type { Clock } from '../clock.ts'
import type { Queryable } from '../database.ts'
import { and, desc, eq, inArray, ne, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { jobs } from '../schema.ts'
import { inFlight } from './job.ts'

/** What is in flight, as somebody who wants in sees it. */
export interface Room {
  all: number
  ofSlot: number
  /** Test runs, however many photos each has, without the one that asks. */
  testRuns: number
  /** Is there a photo of about this size already? */
  mayHaveTwin: boolean
}

interface Dependencies {
  database: Queryable
  clock: Clock
  capacity: number
}

const recentPhotos = 20
/** Up to six photos each. More would fill the room of the guests. */
const mostTestRuns = 4
const testRunRetrySeconds = 10

/** Throws `rate_limited` when test runs have taken all the room that is theirs. */
export function refuseTestRun({ testRuns }: Pick<Room, 'testRuns'>): void {
  if (testRuns < mostTestRuns) return
  throw new GatewayError('rate_limited', `${testRuns} test runs in flight`, {
    details: `${mostTestRuns} test runs are still under way. Please try again in a moment.`,
    retryAfterSeconds: testRunRetrySeconds,
  })
}

/** Throws `queue_full` or `rate_limited`, with a time after which another try makes sense. */
export async function refuseForLackOfRoom(
  { database, clock, capacity }: Dependencies,
  { all, ofSlot }: Room,
  slotId: string,
  maxInFlight: number | null,
): Promise<void> {
  if (all >= capacity) {
    const retryAfterSeconds = await estimateWait(database, clock, null)
    throw new GatewayError('queue_full', `${all} in flight`, { retryAfterSeconds })
  }
  if (maxInFlight !== null && ofSlot >= maxInFlight) {
    throw new GatewayError('rate_limited', `${ofSlot} in flight on ${slotId}`, {
      details: 'This slot is busy with as many photos as it may take at once. Please try again in a moment.',
      retryAfterSeconds: await estimateWait(database, clock, slotId),
    })
  }
}

/**
 * Whole seconds until a place is likely to be free: when the oldest photo in flight has taken as long as the last ones
 * did. Never later than the end of its window, when it certainly is.
 */
async function estimateWait(on: Queryable, clock: Clock, slotId: string | null): Promise<number> {
  const ofSlot = slotId === null ? undefined : eq(jobs.slotId, slotId)
  const [oldest] = await on
    .select({
      age: sql<number | null>`extract(epoch from ${clock.databaseNow()} - min(${jobs.receivedAt}))::float8`,
      certain: sql<number | null>`extract(epoch from min(${jobs.workUntilAt}) - ${clock.databaseNow()})::float8`,
    })
    .from(jobs)
    .where(and(inArray(jobs.status, [...inFlight]), ofSlot))
  const took = await on
    .select({ seconds: sql<number>`extract(epoch from ${jobs.finishedAt} - ${jobs.receivedAt})::float8` })
    .from(jobs)
    .where(and(eq(jobs.status, 'done'), ne(jobs.source, 'test_run'), ofSlot))
    .orderBy(desc(jobs.finishedAt))
    .limit(recentPhotos)
  return Math.max(1, Math.ceil(secondsUntilFree(oldest?.age ?? 0, oldest?.certain ?? 1, took)))
}

function secondsUntilFree(age: number, certain: number, took: { seconds: number }[]): number {
  const usual = took.map(({ seconds }) => seconds).sort((one, other) => one - other)[Math.floor(took.length / 2)]
  // Nothing to go by, or slower than usual already: somewhere between now and the end.
  const likely = usual === undefined || usual < age ? certain / 2 : usual - age
  return Math.min(likely, certain)
}
