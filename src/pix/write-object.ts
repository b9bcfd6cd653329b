import { createHash } from 'node:crypto'
import { GatewayError } from '../errors.ts'
import type { FoundObject, Particulars, Store } from '../media/store.ts'

export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

export interface Whose {
  jobId: string
  imageId?: string
  revision?: number
}

/** What every object of this side has beside its bytes. */
export const particularsOf = (type: string, sha256: string, { jobId, imageId, revision }: Whose): Particulars => ({
  type,
  metadata: {
    sha256,
    'job-id': jobId,
    ...(imageId === undefined ? {} : { 'image-id': imageId }),
    ...(revision === undefined ? {} : { revision: String(revision) }),
  },
})

/** So many writers at one object at once there are not. */
const mostTries = 10

interface Draft {
  bytes: Buffer
  /** Of its content: an object that has the same is left alone. */
  hash: string
  particulars: Particulars
}

/**
 * Writes an object that several workers may be writing. Each looks at what is there first, makes its draft after that, and
 * writes only over what it has seen: the last one to write has seen the latest of everything, and one that was frozen in
 * between writes nothing. Resolves to whether it was written.
 */
export async function writeAfterLook(
  store: Store,
  key: string,
  draft: (found: FoundObject | undefined) => Promise<Draft | undefined>,
): Promise<boolean> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const found = await store.find(key)
    const wanted = await draft(found)
    if (!wanted) return false
    const metadata = { ...wanted.particulars.metadata, 'content-hash': wanted.hash }
    if (found?.metadata['content-hash'] === wanted.hash && found.bytes === wanted.bytes.length) return false
    const condition = found ? { etag: found.etag } : ('absent' as const)
    if (await store.writeIf(condition, key, wanted.bytes, { ...wanted.particulars, metadata })) {
      await requireWritten(store, key, wanted.bytes.length)
      return true
    }
  }
  throw new GatewayError('unavailable', `storage: ${key} is being written by others`)
}

/** A store that says it has written is asked once more before any row says so. */
export async function requireWritten(store: Store, key: string, bytes: number): Promise<void> {
  const found = await store.find(key)
  if (found?.bytes !== bytes) throw new GatewayError('unavailable', `storage: ${key} is not what was written`)
}
