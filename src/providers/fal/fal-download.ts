import { type Clock, pause } from '../../clock.ts'
import { type GuardedFetch, GuardedFetchError } from '../../media/guarded-fetch.ts'
import type { ScratchFile, Workspace } from '../../media/scratch.ts'
import type { ProviderFailure } from '../provider-failure.ts'

interface Dependencies {
  clock: Clock
  fetchResult: GuardedFetch
}

interface Download {
  address: string
  workspace: Workspace
  signal: AbortSignal
  /** The failure for a picture that cannot be had. */
  fail(says: string, cause?: unknown): ProviderFailure
}

const mostBytes = 40 * 1024 ** 2
const pausesMilliseconds = [300, 700, 1500, 2500]

/** Something that may be gone a moment later. */
class PassingTrouble extends Error {}

/** Brings the picture to this machine's disk. Throws ProviderFailure, and the disk's own errors as they are. */
export function createFalDownload({ clock, fetchResult }: Dependencies) {
  async function fetchOnce({ address, workspace, signal, fail }: Download): Promise<ScratchFile> {
    const { status, body } = await fetchResult(address, { signal, mostBytes })
    if (status !== 200) {
      for await (const _ of body) break // which closes the connection
      const says = `the picture's address answers ${status}`
      throw status === 404 || status === 429 || status >= 500 ? new PassingTrouble(says) : fail(says)
    }
    return workspace.write(body, { mostBytes, onTooLarge: () => fail('the picture is too large'), signal })
  }

  function judge(error: unknown, { signal, fail }: Download): PassingTrouble {
    signal.throwIfAborted()
    if (error instanceof PassingTrouble) return error
    if (!(error instanceof GuardedFetchError)) throw error
    const { reason } = error
    if (reason !== 'unsent' && reason !== 'failed') throw fail(`the picture cannot be fetched (${reason})`, error)
    return new PassingTrouble(`the picture cannot be fetched (${reason})`, { cause: error })
  }

  /** Free, so it is tried again while it may help. */
  async function fetchPicture(download: Download): Promise<ScratchFile> {
    for (let failed = 0; ; failed += 1) {
      try {
        return await fetchOnce(download)
      } catch (error) {
        const { message, cause } = judge(error, download)
        const milliseconds = pausesMilliseconds[failed]
        if (milliseconds === undefined) throw download.fail(message, cause)
        await pause(clock, milliseconds, download.signal)
      }
    }
  }

  function decode({ address, workspace, signal, fail }: Download): Promise<ScratchFile> {
    const comma = address.indexOf(',')
    if (!/;base64$/i.test(address.slice(0, Math.max(0, comma)))) throw fail('the picture has an unknown encoding')
    const pieces = async function* () {
      // Whole groups of four characters, so that every slice stands for itself.
      const step = 256 * 1024
      for (let start = comma + 1; start < address.length; start += step) {
        yield Buffer.from(address.slice(start, start + step), 'base64')
      }
    }
    return workspace.write(pieces(), { mostBytes, onTooLarge: () => fail('the picture is too large'), signal })
  }

  return async (download: Download): Promise<ScratchFile> =>
    /^data:/i.test(download.address) ? decode(download) : fetchPicture(download)
}
