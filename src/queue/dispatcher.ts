import { type CancelTimer, type Clock, every, repeat } from '../clock.ts'
import { isDatabaseAway } from '../database-away.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Claim, Claims } from './claims.ts'
import { isFinal, jobChannel, readyChannel } from './job.ts'
import type { Jobs } from './jobs.ts'
import type { Notifications } from './notifications.ts'
import { testRunLane } from './test-runs.ts'

/**
 * One pump per process instead of pg-boss's own workers. Theirs sleep for 30 s after a job whenever LISTEN is active,
 * so a burst larger than the number of workers waits beside idle ones. The pump asks for as many photos as it has free
 * places, each time one becomes free, each time it is notified, and each second for whatever it was not told of.
 */
interface Dependencies {
  claims: Pick<Claims, 'claim' | 'keep'>
  jobs: Pick<Jobs, 'findEnded'>
  notifications: Notifications
  clock: Clock
  log: Logger
  /** Photos worked on at once in this process. */
  concurrency: number
  /** Photos worked on at once on the whole gateway, by provider. */
  providerLimits: Record<string, number>
  processPhoto(claim: Claim, signal: AbortSignal): Promise<void>
}

interface Running {
  claim: Claim
  controller: AbortController
  settled: Promise<void>
}

const pollMilliseconds = 1000
const heartbeatMilliseconds = 1000
/** What was aborted at the end gets this long to say so in its row. */
const lastWordsMilliseconds = 2000

/** Why work is aborted although the photo is still wanted: somebody else will do it. */
export const handBackReason = new GatewayError('cancelled', 'the gateway is stopping')
export const claimLostReason = new GatewayError('cancelled', 'another worker has taken over')

export function createDispatcher(dependencies: Dependencies) {
  const { claims, jobs, notifications, clock, log, concurrency, providerLimits, processPhoto } = dependencies
  const hasLimits = Object.keys(providerLimits).length > 0
  // Half of the places at most. They are the last in line, so none of them hides a guest's photo in a short batch.
  const limits = { ...providerLimits, [testRunLane]: Math.max(1, Math.floor(concurrency / 2)) }
  const running = new Map<string, Running>()
  /** Work whose place may be free already, but which still writes down its end. */
  const unfinished = new Set<Promise<void>>()
  let isPumping = false
  let pumped = Promise.resolve()
  let again = false
  let stopped = false
  const closers: CancelTimer[] = []
  const heartbeat = repeat(clock, heartbeatMilliseconds, keepClaims, (error) =>
    log.warn({ err: error }, 'could not renew the leases'),
  )

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
        const claimed = await claims.claim(free, limits)
        for (const claim of claimed) begin(claim)
        // Where providers have limits a batch may come back short while more is eligible; then only an empty one ends it.
        if (claimed.length === free || (hasLimits && claimed.length > 0)) again = true
      }
    } catch (error) {
      log[isDatabaseAway(error) ? 'warn' : 'error']({ err: error }, 'claiming photos failed')
    } finally {
      isPumping = false // in the same turn as the last look at `again`, or a call between them would be lost
    }
  }

  function begin(claim: Claim): void {
    const { id, slotId } = claim.job
    // This node was frozen, lost the photo, and got it back: the first round must not go on beside the second.
    abort(id, claimLostReason)
    const controller = new AbortController()
    // The place is free at the abort, even if the work is deaf to it.
    const aborted = new Promise<void>((resolve) => controller.signal.addEventListener('abort', () => resolve()))
    const work = processPhoto(claim, controller.signal).catch((error) =>
      log.error({ err: error, job: id, slot: slotId }, 'working on a photo broke'),
    )
    unfinished.add(work)
    void work.then(() => unfinished.delete(work))
    const settled = Promise.race([work, aborted]).then(() => {
      if (running.get(id)?.claim === claim) running.delete(id)
      pump()
    })
    running.set(id, { claim, controller, settled })
  }

  function abort(id: string, reason: GatewayError): void {
    running.get(id)?.controller.abort(reason)
  }

  function jobChanged(payload: string): void {
    const [id = '', status = ''] = payload.split(' ')
    if (isFinal(status)) abort(id, reasonFor(status))
  }

  /** The sign of life for all photos held here. What is not held any more is not worked on any more. */
  async function keepClaims(): Promise<void> {
    const held = [...running.values()].map(({ claim }) => claim)
    const kept = await claims.keep(held)
    for (const claim of held) {
      const { id } = claim.job
      if (!kept.has(id) && running.get(id)?.claim === claim) abort(id, claimLostReason)
    }
  }

  /** The line was down: a cancellation may have been missed. */
  async function recheckRunning(): Promise<void> {
    for (const { id, status } of await jobs.findEnded([...running.keys()])) abort(id, reasonFor(status))
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
      heartbeat.start()
      pump()
    },
    runningCount: () => running.size,
    /** Takes nothing new, lets what runs finish for `graceMilliseconds`, then hands it back to other nodes. */
    async stop(graceMilliseconds: number): Promise<void> {
      stopped = true
      for (const close of closers) close()
      await pumped
      const cancel = clock.after(graceMilliseconds, () => {
        for (const id of running.keys()) abort(id, handBackReason)
      })
      await Promise.all([...running.values()].map(({ settled }) => settled))
      cancel()
      const over = Promise.withResolvers<void>()
      const cancelLast = clock.after(lastWordsMilliseconds, over.resolve)
      await Promise.race([Promise.all(unfinished), over.promise])
      cancelLast()
      await heartbeat.stop()
    },
  }
}

/** Stopped from outside. Work that has just ended by itself is not harmed by its own notice. */
const reasonFor = (status: string) =>
  status === 'timeout'
    ? new GatewayError('provider_timeout', 'the window is over')
    : new GatewayError('cancelled', 'stopped from outside')
