import { crc32 } from 'node:zlib'

/**
 * A ZIP archive as it goes out, with its files stored as they are: pictures do not get smaller by deflating.
 *
 * Layout after PKWARE's APPNOTE.TXT 6.3.10. Sizes and checksum stand before each file, not behind it: readers that go
 * through an archive from its beginning cannot tell where a stored file ends otherwise. So each file is read twice, once
 * for its checksum; the second time it comes out of the page cache. What does not fit into 32 bits goes into a ZIP64
 * field, and only then: old readers do not know them.
 */

/** A file to pack. It may be opened twice, and must be the same both times. */
export interface ZipFile {
  /** In its place in the archive. */
  name: string
  bytes: number
  modifiedAt: Date
  /** Undefined when it is gone. */
  open(): Promise<AsyncIterable<Buffer> | undefined>
}

interface Packed extends ZipFile {
  checksum: number
  offset: number
}

const most16 = 0xffff
const most32 = 0xffffffff
const plainVersion = 20
const zip64Version = 45
const zip64Field = 0x0001
/** The name is UTF-8. Only where it must be said: old readers do not know it. */
const utf8Name = 1 << 11
/** A regular file of its owner's that others may read, in Unix terms. */
const fileMode = 0o100644 * 0x10000
const madeOnUnix = 3 << 8

/** The archive, piece by piece. A file that is gone when its turn comes is left out, and `onGone` told of it. */
export async function* zipOf(
  files: AsyncIterable<ZipFile> | Iterable<ZipFile>,
  onGone: (file: ZipFile) => void = () => {},
): AsyncGenerator<Buffer> {
  const packed: Packed[] = []
  let offset = 0
  for await (const file of files) {
    const checksum = await checksumOf(file)
    const content = checksum === undefined ? undefined : await file.open()
    if (checksum === undefined || !content) {
      onGone(file)
      continue
    }
    const entry = { ...file, checksum, offset }
    const header = localHeader(entry)
    yield* exactly(header, content, entry)
    packed.push(entry)
    offset += header.length + entry.bytes
  }
  const directory = packed.map(directoryEntry)
  yield* directory
  yield endOf(packed.length, lengthOf(directory), offset)
}

async function checksumOf(file: ZipFile): Promise<number | undefined> {
  const content = await file.open()
  if (!content) return undefined
  let checksum = 0
  for await (const piece of content) checksum = crc32(piece, checksum)
  return checksum
}

/**
 * An archive that lies about its content is worse than one that breaks off. The header goes out with the first piece: a
 * receiver who leaves is met while the file is being read, and so it is closed.
 */
async function* exactly(
  header: Buffer,
  content: AsyncIterable<Buffer>,
  { name, bytes }: ZipFile,
): AsyncGenerator<Buffer> {
  let seen = 0
  for await (const piece of content) {
    const before = seen === 0 ? header : Buffer.alloc(0)
    seen += piece.length
    if (seen > bytes) break
    yield before.length > 0 ? Buffer.concat([before, piece]) : piece
  }
  if (seen === 0) yield header
  if (seen !== bytes) throw new Error(`${name} has other bytes than it was said to have`)
}

const flagsOf = (name: string) => (/^[\x20-\x7e]*$/.test(name) ? 0 : utf8Name)

const lengthOf = (pieces: readonly Buffer[]) => pieces.reduce((sum, { length }) => sum + length, 0)

function localHeader({ name, bytes, modifiedAt, checksum }: Packed): Buffer {
  const isLarge = bytes >= most32
  const extra = isLarge ? zip64Extra([bytes, bytes]) : Buffer.alloc(0)
  return Buffer.concat([
    ...[number32(0x04034b50), number16(isLarge ? zip64Version : plainVersion), number16(flagsOf(name)), number16(0)],
    ...[dosTime(modifiedAt), number32(checksum), clamped32(bytes), clamped32(bytes)],
    ...[number16(Buffer.byteLength(name)), number16(extra.length), Buffer.from(name), extra],
  ])
}

function directoryEntry({ name, bytes, modifiedAt, checksum, offset }: Packed): Buffer {
  const large = [...(bytes >= most32 ? [bytes, bytes] : []), ...(offset >= most32 ? [offset] : [])]
  const extra = large.length > 0 ? zip64Extra(large) : Buffer.alloc(0)
  const version = large.length > 0 ? zip64Version : plainVersion
  return Buffer.concat([
    ...[number32(0x02014b50), number16(madeOnUnix | version), number16(version), number16(flagsOf(name)), number16(0)],
    ...[dosTime(modifiedAt), number32(checksum), clamped32(bytes), clamped32(bytes)],
    ...[number16(Buffer.byteLength(name)), number16(extra.length), number16(0), number16(0), number16(0)],
    ...[number32(fileMode), clamped32(offset), Buffer.from(name), extra],
  ])
}

function endOf(count: number, directoryBytes: number, directoryOffset: number): Buffer {
  const isLarge = count >= most16 || directoryBytes >= most32 || directoryOffset >= most32
  return Buffer.concat([
    ...(isLarge ? zip64End(count, directoryBytes, directoryOffset) : []),
    ...[number32(0x06054b50), number16(0), number16(0), clamped16(count), clamped16(count)],
    ...[clamped32(directoryBytes), clamped32(directoryOffset), number16(0)],
  ])
}

/** The record and, behind it, the locator that says where it begins. */
const zip64End = (count: number, directoryBytes: number, directoryOffset: number): Buffer[] => [
  ...[number32(0x06064b50), number64(44), number16(madeOnUnix | zip64Version), number16(zip64Version)],
  ...[number32(0), number32(0), number64(count), number64(count), number64(directoryBytes), number64(directoryOffset)],
  ...[number32(0x07064b50), number32(0), number64(directoryOffset + directoryBytes), number32(1)],
]

const zip64Extra = (values: readonly number[]) =>
  Buffer.concat([number16(zip64Field), number16(values.length * 8), ...values.map(number64)])

/** Time and date, two seconds fine, in the archive's own zone; ours is UTC. */
function dosTime(moment: Date): Buffer {
  const time = (moment.getUTCHours() << 11) | (moment.getUTCMinutes() << 5) | (moment.getUTCSeconds() >> 1)
  const year = Math.max(0, moment.getUTCFullYear() - 1980)
  const date = (year << 9) | ((moment.getUTCMonth() + 1) << 5) | moment.getUTCDate()
  return Buffer.concat([number16(time), number16(date)])
}

function number16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function number64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

const clamped16 = (value: number) => number16(Math.min(value, most16))
const clamped32 = (value: number) => number32(Math.min(value, most32))
