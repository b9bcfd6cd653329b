import type { Clock } from '../clock.ts'
import { type Deadline, untilAborted } from '../deadline.ts'
import { type FailureCode, GatewayError } from '../errors.ts'
import { allowanceFor, type Hop } from '../ledger.ts'
import type { EditedImage, EditRequest, Provider } from './provider.ts'

/** One choice of the chain: who, what, how. */
export interface ChainLink {
  provider: string
  operation: string
  settings: unknown
}

export interface AttemptRecord {
  /** From 1, in the order of the calls. */
  number: number
  milliseconds: number
  outcome: 'done' | FailureCode
}

export type Routed =
  | { image: EditedImage; attempts: AttemptRecord[] }
  | { failure: GatewayError; attempts: AttemptRecord[] }

export type PhotoRequest = Omit<EditRequest, 'operation' | 'settings' | 'enter'>

/** Who has the photo routed, and hears of it. */
export interface Course {
  deadline: Deadline
  signal: AbortSignal
  /** Called before every call to a provider; when it throws, there is no call. */
  onAttempt?(number: number, link: ChainLink): Promise<void>
  onHop?(hop: Hop): void
}

interface Dependencies {
  providers: Readonly<Record<string, Provider>>
  clock: Clock
}

/** Less than this is not worth an attempt. */
const leastAttemptMilliseconds = 50

/**
 * The one owner of retries. Each link of the chain gets what is left of the one deadline; a failure that another
 * provider might not have goes on to the next link, any other ends the job.
 */
export function createRouter({ providers, clock }: Dependencies) {
  async function attempt(link: ChainLink, request: PhotoRequest, { deadline, signal, onHop }: Course) {
    const provider = Object.hasOwn(providers, link.provider) ? providers[link.provider] : undefined
    if (!provider) throw new GatewayError('slot_misconfigured', `there is no provider ${link.provider}`)
    const limit = limitHops(link.provider, deadline, signal)
    const enter = (hop: Hop) => {
      limit.enter(hop)
      onHop?.(hop)
    }
    enter('provider')
    try {
      const edit = provider.edit(
        { ...request, operation: link.operation, settings: link.settings, enter },
        limit.signal,
      )
      return await untilAborted(limit.signal, edit)
    } finally {
      limit.release()
    }
  }

  /**
   * Each hop within an attempt ends in time for those behind it. The signal fires with `parent`, but never after the
   * release: a provider that has done its part must not be stirred up by what happens to the job later.
   */
  function limitHops(name: string, deadline: Deadline, parent: AbortSignal) {
    const controller = new AbortController()
    const follow = () => controller.abort(parent.reason)
    if (parent.aborted) follow()
    parent.addEventListener('abort', follow, { once: true })
    let cancel = () => {}
    return {
      signal: controller.signal,
      enter(hop: Hop): void {
        cancel()
        const allowed = allowanceFor(hop, deadline)
        const late = new GatewayError('provider_timeout', `${name}: ${hop} took longer than ${Math.round(allowed)} ms`)
        cancel = clock.after(allowed, () => controller.abort(late))
      },
      release(): void {
        cancel()
        parent.removeEventListener('abort', follow)
      },
    }
  }

  return async function route(chain: readonly ChainLink[], request: PhotoRequest, course: Course): Promise<Routed> {
    const attempts: AttemptRecord[] = []
    let failure = new GatewayError('slot_misconfigured', 'the chain is empty')
    for (const [at, link] of chain.entries()) {
      if (allowanceFor('provider', course.deadline) < leastAttemptMilliseconds) {
        failure = new GatewayError('provider_timeout', 'nothing left of the window for another attempt')
        break
      }
      await course.onAttempt?.(at + 1, link)
      const startedAt = clock.monotonic()
      const record = (outcome: AttemptRecord['outcome']) =>
        attempts.push({ number: at + 1, milliseconds: clock.monotonic() - startedAt, outcome })
      try {
        course.signal.throwIfAborted() // a call that nobody wants any more must not be made
        const image = await attempt(link, request, course)
        record('done')
        return { image, attempts }
      } catch (error) {
        failure =
          error instanceof GatewayError
            ? error
            : new GatewayError('internal_error', `${link.provider} broke`, { cause: error })
        record(failure.code)
        if (course.signal.aborted || !isWorthAnother(failure)) break
      }
    }
    return { failure, attempts }
  }
}

export type Router = ReturnType<typeof createRouter>

/** Might another provider do better? A photo that cannot be read stays so; a link that is set up wrongly does not. */
function isWorthAnother(failure: GatewayError): boolean {
  return failure.retryable || failure.code === 'slot_misconfigured' || failure.code === 'internal_error'
}
