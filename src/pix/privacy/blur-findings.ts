import sharp, { type OverlayOptions } from 'sharp'
import { type EncodedImage, encodeImage } from '../../media/encode-image.ts'
import { fromRaw, orUnreadable, type RawImage, toRaw } from '../../media/imaging.ts'
import { openImage } from '../../media/open-image.ts'
import type { PrivacyFinding } from './find-private.ts'

type Found = Pick<PrivacyFinding, 'type' | 'box'>

interface BlurOptions {
  /** The copy is scaled down until neither side is longer. Null: it stays as it is. */
  longestSidePixels: number | null
  quality?: number
}

/** In pixels, whole ones, within the picture. */
interface Area {
  left: number
  top: number
  width: number
  height: number
}

/** Around what was found: hair and ears of a face, and the ends of letters. Of the box's shorter side. */
const padding = { face: 0.3, other: 0.25 }
const leastPaddingPixels = 3
/** How much of a face is left: so many colours along its shorter side. */
const faceCells = 3
/** Of a text, one row of colours, each of this many times its height: the mean of several letters tells none of them. */
const textCellRatio = 2

/**
 * A copy of a JPEG in which what was found is a handful of mean colours, drawn softly into each other. No filter brings
 * back what the means do not have. All else is as it was, without anything but pixels. Whoever calls takes a place for
 * image work.
 */
export async function blurFindings(
  picture: Buffer,
  findings: readonly Found[],
  { longestSidePixels, quality = 92 }: BlurOptions,
  signal: AbortSignal,
): Promise<EncodedImage> {
  const pixels = await toRaw(await openImage({ bytes: picture, type: 'image/jpeg', longestSidePixels }, signal))
  const covers: OverlayOptions[] = []
  for (const finding of findings) covers.push(await coverOf(pixels, finding))
  const covered = await toRaw(fromRaw(pixels).composite(covers).removeAlpha())
  return encodeImage(fromRaw(covered), { format: 'jpeg', quality, longestSidePixels: null })
}

async function coverOf(pixels: RawImage, finding: Found): Promise<OverlayOptions> {
  const area = areaOf(pixels, finding)
  const cells = cellsOf(area, finding.type)
  // Twice, because one pipeline has one size: first the few colours, then a picture of them.
  const colours = fromRaw(pixels)
    .extract(area)
    .resize({ ...cells, fit: 'fill', kernel: 'linear' })
  const few = await toRaw(colours)
  const raw = { width: few.width, height: few.height, channels: few.channels }
  const soft = sharp(few.data, { raw }).resize({ width: area.width, height: area.height, fit: 'fill', kernel: 'cubic' })
  const input = await orUnreadable(soft.raw().toBuffer())
  return {
    input,
    raw: { width: area.width, height: area.height, channels: few.channels },
    left: area.left,
    top: area.top,
  }
}

function areaOf({ width, height }: RawImage, { type, box }: Found): Area {
  const [x, y, w, h] = [box[0] * width, box[1] * height, box[2] * width, box[3] * height]
  const share = type === 'face' ? padding.face : padding.other
  const more = Math.max(leastPaddingPixels, Math.min(w, h) * share)
  const left = Math.max(0, Math.floor(Math.min(x - more, width - 1)))
  const top = Math.max(0, Math.floor(Math.min(y - more, height - 1)))
  const right = Math.min(width, Math.ceil(x + w + more))
  const bottom = Math.min(height, Math.ceil(y + h + more))
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) }
}

function cellsOf({ width, height }: Area, type: Found['type']): { width: number; height: number } {
  const side = type === 'face' ? Math.min(width, height) / faceCells : Math.min(width, height) * textCellRatio
  return { width: Math.max(1, Math.round(width / side)), height: Math.max(1, Math.round(height / side)) }
}
