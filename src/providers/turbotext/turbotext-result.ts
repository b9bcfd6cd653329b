import type { Attempt, RemoteWork } from '../provider.ts'
import { type Billed, ProviderFailure } from '../provider-failure.ts'
import type { RemoteNews } from '../remote-news.ts'
import { type Answer, failureIn, pictureOf, readAnswer } from './turbotext-answer.ts'
import type { Connection, Reply } from './turbotext-connection.ts'
import { formOf } from './turbotext-form.ts'

/** Work at Turbotext. `queue` is its number there, and `method` the one that knows the number. */
export interface Work extends RemoteWork {
  queue: string
  method: string
}

interface Dependencies {
  connection: Pick<Connection, 'post'>
  news: Pick<RemoteNews, 'nextLook'>
  onAnswer(answer: Answer): void
}

const betweenLooksMilliseconds = 2500
/** The service takes no more than one request a second. */
const leastPauseMilliseconds = 1000
/** A look that would begin later than this before the end comes to nothing. */
const lookNeedsMilliseconds = 1000
const mostLookMilliseconds = 10_000
const mostNonsense = 2

/** What one look has shown. */
type Sight = { picture: string } | 'waiting' | 'trouble' | 'nonsense'

/**
 * Asks for the result until it is there. Looks are free and the work is paid for, so it goes on to the end of the time
 * that the attempt has: giving up earlier would only throw away pictures. Only kinds of failure after which nothing is
 * handed in again are thrown, except for an answer without a picture.
 */
export function createResultWatch({ connection, news, onAnswer }: Dependencies) {
  async function look({ queue, method }: Work, billed: Billed, signal: AbortSignal): Promise<[Sight, Reply?]> {
    const form = formOf([
      ['do', 'get_result'],
      ['queueid', queue],
    ])
    let reply: Reply
    try {
      reply = await connection.post(method, form, { signal, mostMilliseconds: mostLookMilliseconds })
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof ProviderFailure) return [error.kind === 'malformed' ? 'nonsense' : 'trouble']
      throw error
    }
    const answer = readAnswer(reply)
    if (answer) onAnswer(answer)
    return [sightOf(reply, answer, billed), reply]
  }

  return async function awaitPicture(work: Work, attempt: Attempt, billed: Billed): Promise<string> {
    let nonsense = 0
    let wait = attempt.resume ? 0 : betweenLooksMilliseconds
    for (;;) {
      if (wait > 0) await pauseUntilLook(work, wait, attempt, billed)
      const [sight, reply] = await look(work, billed, attempt.signal)
      if (typeof sight === 'object') return sight.picture
      if (sight === 'nonsense') nonsense += 1
      if (nonsense > mostNonsense) {
        const facts = { billed, httpStatus: reply?.status, providerRequestId: work.queue }
        throw new ProviderFailure('malformed', 'turbotext: one answer after the other that cannot be read', facts)
      }
      wait = Math.max(betweenLooksMilliseconds, reply?.retryAfterMilliseconds ?? 0)
    }
  }

  async function pauseUntilLook(work: Work, wanted: number, attempt: Attempt, billed: Billed): Promise<void> {
    const wait = Math.min(wanted, attempt.remaining() - lookNeedsMilliseconds)
    if (wait < leastPauseMilliseconds) {
      throw new ProviderFailure('deadline', 'turbotext: no result in time', { billed, providerRequestId: work.queue })
    }
    await news.nextLook(work.id, wait, attempt.signal)
  }
}

function sightOf(reply: Reply, answer: Answer | undefined, billed: Billed): Sight {
  // Before anything else: some answers say at once that they failed and that they are not ready.
  if (answer?.action === 'reconnect') return 'waiting'
  const failure = answer && failureIn(answer, reply, billed)
  if (failure?.kind === 'rate_limited' || reply.status === 429 || reply.status >= 500) return 'trouble'
  if (failure) throw failure
  if (!answer || reply.status !== 200) return 'nonsense'
  const picture = pictureOf(answer)
  if (picture !== undefined) return { picture }
  if (!answer.success) return 'nonsense'
  throw new ProviderFailure('no_image', 'turbotext: success without a picture', { httpStatus: reply.status, billed })
}
