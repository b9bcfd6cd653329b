import { createHash } from 'node:crypto'
import type { Upload } from './receive-upload.ts'

type HashMatch = 'sha1' | 'sha256' | 'md5' | 'none'

/**
 * Which hash of the photo the client's `hash` is. What DSLR Remote Pro computes it over is not known, so the outcome
 * is only recorded. MD5 is slow enough to be computed only when the value has its length.
 */
export async function matchHash(
  { clientHash, file }: Pick<Upload, 'clientHash' | 'file'>,
  readPhoto: () => Promise<Buffer | undefined>,
): Promise<HashMatch | null> {
  if (clientHash === null) return null
  const given = clientHash.trim().toLowerCase()
  if (given === file.sha1) return 'sha1'
  if (given === file.sha256) return 'sha256'
  if (!/^[0-9a-f]{32}$/.test(given)) return 'none'
  const photo = await readPhoto()
  return photo && createHash('md5').update(photo).digest('hex') === given ? 'md5' : 'none'
}
