import type { FalClient } from '@fal-ai/client'
import type { Clock } from '../../clock.ts'
import { signalAt } from '../../deadline.ts'
import type { RemoteNews } from '../remote-news.ts'
import { readStatus } from './fal-answers.ts'
import { asFalCallError, FalCallError } from './fal-call-error.ts'
import { type FalStep, failureOf, isFromIngress } from './fal-failures.ts'

interface Dependencies {
  clock: Clock
  news: RemoteNews
}

interface Work {
  client: FalClient
  id: string
  /** The whole name; the client asks below its first two words, as fal wants it. */
  model: string
  signal: AbortSignal
  /** Handed in by an earlier attempt, so that it may be done already. */
  isOld: boolean
}

const pausesMilliseconds = [500, 1000, 2000]
/** Whatever fal asks for: the window is short, and asking is free. */
const longestPauseMilliseconds = 5000
/** A question without an answer is asked again rather than waited for. A result may hold the picture itself. */
const answerMilliseconds = { status: 5000, result: 15_000 } as const
const mostUnreadable = 3
/** A request that was just handed in may not be known everywhere yet. */
const mostNotFound = 2

/** Could the same question, asked again, get an answer? It costs nothing, so while there is time it is worth it. */
function mayPass(error: FalCallError, step: FalStep, count: number): boolean {
  const { outcome, status = 0 } = error
  if (outcome === 'unreadable') return count < mostUnreadable
  if (outcome !== 'answered' || status === 429) return true
  if (status === 404) return count <= mostNotFound
  // In the place of the result stands whatever the model has answered, failures included.
  return status >= 500 && (step === 'status' || isFromIngress(error))
}

/** Waits for work that was handed in; resolves to what the model has answered. Throws ProviderFailure. */
export function createFalWait({ clock, news }: Dependencies) {
  const pauseAfter = (count: number) => pausesMilliseconds[Math.min(count, pausesMilliseconds.length) - 1] ?? 500

  return async function wait({ client, id, model, signal, isOld }: Work): Promise<unknown> {
    async function once<Value>(
      milliseconds: number,
      ask: (abortSignal: AbortSignal) => Promise<Value>,
    ): Promise<Value> {
      const reason = new FalCallError('unknown', 'no answer in time')
      const { signal: abortSignal, release } = signalAt(clock, milliseconds, reason, signal)
      try {
        return await ask(abortSignal)
      } finally {
        release()
      }
    }

    async function insist<Value>(
      step: 'status' | 'result',
      ask: (abortSignal: AbortSignal) => Promise<Value>,
    ): Promise<Value> {
      for (let failed = 1; ; failed += 1) {
        try {
          return await once(answerMilliseconds[step], ask)
        } catch (thrown) {
          signal.throwIfAborted()
          const error = asFalCallError(thrown)
          if (!mayPass(error, step, failed)) throw failureOf(error, step, id)
          const { retryAfterMilliseconds = 0 } = failureOf(error, step, id)
          const milliseconds = Math.max(pauseAfter(failed), retryAfterMilliseconds)
          await news.nextLook(id, Math.min(milliseconds, longestPauseMilliseconds), signal)
        }
      }
    }

    const isDone = () =>
      insist('status', async (abortSignal) => {
        const status = readStatus(await client.queue.status(model, { requestId: id, abortSignal }))
        return status === 'COMPLETED'
      })

    if (!isOld) await news.nextLook(id, pauseAfter(1), signal)
    for (let looks = 2; !(await isDone()); looks += 1) await news.nextLook(id, pauseAfter(looks), signal)
    return insist('result', async (abortSignal) => {
      const { data } = await client.queue.result(model, { requestId: id, abortSignal })
      return data as unknown
    })
  }
}
