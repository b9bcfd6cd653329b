import { createHash } from 'node:crypto'
import { GatewayError } from '../errors.ts'
import type { Store } from '../media/store.ts'

interface Described {
  type: 'image/jpeg' | 'image/png' | 'video/mp4' | 'application/json'
  imageId?: string
  jobId: string
  revision?: number
}

/** Writes an object and looks whether it is there: what a row says of it is true when the row comes. */
export async function writeVerified(store: Store, key: string, bytes: Buffer, described: Described) {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const { type, imageId, jobId, revision } = described
  await store.write(key, bytes, {
    type,
    metadata: {
      sha256,
      'job-id': jobId,
      ...(imageId !== undefined && { 'image-id': imageId }),
      ...(revision !== undefined && { revision: String(revision) }),
    },
  })
  await requireObject(store, key, bytes.length)
  return { sha256, bytes: bytes.length }
}

/** The same for a copy within the store. */
export async function copyVerified(store: Store, from: string, to: string, bytes: number): Promise<void> {
  if ((await store.copy(from, to)) === undefined) throw new GatewayError('unavailable', 'what was to be copied is gone')
  await requireObject(store, to, bytes)
}

async function requireObject(store: Store, key: string, bytes: number): Promise<void> {
  const found = await store.find(key)
  if (found?.bytes !== bytes) throw new GatewayError('unavailable', 'what was written is not there')
}

export async function requireBytes(store: Store, key: string): Promise<Buffer> {
  const bytes = await store.read(key)
  if (!bytes) throw new GatewayError('unavailable', 'a file that a row speaks of is not there')
  return bytes
}
