import { type Clock, pause } from '../../clock.ts'
import { signalAt } from '../../deadline.ts'
import { GatewayError } from '../../errors.ts'
import { type GuardedFetch, GuardedFetchError } from '../../media/guarded-fetch.ts'
import type { ScratchFile, Workspace } from '../../media/scratch.ts'
import { type Billed, ProviderFailure } from '../provider-failure.ts'
import type { Connection } from './turbotext-connection.ts'

interface Dependencies {
  connection: Pick<Connection, 'keyFor' | 'resolve'>
  fetchResult: GuardedFetch
  clock: Clock
}

interface Errand {
  /** As the service wrote it. */
  link: string
  workspace: Workspace
  signal: AbortSignal
  billed: Billed
}

const mostPictureBytes = 40_000_000
const mostTries = 8
const betweenTriesMilliseconds = 1500
const mostTryMilliseconds = 15_000

/** Fetches the picture of work that is done. */
export function createDownload({ connection, fetchResult, clock }: Dependencies) {
  async function fetchOnce(url: URL, { workspace, billed }: Errand, signal: AbortSignal): Promise<ScratchFile> {
    const { status: httpStatus, body } = await fetchResult(url.href, {
      signal,
      mostBytes: mostPictureBytes,
      headers: connection.keyFor(url),
    })
    if (httpStatus === 200) {
      const onTooLarge = () => badMedia('the picture is too large', { billed })
      return workspace.write(body, { mostBytes: mostPictureBytes, onTooLarge, signal })
    }
    for await (const _ of body) break // which closes the connection
    const failure = badMedia(`HTTP ${httpStatus} for the picture`, { billed, httpStatus })
    throw mayPass(httpStatus) ? new Passing(failure) : failure
  }

  async function tryOnce(url: URL, errand: Errand): Promise<ScratchFile> {
    const limit = signalAt(clock, mostTryMilliseconds, new Error('too slow'), errand.signal)
    try {
      return await fetchOnce(url, errand, limit.signal)
    } catch (error) {
      errand.signal.throwIfAborted()
      throw error instanceof GatewayError || error instanceof Passing ? error : judge(error, errand.billed)
    } finally {
      limit.release()
    }
  }

  /**
   * Throws ProviderFailure `bad_media`. Fetching is free, and a link of the service is not always there at once; but
   * who waits for it longer than some seconds takes the time from the next link of the chain.
   */
  return async function download(errand: Errand): Promise<ScratchFile> {
    const url = connection.resolve(errand.link)
    if (!url) throw badMedia('the picture has no address', { billed: errand.billed })
    for (let tries = 1; ; tries += 1) {
      try {
        return await tryOnce(url, errand)
      } catch (error) {
        if (!(error instanceof Passing)) throw error
        if (tries === mostTries) throw error.failure
      }
      await pause(clock, betweenTriesMilliseconds, errand.signal)
    }
  }
}

/** Trouble that the next try may not have. */
class Passing extends Error {
  readonly failure: ProviderFailure

  constructor(failure: ProviderFailure) {
    super(failure.message)
    this.failure = failure
  }
}

const mayPass = (status: number) => status === 404 || status === 410 || status === 429 || status >= 500

function badMedia(says: string, facts: { billed: Billed; httpStatus?: number; cause?: unknown }): ProviderFailure {
  return new ProviderFailure('bad_media', `turbotext: ${says}`, facts)
}

function judge(error: unknown, billed: Billed): Error {
  const reason = error instanceof GuardedFetchError ? error.reason : 'failed'
  if (reason === 'failed' || reason === 'unsent') {
    return new Passing(badMedia('the picture did not come', { billed, cause: error }))
  }
  return badMedia(`the picture's address is not fetched: ${reason}`, { billed, cause: error })
}
