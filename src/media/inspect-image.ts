import { GatewayError } from '../errors.ts'
import type { ImageType } from './image-type.ts'

/**
 * Looks at a picture without decoding it: how large it will be, and whether its file is whole. Every upload goes through
 * here while the client waits, so it reads headers and endings only, and a bomb is known before a pixel is made. A full
 * decode would find more damage, at the price of a tenth of a second; it happens where the picture is worked on.
 */
interface Candidate {
  type: ImageType
  byteLength: number
  /** Bytes from `start` to `end`, both included. */
  read(start: number, end: number): Promise<Buffer>
  maxPixels: number
}

export interface ImageSize {
  /** As stored, before EXIF orientation is applied. */
  width: number
  height: number
}

type Inspect = (file: FileReader) => Promise<ImageSize>

export async function inspectImage({ type, byteLength, read, maxPixels }: Candidate): Promise<ImageSize> {
  const size = await inspectors[type](await createReader(byteLength, read))
  if (size.width < 1 || size.height < 1) throw damaged('a side of zero')
  if (size.width * size.height > maxPixels) {
    const details = `The picture has more than ${Math.floor(maxPixels / 1e6)} megapixels.`
    throw new GatewayError('payload_too_large', `${size.width} × ${size.height}`, { details })
  }
  return size
}

export type InspectImage = typeof inspectImage

const damaged = (why: string) => new GatewayError('unreadable_image', why)
const animated = () =>
  new GatewayError('unsupported_media_type', 'more than one frame', {
    details: 'The picture is animated; only single pictures are taken.',
  })

export interface FileReader {
  byteLength: number
  /** `length` bytes at `at`; a file that ends before is damaged. */
  bytes(at: number, length: number): Promise<Buffer>
}

/** Far more segments, chunks or boxes than any picture has in front of its pixels; a file made of nothing else ends here. */
const mostSteps = 10_000

/** Enough for most headers, so that most pictures are one read at the start and one at the end. */
const windowBytes = 64 * 1024
/** What cameras append, such as a film, can be megabytes. */
const largeWindowBytes = 1024 ** 2

export async function createReader(byteLength: number, read: Candidate['read']): Promise<FileReader> {
  let start = 0
  let window = byteLength > 0 ? await read(0, Math.min(byteLength, windowBytes) - 1) : Buffer.alloc(0)
  return {
    byteLength,
    async bytes(at, length) {
      if (at < 0 || length < 0 || at + length > byteLength) throw damaged('the file ends too early')
      if (at < start || at + length > start + window.length) {
        start = at
        window = await read(at, Math.min(byteLength, at + Math.max(length, windowBytes)) - 1)
      }
      return window.subarray(at - start, at - start + length)
    },
  }
}

// JPEG, ITU T.81: segments up to the first scan, then entropy-coded data up to EOI.

const startOfScan = 0xda
const endOfImage = Buffer.from([0xff, 0xd9])
const isFrameHeader = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
const hasNoLength = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)

const inspectJpeg: Inspect = async (file) => {
  let size: ImageSize | undefined
  let at = 2
  for (let step = 0; step < mostSteps; step += 1) {
    const [sync, marker = 0] = await file.bytes(at, 2)
    if (sync !== 0xff || marker === 0xff || marker === 0) {
      at += 1 // decoders skip fill bytes and stray ones too
      continue
    }
    if (hasNoLength(marker)) {
      at += 2
      continue
    }
    const length = (await file.bytes(at + 2, 2)).readUInt16BE()
    if (length < 2) throw damaged('a segment of no length')
    if (isFrameHeader(marker)) {
      const frame = await file.bytes(at + 5, 4)
      size = { height: frame.readUInt16BE(0), width: frame.readUInt16BE(2) }
    }
    at += 2 + length
    if (marker !== startOfScan) continue
    if (!size) throw damaged('a scan without a frame')
    if (!(await containsFromEnd(file, at, endOfImage))) throw damaged('no end of image')
    return size
  }
  throw damaged('no scan')
}

/**
 * Is `needle` anywhere after `from`? Entropy-coded data cannot hold EOI, a thumbnail before the scan can. It stands at the
 * end of the file, or before what cameras append there, so the search begins at the end.
 */
async function containsFromEnd(file: FileReader, from: number, needle: Buffer): Promise<boolean> {
  let step = windowBytes
  for (let end = file.byteLength; end > from; end -= step - needle.length + 1, step = largeWindowBytes) {
    const start = Math.max(from, end - step)
    if ((await file.bytes(start, end - start)).includes(needle)) return true
    if (start === from) return false
  }
  return false
}

