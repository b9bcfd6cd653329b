import { type Clock, pause } from '../clock.ts'
import { signalAt } from '../deadline.ts'
import { type GuardedFetch, GuardedFetchError } from '../media/guarded-fetch.ts'
import type { ScratchFile, Workspace } from '../media/scratch.ts'
import type { ProviderFailure } from './provider-failure.ts'

interface Dependencies {
  clock: Clock
  fetchResult: GuardedFetch
  /** Before every further try; there is one try more than there are pauses. */
  pausesMilliseconds: readonly number[]
  /** Of one try. Undefined: as long as the attempt lasts. */
  mostTryMilliseconds?: number
}

interface Errand {
  url: string
  headers?: Record<string, string>
  workspace: Workspace
  signal: AbortSignal
  /** The failure for a picture that cannot be had. */
  fail(says: string, facts?: { httpStatus?: number; cause?: unknown }): ProviderFailure
}

export const mostPictureBytes = 40 * 1024 ** 2

/** Trouble that the next try may not have. */
class Passing extends Error {
  readonly failure: ProviderFailure

  constructor(failure: ProviderFailure) {
    super(failure.message)
    this.failure = failure
  }
}

/** An address may be told before everything behind it knows the picture. */
const mayPass = (status: number) => status === 404 || status === 410 || status === 429 || status >= 500

async function fetchOnce(fetchResult: GuardedFetch, errand: Errand, signal: AbortSignal): Promise<ScratchFile> {
  const { url, headers = {}, workspace, fail } = errand
  const { status: httpStatus, body } = await fetchResult(url, { signal, mostBytes: mostPictureBytes, headers })
  if (httpStatus === 200) {
    const onTooLarge = () => fail('the picture is too large')
    return workspace.write(body, { mostBytes: mostPictureBytes, onTooLarge, signal })
  }
  for await (const _ of body) break // which closes the connection
  const failure = fail(`the picture's address answers ${httpStatus}`, { httpStatus })
  throw mayPass(httpStatus) ? new Passing(failure) : failure
}

function judge(error: GuardedFetchError, { fail }: Errand): Error {
  const { reason } = error
  const failure = fail(`the picture cannot be fetched (${reason})`, { cause: error })
  return reason === 'failed' || reason === 'unsent' ? new Passing(failure) : failure
}

/**
 * Brings a service's picture to this machine's disk. That is free, so it is tried again while it may help. Throws what
 * `fail` makes, the disk's own errors, or the signal's reason.
 */
export function createPictureDownload({ clock, fetchResult, pausesMilliseconds, mostTryMilliseconds }: Dependencies) {
  async function tryOnce(errand: Errand): Promise<ScratchFile> {
    const tooSlow = new Passing(errand.fail('the picture is too slow'))
    const limit = mostTryMilliseconds && signalAt(clock, mostTryMilliseconds, tooSlow, errand.signal)
    try {
      return await fetchOnce(fetchResult, errand, limit ? limit.signal : errand.signal)
    } catch (error) {
      errand.signal.throwIfAborted()
      throw error instanceof GuardedFetchError ? judge(error, errand) : error
    } finally {
      if (limit) limit.release()
    }
  }

  return async function download(errand: Errand): Promise<ScratchFile> {
    for (let failed = 0; ; failed += 1) {
      try {
        return await tryOnce(errand)
      } catch (error) {
        if (!(error instanceof Passing)) throw error
        const milliseconds = pausesMilliseconds[failed]
        if (milliseconds === undefined) throw error.failure
        await pause(clock, milliseconds, errand.signal)
      }
    }
  }
}
