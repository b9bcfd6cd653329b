import sharp from 'sharp'

/** The best JPEG of a grainy picture of that size which is no larger than `megabytes`. */
async function grainyPicture(width: number, height: number, megabytes: number): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const
  const raw = await sharp({ create: { width, height, channels: 3, background: '#446688', noise } })
    .raw()
    .toBuffer()
  const encode = (quality: number) =>
    sharp(raw, { raw: { width, height, channels: 3 } })
      .jpeg({ quality })
      .toBuffer()
  let [low, high] = [1, 100]
  let best = await encode(low)
  while (low < high) {
    const quality = Math.ceil((low + high) / 2)
    const picture = await encode(quality)
    if (picture.length <= megabytes * 1e6) {
      low = quality
      best = picture
    } else high = quality - 1
  }
  return best
}

/** What the stand-in answers: the size of an ordinary AI picture. */
export const resultPicture = () => grainyPicture(1536, 1024, 2)

/** What the camera sends: 24 megapixels, about 6 MB. */
export const cameraPicture = () => grainyPicture(6000, 4000, 6.3)

/** A photo that costs next to nothing to send. */
export const smallPicture = () => grainyPicture(640, 480, 0.1)

/** A photo, and a picture of a generous service: 7 megapixels, 10 MB. */
export const largePicture = () => grainyPicture(3072, 2304, 10)
