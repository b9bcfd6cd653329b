import type { Clock } from '../../clock.ts'
import type { GuardedFetch } from '../../media/guarded-fetch.ts'
import type { ScratchFile, Workspace } from '../../media/scratch.ts'
import { createPictureDownload, mostPictureBytes } from '../picture-download.ts'
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
  fail(says: string, facts?: { httpStatus?: number; cause?: unknown }): ProviderFailure
}

const pausesMilliseconds = [300, 700, 1500, 2500]
/** Whole groups of four characters, so that every slice stands for itself. */
const sliceCharacters = 256 * 1024

/** An address with the picture in it. */
function decode({ address, workspace, signal, fail }: Download): Promise<ScratchFile> {
  const comma = address.indexOf(',')
  if (!/;base64$/i.test(address.slice(0, Math.max(0, comma)))) throw fail('the picture has an unknown encoding')
  const slices = async function* () {
    for (let start = comma + 1; start < address.length; start += sliceCharacters) {
      yield Buffer.from(address.slice(start, start + sliceCharacters), 'base64')
    }
  }
  const onTooLarge = () => fail('the picture is too large')
  return workspace.write(slices(), { mostBytes: mostPictureBytes, onTooLarge, signal })
}

/** Brings the picture to this machine's disk. Throws ProviderFailure, and the disk's own errors as they are. */
export function createFalDownload({ clock, fetchResult }: Dependencies) {
  const fetchPicture = createPictureDownload({ clock, fetchResult, pausesMilliseconds })
  return async ({ address, ...rest }: Download): Promise<ScratchFile> =>
    /^data:/i.test(address) ? decode({ address, ...rest }) : fetchPicture({ url: address, ...rest })
}
