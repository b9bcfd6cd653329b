import type { Clock } from '../../src/clock.ts'
import { sql } from '../../src/drizzle.ts'

interface Timer {
  dueAt: number
  callBack: () => void
  real: NodeJS.Timeout | undefined
}

/**
 * Real time plus an offset that a test moves; the database is told the same offset. Timers fire in either time. One that
 * stands still moves only when it is told to: however slow the machine is, nothing is late.
 */
export function createTestClock({ standsStill = false } = {}) {
  let offsetMilliseconds = 0
  const timers = new Set<Timer>()
  const monotonic = () => (standsStill ? 0 : performance.now()) + offsetMilliseconds

  function arm(timer: Timer): void {
    clearTimeout(timer.real)
    if (standsStill) return
    // Node's timers may be early by a fraction of a millisecond.
    timer.real = setTimeout(fire, Math.max(0, Math.ceil(timer.dueAt - monotonic())), timer)
  }

  function fire(timer: Timer): void {
    clearTimeout(timer.real)
    if (timers.delete(timer)) timer.callBack()
  }

  function firstDue(until: number): Timer | undefined {
    const due = [...timers].filter(({ dueAt }) => dueAt <= until)
    return due.sort((one, other) => one.dueAt - other.dueAt)[0]
  }

  const clock: Clock = {
    monotonic,
    databaseNow: () => sql<Date>`(clock_timestamp() + make_interval(secs => ${offsetMilliseconds / 1000}))`,
    after(milliseconds, callBack) {
      const timer: Timer = { dueAt: monotonic() + milliseconds, callBack, real: undefined }
      timers.add(timer)
      arm(timer)
      return () => {
        clearTimeout(timer.real)
        timers.delete(timer)
      }
    },
  }

  return {
    ...clock,
    /** Moves time forward and fires what falls due on the way, in order; what a timer sets in turn counts too. */
    advance(milliseconds: number): void {
      const until = monotonic() + milliseconds
      for (let timer = firstDue(until); timer; timer = firstDue(until)) {
        offsetMilliseconds += Math.max(0, timer.dueAt - monotonic())
        fire(timer)
      }
      offsetMilliseconds += Math.max(0, until - monotonic())
      for (const timer of timers) arm(timer)
    },
  }
}

export type TestClock = ReturnType<typeof createTestClock>
