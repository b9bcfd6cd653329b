import type { Readable } from 'node:stream'
import { request } from 'undici'
import { createLoneConnections } from '../lone-connections.ts'

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

/** The way to Gemini for everything with bytes in it. */
export function createConnection({ apiKey }: Access) {
  const { dispatcher, toFailure } = createLoneConnections({ name: 'gemini', connectMilliseconds })

  /** Throws ProviderFailure `network_unsent`, `network_unknown`, `auth` or `malformed`, or the signal's reason. */
  async function post(url: string, { headers, bytes, body, withKey = true, signal }: Sending): Promise<Answer> {
    signal.throwIfAborted()
    try {
      const answer = await request(url, {
        method: 'POST',
        headers: { ...headers, ...(withKey && { 'x-goog-api-key': apiKey }), 'content-length': String(bytes) },
        body: body as Readable, // any async iterable will do; the types do not say so
        dispatcher,
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
