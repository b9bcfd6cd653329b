import type { RawImage } from '../../media/imaging.ts'
import { boundsOf, fromMask, type Mask } from './mask.ts'

/** By its longest side: shadows and soft edges reach beyond what is drawn. */
const reachShare = 0.004
const reachPixels = { least: 3, most: 16 }

export const reachOf = ({ width, height }: { width: number; height: number }) =>
  Math.min(reachPixels.most, Math.max(reachPixels.least, Math.round(Math.max(width, height) * reachShare)))

/** Where the picture may become another one: what was drawn, and a seam around it. */
export const dilate = (mask: Mask, reach = reachOf(mask)): Mask => spread(spread(mask, reach, 'rows'), reach, 'columns')

/** Each white pixel makes its neighbours white, along the rows or the columns. Only where there are some is looked. */
function spread(mask: Mask, reach: number, along: 'rows' | 'columns'): Mask {
  const { data, width, height } = mask
  const bounds = boundsOf(mask)
  const down = { first: bounds.top, count: bounds.height, length: height, step: width }
  const across = { first: bounds.left, count: bounds.width, length: width, step: 1 }
  const [lines, places] = along === 'rows' ? [down, across] : [across, down]
  const [jump, step] = [lines.step, places.step]
  const wide = Buffer.alloc(data.length)
  for (let line = lines.first; line < lines.first + lines.count; line += 1) {
    let until = 0
    for (let place = places.first; place < places.first + places.count; place += 1) {
      if (data[line * jump + place * step] === 0) continue
      const end = Math.min(places.length, place + reach + 1)
      // What the one before has made white is white already.
      for (let at = Math.max(until, place - reach); at < end; at += 1) wide[line * jump + at * step] = 255
      until = end
    }
  }
  return { data: wide, width, height }
}

/**
 * How much of the new picture is taken at each pixel, 0 to 255: all of it where something was drawn, less and less across
 * the seam, and nothing at all beyond it.
 */
export async function feather(mask: Mask, seam: Mask): Promise<Mask> {
  const reach = reachOf(mask)
  const half = dilate(mask, Math.max(1, Math.round(reach / 2)))
  const soft = await fromMask(half)
    .blur(Math.max(0.5, reach / 3))
    .raw()
    .toBuffer()
  for (let at = 0; at < soft.length; at += 1) {
    if (mask.data[at] === 255) soft[at] = 255
    else if (seam.data[at] === 0) soft[at] = 0
  }
  return { ...mask, data: soft }
}

/** The source with parts of the result in it. A pixel with a share of 0 is the source's, bit by bit. */
export function composite(source: RawImage, result: RawImage, share: Mask): RawImage {
  const { width, height } = source
  if (source.channels !== 3 || result.channels !== 3) throw new Error('only without transparency')
  if (result.data.length !== source.data.length || share.data.length !== width * height) throw new Error('another size')
  const data = Buffer.from(source.data)
  for (let pixel = 0; pixel < share.data.length; pixel += 1) {
    const part = share.data[pixel] ?? 0
    if (part === 0) continue
    for (let at = pixel * 3; at < pixel * 3 + 3; at += 1) {
      data[at] = Math.round(((result.data[at] ?? 0) * part + (source.data[at] ?? 0) * (255 - part)) / 255)
    }
  }
  return { data, width, height, channels: 3 }
}
