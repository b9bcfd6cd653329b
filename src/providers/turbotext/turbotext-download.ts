import type { Clock } from '../../clock.ts'
import type { GuardedFetch } from '../../media/guarded-fetch.ts'
import type { ScratchFile, Workspace } from '../../media/scratch.ts'
import { createPictureDownload } from '../picture-download.ts'
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

/**
 * A link of the service is not always there at once; but who waits for it longer than some seconds takes the time from
 * the next link of the chain.
 */
const pausesMilliseconds = Array<number>(7).fill(1500)
const mostTryMilliseconds = 15_000

/** Fetches the picture of work that is done. Throws ProviderFailure `bad_media`. */
export function createDownload({ connection, fetchResult, clock }: Dependencies) {
  const fetchPicture = createPictureDownload({ clock, fetchResult, pausesMilliseconds, mostTryMilliseconds })

  return async function download({ link, workspace, signal, billed }: Errand): Promise<ScratchFile> {
    const fail = (says: string, facts?: { httpStatus?: number; cause?: unknown }) =>
      new ProviderFailure('bad_media', `turbotext: ${says}`, { billed, ...facts })
    const url = connection.resolve(link)
    if (!url) throw fail('the picture has no address')
    return fetchPicture({ url: url.href, headers: connection.keyFor(url), workspace, signal, fail })
  }
}
