/** When a camera says it has taken a picture; without its offset the time is taken for UTC. */
export type CaptureTime = Date

/** Tags of EXIF 2.32: the directory of EXIF itself, DateTimeOriginal, OffsetTimeOriginal. */
const [exifDirectory, takenAt, takenOffset] = [0x8769, 0x9003, 0x9011]
/** More than any directory of a camera has. */
const mostEntries = 512

/** Out of an EXIF block as it stands in a JPEG. Nothing else of it is read; whatever is odd is no time at all. */
export function captureTimeIn(exif: Buffer | undefined): CaptureTime | null {
  try {
    return exif ? readTime(exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif) : null
  } catch (error) {
    if (error instanceof RangeError) return null // an address beyond the block
    throw error
  }
}

function readTime(tiff: Buffer): CaptureTime | null {
  const order = tiff.toString('latin1', 0, 2)
  if (order !== 'II' && order !== 'MM') return null
  const isLittle = order === 'II'
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const long = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at))

  function find(directory: number, tag: number): number | undefined {
    const count = Math.min(short(directory), mostEntries)
    for (let entry = 0; entry < count; entry += 1) {
      const at = directory + 2 + entry * 12
      if (short(at) === tag) return at
    }
    return undefined
  }

  function textAt(directory: number, tag: number): string {
    const at = find(directory, tag)
    if (at === undefined) return ''
    const length = long(at + 4)
    const start = length > 4 ? long(at + 8) : at + 8
    return tiff.toString('latin1', start, start + Math.min(length, 32))
  }

  const pointer = find(long(4), exifDirectory)
  if (pointer === undefined) return null
  const directory = long(pointer + 8)
  const [, year, month, day, time] = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(textAt(directory, takenAt)) ?? []
  if (year === undefined) return null
  const offset = /^[+-]\d\d:\d\d/.exec(textAt(directory, takenOffset))?.[0] ?? 'Z'
  const date = new Date(`${year}-${month}-${day}T${time}${offset}`)
  return Number.isNaN(date.getTime()) ? null : date
}
