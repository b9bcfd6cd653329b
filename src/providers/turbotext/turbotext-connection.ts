import { Agent, buildConnector, request } from 'undici'
import { type Clock, pause } from '../../clock.ts'
import { signalAt } from '../../deadline.ts'
import { GatewayError } from '../../errors.ts'
import { ProviderFailure } from '../provider-failure.ts'
import type { Form } from './turbotext-form.ts'

interface Dependencies {
  apiKey: string
  /** Without a slash at its end. */
  baseUrl: string
  clock: Clock
}

export interface Reply {
  status: number
  retryAfterMilliseconds: number | undefined
  text: string
}

const ownOrigins = ['https://www.turbotext.ru', 'https://turbotext.ru']
const mostAnswerBytes = 1_000_000
const betweenRequestsMilliseconds = 1000
const connectMilliseconds = 5000

/**
 * The way to Turbotext, and the only place that knows the key: it goes to the service's own hosts and nowhere else.
 * Every request has its own connection. One that was kept open may be closed by the other side in the very moment of a
 * paid request, and then nobody could tell whether the request was heard.
 */
export function createConnection({ apiKey, baseUrl, clock }: Dependencies) {
  const authorization = `Bearer ${apiKey}`
  const origins = new Set([...ownOrigins, new URL(baseUrl).origin])
  const unsent = new WeakSet<Error>()
  const connect = buildConnector({ timeout: connectMilliseconds, allowH2: false })
  const agent = new Agent({
    allowH2: false,
    pipelining: 0,
    maxResponseSize: mostAnswerBytes,
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
  const takeTurn = createTurns(clock)

  function asFailure(error: unknown): Error {
    if (error instanceof GatewayError) return error
    const { code, name } = error as NodeJS.ErrnoException
    const says = `turbotext: ${code ?? name}`
    if (unsent.has(error as Error)) return new ProviderFailure('network_unsent', says, { cause: error })
    const isNonsense = name === 'HTTPParserError' || code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE'
    return new ProviderFailure(isNonsense ? 'malformed' : 'network_unknown', says, { cause: error })
  }

  return {
    /** Throws ProviderFailure `network_unsent`, `network_unknown` or `malformed`, or the signal's reason. */
    async post(
      method: string,
      form: Form,
      { signal, mostMilliseconds }: { signal: AbortSignal; mostMilliseconds: number },
    ) {
      await takeTurn(signal)
      const late = new ProviderFailure('network_unknown', `turbotext: no answer within ${mostMilliseconds} ms`)
      const limit = signalAt(clock, mostMilliseconds, late, signal)
      try {
        const { statusCode, headers, body } = await request(`${baseUrl}/api_ai/${method}`, {
          method: 'POST',
          headers: { ...form.headers, accept: 'application/json', authorization },
          body: form.body,
          dispatcher: agent,
          signal: limit.signal,
        })
        const reply: Reply = {
          status: statusCode,
          retryAfterMilliseconds: waitOf(headers['retry-after']),
          text: await body.text(),
        }
        return reply
      } catch (error) {
        limit.signal.throwIfAborted()
        throw asFailure(error)
      } finally {
        limit.release()
      }
    },

    /** The key, for an address of the service; for any other nothing. */
    keyFor: (url: URL): Record<string, string> => (origins.has(url.origin) ? { authorization } : {}),

    /** The address that an answer means. The key must not travel in the clear, so the service's own are made https. */
    resolve(link: string): URL | undefined {
      const url = URL.canParse(link, `${baseUrl}/`) ? new URL(link, `${baseUrl}/`) : undefined
      if (url?.protocol === 'http:' && ownOrigins.includes(`https://${url.host}`)) url.protocol = 'https:'
      return url
    },
  }
}

export type Connection = ReturnType<typeof createConnection>

/** The service wants no more than one request a second. */
function createTurns(clock: Clock) {
  let freeAt = Number.NEGATIVE_INFINITY
  return async (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted()
    const now = clock.monotonic()
    const at = Math.max(now, freeAt)
    freeAt = at + betweenRequestsMilliseconds
    if (at > now) await pause(clock, at - now, signal)
  }
}

function waitOf(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined
  const milliseconds = /^\d{1,6}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined
}
