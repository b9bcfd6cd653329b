import { GatewayError } from '../errors.ts'
import type { FoundObject, Store } from '../media/store.ts'
import { sha256Of } from './check-final.ts'

/** What an object has to be. */
export interface Content {
  sha256: string
  bytes: number
}

/** As far as can be told without its bytes: what we write says its SHA-256 beside them. */
export const isContent = (found: FoundObject | undefined, { sha256, bytes }: Content): found is FoundObject =>
  found !== undefined && found.bytes === bytes && (found.metadata.sha256 ?? sha256) === sha256

interface Put {
  key: string
  bytes: Buffer
  metadata: Record<string, string>
}

/** Writes a JPEG, unless it is there, and believes in it when the store shows it: only then may a row speak of it. */
export async function putObject(
  store: Pick<Store, 'find' | 'write'>,
  { key, bytes, metadata }: Put,
): Promise<Content & { etag: string }> {
  const content = { sha256: sha256Of(bytes), bytes: bytes.length }
  const before = await store.find(key)
  // Without its SHA-256 beside it, it is somebody else's.
  if (isContent(before, content) && before.metadata.sha256 !== undefined) return { ...content, etag: before.etag }
  await store.write(key, bytes, { type: 'image/jpeg', metadata: { ...metadata, sha256: content.sha256 } })
  const found = await store.find(key)
  if (!isContent(found, content)) {
    throw new GatewayError('unavailable', 'storage: what was written is not there', { retryAfterSeconds: 5 })
  }
  return { ...content, etag: found.etag }
}
