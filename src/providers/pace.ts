import type { Deadline } from '../deadline.ts'
import { GatewayError } from '../errors.ts'
import { allowanceFor } from '../ledger.ts'
import type { ChainLink } from './attempt-record.ts'
import type { CallFacts, Provider } from './provider.ts'

/** Less than this is not worth an attempt. */
const leastAttemptMilliseconds = 50
/** What a link on this machine needs. */
const localMilliseconds = 2000
/** A call that has less than this share of its usual time is not made: it would be paid for nothing. */
const leastShare = 0.5

/** How the one window is shared out among the links of a chain. */
export function createPace(providers: Readonly<Record<string, Provider>>) {
  const find = ({ provider }: ChainLink) => (Object.hasOwn(providers, provider) ? providers[provider] : undefined)

  function factsOf(link: ChainLink): CallFacts {
    try {
      return find(link)?.describe?.(link.operation, link.settings) ?? {}
    } catch (error) {
      // A model that was known when the slot was saved: its own call says so, and the next link has its turn.
      if (error instanceof GatewayError) return {}
      throw error
    }
  }

  function usualMilliseconds(link: ChainLink | undefined): number {
    if (!link) return 0
    return find(link)?.isLocal ? localMilliseconds : 1000 * (factsOf(link).typicalSeconds ?? 0)
  }

  /** Milliseconds that a link leaves to the next one, unless it would then have less than its own usual time. */
  function keptAfter(chain: readonly ChainLink[], at: number, deadline: Deadline): number {
    const kept = usualMilliseconds(chain[at + 1])
    const rest = allowanceFor('provider', deadline) - kept
    return rest >= Math.max(leastAttemptMilliseconds, usualMilliseconds(chain[at])) ? kept : 0
  }

  const leastOf = (link: ChainLink | undefined) =>
    Math.max(leastAttemptMilliseconds, leastShare * usualMilliseconds(link))

  return {
    find,
    factsOf,
    keptAfter,
    /** Is there any time left for a call? */
    isOpen: (deadline: Deadline) => allowanceFor('provider', deadline) >= leastAttemptMilliseconds,
    /** Would a call that begins now have enough of its usual time? */
    isTimeFor(chain: readonly ChainLink[], at: number, deadline: Deadline): boolean {
      return allowanceFor('provider', deadline) - keptAfter(chain, at, deadline) >= leastOf(chain[at])
    },
    /**
     * Would a call that begins `afterMilliseconds` from now have enough of its usual time, and the next link all of its
     * own? One that is too late by now is left nothing.
     */
    isTimeToInsist(chain: readonly ChainLink[], at: number, deadline: Deadline, afterMilliseconds: number): boolean {
      const left = allowanceFor('provider', deadline)
      const next = chain[at + 1]
      const kept = next && left >= leastOf(next) ? usualMilliseconds(next) : 0
      return left - afterMilliseconds - kept >= leastOf(chain[at])
    },
  }
}
