import type { Clock } from '../../src/clock.ts'
import type { SimulatedTime } from './simulated-time.ts'

/**
 * One process: everything that reaches it, timers and answers alike, passes here. A frozen one gets it all when it
 * wakes up, a dead one never. What it has sent before is under way in either case.
 */
export function createSimulatedNode(time: SimulatedTime, id: string, zero: number) {
  let state: 'alive' | 'frozen' | 'dead' = 'alive'
  let missedTimers: (() => void)[] = []
  let missedAnswers: (() => void)[] = []
  let timers = 0

  function reach(run: () => void, missed = missedAnswers): void {
    if (state === 'alive') run()
    else if (state === 'frozen') missed.push(run)
  }

  /**
   * Wakes up as Node does: what is due, then what has come, in one turn of its loop, so before any `setImmediate`. A tick
   * that a microtask asks for comes when all promises have settled.
   */
  function catchUp(): void {
    const run = missedTimers.shift() ?? missedAnswers.shift()
    if (!run) return
    reach(run)
    queueMicrotask(() => process.nextTick(catchUp))
  }

  const clock: Clock = {
    // Each node counts from a zero of its own: nobody may compare such moments across nodes.
    monotonic: () => time.now() + zero,
    databaseNow: () => {
      throw new Error('the simulated database needs no SQL')
    },
    after(milliseconds, callBack) {
      let isOver = false
      timers += 1
      const end = () => {
        if (isOver) return false
        isOver = true
        timers -= 1
        return true
      }
      const cancel = time.after(milliseconds, () => reach(() => end() && callBack(), missedTimers))
      return () => {
        if (end()) cancel()
      }
    },
  }

  return {
    id,
    clock,
    reach,
    isDead: () => state === 'dead',
    isAlive: () => state === 'alive',
    /** Timers that have neither fired nor been taken back. */
    timerCount: () => timers,
    freeze(): void {
      if (state === 'alive') state = 'frozen'
    },
    thaw(): void {
      if (state !== 'frozen') return
      state = 'alive'
      catchUp()
    },
    die(): void {
      state = 'dead'
      missedTimers = []
      missedAnswers = []
    },
  }
}

export type SimulatedNode = ReturnType<typeof createSimulatedNode>
