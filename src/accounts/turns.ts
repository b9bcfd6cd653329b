import { GatewayError } from '../errors.ts'

interface Turns {
  /** How many may work at once. */
  concurrency: number
  /** How many may wait for their turn; the next one is refused. */
  waiting: number
}

/** Runs costly work a few at a time, so that nobody can take the whole processor by asking often. */
export function createTurns({ concurrency, waiting }: Turns) {
  let running = 0
  const queue: (() => void)[] = []

  async function enter(): Promise<void> {
    if (running < concurrency) {
      running += 1
      return
    }
    if (queue.length >= waiting) {
      throw new GatewayError('rate_limited', 'too many password checks are waiting', { retryAfterSeconds: 1 })
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    queue.push(resolve)
    await promise
  }

  function leave(): void {
    const next = queue.shift()
    if (next) next()
    else running -= 1
  }

  return async function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    await enter()
    try {
      return await work()
    } finally {
      leave()
    }
  }
}
