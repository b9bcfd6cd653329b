import { createHash } from 'node:crypto'
import type { EncodedImage } from '../media/encode-image.ts'
import type { ImageType } from '../media/image-type.ts'

/** A picture that lies in the store and can become a job's result. */
export interface FinishedResult {
  key: string
  type: ImageType
  bytes: number
  sha256: string
  width: number
  height: number
}

/** What is known of an image that has been written under `key`. */
export function finishedResult(key: string, { bytes, type, width, height }: EncodedImage): FinishedResult {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { key, type, bytes: bytes.length, sha256, width, height }
}

/** As the job's row keeps it. */
export const columnsOf = ({ key, type, bytes, sha256, width, height }: FinishedResult) => ({
  resultKey: key,
  resultMime: type,
  resultBytes: bytes,
  resultSha256: sha256,
  resultWidth: width,
  resultHeight: height,
})
