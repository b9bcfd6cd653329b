import type { Clock } from '../../src/clock.ts'

/** A clock whose timers stand still while its node is frozen, as those of a stopped process do. Time itself goes on. */
export function createFreezableClock(clock: Clock) {
  let isFrozen = false
  const missed: (() => void)[] = []
  return {
    ...clock,
    after(milliseconds: number, callBack: () => void) {
      let isCancelled = false
      const run = () => {
        if (!isCancelled) callBack()
      }
      const cancel = clock.after(milliseconds, () => (isFrozen ? void missed.push(run) : run()))
      return () => {
        isCancelled = true
        cancel()
      }
    },
    freeze(): void {
      isFrozen = true
    },
    thaw(): void {
      isFrozen = false
      for (const run of missed.splice(0)) run()
    },
  }
}
