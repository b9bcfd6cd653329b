import { type Clock, repeat } from '../../clock.ts'
import type { Database } from '../../database.ts'
import { and, eq, inArray, like, sql } from '../../drizzle.ts'
import { GatewayError } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import { inputKey, previewKey } from '../../media/keys.ts'
import type { Store } from '../../media/store.ts'
import { standInName } from '../../providers/stand-in.ts'
import { attempts, deletionReceipts, jobs, providerLanes, spending } from '../../schema.ts'
import { isFinal } from '../job.ts'
import type { Jobs } from '../jobs.ts'
import type { Rehearsals } from './rehearsals.ts'

interface Dependencies {
  database: Database
  rehearsals: Pick<Rehearsals, 'findUntidy' | 'setTidy'>
  jobs: Pick<Jobs, 'stop'>
  store: Pick<Store, 'delete'>
  clock: Clock
  log: Logger
}

const lookMilliseconds = 2000
const mostAtOnce = 200
/** A call whose end nobody has written down by then is not going to have one. */
const settleMinutes = 2

/** Takes away what rehearsals leave behind: nobody's photos, so nobody needs a proof of their end. */
export function createTidying({ database, rehearsals, jobs: jobsOf, store, clock, log }: Dependencies) {
  /** Shots that have been measured, or will never be. */
  async function removeShots(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    const shots = await database
      .select({ id: jobs.id, status: jobs.status })
      .from(jobs)
      .where(inArray(jobs.id, [...ids]))
    const over = new GatewayError('cancelled', 'the rehearsal is over')
    for (const { id, status } of shots) if (!isFinal(status)) await jobsOf.stop(id, over)
    const ended = await database
      .select({ id: jobs.id, resultKey: jobs.resultKey })
      .from(jobs)
      .where(inArray(jobs.id, [...ids]))
    // Bytes first: without its row nobody would find them but the search for orphans.
    for (const { id, resultKey } of ended) {
      await store.delete(inputKey(id))
      await store.delete(previewKey(id))
      if (resultKey) await store.delete(resultKey)
    }
    await removeRows(ended.map(({ id }) => id))
  }

  /** A call that is not settled needs its row until its budgets have been put right, and work at a service until it is cancelled. */
  async function removeRows(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    const isNeeded = sql`exists (select 1 from ${attempts} where ${attempts.jobId} = ${jobs.id}
      and ${jobs.finishedAt} > (select ${clock.databaseNow()} - ${settleMinutes} * interval '1 minute')
      and (${attempts.reservedMicros} > 0 or (${attempts.remote} is not null and not (${attempts.remote} ? 'given_up')
        and ${attempts.outcome} in ('started', 'lost', 'cancelled'))))`
    const gone = await database
      .delete(jobs)
      .where(and(inArray(jobs.id, [...ids]), sql`not ${isNeeded}`))
      .returning({ id: jobs.id })
    const goneIds = gone.map(({ id }) => id)
    if (goneIds.length > 0) await database.delete(deletionReceipts).where(inArray(deletionReceipts.jobId, goneIds))
  }

  async function tidy(id: string): Promise<void> {
    const isOfIt = eq(jobs.testRunId, id)
    const left = await database.select({ id: jobs.id }).from(jobs).where(isOfIt).limit(mostAtOnce)
    await removeShots(left.map((shot) => shot.id))
    if ((await database.$count(jobs, isOfIt)) > 0) return
    await database.delete(providerLanes).where(like(providerLanes.name, `${standInName} ${id}:%`))
    await database.delete(spending).where(eq(spending.scope, `rehearsal ${id}`))
    await rehearsals.setTidy(id)
  }

  async function tidyAll(): Promise<void> {
    for (const id of await rehearsals.findUntidy()) await tidy(id)
  }

  const watch = repeat(clock, lookMilliseconds, tidyAll, (error) =>
    log.warn({ err: error }, 'could not tidy up after rehearsals'),
  )
  return { ...watch, removeShots, tidy }
}

export type Tidying = ReturnType<typeof createTidying>
