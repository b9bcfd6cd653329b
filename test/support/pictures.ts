import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import sharp, { type Sharp } from 'sharp'
import type { ImageType } from '../../src/media/image-type.ts'
import type { SourceImage } from '../../src/providers/provider.ts'

const folder = path.join(import.meta.dirname, '..', '..', '..', 'shared', 'photos')

/** A file of a real camera, where those are at hand. */
export function realPhoto(name: string): Buffer | undefined {
  const file = path.join(folder, name)
  return existsSync(file) ? readFileSync(file) : undefined
}

type Colour = readonly number[]

/** The four quarters of the test picture: at the top red and green, below blue and almost white. */
export const quarterColours = {
  topLeft: [220, 30, 30],
  topRight: [30, 200, 30],
  bottomLeft: [30, 30, 220],
  bottomRight: [240, 240, 240],
} as const

/** A picture painted point by point; colours have three channels, or four with transparency. */
export async function paint(width: number, height: number, colourAt: (x: number, y: number) => Colour): Promise<Sharp> {
  const channels = colourAt(0, 0).length as 3 | 4
  const data = Buffer.alloc(width * height * channels)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) data.set(colourAt(x, y), (y * width + x) * channels)
  }
  return sharp(data, { raw: { width, height, channels } })
}

export const quarterAt = (width: number, height: number) => (x: number, y: number) => {
  const { topLeft, topRight, bottomLeft, bottomRight } = quarterColours
  if (y < height / 2) return x < width / 2 ? topLeft : topRight
  return x < width / 2 ? bottomLeft : bottomRight
}

/** A picture with four quarters: red, green over blue, white. */
export async function quarters(width: number, height: number): Promise<Buffer> {
  return (await paint(width, height, quarterAt(width, height))).png().toBuffer()
}

/** An ordinary JPEG of that size. */
export async function jpeg(width: number, height: number): Promise<Buffer> {
  return sharp(await quarters(width, height))
    .jpeg({ quality: 90 })
    .toBuffer()
}

/** A picture as it goes into an edit. */
export function sourceOf(bytes: Buffer, type: ImageType = 'image/jpeg'): SourceImage {
  return {
    type,
    width: 1,
    height: 1,
    byteLength: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    read: async () => bytes,
    open: async () => Readable.from([bytes], { objectMode: false }),
  }
}

/** Colours of a picture by place, from 0 to 1 in both directions; nothing is turned or converted on the way. */
export async function look(bytes: Buffer) {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  function at(x: number, y: number): number[] {
    const [column, row] = [Math.min(width - 1, Math.floor(x * width)), Math.min(height - 1, Math.floor(y * height))]
    const start = (row * width + column) * channels
    return [...data.subarray(start, start + channels)]
  }
  return { width, height, channels, data, at }
}

export function differ(one: Colour, other: Colour): number {
  return Math.max(...one.map((value, channel) => Math.abs(value - (other[channel] ?? 0))))
}
