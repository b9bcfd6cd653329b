import type { Readable } from 'node:stream'
import { Agent, buildConnector, request } from 'undici'
import { GatewayError } from '../../errors.ts'
import { ProviderFailure } from '../provider-failure.ts'

export interface Access {
  apiKey: string
  /** Without a slash at its end. */
  baseUrl: string
}

interface Sending {
  headers: Record<string, string>
  bytes: number
  body: AsyncIterable<Uint8Array> | Buffer
  /** Without it the call goes to an address that is a secret itself. */
  withKey?: boolean
  signal: AbortSignal
}

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: AsyncIterable<Uint8Array>
}

const connectMilliseconds = 10_000
const mostSmallBytes = 64 * 1024

/**
 * The way to Gemini for everything with bytes in it. Each request has a connection of its own, over HTTP/1.1: one that
 * was kept open may be closed by the other side in the very moment of a paid request, and over HTTP/2 all requests would
 * break together.
 */
export function createConnection({ apiKey }: Access) {
  const unsent = new WeakSet<Error>()
  const connect = buildConnector({ timeout: connectMilliseconds, allowH2: false })
  const agent = new Agent({
    allowH2: false,
    pipelining: 0,
    // The attempt's own time ends every request; pictures take their minutes.
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

  /** An error of the network, as a failure. `signal` tells apart what we ended ourselves. */
  function toFailure(error: unknown, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason
    if (error instanceof GatewayError || !(error instanceof Error)) return error
    const { code } = error as NodeJS.ErrnoException
    const why = typeof code === 'string' && /^\w+$/.test(code) ? code : error.name
    if (unsent.has(error)) return new ProviderFailure('network_unsent', `gemini: cannot be reached (${why})`)
    if (code === 'UND_ERR_INVALID_ARG') return new ProviderFailure('auth', 'gemini: the key is not a possible key')
    if (error.name === 'HTTPParserError') return new ProviderFailure('malformed', `gemini: no HTTP (${why})`)
    // What comes with a code is the network's; what has none is a fault of ours and must be seen as one.
    if (typeof code !== 'string') return error
    return new ProviderFailure('network_unknown', `gemini: the connection broke after the request was sent (${why})`)
  }

  /** Throws ProviderFailure `network_unsent`, `network_unknown`, `auth` or `malformed`, or the signal's reason. */
  async function post(url: string, { headers, bytes, body, withKey = true, signal }: Sending): Promise<Answer> {
    signal.throwIfAborted()
    try {
      const answer = await request(url, {
        method: 'POST',
        headers: { ...headers, ...(withKey && { 'x-goog-api-key': apiKey }), 'content-length': String(bytes) },
        body: body as Readable, // any async iterable will do; the types do not say so
        dispatcher: agent,
        signal,
      })
      return { status: answer.statusCode, headers: answer.headers, body: answer.body }
    } catch (error) {
      throw toFailure(error, signal)
    }
  }

  return { post, toFailure }
}

export type Connection = ReturnType<typeof createConnection>

/** What a short answer says; undefined when it is long, broken off, or no JSON. */
export async function readSmallJson({ body }: Answer, signal: AbortSignal): Promise<unknown> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const piece of body) {
      pieces.push(piece)
      bytes += piece.length
      if (bytes > mostSmallBytes) return undefined
    }
    return JSON.parse(Buffer.concat(pieces).toString())
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}
