import type { TestClock } from './test-clock.ts'

/**
 * A clock on which waits up to so long are over at once, and time has moved on by as much. Only waits move it on: what
 * happens beside it on a real line takes no time at all, however slow the machine is.
 */
export function skipShortWaits(clock: TestClock, longestMilliseconds: number): TestClock {
  return {
    ...clock,
    after(milliseconds, callBack) {
      if (milliseconds > longestMilliseconds) return clock.after(milliseconds, callBack)
      const dueAt = clock.monotonic() + milliseconds
      const soon = setImmediate(() => {
        clock.advance(Math.max(0, dueAt - clock.monotonic()))
        callBack()
      })
      return () => clearImmediate(soon)
    },
  }
}
