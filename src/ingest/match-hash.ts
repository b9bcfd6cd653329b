import { createHash } from 'node:crypto'
import type { Upload } from './receive-upload.ts'

type HashMatch = 'sha1' | 'sha256' | 'md5' | 'none'

const lengths = { md5: 32, sha1: 40 } as const

/**
 * Which hash of the photo the client's `hash` is. What DSLR Remote Pro computes it over is not known, so the outcome
 * is only recorded. A hash that was not computed while the photo came is computed now, if the value has its length.
 */
export async function matchHash(
  { clientHash, file }: Pick<Upload, 'clientHash' | 'file'>,
  readPhoto: () => Promise<Buffer | undefined>,
): Promise<HashMatch | null> {
  if (clientHash === null) return null
  const given = clientHash.trim().toLowerCase()
  if (given === file.sha256) return 'sha256'
  if (given === file.sha1) return 'sha1'
  for (const algorithm of ['md5', 'sha1'] as const) {
    if (given.length !== lengths[algorithm] || (algorithm === 'sha1' && file.sha1 !== null)) continue
    const photo = await readPhoto()
    if (photo && createHash(algorithm).update(photo).digest('hex') === given) return algorithm
  }
  return 'none'
}
