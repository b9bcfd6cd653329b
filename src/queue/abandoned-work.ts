import { type Clock, repeat } from '../clock.ts'
import type { Database } from '../database.ts'
import { sql } from '../drizzle.ts'
import type { Logger } from '../log.ts'
import type { Provider, RemoteWork } from '../providers/provider.ts'
import { attempts, jobs } from '../schema.ts'

interface Dependencies {
  database: Database
  providers: Readonly<Record<string, Provider>>
  clock: Clock
  log: Logger
}

const lookMilliseconds = 2000
const mostAtOnce = 50

/**
 * Work at a service whose photo has ended while no worker held it: nobody was there to cancel it. Each piece is marked
 * by one statement before its service is told, so one node tells it, however many look.
 */
export function createAbandonedWork({ database, providers, clock, log }: Dependencies) {
  async function cancelAll(): Promise<void> {
    const { rows } = await database.execute<{ provider: string; remote: RemoteWork }>(sql`
      with abandoned as (
        select a.job_id, a.epoch, a.number from ${attempts} a join ${jobs} j on j.id = a.job_id
        where a.remote is not null and not (a.remote ? 'given_up') and a.outcome in ('started', 'lost', 'cancelled')
          and j.finished_at is not null
          and not exists (select 1 from ${attempts} later where later.job_id = a.job_id and later.epoch > a.epoch
            and later.is_resumed and later.outcome = 'done')
        limit ${mostAtOnce} for update of a skip locked)
      update ${attempts} a set remote = a.remote || '{"given_up": "yes"}'
      from abandoned where a.job_id = abandoned.job_id and a.epoch = abandoned.epoch and a.number = abandoned.number
      returning a.provider, a.remote`)
    for (const { provider, remote } of rows) {
      log.info({ provider }, 'work that nobody wants any more is cancelled at its service')
      await providers[provider]?.cancel?.(remote)
    }
  }

  return repeat(clock, lookMilliseconds, cancelAll, (error) =>
    log.warn({ err: error }, 'could not look for abandoned work'),
  )
}
