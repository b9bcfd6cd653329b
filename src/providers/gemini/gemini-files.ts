import type { Clock } from '../../clock.ts'
import { signalAt, untilAborted } from '../../deadline.ts'
import { ProviderFailure } from '../provider-failure.ts'
import type { PreparedImage } from '../service.ts'
import type { Package, RemoteFile } from './package.ts'

interface Dependencies {
  upload(image: PreparedImage, signal: AbortSignal): Promise<RemoteFile>
  files: Pick<Package, 'deleteFile'>
  clock: Clock
}

interface Kept {
  upload: Promise<RemoteFile>
  name?: string
  /** On the clock's monotonic scale. */
  usableUntil: number
}

/** https://ai.google.dev/gemini-api/docs/files: the service deletes files after 48 hours. */
const usualLifetimeMilliseconds = 48 * 3_600_000
/** A file that is about to go is uploaded anew: it must outlast the call that names it. */
const lastShareOfLifetime = 1 / 6
const mostKept = 500
const mostUploadMilliseconds = 10_000
const mostDeleteMilliseconds = 10_000

/**
 * Pictures that the service keeps for us. Templates go with every photo of a slot, so they are uploaded once and
 * remembered by their content while they last; this memory is that of one key, in one process.
 */
export function createFiles({ upload, files, clock }: Dependencies) {
  const kept = new Map<string, Kept>()

  /** Runs on its own: several photos may wait for it, and the first of them may be given up. */
  async function uploadShared(image: PreparedImage): Promise<RemoteFile> {
    const late = new ProviderFailure('overloaded', 'gemini: an upload takes too long', { billed: 'no' })
    const limit = signalAt(clock, mostUploadMilliseconds, late)
    return upload(image, limit.signal).finally(limit.release)
  }

  function remember(image: PreparedImage): Kept {
    const entry: Kept = { upload: uploadShared(image), usableUntil: Number.POSITIVE_INFINITY }
    kept.set(image.sha256, entry)
    entry.upload.then(
      (file) => {
        entry.name = file.name
        entry.usableUntil = clock.monotonic() + lifetimeOf(file) * (1 - lastShareOfLifetime)
      },
      () => kept.get(image.sha256) === entry && kept.delete(image.sha256),
    )
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
    return entry
  }

  return {
    /** A picture that comes again and again. Throws ProviderFailure, or the signal's reason. */
    async reuse(image: PreparedImage, signal: AbortSignal): Promise<RemoteFile> {
      signal.throwIfAborted()
      const known = kept.get(image.sha256)
      const entry = known && clock.monotonic() < known.usableUntil ? known : remember(image)
      return untilAborted(signal, entry.upload)
    },

    /** The service says that they are gone. */
    forget(names: readonly string[]): void {
      for (const [sha256, { name }] of kept) if (name !== undefined && names.includes(name)) kept.delete(sha256)
    },

    upload,

    /** In the background: nobody waits for it, and what fails is deleted by the service itself. */
    discard(name: string): void {
      const limit = signalAt(clock, mostDeleteMilliseconds, new Error('late'))
      files.deleteFile(name, limit.signal).then(limit.release, limit.release)
    },
  }
}

export type Files = ReturnType<typeof createFiles>

/** Of the service's two times, so that our own clock may be wrong. */
function lifetimeOf({ createTime, expirationTime }: RemoteFile): number {
  const lifetime = Date.parse(expirationTime ?? '') - Date.parse(createTime ?? '')
  return lifetime > 0 ? Math.min(lifetime, usualLifetimeMilliseconds) : usualLifetimeMilliseconds
}
