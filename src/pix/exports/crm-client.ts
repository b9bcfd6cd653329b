import type { Clock } from '../../clock.ts'
import { signalAt } from '../../deadline.ts'
import { type GuardedFetch, GuardedFetchError } from '../../media/guarded-fetch.ts'
import { ExportError } from './export-error.ts'
import { remarksOfExports } from './export-sentences.ts'

interface Dependencies {
  /** With a guard before what is not on the open internet: an administrator has written the address. */
  fetch: GuardedFetch
  clock: Clock
  /** As people know it. */
  service: string
}

interface Asked {
  url: string
  method: 'GET' | 'POST' | 'PUT'
  headers?: Record<string, string>
  body?: unknown
}

const answerSeconds = 120
const mostAnswerBytes = 8 * 1024 ** 2

export const refused = (service: string, code: number | string) =>
  new ExportError('over', remarksOfExports.say('refused', { service, code: String(code) }).text)

/** JSON to a program of a customer and back. Nothing is tried twice here: the queue does that. */
export function createCrmClient({ fetch, clock, service }: Dependencies) {
  const unreachable = (cause: unknown, kind: 'again' | 'over' = 'again') =>
    new ExportError(kind, remarksOfExports.say('unreachable', { service }).text, { cause })

  return async function ask({ url, method, headers = {}, body }: Asked, signal: AbortSignal): Promise<unknown> {
    const late = new Error('late')
    const limit = signalAt(clock, answerSeconds * 1000, late, signal)
    try {
      const json = { 'content-type': 'application/json', accept: 'application/json' }
      const answer = await fetch(url, {
        ...{ signal: limit.signal, mostBytes: mostAnswerBytes, mostRedirects: 0, headers: { ...headers, ...json } },
        ...(method !== 'GET' && { send: { method, body: JSON.stringify(body) } }),
      })
      const pieces: Uint8Array[] = []
      for await (const piece of answer.body) pieces.push(piece)
      if (answer.status >= 200 && answer.status < 300) return parse(Buffer.concat(pieces))
      const sentence = remarksOfExports.say('answered', { service, status: String(answer.status) }).text
      const mayChange = answer.status >= 500 || answer.status === 429 || answer.status === 408
      throw new ExportError(mayChange ? 'again' : 'over', sentence)
    } catch (error) {
      if (error instanceof ExportError) throw error
      if (signal.aborted) throw signal.reason
      const isBlocked = error instanceof GuardedFetchError && error.reason === 'blocked'
      throw unreachable(error, isBlocked ? 'over' : 'again')
    } finally {
      limit.release()
    }
  }

  function parse(bytes: Buffer): unknown {
    // Some say with nothing that it is done.
    if (bytes.length === 0) return null
    try {
      return JSON.parse(bytes.toString())
    } catch (error) {
      throw unreachable(error)
    }
  }
}

export type AskCrm = ReturnType<typeof createCrmClient>
