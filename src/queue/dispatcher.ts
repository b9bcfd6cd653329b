import { type CancelTimer, type Clock, every } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import { jobChannel, readyChannel } from './job.ts'
import type { Claim, Jobs } from './jobs.ts'
import type { Notifications } from './notifications.ts'

/**
 * One pump per process instead of pg-boss's own workers. Theirs sleep for 30 s after a job whenever LISTEN is active,
 * so a burst larger than the number of workers waits beside idle ones. The pump asks for as many photos as it has free
 * places, each time one becomes free, each time it is notified, and each second for whatever it was not told of.
 */
interface Dependencies {
  jobs: Pick<Jobs, 'claim' | 'find'>
  notifications: Notifications
  clock: Clock
  log: Logger
  /** Photos worked on at once in this process. */
  concurrency: number
  /** Photos worked on at once on the whole gateway, by provider. */
  providerLimits: Record<string, number>
  processPhoto(claim: Claim, signal: AbortSignal): Promise<void>
}

const pollMilliseconds = 1000
/** What was aborted at the end gets this long to say so in its row. */
const lastWordsMilliseconds = 2000

export function createDispatcher(dependencies: Dependencies) {
  const { jobs, notifications, clock, log, concurrency, providerLimits, processPhoto } = dependencies
  const running = new Map<string, { controller: AbortController; settled: Promise<void> }>()
  /** Work whose place may be free already, but which still writes down its end. */
  const unfinished = new Set<Promise<void>>()
  let isPumping = false
  let pumped = Promise.resolve()
  let again = false
  let stopped = false
  const closers: CancelTimer[] = []

  function pump(): void {
    again = true
    if (isPumping) return
    isPumping = true
    pumped = claimWhileThereIsWork()
  }

  async function claimWhileThereIsWork(): Promise<void> {
    try {
      while (again && !stopped) {
        again = false
        const free = concurrency - running.size
        if (free <= 0) break // the next place that becomes free pumps again
        const claims = await jobs.claim(free, providerLimits)
        for (const claim of claims) begin(claim)
        // A batch may come back short while more is eligible, so only an empty one ends the loop.
        if (claims.length > 0) again = true
      }
    } catch (error) {
      log.error({ err: error }, 'claiming photos failed')
    } finally {
      isPumping = false // in the same turn as the last look at `again`, or a call between them would be lost
    }
  }

  function begin(claim: Claim): void {
    const { id, slotId } = claim.job
    const controller = new AbortController()
    // The place is free at the abort, even if the work is deaf to it.
    const aborted = new Promise<void>((resolve) => controller.signal.addEventListener('abort', () => resolve()))
    const work = processPhoto(claim, controller.signal).catch((error) =>
      log.error({ err: error, job: id, slot: slotId }, 'working on a photo broke'),
    )
    unfinished.add(work)
    void work.then(() => unfinished.delete(work))
    const settled = Promise.race([work, aborted]).then(() => {
      running.delete(id)
      pump()
    })
    running.set(id, { controller, settled })
  }

  function abort(id: string, reason: GatewayError): void {
    running.get(id)?.controller.abort(reason)
  }

  function jobChanged(payload: string): void {
    const [id = '', status] = payload.split(' ')
    if (status === 'timeout') abort(id, new GatewayError('provider_timeout', 'the window is over'))
    if (status === 'cancelled' || status === 'failed') abort(id, new GatewayError('cancelled', 'stopped from outside'))
  }

  /** The line was down: a cancellation may have been missed. */
  async function recheckRunning(): Promise<void> {
    for (const id of running.keys()) {
      const job = await jobs.find(id)
      if (job) jobChanged(`${id} ${job.status}`)
    }
  }

  return {
    start(): void {
      closers.push(
        notifications.on(readyChannel, pump),
        notifications.on(jobChannel, jobChanged),
        notifications.onGap(() => {
          pump()
          recheckRunning().catch((error) => log.warn({ err: error }, 'could not look again at running photos'))
        }),
        every(clock, pollMilliseconds, pump),
      )
      pump()
    },
    runningCount: () => running.size,
    /** Takes nothing new, lets what runs finish for `graceMilliseconds`, then aborts it. */
    async stop(graceMilliseconds: number): Promise<void> {
      stopped = true
      for (const close of closers) close()
      await pumped
      const cancel = clock.after(graceMilliseconds, () => {
        for (const id of running.keys()) abort(id, new GatewayError('cancelled', 'the gateway is stopping'))
      })
      await Promise.all([...running.values()].map(({ settled }) => settled))
      cancel()
      const over = Promise.withResolvers<void>()
      const cancelLast = clock.after(lastWordsMilliseconds, over.resolve)
      await Promise.race([Promise.all(unfinished), over.promise])
      cancelLast()
    },
  }
}
