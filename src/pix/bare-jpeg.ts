import { GatewayError } from '../errors.ts'

/**
 * A delivered JPEG without what it tells beside its picture: no EXIF, no position, no serial number, no comment, no second
 * picture behind the first. Its pixels stay as they are, byte for byte. How it is turned, its colour profile and Adobe's note on its
 * colours are part of the picture. Only parts that are known to be harmless stay.
 */
export function bareJpegOf(jpeg: Buffer, orientation: number): Buffer {
  const parts: Buffer[] = [jpeg.subarray(0, 2)]
  if (orientation > 1) parts.push(orientationSegment(orientation))
  let at = 2
  while (at < jpeg.length) {
    const marker = markerAt(jpeg, at)
    if (marker === fill) {
      at += 1
      continue
    }
    const end = marker === endOfImage ? at + 2 : at + 2 + lengthAt(jpeg, at + 2)
    if (end > jpeg.length) break
    if (isPicture(marker, jpeg.subarray(at + 4, end))) parts.push(jpeg.subarray(at, end))
    if (marker === endOfImage) return Buffer.concat(parts)
    at = end
    if (marker !== startOfScan) continue
    const scanEnd = endOfScan(jpeg, at)
    parts.push(jpeg.subarray(at, scanEnd))
    at = scanEnd
  }
  throw new GatewayError('unreadable_image', 'the file ends too early')
}

const [fill, startOfScan, endOfImage] = [0xff, 0xda, 0xd9]

function markerAt(jpeg: Buffer, at: number): number {
  if (jpeg[at] !== 0xff) throw new GatewayError('unreadable_image', 'no marker where one must be')
  return jpeg[at + 1] ?? 0
}

function lengthAt(jpeg: Buffer, at: number): number {
  const length = at + 2 <= jpeg.length ? jpeg.readUInt16BE(at) : 0
  if (length < 2) throw new GatewayError('unreadable_image', 'a segment of no length')
  return length
}

/** Tables, frames and scans; of what programs add, the header, the profile and the note on colours. */
function isPicture(marker: number, body: Buffer): boolean {
  if (marker === 0xe0) return body.length === 14 && body.toString('latin1', 0, 5) === 'JFIF\0' // no thumbnail
  if (marker === 0xe2) return body.toString('latin1', 0, 12) === 'ICC_PROFILE\0'
  if (marker === 0xee) return body.toString('latin1', 0, 5) === 'Adobe'
  return marker < 0xe0 || marker > 0xfe
}

/** Pixels hold no marker but those that begin them anew. */
function endOfScan(jpeg: Buffer, from: number): number {
  for (let at = jpeg.indexOf(0xff, from); at >= 0; at = jpeg.indexOf(0xff, at + 1)) {
    const next = jpeg[at + 1] ?? 0
    if (next !== 0 && next !== fill && (next < 0xd0 || next > 0xd7)) return at
  }
  return jpeg.length
}

/** EXIF with one field. */
function orientationSegment(orientation: number): Buffer {
  const tiff = 'MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0'
  const segment = Buffer.from(`\xff\xe1\0\0Exif\0\0${tiff}`, 'latin1')
  segment.writeUInt16BE(segment.length - 2, 2)
  segment.writeUInt16BE(orientation, segment.length - 8)
  return segment
}
