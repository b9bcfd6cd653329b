import { request } from 'undici'
import { type Clock, pause } from '../../clock.ts'
import { signalAt } from '../../deadline.ts'
import { createLoneConnections } from '../lone-connections.ts'
import { ProviderFailure } from '../provider-failure.ts'
import { findRetryAfter } from '../retry-after.ts'
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

/** The way to Turbotext, and the only place that knows the key: it goes to the service's own hosts and nowhere else. */
export function createConnection({ apiKey, baseUrl, clock }: Dependencies) {
  const authorization = `Bearer ${apiKey}`
  const origins = new Set([...ownOrigins, new URL(baseUrl).origin])
  const { dispatcher, toFailure } = createLoneConnections({ name: 'turbotext', connectMilliseconds, mostAnswerBytes })
  const takeTurn = createTurns(clock)

  return {
    /** Throws ProviderFailure `network_unsent`, `network_unknown`, `auth` or `malformed`, or the signal's reason. */
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
          dispatcher,
          signal: limit.signal,
        })
        const reply: Reply = {
          status: statusCode,
          retryAfterMilliseconds: findRetryAfter(headers),
          text: await body.text(),
        }
        return reply
      } catch (error) {
        throw toFailure(error, limit.signal)
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
