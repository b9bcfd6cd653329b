import { createHash } from 'node:crypto'
import sharp from 'sharp'

export interface SamplePhoto {
  bytes: Buffer
  sha256: string
  width: number
  height: number
}

/** A picture as large as a camera's, and with enough in it to be as heavy: nobody's face is needed for a rehearsal. */
export async function drawSamplePhoto(megapixels: number): Promise<SamplePhoto> {
  const height = Math.round(Math.sqrt((megapixels * 1_000_000 * 2) / 3))
  const width = Math.round((height * 3) / 2)
  const noise = { type: 'gaussian', mean: 128, sigma: 24 } as const
  const drawn = sharp({ create: { width, height, channels: 3, background: '#808080', noise } })
  const bytes = await drawn.jpeg({ quality: 85 }).toBuffer()
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), width, height }
}
