import { randomBytes } from 'node:crypto'
import sharp from 'sharp'

/** A JPEG of `width` × `height` with as much noise in it as gives about `megabytes`. */
export async function noisyPicture(width: number, height: number, megabytes: number): Promise<Buffer> {
  const noise = randomBytes(width * height * 3)
  const raw = sharp(noise, { raw: { width, height, channels: 3 } })
  let low = 1
  let high = 100
  let best = await raw.clone().jpeg({ quality: 1 }).toBuffer()
  while (low < high) {
    const quality = Math.ceil((low + high) / 2)
    const picture = await raw.clone().jpeg({ quality }).toBuffer()
    if (picture.length <= megabytes * 1e6) {
      low = quality
      best = picture
    } else high = quality - 1
  }
  return best
}

/** What the stand-in answers: the size of an ordinary AI picture. */
export const resultPicture = () => noisyPicture(1536, 1024, 2)

/** What the camera sends: 24 megapixels. The noise alone would be too large, so the rest is padding, as a camera's own data is. */
export async function cameraPicture(megabytes = 6.148683): Promise<Buffer> {
  const picture = await sharp({
    create: {
      width: 6000,
      height: 4000,
      channels: 3,
      background: '#446688',
      noise: { type: 'gaussian', mean: 128, sigma: 12 },
    },
  })
    .jpeg({ quality: 60 })
    .toBuffer()
  const size = Math.round(megabytes * 1e6)
  return picture.length < size ? Buffer.concat([picture, Buffer.alloc(size - picture.length)]) : picture
}
