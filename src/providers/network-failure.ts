import { ProviderFailure } from './provider-failure.ts'

/*
 * Whether a service has heard a paid request decides whether it may be made again, so "never sent" is only said of what
 * cannot happen to a connection that already carries bytes. A code such as EHOSTUNREACH or ECONNREFUSED alone does not
 * prove it: Linux reports it for an open connection as well, when that times out after a router has complained.
 */

/** System calls before there is a connection. */
const connecting: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo'])
/** Of undici's limit on connecting, and of a certificate that is not taken, which ends the handshake. */
const unsentCodes =
  /^(UND_ERR_CONNECT_TIMEOUT|ERR_TLS_CERT_ALTNAME_INVALID|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+)$/
const brokenHandshake = /before secure TLS connection/

interface SystemError extends Error {
  code?: unknown
  syscall?: unknown
}

const deepest = 8

/** An error, what caused it, and for an attempt at several addresses what went wrong at each. */
export function chainOf(error: unknown, depth = 0): SystemError[] {
  if (!(error instanceof Error) || depth === deepest) return []
  const each: unknown[] = error instanceof AggregateError ? error.errors : []
  return [error, ...[...each, error.cause].flatMap((inner) => chainOf(inner, depth + 1))]
}

/** The first code in the chain, as in ECONNRESET. What the network does comes with one; what a bug does has none. */
export function codeOf(error: unknown): string | undefined {
  for (const { code } of chainOf(error)) if (typeof code === 'string' && /^[A-Z][A-Z\d_]*$/.test(code)) return code
  return undefined
}

/** Did a call end before the first byte of its request was on its way? */
export function wasNeverSent(error: unknown): boolean {
  return chainOf(error).some(
    ({ code, syscall, message }) =>
      connecting.has(syscall) || unsentCodes.test(String(code)) || brokenHandshake.test(message),
  )
}

/** What is known of a call whose answer has begun. */
export interface BegunAnswer {
  httpStatus: number
  providerRequestId?: string | undefined
}

interface Broken {
  /** Of the provider. */
  name: string
  error: Error
  isUnsent: boolean
  begun?: BegunAnswer | undefined
}

/** A call that the network ended, or an answer that is no HTTP. */
export function toNetworkFailure({ name, error, isUnsent, begun }: Broken): ProviderFailure {
  const chain = chainOf(error)
  const why = codeOf(error) ?? error.name
  const facts = { ...begun, cause: chain.at(-1) } // the innermost: those around it may carry the request
  if (isUnsent) return new ProviderFailure('network_unsent', `${name}: cannot be reached (${why})`, facts)
  const isNonsense = chain.some((each) => each.name === 'HTTPParserError') || why === 'UND_ERR_RES_EXCEEDED_MAX_SIZE'
  return isNonsense
    ? new ProviderFailure('malformed', `${name}: the answer is no HTTP, or has no end (${why})`, facts)
    : new ProviderFailure('network_unknown', `${name}: the connection broke after the request was sent (${why})`, facts)
}
