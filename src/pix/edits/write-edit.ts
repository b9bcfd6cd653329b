import sharp from 'sharp'
import type { Clock } from '../../clock.ts'
import type { Logger } from '../../log.ts'
import { fromRaw, inImagingPlace, orUnreadable, type RawImage, toRaw } from '../../media/imaging.ts'
import { openImage } from '../../media/open-image.ts'
import type { untouchedKinds } from '../../pix-schema.ts'
import { composite } from './composite.ts'
import type { Region } from './jpeg/replace-blocks.ts'
import { boundsOf, type Mask } from './mask.ts'
import { replaceInThread } from './replace-in-thread.ts'

interface Dependencies {
  clock: Clock
  log: Logger
}

interface Pieces {
  /** A JPEG. */
  source: Buffer
  /** What a service has drawn, in any size. */
  result: RawImage
  /** In the size of the source: how much of the result is taken, 0 to 255. */
  share: Mask
}

export interface WrittenEdit {
  bytes: Buffer
  width: number
  height: number
  /**
   * What became of pixels that nothing was taken for: the same ones, bit by bit, or what a JPEG that is encoded anew
   * makes of them.
   */
  untouched: (typeof untouchedKinds)[number]
}

/** As large as blocks are where colours are halved both ways. */
const mostBlockPixels = 16

/**
 * Writes the source with parts of the result in it. Only blocks in which something changes become others; all others are
 * taken over as they are stored, and it is looked whether they decode to the same pixels. Where that cannot be done, the
 * whole picture is encoded anew.
 */
export function createEditWriter({ clock, log }: Dependencies) {
  async function replace(
    { source, result, share }: Pieces,
    signal: AbortSignal,
  ): Promise<{ jpeg: Buffer } | { why: string }> {
    const { width, height } = share
    const { orientation = 1, hasProfile } = await orUnreadable(sharp(source).metadata())
    // The result is upright and in sRGB, and the blocks of such a source are not.
    if (orientation !== 1 || hasProfile) return { why: 'it is turned, or has colours of its own' }
    const region = boundsOf(share)
    const { data } = await toRaw(fromRaw(result).resize({ width, height, fit: 'fill' }).extract(region))
    const patch = { ...region, pixels: data, share: cut(share, region) }
    const answer = await replaceInThread({ source, patch, size: { width, height } }, clock, signal)
    if ('why' in answer) return answer
    const { buffer, byteOffset, length } = answer.jpeg
    const jpeg = Buffer.from(buffer, byteOffset, length)
    const [before, after] = [await decode(source, signal), await decode(jpeg, signal)]
    return isSameOutside(before, after, grow(region)) ? { jpeg } : { why: 'it decodes to other pixels' }
  }

  async function encodeAnew({ source, result, share }: Pieces, signal: AbortSignal): Promise<Buffer> {
    const { width, height } = share
    const fitting = await toRaw(fromRaw(result).resize({ width, height, fit: 'fill' }))
    const whole = composite(await decode(source, signal), fitting, share)
    // Without halving the colours, and at a quality at which what was a JPEG before hardly changes.
    return fromRaw(whole).jpeg({ quality: 95, chromaSubsampling: '4:4:4', progressive: true }).toBuffer()
  }

  return async function writeEdit(pieces: Pieces, signal: AbortSignal): Promise<WrittenEdit> {
    const { width, height } = pieces.share
    const replaced = await inImagingPlace(signal, () => replace(pieces, signal))
    if ('jpeg' in replaced) return { bytes: replaced.jpeg, width, height, untouched: 'identical' }
    log.warn({ why: replaced.why }, 'an edited picture is encoded anew')
    const bytes = await inImagingPlace(signal, () => encodeAnew(pieces, signal))
    return { bytes, width, height, untouched: 'encoded_anew' }
  }
}

const decode = async (bytes: Buffer, signal: AbortSignal): Promise<RawImage> =>
  toRaw((await openImage({ bytes, type: 'image/jpeg' }, signal)).removeAlpha())

function cut({ data, width }: Mask, { left, top, ...size }: Region): Uint8Array {
  const part = new Uint8Array(size.width * size.height)
  for (let row = 0; row < size.height; row += 1) {
    const start = (top + row) * width + left
    part.set(data.subarray(start, start + size.width), row * size.width)
  }
  return part
}

/** To whole blocks, and one more on each side: decoders look beyond a block where colours are halved. */
function grow({ left, top, width, height }: Region): Region {
  const start = (place: number) => (Math.floor(place / mostBlockPixels) - 1) * mostBlockPixels
  const end = (place: number) => (Math.ceil(place / mostBlockPixels) + 1) * mostBlockPixels
  const grown = { left: Math.max(0, start(left)), top: Math.max(0, start(top)) }
  return { ...grown, width: end(left + width) - grown.left, height: end(top + height) - grown.top }
}

export function isSameOutside(one: RawImage, other: RawImage, { left, top, width, height }: Region): boolean {
  if (one.width !== other.width || one.height !== other.height || one.data.length !== other.data.length) return false
  const line = one.width * one.channels
  const isSame = (row: number, from: number, to: number) => {
    const [start, end] = [row * line + Math.min(line, from), row * line + Math.min(line, to)]
    return one.data.compare(other.data, start, end, start, end) === 0
  }
  for (let row = 0; row < one.height; row += 1) {
    const isBeside = row < top || row >= top + height
    if (isBeside && !isSame(row, 0, line)) return false
    if (!isSame(row, 0, left * one.channels) || !isSame(row, (left + width) * one.channels, line)) return false
  }
  return true
}
