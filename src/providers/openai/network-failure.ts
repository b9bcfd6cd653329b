import { ProviderFailure } from '../provider-failure.ts'

/** Codes of Node and undici that only come up before the first byte of a request is on its way. */
const unsentCodes =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+)$/
const brokenHandshake = /before secure TLS connection/
const connecting = new Set(['connect', 'getaddrinfo'])

interface SystemError extends Error {
  code?: unknown
  syscall?: unknown
}

/** An error, what caused it, and for an attempt at several addresses what went wrong at each. */
export function* chainOf(error: unknown): Generator<SystemError> {
  if (!(error instanceof Error)) return
  yield error
  if (error instanceof AggregateError) for (const each of error.errors) yield* chainOf(each)
  yield* chainOf(error.cause)
}

function wasNeverSent({ code, syscall, message }: SystemError): boolean {
  if (typeof code === 'string' && unsentCodes.test(code)) return true
  return connecting.has(String(syscall)) || brokenHandshake.test(message)
}

/** What the network does comes with a code; what a bug does has none. */
export const isOfNetwork = (error: unknown): boolean => [...chainOf(error)].some(({ code }) => typeof code === 'string')

/** What is known of a call whose answer has begun. */
export interface BegunAnswer {
  httpStatus: number
  providerRequestId: string | undefined
}

/** A call that the network ended. Whether the service has heard it decides whether it may be made again. */
export function toNetworkFailure(error: unknown, begun?: BegunAnswer): ProviderFailure {
  const chain = [...chainOf(error)]
  if (chain.some(({ message }) => message === 'unexpected redirect'))
    return new ProviderFailure('malformed', 'openai: answered with a redirect')
  const kind = !begun && chain.some(wasNeverSent) ? 'network_unsent' : 'network_unknown'
  const code = chain.map((each) => each.code).find((each) => typeof each === 'string' && /^[A-Z_]+$/.test(each))
  const happened = kind === 'network_unsent' ? 'cannot be reached' : 'the connection broke after the request was sent'
  return new ProviderFailure(kind, `openai: ${happened}${code ? ` (${String(code)})` : ''}`, {
    ...begun,
    cause: chain.at(-1), // the innermost: those around it belong to the package and may carry the request
  })
}
