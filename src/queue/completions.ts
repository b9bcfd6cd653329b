import type { Clock } from '../clock.ts'
import type { Deadline } from '../deadline.ts'
import type { Logger } from '../log.ts'
import { isFinal, jobChannel } from './job.ts'
import type { Job, Jobs } from './jobs.ts'
import type { Notifications } from './notifications.ts'

interface Dependencies {
  jobs: Pick<Jobs, 'find' | 'findEnded'>
  notifications: Notifications
  clock: Clock
  log: Logger
}

type Look = (status: string) => void

/** A promise of the job's end, kept from before the job was made. */
export interface Expectation {
  ended: Promise<void>
  drop(): void
}

/** So long after a look that failed comes the next one. */
const retryMilliseconds = 250

/** Carries the end of a job, wherever it happened, to whoever waits for it here. */
export function createCompletions({ jobs, notifications, clock, log }: Dependencies) {
  const waiting = new Map<string, Set<Look>>()
  let isLooking = false
  let again = false

  const wake = (id: string, status: string) => {
    for (const look of waiting.get(id) ?? []) look(status)
  }
  notifications.on(jobChannel, (payload) => {
    const [id = '', status = ''] = payload.split(' ')
    wake(id, status)
  })
  notifications.onGap(lookAtAll)

  /** One look for everybody: a thousand may wait. A database that is slow to answer is not asked twice at once. */
  function lookAtAll(): void {
    again = isLooking // the look that is under way may have been too early
    if (isLooking || waiting.size === 0) return
    isLooking = true
    jobs
      .findEnded([...waiting.keys()])
      .then(
        (ended) => {
          for (const { id, status } of ended) wake(id, status)
        },
        (error) => {
          log.warn({ err: error }, 'could not look whether jobs have ended')
          clock.after(retryMilliseconds, lookAtAll)
        },
      )
      .finally(() => {
        isLooking = false
        if (again) lookAtAll()
      })
  }

  /** Calls `look` whenever the job may have changed. Watch before the job is made known, or its end may be missed. */
  function watch(id: string, look: Look): () => void {
    const others = waiting.get(id)
    if (others) others.add(look)
    else waiting.set(id, new Set([look]))
    return () => {
      const looks = waiting.get(id)
      looks?.delete(look)
      if (looks?.size === 0) waiting.delete(id)
    }
  }

  /** A database that is away for a moment must not end anybody's waiting. */
  async function findOrNothing(id: string, again: () => void): Promise<Job | undefined | 'unknown'> {
    try {
      return await jobs.find(id)
    } catch (error) {
      log.warn({ err: error, job: id }, 'could not look at a job')
      clock.after(retryMilliseconds, again)
      return 'unknown'
    }
  }

  /** For a job that is about to be made: its end may come before the news that it was made. */
  function expect(id: string): Expectation {
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    return { ended, drop: watch(id, (status) => isFinal(status) && resolve()) }
  }

  /**
   * Resolves to the job as soon as it is final; to how far it is when the deadline is over or the signal fires before;
   * to `undefined` when there is no such job, or nobody could say until then.
   */
  async function waitFor(
    id: string,
    deadline: Deadline,
    { signal, expected }: { signal?: AbortSignal | undefined; expected?: Expectation | undefined } = {},
  ): Promise<Job | undefined> {
    const over = Promise.withResolvers<void>()
    let isOver = false
    const end = () => {
      isOver = true
      over.resolve()
    }
    const cancelTimer = clock.after(deadline.remaining(), end)
    if (signal?.aborted) end()
    signal?.addEventListener('abort', end, { once: true })
    let notice = Promise.withResolvers<void>()
    const unwatch = watch(id, (status) => isFinal(status) && notice.resolve())
    let last: Job | undefined
    try {
      if (expected) await Promise.race([expected.ended, over.promise])
      for (;;) {
        notice = Promise.withResolvers<void>()
        // Not even a database that is deaf holds anybody beyond the end.
        const found = await Promise.race([findOrNothing(id, notice.resolve), over.promise])
        if (found === undefined && !isOver) return undefined
        if (typeof found === 'object') last = found
        if (isOver || (last && isFinal(last.status))) return last
        await Promise.race([notice.promise, over.promise])
      }
    } finally {
      cancelTimer()
      unwatch()
      signal?.removeEventListener('abort', end)
    }
  }

  return { watch, expect, waitFor, waitingCount: () => waiting.size }
}

export type Completions = ReturnType<typeof createCompletions>
