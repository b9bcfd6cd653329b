import { GatewayError } from '../../src/errors.ts'
import type { Store } from '../../src/media/store.ts'

/** The node is killed at its n-th word to the store: with `after`, once the store has heard it. */
export function createDyingStore(store: Store, n: number, moment: 'before' | 'after') {
  let calls = 0
  const through = <Args extends unknown[], Answer>(call: (...args: Args) => Promise<Answer>) => {
    return async (...args: Args): Promise<Answer> => {
      calls += 1
      const mine = calls
      if (mine > n || (mine === n && moment === 'before')) throw dead()
      const answer = await call(...args)
      if (mine === n) throw dead()
      return answer
    }
  }
  const dying: Store = {
    ...store,
    write: through(store.write),
    find: through(store.find),
    copy: through(store.copy),
    delete: through(store.delete),
  }
  return { store: dying, hasDied: () => calls >= n }
}

const dead = () => new GatewayError('unavailable', 'the node was killed')