// PNG: length, name, data, check sum; IHDR first, IEND last. What comes after the first IDAT is not walked: encoders cut the
// pixels into chunks of a few kilobytes, and the whole file would be read. An animation must say so before.

const endOfPng = Buffer.from('0000000049454e44ae426082', 'hex')

const inspectPng: Inspect = async (file) => {
  const header = await file.bytes(8, 16)
  if (header.toString('latin1', 4, 8) !== 'IHDR') throw damaged('no IHDR')
  let at = 8
  for (let step = 0; step < mostSteps; step += 1) {
    const chunk = await file.bytes(at, 8)
    const name = chunk.toString('latin1', 4, 8)
    if (name === 'acTL') throw animated()
    at += 12 + chunk.readUInt32BE(0)
    if (name !== 'IDAT') continue
    if (!(await containsFromEnd(file, at, endOfPng))) throw damaged('no IEND')
    return { width: header.readUInt32BE(8), height: header.readUInt32BE(12) }
  }
  throw damaged('no IDAT')
}

// WebP: RIFF with a length; VP8X (flags, canvas), or a plain VP8 or VP8L frame.

const animationFlag = 0x02

const inspectWebp: Inspect = async (file) => {
  const riff = await file.bytes(0, 25)
  if (riff.readUInt32LE(4) + 8 > file.byteLength) throw damaged('the file is shorter than it says')
  const kind = riff.toString('latin1', 12, 16)
  if (kind === 'VP8X') {
    if (riff.readUInt8(20) & animationFlag) throw animated()
    const canvas = await file.bytes(24, 6)
    return { width: canvas.readUIntLE(0, 3) + 1, height: canvas.readUIntLE(3, 3) + 1 }
  }
  if (kind === 'VP8 ') {
    const frame = await file.bytes(26, 4)
    return { width: frame.readUInt16LE(0) & 0x3fff, height: frame.readUInt16LE(2) & 0x3fff }
  }
  if (kind !== 'VP8L') throw damaged(`unknown chunk ${JSON.stringify(kind)}`)
  const bits = riff.readUInt32LE(21)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

// HEIF and AVIF, ISO 14496-12: boxes; the sizes of all items stand in 'ispe' boxes inside 'meta'.

const sequenceBrands = new Set(['avis', 'msf1', 'hevc', 'hevx'])

const inspectHeif: Inspect = async (file) => {
  const fileType = await file.bytes(0, 12)
  if (sequenceBrands.has(fileType.toString('latin1', 8, 12))) throw animated()
  let meta: Buffer | undefined
  let hasData = false
  let at = 0
  for (let step = 0; at < file.byteLength; step += 1) {
    if (step >= mostSteps) throw damaged('too many boxes')
    if (meta && hasData && file.byteLength - at < 8) break // padding
    const { name, length } = await boxAt(file, at)
    if (at + length > file.byteLength) throw damaged('a box is cut off')
    if (name === 'meta') meta = await file.bytes(at, Math.min(length, mostMetaBytes))
    hasData ||= name === 'mdat' || (name === 'meta' && Boolean(meta?.includes('idat')))
    at += length
  }
  const size = meta && largestExtent(meta)
  if (!size || !hasData) throw damaged('no picture inside')
  return size
}

const mostMetaBytes = 4 * 1024 ** 2

async function boxAt(file: FileReader, at: number): Promise<{ name: string; length: number }> {
  const box = await file.bytes(at, 8)
  const short = box.readUInt32BE(0)
  const length = short === 1 ? Number((await file.bytes(at + 8, 8)).readBigUInt64BE()) : short || file.byteLength - at
  if (length < 8) throw damaged('a box of no length')
  return { name: box.toString('latin1', 4, 8), length }
}

/** A large picture is a grid of tiles with an 'ispe' each; the whole is the largest. */
function largestExtent(meta: Buffer): ImageSize | undefined {
  let largest: ImageSize | undefined
  for (let at = meta.indexOf('ispe'); at >= 0 && at + 16 <= meta.length; at = meta.indexOf('ispe', at + 4)) {
    const size = { width: meta.readUInt32BE(at + 8), height: meta.readUInt32BE(at + 12) }
    if (!largest || size.width * size.height > largest.width * largest.height) largest = size
  }
  return largest
}

const inspectors: Record<ImageType, Inspect> = {
  'image/jpeg': inspectJpeg,
  'image/png': inspectPng,
  'image/webp': inspectWebp,
  'image/heic': inspectHeif,
  'image/avif': inspectHeif,
}
