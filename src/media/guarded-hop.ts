import type { LookupFunction } from 'node:net'
import { type buildConnector as buildUndiciConnector, Client, type Dispatcher } from 'undici'
import type { Clock } from '../clock.ts'
import { untilAborted } from '../deadline.ts'

/** `unsent`: nobody has heard the request. `failed`: it broke after that. */
type Reason = 'blocked' | 'unsent' | 'failed' | 'too_large' | 'too_many_redirects'

/** `message` names the host and never the rest of an address: that may be signed. */
export class GuardedFetchError extends Error {
  readonly reason: Reason

  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'GuardedFetchError'
    this.reason = reason
  }
}

export interface Address {
  address: string
  family: number
}

export interface SentBody {
  method: 'POST' | 'PUT'
  body: string
}

export interface HopDependencies {
  clock: Clock
  /** Makes what opens sockets; it gets the addresses through `lookup`. */
  buildConnector: (options: buildUndiciConnector.BuildOptions) => buildUndiciConnector.connector
  idleMilliseconds: number
}

/**
 * One request on a connection of its own, up to the end of the answer's body. It ends with the signal, and when for
 * `idleMilliseconds` nothing comes that is waited for, or nobody waits for what comes.
 */
export function createHop(url: URL, signal: AbortSignal, { clock, buildConnector, idleMilliseconds }: HopDependencies) {
  const stop = new AbortController()
  const stopped = AbortSignal.any([signal, stop.signal])
  let client: Client | undefined
  let isConnected = false
  let cancelTimer = () => {}

  const fail = (what: string, cause?: unknown) =>
    new GuardedFetchError(isConnected ? 'failed' : 'unsent', `${url.hostname}: ${what}`, { cause })

  function end(reason: Error = fail('ended')): void {
    cancelTimer()
    stop.abort(reason)
    client?.destroy(reason).catch(() => {})
  }

  function startTimer(): void {
    cancelTimer()
    cancelTimer = clock.after(idleMilliseconds, () => end(fail(`nothing for ${idleMilliseconds} ms`)))
  }

  /** What goes wrong is the signal's reason, or ours, or told in our words. */
  async function wait<Value>(work: Promise<Value>): Promise<Value> {
    startTimer()
    try {
      return await untilAborted(stopped, work)
    } catch (error) {
      if (stopped.aborted) throw stopped.reason
      throw error instanceof GuardedFetchError ? error : fail(codeOf(error), error)
    } finally {
      cancelTimer()
    }
  }

  /** Connects to one of `addresses`, whatever the name means by now. */
  async function send(
    addresses: readonly Address[],
    headers: Record<string, string>,
    sent?: SentBody,
  ): Promise<Dispatcher.ResponseData> {
    const connect = buildConnector({
      lookup: answerWith(addresses),
      allowH2: false,
      timeout: 0, // ours counts from the beginning
      signal: stopped,
    } as buildUndiciConnector.BuildOptions)
    client = new Client(url.origin, { connect, headersTimeout: 0, bodyTimeout: 0 })
    client.once('connect', () => {
      isConnected = true
    })
    const path = `${url.pathname}${url.search}`
    const { method, body } = sent ?? { method: 'GET' as const, body: null }
    const answer = await wait(client.request({ method, path, headers, body, signal: stopped, reset: true }))
    answer.body.on('error', () => {}) // told to whoever reads, if anybody does
    startTimer()
    return answer
  }

  return { wait, send, end }
}

export type Hop = ReturnType<typeof createHop>

function answerWith(addresses: readonly Address[]): LookupFunction {
  const [first] = addresses
  return (_host, { all }, done) => {
    if (all) done(null, [...addresses])
    else done(null, first?.address ?? '', first?.family)
  }
}

/** The system's or the package's own name for it: their sentences may hold the whole address. */
function codeOf(error: unknown): string {
  const { code, name } = error as NodeJS.ErrnoException
  return code ?? name
}
