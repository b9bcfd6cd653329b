import { type CancelTimer, type Clock, every } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { PhotoForgetter } from './forget-photo.ts'
import type { Jobs } from './jobs.ts'

interface Dependencies {
  jobs: Pick<Jobs, 'find' | 'findOverdue' | 'stop'>
  forgetPhoto: PhotoForgetter
  clock: Clock
  log: Logger
}

const intervalMilliseconds = 1000

/**
 * Ends jobs whose window is over and whose waiting node is not there to do it: it was killed, or the client never
 * waited. Every node looks; the compare-and-set in `stop` lets one of them win.
 */
export function createOverdueWatch({ jobs, forgetPhoto, clock, log }: Dependencies) {
  let cancel: CancelTimer = () => {}
  let looking: Promise<void> | undefined

  async function endOverdue(): Promise<void> {
    for (const id of await jobs.findOverdue()) {
      const ended = await jobs.stop(id, new GatewayError('provider_timeout', 'overdue'))
      if (!ended) continue
      log.warn({ job: id }, 'ended a job whose window was over')
      const job = await jobs.find(id)
      if (job) await forgetPhoto(job)
    }
  }

  function look(): void {
    looking ??= endOverdue()
      .catch((error) => log.warn({ err: error }, 'could not look for overdue jobs'))
      .finally(() => {
        looking = undefined
      })
  }

  return {
    start(): void {
      cancel = every(clock, intervalMilliseconds, look)
      look()
    },
    async stop(): Promise<void> {
      cancel()
      await looking
    },
  }
}
