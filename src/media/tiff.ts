interface Pixels {
  /** RGBA. */
  data: Uint8Array | Uint8ClampedArray
  width: number
  height: number
}

const [short, long, undefinedBytes] = [3, 4, 7]
type Entry = [tag: number, type: number, count: number, value: number]
const entryBytes = 12
/** After the header and room for twelve entries; the spec wants even offsets. */
const bitsAt = 8 + 2 + 12 * entryBytes + 4
const pixelsAt = bitsAt + 8

/**
 * An uncompressed TIFF 6.0 around pixels. It is the plainest container in which they can meet a colour profile again, so
 * that the library which reads it converts the colours. Transparency is kept when there is any.
 */
export function createTiff({ data, width, height }: Pixels, profile?: Uint8Array): Uint8Array<ArrayBuffer> {
  const channels = isOpaque(data) ? 3 : 4
  const pixelBytes = width * height * channels
  const file = new Uint8Array(pixelsAt + pixelBytes + (profile?.length ?? 0))
  const entries: Entry[] = [
    [256, long, 1, width],
    [257, long, 1, height],
    [258, short, channels, bitsAt],
    [259, short, 1, 1], // no compression
    [262, short, 1, 2], // RGB
    [273, long, 1, pixelsAt],
    [277, short, 1, channels],
    [278, long, 1, height], // one strip
    [279, long, 1, pixelBytes],
    [284, short, 1, 1], // channels beside each other
  ]
  if (channels === 4) entries.push([338, short, 1, 2]) // the fourth is transparency, not multiplied into the others
  if (profile) entries.push([34_675, undefinedBytes, profile.length, pixelsAt + pixelBytes])
  writeDirectory(new DataView(file.buffer), entries)
  copyPixels(data, file.subarray(pixelsAt), channels)
  if (profile) file.set(profile, pixelsAt + pixelBytes)
  return file
}

function writeDirectory(view: DataView, entries: Entry[]): void {
  view.setUint16(0, 0x4949) // little-endian
  view.setUint16(2, 42, true)
  view.setUint32(4, 8, true)
  view.setUint16(8, entries.length, true)
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const at = 10 + index * entryBytes
    view.setUint16(at, tag, true)
    view.setUint16(at + 2, type, true)
    view.setUint32(at + 4, count, true)
    view.setUint32(at + 8, value, true)
  }
  for (let channel = 0; channel < 4; channel += 1) view.setUint16(bitsAt + channel * 2, 8, true)
}

function isOpaque(data: Pixels['data']): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false
  return true
}

function copyPixels(from: Pixels['data'], to: Uint8Array, channels: 3 | 4): void {
  if (channels === 4) {
    to.set(from)
    return
  }
  for (let at = 0, target = 0; at < from.length; at += 4, target += 3) {
    to[target] = from[at] as number
    to[target + 1] = from[at + 1] as number
    to[target + 2] = from[at + 2] as number
  }
}
