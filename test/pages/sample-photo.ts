import { readFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'

const file = path.join(import.meta.dirname, '..', '..', 'docs', 'pictures', 'sample.jpg')
/** As it is: sent twice, it is one photo. */
export const sample = readFileSync(file)
let photos = 0

/** The sample, never twice the same: one that is known would be answered with its twin's result. Every third is upright. */
export async function samplePhoto(): Promise<Buffer> {
  photos += 1
  const { width, height } = await sharp(file).metadata()
  const isUpright = photos % 3 === 0
  const wide = isUpright ? Math.round(height * 0.7) : width
  return sharp(file)
    .extract({
      left: isUpright ? Math.round((width - wide) / 2) : 0,
      top: photos,
      width: wide,
      height: height - photos,
    })
    .jpeg({ quality: 88 })
    .toBuffer()
}
