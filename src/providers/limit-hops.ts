import type { Clock } from '../clock.ts'
import type { Deadline } from '../deadline.ts'
import { allowanceFor, type Hop } from '../ledger.ts'
import { ProviderFailure } from './provider-failure.ts'

interface Limits {
  clock: Clock
  deadline: Deadline
  /** For the message. */
  name: string
  /** Milliseconds that a link further down the chain must still find. */
  keptForNext: number
  parent: AbortSignal
}

/**
 * Each hop within an attempt ends in time for those behind it. The signal fires with `parent`, but never after the
 * release: a provider that has done its part must not be stirred up by what happens to the job later.
 */
export function limitHops({ clock, deadline, name, keptForNext, parent }: Limits) {
  const controller = new AbortController()
  const follow = () => controller.abort(parent.reason)
  if (parent.aborted) follow()
  parent.addEventListener('abort', follow, { once: true })
  let cancel = () => {}
  const allowed = (hop: Hop) => Math.max(0, allowanceFor(hop, deadline) - keptForNext)
  return {
    signal: controller.signal,
    remaining: () => allowed('provider'),
    enter(hop: Hop): void {
      cancel()
      const milliseconds = allowed(hop)
      const late = new ProviderFailure('deadline', `${name}: ${hop} took longer than ${Math.round(milliseconds)} ms`)
      cancel = clock.after(milliseconds, () => controller.abort(late))
    },
    release(): void {
      cancel()
      parent.removeEventListener('abort', follow)
    },
  }
}
