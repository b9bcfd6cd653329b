import { type Clock, repeat } from '../clock.ts'
import { isDatabaseAway } from '../database-away.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import { pixHeartbeatSeconds } from '../queue/boss.ts'
import type { Notifications } from '../queue/notifications.ts'
import type { HeldMessage, PixMessages } from './pix-messages.ts'
import { pixChannel } from './pix-queue.ts'
import type { PixHandlers, PixKind } from './work.ts'

/**
 * One pump for each kind of work, for the reasons of queue/dispatcher.ts: it asks for as many messages as it has free
 * places, each time one becomes free, each time it is notified, and every few seconds for whatever it was not told of.
 * A node that dies stops giving signs of life, and whoever looks next takes up what it had. After a look that failed a node
 * believes nobody dead for a while: a database that was away has heard of no worker, although every one may be alive.
 */
interface Dependencies {
  messages: PixMessages
  /** Only these kinds are taken. */
  handlers: Partial<PixHandlers>
  /** Worked on at once in this process, by kind. */
  concurrency: Record<PixKind, number>
  notifications: Notifications
  clock: Clock
  log: Logger
}

interface Running {
  message: HeldMessage
  controller: AbortController
  settled: Promise<void>
}

const lookMilliseconds = 2000
const heartbeatMilliseconds = 2000
/** What was aborted at the end gets this long to say so. */
const lastWordsMilliseconds = 2000

const handBackReason = new GatewayError('cancelled', 'the gateway is stopping')
const claimLostReason = new GatewayError('cancelled', 'another worker has taken over')

export function createPixWorkers(dependencies: Dependencies) {
  const { messages, handlers, concurrency, notifications, clock, log } = dependencies
  const running = new Set<Running>()
  const pumping = new Map<PixKind, { again: boolean; done: Promise<void> }>()
  const kinds = () => Object.keys(handlers) as PixKind[]
  let isWorking = false
  /** Since when looks go well; undefined after one that did not. */
  let steadySince: number | undefined = Number.NEGATIVE_INFINITY
  let lastLook: number | undefined
  // Before the line is opened: each channel that comes later asks for it beside the others.
  const closers = [
    notifications.on(pixChannel, (kind) => kinds().includes(kind as PixKind) && pump(kind as PixKind)),
    notifications.onGap(() => isWorking && looks.look()),
  ]
  const heartbeat = repeat(clock, heartbeatMilliseconds, keepMessages, (error) =>
    log.warn({ err: error }, 'could not keep the work on images'),
  )
  const looks = repeat(clock, lookMilliseconds, look, (error) => {
    steadySince = undefined
    log[isDatabaseAway(error) ? 'warn' : 'error']({ err: error }, 'could not look for work on images')
  })

  async function look(): Promise<void> {
    const lost = await messages.findLost(kinds())
    steadySince ??= clock.monotonic()
    if (clock.monotonic() - steadySince >= pixHeartbeatSeconds * 1000) await takeUp(lost)
    for (const kind of await messages.findWaiting(kinds())) pump(kind)
    lastLook = clock.monotonic()
  }

  async function takeUp(lost: readonly HeldMessage[]): Promise<void> {
    for (const message of lost) {
      log.warn(told(message), 'work on an image was left behind by a node that is gone')
      await messages.fail(message, new GatewayError('cancelled', 'its worker was lost'))
    }
  }

  function pump(kind: PixKind): void {
    const under = pumping.get(kind)
    if (under) under.again = true
    else if (isWorking) {
      const state = { again: true, done: Promise.resolve() }
      pumping.set(kind, state)
      state.done = takeWhileThereIsWork(kind, state)
    }
  }

  async function takeWhileThereIsWork(kind: PixKind, state: { again: boolean }): Promise<void> {
    try {
      while (state.again && isWorking) {
        state.again = false
        const free = concurrency[kind] - [...running].filter(({ message }) => message.kind === kind).length
        if (free <= 0) break // the next place that becomes free pumps again
        const taken = await messages.take(kind, free)
        for (const message of taken) begin(message)
        if (taken.length === free) state.again = true
      }
    } catch (error) {
      log[isDatabaseAway(error) ? 'warn' : 'error']({ err: error, kind }, 'taking work on images failed')
    } finally {
      pumping.delete(kind) // in the same turn as the last look at `again`
    }
  }

  function begin(message: HeldMessage): void {
    const controller = new AbortController()
    const settled = workOn(message, controller.signal)
      .catch((error) =>
        log.error({ err: error, ...told(message) }, 'what came of work on an image was not written down'),
      )
      .finally(() => {
        running.delete(entry)
        pump(message.kind)
      })
    const entry = { message, controller, settled }
    running.add(entry)
  }

  async function workOn(message: HeldMessage, signal: AbortSignal): Promise<void> {
    const handle = handlers[message.kind] as (work: HeldMessage['work'], signal: AbortSignal) => Promise<void>
    try {
      await handle(message.work, signal)
    } catch (error) {
      return settleFailure(message, signal, error)
    }
    // Also when somebody else has it by now: then this changes nothing.
    await messages.complete(message)
  }

  async function settleFailure(message: HeldMessage, signal: AbortSignal, error: unknown): Promise<void> {
    if (signal.reason === claimLostReason) return
    if (signal.reason === handBackReason) return messages.handBack(message)
    if (isPlaceAway(error)) {
      log.warn({ err: error, ...told(message) }, 'work on an image is put off')
      return messages.putOff(message)
    }
    const { isOver } = await messages.fail(message, error)
    log[isOver ? 'error' : 'warn']({ err: error, ...told(message), isOver }, 'work on an image failed')
  }

  /** What is not held any more is not worked on any more. */
  async function keepMessages(): Promise<void> {
    const entries = [...running]
    if (entries.length === 0) return
    const kept = await messages.keep(entries.map(({ message }) => message))
    for (const { message, controller } of entries) if (!kept.has(message.id)) controller.abort(claimLostReason)
  }

  return {
    /** How long ago this node has looked for work with success; undefined on one that does not work, or has not yet. */
    secondsSinceLook: () => (isWorking && lastLook !== undefined ? (clock.monotonic() - lastLook) / 1000 : undefined),
    start(): void {
      isWorking = true
      heartbeat.start()
      looks.start()
      looks.look()
    },
    /** Takes nothing new, lets what runs finish for `graceMilliseconds`, then hands it back to other nodes. */
    async stop(graceMilliseconds: number): Promise<void> {
      isWorking = false
      for (const close of closers) close()
      await looks.stop()
      await Promise.all([...pumping.values()].map(({ done }) => done))
      const cancel = clock.after(graceMilliseconds, () => {
        for (const { controller } of running) controller.abort(handBackReason)
      })
      const over = Promise.withResolvers<void>()
      const cancelLast = clock.after(graceMilliseconds + lastWordsMilliseconds, over.resolve)
      await Promise.race([Promise.all([...running].map(({ settled }) => settled)), over.promise])
      cancel()
      cancelLast()
      await heartbeat.stop()
    },
  }
}

/** By ids only. */
const told = ({ kind, work, id, retryCount }: HeldMessage) => ({ kind, work, message: id, tries: retryCount + 1 })

const isPlaceAway = (error: unknown): boolean =>
  isDatabaseAway(error) ||
  (error instanceof GatewayError && (error.code === 'unavailable' || error.code === 'storage_full'))
