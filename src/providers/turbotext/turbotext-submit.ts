import { type FailureKind, ProviderFailure } from '../provider-failure.ts'
import { type Answer, failureIn } from './turbotext-answer.ts'
import type { Reply } from './turbotext-connection.ts'

const kinds: ReadonlyMap<number, FailureKind> = new Map([
  [401, 'auth'],
  [403, 'auth'],
  [404, 'model_gone'],
  [413, 'bad_request'],
  [429, 'rate_limited'],
  // A proxy gave up on the service, which may be at work on the photo all the same: not to be handed in again.
  [408, 'network_unknown'],
  [504, 'network_unknown'],
])

/** The number under which the service has taken the work. Throws ProviderFailure. */
export function acceptedQueue(reply: Reply, answer: Answer | undefined): string {
  const failure = answer && failureIn(answer, reply)
  if (failure && failure.kind !== 'malformed') throw failure
  const { status: httpStatus, retryAfterMilliseconds } = reply
  if (httpStatus !== 200) {
    const kind = kinds.get(httpStatus) ?? (httpStatus >= 500 ? 'overloaded' : 'malformed')
    throw new ProviderFailure(kind, `turbotext: HTTP ${httpStatus}`, { httpStatus, retryAfterMilliseconds })
  }
  // The one thing it says about a key that it does not take is no.
  if (answer?.success === false && answer.error === undefined) {
    throw new ProviderFailure('auth', 'turbotext: refused without a reason, as a wrong key is', { httpStatus })
  }
  if (failure) throw failure
  const queue = answer?.queueid ?? answer?.asyncid
  if (queue !== undefined) return String(queue)
  throw new ProviderFailure('malformed', 'turbotext: an answer without the number of a queue', { httpStatus })
}
