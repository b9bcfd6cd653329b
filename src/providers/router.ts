import type { Clock } from '../clock.ts'
import { type Deadline, signalAt, untilAborted } from '../deadline.ts'
import { type FailureCode, GatewayError } from '../errors.ts'
import type { EditedImage, EditRequest, Provider } from './provider.ts'

/** One choice of the chain: who, what, how. */
export interface ChainLink {
  provider: string
  operation: string
  settings: unknown
}

export interface AttemptRecord {
  provider: string
  operation: string
  model: string | null
  /** On the clock's monotonic scale. */
  startedAt: number
  milliseconds: number
  outcome: 'done' | FailureCode
}

export type Routed =
  | { image: EditedImage; attempts: AttemptRecord[] }
  | { failure: GatewayError; attempts: AttemptRecord[] }

interface Dependencies {
  providers: Readonly<Record<string, Provider>>
  clock: Clock
}

/** Less than this is not worth an attempt. */
const leastAttemptMilliseconds = 50
/** Kept back of every attempt for encoding, publishing and answering. */
const reserveMilliseconds = 250

/**
 * The one owner of retries. Each link of the chain gets what is left of the one deadline; a failure that another
 * provider might not have goes on to the next link, any other ends the job.
 */
export function createRouter({ providers, clock }: Dependencies) {
  async function attempt(
    link: ChainLink,
    request: Omit<EditRequest, 'operation' | 'settings'>,
    budget: number,
    parent: AbortSignal,
  ) {
    const provider = Object.hasOwn(providers, link.provider) ? providers[link.provider] : undefined
    if (!provider) throw new GatewayError('slot_misconfigured', `there is no provider ${link.provider}`)
    const late = new GatewayError('provider_timeout', `${link.provider} took longer than ${Math.round(budget)} ms`)
    const { signal, release } = signalAt(clock, budget, late, parent)
    try {
      const edit = provider.edit({ ...request, operation: link.operation, settings: link.settings }, signal)
      return await untilAborted(signal, edit)
    } finally {
      release()
    }
  }

  return async function route(
    chain: readonly ChainLink[],
    request: Omit<EditRequest, 'operation' | 'settings'>,
    deadline: Deadline,
    signal: AbortSignal,
  ): Promise<Routed> {
    const attempts: AttemptRecord[] = []
    let failure = new GatewayError('slot_misconfigured', 'the chain is empty')
    for (const link of chain) {
      const budget = deadline.remaining() - reserveMilliseconds
      if (budget < leastAttemptMilliseconds) {
        failure = new GatewayError('provider_timeout', 'nothing left of the window for another attempt')
        break
      }
      const startedAt = clock.monotonic()
      const record = (outcome: AttemptRecord['outcome']) =>
        attempts.push({
          provider: link.provider,
          operation: link.operation,
          model: null,
          startedAt,
          milliseconds: clock.monotonic() - startedAt,
          outcome,
        })
      try {
        const image = await attempt(link, request, budget, signal)
        record('done')
        return { image, attempts }
      } catch (error) {
        failure =
          error instanceof GatewayError
            ? error
            : new GatewayError('internal_error', `${link.provider} broke`, { cause: error })
        record(failure.code)
        if (signal.aborted || !isWorthAnother(failure)) break
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
