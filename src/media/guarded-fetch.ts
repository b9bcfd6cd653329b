import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { buildConnector as buildUndiciConnector, type Dispatcher } from 'undici'
import { systemClock } from '../clock.ts'
import {
  type Address,
  createHop,
  GuardedFetchError,
  type Hop,
  type HopDependencies,
  type SentBody,
} from './guarded-hop.ts'
import { isPublicAddress } from './public-address.ts'

/**
 * For everything that is fetched because somebody else named it: a picture's address in a service's answer, a link that a
 * person typed. Whoever names it must not reach through us what he cannot reach himself.
 *
 * A name is resolved once, every address of the answer must be public, and the connection is made to just these addresses:
 * a name that means something else a moment later changes nothing. Every hop of a redirect is a new name and goes through
 * the same. Only https on its own port, because a certificate is what tells a picture's host from whatever else listens
 * there. Each hop has a connection of its own, so that nobody finds one that was opened for somebody else.
 *
 * Trusted origins are those that the operator has named: they may be http, have any port, and be on this machine. They
 * are trusted when the caller names them, not when a redirect from elsewhere does.
 */
export type GuardedFetch = (
  url: string,
  options: {
    signal: AbortSignal
    mostBytes: number
    /** Sent to the first origin only: they may hold a key. */
    headers?: Record<string, string>
    /** Default: 3. */
    mostRedirects?: number
    /** The body of a POST. It goes to this address only: a redirect is an answer like any other, and no answer's body is read. */
    post?: string
    /** The same, and the answer is read as that of a GET is. No redirect is followed. */
    send?: SentBody
  },
) => Promise<GuardedAnswer>

export interface GuardedAnswer {
  status: number
  headers: Record<string, string>
  /** Where the redirects ended. */
  url: string
  /** Once. Breaking off closes the connection, and so does never beginning. Throws GuardedFetchError, or the signal's reason. */
  body: AsyncIterable<Uint8Array>
}

interface Dependencies extends Partial<HopDependencies> {
  /** As in `https://fal.run` or `http://127.0.0.1:9000`. */
  trustedOrigins?: readonly string[]
  resolve?: (host: string) => Promise<readonly Address[]>
}

const usualRedirects = 3
const usualIdleMilliseconds = 15_000
const mostUrlCharacters = 8192
const redirects = new Set([301, 302, 303, 307, 308])

const resolveName = (host: string) => lookup(host, { all: true })

export function createGuardedFetch({
  trustedOrigins = [],
  resolve = resolveName,
  buildConnector = buildUndiciConnector,
  clock = systemClock,
  idleMilliseconds = usualIdleMilliseconds,
}: Dependencies) {
  const trusted = new Set(trustedOrigins.map((origin) => new URL(origin).origin))
  const open = new Set<Hop>()

  /** Every address that may be connected to. */
  async function findAddresses({ hostname }: URL, isTrusted: boolean): Promise<readonly Address[]> {
    const host = hostname.replace(/^\[|\]$/g, '')
    const family = isIP(host)
    const addresses = family === 0 ? await resolve(host) : [{ address: host, family }]
    if (addresses.length === 0) throw new GuardedFetchError('unsent', `${host} has no address`)
    if (isTrusted || addresses.every(({ address }) => isPublicAddress(address))) return addresses
    throw new GuardedFetchError('blocked', `${host} is not on the open internet`)
  }

  async function request(url: URL, isTrusted: boolean, headers: Headers, signal: AbortSignal, sent?: SentBody) {
    const started = createHop(url, signal, { clock, buildConnector, idleMilliseconds })
    const hop: Hop = {
      ...started,
      end(reason) {
        open.delete(hop)
        started.end(reason)
      },
    }
    open.add(hop)
    try {
      const addresses = await hop.wait(findAddresses(url, isTrusted))
      return { hop, answer: await hop.send(addresses, headers, sent) }
    } catch (error) {
      hop.end()
      throw error
    }
  }

  const fetch: GuardedFetch = async (address, { signal, mostBytes, mostRedirects = usualRedirects, ...options }) => {
    signal.throwIfAborted()
    let url = readUrl(address)
    let isTrusted = trusted.has(url.origin)
    let headers = inLowerCase(options.headers)
    const { post, send } = options
    const sent = post === undefined ? send : ({ method: 'POST', body: post } as const)
    for (let count = 0; ; count += 1) {
      if (!isTrusted) requireUsual(url)
      const { hop, answer } = await request(
        url,
        isTrusted,
        { ...ownHeaders, ...headers, ...uncompressed },
        signal,
        sent,
      )
      if (post !== undefined) return { ...headOf(answer, hop), url: url.href }
      if (send) return { ...acceptAnswer(url, answer, hop, mostBytes), url: url.href }
      const next = redirects.has(answer.statusCode) ? answer.headers.location : undefined
      if (next === undefined) return { ...acceptAnswer(url, answer, hop, mostBytes), url: url.href }
      hop.end()
      if (count === mostRedirects) throw new GuardedFetchError('too_many_redirects', `${url.hostname}: redirects again`)
      const from = url.origin
      url = readUrl(String(next), url)
      isTrusted &&= trusted.has(url.origin)
      if (url.origin !== from) headers = {} // and they stay away, wherever it goes from there
    }
  }

  return {
    fetch,
    /** Throws GuardedFetchError when nobody will ever be asked at this address. What its name means is seen later. */
    check(address: string): void {
      const url = readUrl(address)
      if (trusted.has(url.origin)) return
      requireUsual(url)
      const host = url.hostname.replace(/^\[|\]$/g, '')
      if (isIP(host) !== 0 && !isPublicAddress(host)) {
        throw new GuardedFetchError('blocked', `${host} is not on the open internet`)
      }
    },
    /** Ends what is under way. */
    async close(): Promise<void> {
      for (const hop of open) hop.end()
    },
  }
}

