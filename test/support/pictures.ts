import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'

const folder = path.join(import.meta.dirname, '..', '..', '..', 'shared', 'photos')

/** A file of a real camera, where those are at hand. */
export function realPhoto(name: string): Buffer | undefined {
  const file = path.join(folder, name)
  return existsSync(file) ? readFileSync(file) : undefined
}

/** A picture with four quarters: red, green over blue, white. */
export async function quarters(width: number, height: number): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [left, top] = [x < width / 2, y < height / 2]
      const colour = top ? (left ? [220, 30, 30] : [30, 200, 30]) : left ? [30, 30, 220] : [240, 240, 240]
      data.set(colour, (y * width + x) * 3)
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}

/** An ordinary JPEG of that size. */
export async function jpeg(width: number, height: number): Promise<Buffer> {
  return sharp(await quarters(width, height))
    .jpeg({ quality: 90 })
    .toBuffer()
}
