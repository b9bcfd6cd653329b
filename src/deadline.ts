import type { Clock } from './clock.ts'

/** One absolute end for everything that happens to one request. Every wait asks it what is left. */
export interface Deadline {
  /** Milliseconds left, counting `graceMilliseconds` beyond the end; zero when that is over. */
  remaining(graceMilliseconds?: number): number
  /** Milliseconds since the request's head arrived. */
  elapsed(): number
  /** The same start with an earlier end, never a later one. */
  shortenedTo(windowMilliseconds: number): Deadline
}

/** A window of `windowMilliseconds` that began at `startedAt` on the clock's monotonic scale. */
export function createDeadline(clock: Clock, windowMilliseconds: number, startedAt = clock.monotonic()): Deadline {
  return {
    remaining: (grace = 0) => Math.max(0, startedAt + windowMilliseconds + grace - clock.monotonic()),
    elapsed: () => clock.monotonic() - startedAt,
    shortenedTo: (other) => createDeadline(clock, Math.min(windowMilliseconds, other), startedAt),
  }
}

/** A signal that aborts at the deadline, or when `parent` does. Call `release` when the work is done. */
export function signalAt(clock: Clock, milliseconds: number, reason: Error, parent?: AbortSignal) {
  const controller = new AbortController()
  const cancel = clock.after(milliseconds, () => controller.abort(reason))
  const signal = parent ? AbortSignal.any([parent, controller.signal]) : controller.signal
  return { signal, release: cancel }
}

/** Ends with the signal, even when the work does not listen to it. */
export async function untilAborted<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
  const aborted = Promise.withResolvers<never>()
  const end = () => aborted.reject(signal.reason)
  if (signal.aborted) end()
  signal.addEventListener('abort', end, { once: true })
  try {
    return await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', end)
    work.catch(() => {}) // it lost the race; its failure is nobody's any more
  }
}
