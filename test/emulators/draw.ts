import { createHash } from 'node:crypto'
import sharp from 'sharp'

const borderPixels = 24

/** A colour that belongs to a text, so that a test can tell which prompt drew a picture. */
export function colourOf(text: string): { r: number; g: number; b: number } {
  const [r = 0, g = 0, b = 0] = createHash('sha256').update(text).digest()
  return { r, g, b }
}

/** A real picture made of the one that came in: the same, with a border in the colour of the prompt. */
export async function drawEdited(
  input: Buffer,
  {
    prompt,
    format = 'png',
    longestSidePixels = 1024,
  }: { prompt: string; format?: 'png' | 'jpeg' | 'webp'; longestSidePixels?: number },
): Promise<Buffer> {
  const side = longestSidePixels - 2 * borderPixels
  return sharp(input, { failOn: 'error' })
    .autoOrient()
    .resize({ width: side, height: side, fit: 'inside' })
    .extend({
      top: borderPixels,
      bottom: borderPixels,
      left: borderPixels,
      right: borderPixels,
      background: colourOf(prompt),
    })
    .toFormat(format)
    .toBuffer()
}

/** What a service may hand out instead of a good picture. */
export const badPictures = {
  /** Not a picture at all. */
  text: Buffer.from('I am sorry, I cannot help with that.'),
  none: Buffer.alloc(0),
  /** A PNG header that promises 30,000 × 30,000 pixels. */
  bomb: () =>
    sharp({ create: { width: 1, height: 1, channels: 3, background: '#000' } })
      .png()
      .toBuffer()
      .then((png) => {
        png.writeUInt32BE(30_000, 16)
        png.writeUInt32BE(30_000, 20)
        return png
      }),
  /** Half of one. */
  truncated: (whole: Buffer) => whole.subarray(0, Math.floor(whole.length / 2)),
  /** One pixel. */
  tiny: () =>
    sharp({ create: { width: 1, height: 1, channels: 3, background: '#f00' } })
      .png()
      .toBuffer(),
}

/** A picture of nothing in particular. */
export const anyPhoto = () =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: '#7a9' } })
    .jpeg()
    .toBuffer()
