import { type Clock, repeat } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { PhotoForgetter } from './forget-photo.ts'
import { leaseMilliseconds } from './job.ts'
import type { Jobs } from './jobs.ts'
import type { LostJobs } from './lost-jobs.ts'

interface Dependencies {
  jobs: Pick<Jobs, 'stop' | 'loseAttempts'>
  lostJobs: LostJobs
  forgetPhoto: PhotoForgetter
  clock: Clock
  log: Logger
  onTakenOver(count: number): void
}

const intervalMilliseconds = 500
/** A look that comes so late did not come in its turn: the database was away, or this node was frozen. */
const longestGapMilliseconds = 1500

/**
 * Looks after jobs that nobody looks after. Every node does; the compare-and-set lets one of them win.
 *
 * After a gap in its own looks a node holds back for the length of a lease. A database that was away has heard of no
 * worker, so every lease has run out although every worker is alive: they get the time to say so.
 */
export function createOverdueWatch(dependencies: Dependencies) {
  const { jobs, lostJobs, forgetPhoto, clock, log, onTakenOver } = dependencies
  let lastLook: number | undefined
  let steadySince = clock.monotonic()

  async function look(): Promise<void> {
    await endOverdue()
    // After the first words with the database: if it had been deaf until now, this look is the one after the gap.
    const now = clock.monotonic()
    if (lastLook === undefined || now - lastLook > longestGapMilliseconds) steadySince = now
    lastLook = now
    if (now - steadySince >= leaseMilliseconds) await takeOver()
  }

  async function takeOver(): Promise<void> {
    const { again, givenUp } = await lostJobs.takeOver()
    if (again.length > 0) log.warn({ jobs: again }, 'took photos over from a worker that was not heard of')
    if (givenUp.length > 0) log.error({ jobs: givenUp }, 'gave up photos whose workers died one after the other')
    for (const id of givenUp) await forgetPhoto(id)
    if (again.length > 0) onTakenOver(again.length)
  }

  async function endOverdue(): Promise<void> {
    for (const id of await lostJobs.findOverdue()) {
      const ended = await jobs.stop(id, new GatewayError('provider_timeout', 'overdue'))
      if (!ended) continue
      log.warn({ job: id }, 'ended a job whose window was over')
      await jobs.loseAttempts(id)
      await forgetPhoto(id)
    }
  }

  return repeat(clock, intervalMilliseconds, look, (error) =>
    log.warn({ err: error }, 'could not look for overdue and lost jobs'),
  )
}
