import type { GatewayError } from '../errors.ts'
import { failureRules, ProviderFailure } from './provider-failure.ts'

/** What a slot wants in the cases that are a matter of taste or of money. */
export interface RoutingPolicy {
  /** After a refusal: is the photo shown to the next provider of the chain? */
  onRefusal: 'stop' | 'next'
  /** After a call that was sent and whose outcome is not known: the next link, or the same call again, paid twice perhaps. */
  onUnknownOutcome: 'next' | 'again'
}

export const cautious: RoutingPolicy = { onRefusal: 'stop', onUnknownOutcome: 'next' }

export type Decision =
  | { what: 'stop' }
  | { what: 'next' }
  /** The same call, so many milliseconds later; when that does not fit into the window, `otherwise`. */
  | { what: 'again'; afterMilliseconds: number; otherwise: 'next' | 'stop' }

interface Situation {
  failure: GatewayError
  /** Calls of this link so far, this one included. */
  calls: number
  /** No other link comes after this one. */
  isLast: boolean
  policy: RoutingPolicy
  /** From 0 to 1. */
  random: number
}

const firstPauseMilliseconds = 500
/** Answers without a picture come back within two seconds: where nobody else can help, many tries fit into a window. */
const mostCallsWithoutImage = 12
/** Of a call that may have been paid for: once more, because its slot says so. */
const mostUnknownCalls = 2

/** The one place that decides what comes after a failure. */
export function decide({ failure, calls, isLast, policy, random }: Situation): Decision {
  if (!(failure instanceof ProviderFailure)) return { what: mayAnotherDoBetter(failure) ? 'next' : 'stop' }
  const rule = failureRules[failure.kind]
  const next = rule.next === 'policy' ? policy.onRefusal === 'next' : rule.next
  const otherwise = next ? 'next' : 'stop'
  const backoff = firstPauseMilliseconds * 2 ** (calls - 1) * (0.5 + random / 2)
  const again = (mostCalls: number, afterMilliseconds: number): Decision =>
    calls < mostCalls ? { what: 'again', afterMilliseconds, otherwise } : { what: otherwise }

  if (failure.kind === 'network_unknown' && policy.onUnknownOutcome === 'again') return again(mostUnknownCalls, backoff)
  switch (rule.repeat) {
    case 'never':
      return { what: otherwise }
    case 'again':
      return again(isLast ? mostCallsWithoutImage : rule.mostCalls, 0)
    case 'hint':
      return again(rule.mostCalls, failure.retryAfterMilliseconds ?? backoff)
    case 'pause':
      return again(rule.mostCalls, backoff)
  }
}

/** A photo that cannot be read stays so; a link that is set up wrongly does not. */
function mayAnotherDoBetter(failure: GatewayError): boolean {
  return failure.retryable || ['slot_misconfigured', 'internal_error', 'budget_exhausted'].includes(failure.code)
}
