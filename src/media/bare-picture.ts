import type { ImageType } from './image-type.ts'
import { createReader, type FileReader } from './inspect-image.ts'

interface Candidate {
  type: ImageType
  byteLength: number
  /** Bytes from `start` to `end`, both included. */
  read(start: number, end: number): Promise<Buffer>
}

/**
 * Is a file nothing but one ordinary picture: upright, sRGB or without a profile, 8 bits a channel, and nothing beside the
 * pixels? Then it may be handed to strangers as it is. Only parts that are known to be harmless pass, so that what a camera
 * invents tomorrow does not: no EXIF, no comment, no second picture behind the first, no film. The file must have been
 * inspected; any doubt is a no.
 */
export async function isBarePicture({ type, byteLength, read }: Candidate): Promise<boolean> {
  const isBare = checks[type]
  return isBare ? isBare(await createReader(byteLength, read)) : false
}

/** More parts than an ordinary picture has. */
const mostParts = 20_000

// JPEG, ITU T.81: tables, a frame of three colours, scans. JFIF and Adobe's note on colours are harmless.

const [startOfScan, jfif, profile, adobe] = [0xda, 0xe0, 0xe2, 0xee]
const tables = new Set([0xdb, 0xc4, 0xdd])
/** Baseline, extended, progressive. */
const frames = new Set([0xc0, 0xc1, 0xc2])
const endOfImage = Buffer.from([0xff, 0xd9])

async function isBareJpeg(file: FileReader): Promise<boolean> {
  let at = 2
  for (let part = 0; part < mostParts; part += 1) {
    const segment = await file.bytes(at, 4)
    const [sync, marker = 0] = segment
    const length = segment.readUInt16BE(2)
    if (sync !== 0xff || length < 2) return false
    at += 2 + length
    if (marker === startOfScan) return isFirstAtEnd(file, at, endOfImage)
    if (!isHarmless(marker, await file.bytes(at - length + 2, length - 2))) return false
  }
  return false
}

function isHarmless(marker: number, body: Buffer): boolean {
  if (tables.has(marker)) return true
  if (frames.has(marker)) return body[0] === 8 && body[5] === 3
  if (marker === jfif) return body.length === 14 && body.toString('latin1', 0, 5) === 'JFIF\0' // no thumbnail
  if (marker === adobe) return body.length === 12 && body.toString('latin1', 0, 5) === 'Adobe'
  return marker === profile && body.toString('latin1', 0, 12) === 'ICC_PROFILE\0' && namesSrgb(body)
}

/** The description of a profile is Latin in version 2 and UTF-16 in version 4. */
const namesSrgb = (body: Buffer) => body.includes('sRGB IEC61966') || body.includes('\0s\0R\0G\0B', 0, 'latin1')

const windowBytes = 1024 ** 2

/** Pixels cannot hold the mark. Behind its first appearance there is something else, which may end in one of its own. */
async function isFirstAtEnd(file: FileReader, from: number, mark: Buffer): Promise<boolean> {
  for (let at = from; at < file.byteLength; at += windowBytes) {
    const window = await file.bytes(at, Math.min(windowBytes + mark.length - 1, file.byteLength - at))
    const found = window.indexOf(mark)
    if (found >= 0) return at + found + mark.length === file.byteLength
  }
  return false
}

// PNG: chunks of length, name, data and check sum. What says how bright the colours are is harmless, as is the colour behind.

const plainChunks = new Set(['IHDR', 'IDAT', 'IEND', 'gAMA', 'cHRM', 'sRGB', 'sBIT', 'bKGD', 'pHYs'])
/** Three colours, with or without transparency. */
const plainColours = new Set([2, 6])

async function isBarePng(file: FileReader): Promise<boolean> {
  const header = await file.bytes(16, 10)
  if (header[8] !== 8 || !plainColours.has(header[9] ?? 0)) return false
  let at = 8
  for (let part = 0; part < mostParts; part += 1) {
    const chunk = await file.bytes(at, 8)
    const name = chunk.toString('latin1', 4, 8)
    if (!plainChunks.has(name)) return false
    at += 12 + chunk.readUInt32BE(0)
    if (name === 'IEND') return at === file.byteLength
  }
  return false
}

// WebP: RIFF, with chunks of name, length and data, the data padded to an even length.

const plainPieces = new Set(['VP8X', 'ALPH', 'VP8 ', 'VP8L'])

async function isBareWebp(file: FileReader): Promise<boolean> {
  let at = 12
  for (let part = 0; part < mostParts && at < file.byteLength; part += 1) {
    const chunk = await file.bytes(at, 8)
    if (!plainPieces.has(chunk.toString('latin1', 0, 4))) return false
    const length = chunk.readUInt32LE(4)
    at += 8 + length + (length % 2)
  }
  return at === file.byteLength
}

const checks: Partial<Record<ImageType, (file: FileReader) => Promise<boolean>>> = {
  'image/jpeg': isBareJpeg,
  'image/png': isBarePng,
  'image/webp': isBareWebp,
}