const headersOf = (given: Answer['headers']) =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]))

/** Of an answer to a POST only the head counts. */
function headOf({ statusCode, headers }: Answer, hop: Hop) {
  hop.end()
  return { status: statusCode, headers: headersOf(headers), body: nothing() }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** What is known to be too large, or compressed, is refused before anything of it is read. */
function acceptAnswer({ hostname }: URL, { statusCode, headers: given, body }: Answer, hop: Hop, mostBytes: number) {
  const headers = headersOf(given)
  const tooLarge = () => new GuardedFetchError('too_large', `${hostname}: more than ${mostBytes} bytes`)
  const refuse = (reason: GuardedFetchError): never => {
    hop.end(reason)
    throw reason
  }
  if (Number(headers['content-length']) > mostBytes) refuse(tooLarge())
  // A few kilobytes may unfold to anything, and nobody has asked for it.
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity') {
    refuse(new GuardedFetchError('failed', `${hostname}: answers compressed, unasked`))
  }
  return { status: statusCode, headers, body: readBody(body, hop, mostBytes, tooLarge) }
}

type Headers = Record<string, string>
type Answer = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>

async function* readBody(body: AsyncIterable<Buffer>, hop: Hop, mostBytes: number, tooLarge: () => Error) {
  const pieces = body[Symbol.asyncIterator]()
  let bytes = 0
  try {
    for (;;) {
      const { done, value } = await hop.wait(pieces.next())
      if (done) return
      bytes += value.length
      if (bytes > mostBytes) throw tooLarge() // whatever its length was said to be
      yield value
    }
  } finally {
    hop.end()
  }
}

/** Some hosts answer nobody without a name. */
const ownHeaders = { accept: '*/*', 'user-agent': 'PhotoChanger' }
const uncompressed = { 'accept-encoding': 'identity' }

const inLowerCase = (headers: Headers = {}): Headers =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

function readUrl(address: string, base?: URL): URL {
  const url = address.length > mostUrlCharacters ? null : URL.parse(address, base?.href)
  if (!url) throw new GuardedFetchError('blocked', 'not an address')
  if (url.username || url.password)
    throw new GuardedFetchError('blocked', `${url.hostname}: an address with a password`)
  return url
}

function requireUsual({ protocol, hostname, port }: URL): void {
  if (protocol !== 'https:') throw new GuardedFetchError('blocked', `${hostname}: not https`)
  if (port !== '') throw new GuardedFetchError('blocked', `${hostname}: port ${port}`)
}

export { GuardedFetchError }
