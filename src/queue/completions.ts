import type { Clock } from '../clock.ts'
import type { Deadline } from '../deadline.ts'
import { isFinal, jobChannel } from './job.ts'
import type { Job, Jobs } from './jobs.ts'
import type { Notifications } from './notifications.ts'

interface Dependencies {
  jobs: Pick<Jobs, 'find'>
  notifications: Notifications
  clock: Clock
}

/** Carries the end of a job, wherever it happened, to whoever waits for it here. */
export function createCompletions({ jobs, notifications, clock }: Dependencies) {
  const waiting = new Map<string, Set<() => void>>()

  const wake = (id: string) => {
    for (const look of waiting.get(id) ?? []) look()
  }
  notifications.on(jobChannel, (payload) => wake(payload.slice(0, payload.indexOf(' '))))
  notifications.onGap(() => {
    for (const id of waiting.keys()) wake(id)
  })

  /** Calls `look` whenever the job may have changed. Watch before the job is made known, or its end may be missed. */
  function watch(id: string, look: () => void): () => void {
    const others = waiting.get(id)
    if (others) others.add(look)
    else waiting.set(id, new Set([look]))
    return () => {
      const looks = waiting.get(id)
      looks?.delete(look)
      if (looks?.size === 0) waiting.delete(id)
    }
  }

  /**
   * Resolves to the job when it is final or when the deadline is over, whichever is first; `undefined` when there is no
   * such job. `begin` runs after the watch is set.
   */
  async function waitFor(id: string, deadline: Deadline, begin?: () => Promise<void>, signal?: AbortSignal) {
    let notice = Promise.withResolvers<void>()
    const unwatch = watch(id, () => notice.resolve())
    let over = false
    const end = () => {
      over = true
      notice.resolve()
    }
    await begin?.().catch((error) => {
      unwatch()
      throw error
    })
    const cancelTimer = clock.after(deadline.remaining(), end)
    signal?.addEventListener('abort', end, { once: true })
    try {
      for (;;) {
        if (begin) await notice.promise // a job that was made just now cannot be final yet
        begin = undefined
        notice = Promise.withResolvers<void>()
        const job: Job | undefined = await jobs.find(id)
        if (!job || over || isFinal(job.status)) return job
        await notice.promise
      }
    } finally {
      cancelTimer()
      unwatch()
      signal?.removeEventListener('abort', end)
    }
  }

  return { watch, waitFor }
}

export type Completions = ReturnType<typeof createCompletions>
