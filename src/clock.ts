import { type SQL, sql } from './drizzle.ts'

/** What a timer needs to be taken back. */
export type CancelTimer = () => void

/**
 * Time, as the rest of the code may know it. Deadlines run on `monotonic`, which no administrator can set back;
 * expiry is decided by `databaseNow`, which is the same on every node.
 */
export interface Clock {
  /** Milliseconds that only grow; the zero point means nothing. */
  monotonic(): number
  /** The present moment inside a SQL statement, as timestamptz. */
  databaseNow(): SQL<Date>
  /** Calls back once after `milliseconds`. */
  after(milliseconds: number, callBack: () => void): CancelTimer
}

/** The real one. */
export const systemClock: Clock = {
  monotonic: () => performance.now(),
  databaseNow: () => sql<Date>`clock_timestamp()`,
  after(milliseconds, callBack) {
    const timer = setTimeout(callBack, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** Calls back again and again, `milliseconds` apart, until cancelled. */
export function every(clock: Clock, milliseconds: number, callBack: () => void): CancelTimer {
  let cancel: CancelTimer
  const next = () => {
    cancel = clock.after(milliseconds, () => {
      next()
      callBack()
    })
  }
  next()
  return () => cancel()
}

/** Does `work` again and again, `milliseconds` apart and never twice at once. What it throws is told and does not end it. */
export function repeat(clock: Clock, milliseconds: number, work: () => Promise<void>, onError: (error: Error) => void) {
  let cancel: CancelTimer = () => {}
  let running: Promise<void> | undefined

  function look(): void {
    running ??= work()
      .catch(onError)
      .finally(() => {
        running = undefined
      })
  }

  return {
    start(): void {
      cancel = every(clock, milliseconds, look)
    },
    /** Out of turn. */
    look,
    async stop(): Promise<void> {
      cancel()
      await running
    },
  }
}

/** Resolves after `milliseconds`; with the signal it ends at once, in its reason. */
export async function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const over = Promise.withResolvers<void>()
  const end = () => over.reject(signal.reason)
  signal.addEventListener('abort', end, { once: true })
  const cancel = clock.after(milliseconds, over.resolve)
  try {
    await over.promise
  } finally {
    cancel()
    signal.removeEventListener('abort', end)
  }
}
