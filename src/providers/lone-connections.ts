import { Agent, buildConnector } from 'undici'
import { GatewayError } from '../errors.ts'
import { type BegunAnswer, toNetworkFailure } from './network-failure.ts'
import { ProviderFailure } from './provider-failure.ts'

interface Options {
  /** Of the provider, for its failures. */
  name: string
  connectMilliseconds: number
  /** Of an answer, where it is not read in pieces. */
  mostAnswerBytes?: number
}

/**
 * A connection of its own for each request, over HTTP/1.1: one that was kept open may be closed by the other side in the
 * very moment of a paid request, and then nobody could tell whether the request was heard; over HTTP/2 all requests
 * would break together. What fails before there is a connection is known for certain.
 */
export function createLoneConnections({ name, connectMilliseconds, mostAnswerBytes }: Options) {
  const unsent = new WeakSet<Error>()
  const connect = buildConnector({ timeout: connectMilliseconds, allowH2: false })
  const dispatcher = new Agent({
    allowH2: false,
    pipelining: 0,
    ...(mostAnswerBytes !== undefined && { maxResponseSize: mostAnswerBytes }),
    // The attempt's own time ends every request; undici's would be a second clock.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect(where, done) {
      connect(where, (error, socket) => {
        if (!error) return done(null, socket)
        unsent.add(error)
        done(error, null)
      })
    },
  })

  /** What `undici.request`, or reading its answer, has thrown. `signal` tells apart what we ended ourselves. */
  function toFailure(error: unknown, signal: AbortSignal, begun?: BegunAnswer): unknown {
    if (signal.aborted) return signal.reason
    if (error instanceof GatewayError || !(error instanceof Error)) return error
    const { code } = error as NodeJS.ErrnoException
    // A header with a character that none can have: before anything was sent, and without the value, which is the key.
    if (code === 'UND_ERR_INVALID_ARG') return new ProviderFailure('auth', `${name}: the key is not a possible key`)
    // What has no code is a fault of ours and must be seen as one.
    const isOfNetwork = typeof code === 'string' || error.name === 'HTTPParserError'
    return isOfNetwork ? toNetworkFailure({ name, error, isUnsent: unsent.has(error), begun }) : error
  }

  return { dispatcher, toFailure }
}
