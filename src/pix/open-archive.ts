import { buffer } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { GatewayError } from '../errors.ts'
import { mostFinalBytes, tooLarge } from './check-final.ts'

/** A file of an archive, and not yet its bytes. */
export interface ArchivedFile {
  /** As it stands there: nobody has checked it. */
  name: string
  /** Throws what is wrong with this one; the others are not touched by that. */
  read(): Promise<Buffer>
}

const mostFiles = 200
const mostInflatedBytes = 2 * 1024 ** 3
const mostRatio = 100
const gigabyte = 1024 ** 3
/** What computers put into archives unasked. */
const clutter = /(?:^|\/)(?:__MACOSX\/.*|\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$|\/$/i
const archiveName = /\.(?:zip|rar|7z|tar|t?gz|bz2|xz|jar|iso)$/i
/** ZIP, RAR, 7z, gzip, xz. */
const archiveStarts = ['504b0304', '504b0506', '526172211a07', '377abcaf271c', '1f8b08', 'fd377a585a00']

const refused = (message: string, details: string) => new GatewayError('invalid_request', message, { details })
const unreadable = (cause?: unknown) =>
  new GatewayError('unreadable_image', 'the archive is damaged', { details: 'The archive cannot be read.', cause })

/**
 * A ZIP archive on this machine's disk. What it says of itself is looked at before anything is unpacked, and what it
 * unpacks to may not be more than it said: the number of files, their size together, and how densely each is packed.
 */
export async function withArchive<Value>(
  path: string,
  work: (files: ArchivedFile[]) => Promise<Value>,
): Promise<Value> {
  const archive = await yauzl.openPromise(path, { autoClose: false, decodeStrings: false }).catch((cause: unknown) => {
    throw unreadable(cause)
  })
  try {
    return await work(await listFiles(archive))
  } finally {
    archive.close()
  }
}

async function listFiles(archive: ZipFile): Promise<ArchivedFile[]> {
  // Some systems add as many of their own.
  if (archive.entryCount > 2 * mostFiles + 2) throw tooMany()
  const files: ArchivedFile[] = []
  let inflated = 0
  for await (const entry of entriesOf(archive)) {
    const name = nameOf(entry)
    if (clutter.test(name)) continue
    inflated += entry.uncompressedSize
    if (inflated > mostInflatedBytes) throw archiveTooLarge()
    if (entry.uncompressedSize > entry.compressedSize * mostRatio) {
      throw refused('a ratio of a bomb', 'A file in the archive is packed more densely than a picture can be.')
    }
    files.push({ name, read: () => readEntry(archive, entry, name) })
    if (files.length > mostFiles) throw tooMany()
  }
  return files
}

export const archiveTooLarge = () =>
  new GatewayError('payload_too_large', 'the archive inflates to too much', {
    details: `An archive has at most ${mostInflatedBytes / gigabyte} GB when it is unpacked.`,
  })

const tooMany = () =>
  new GatewayError('payload_too_large', 'too many files in the archive', {
    details: `An archive has at most ${mostFiles} files.`,
  })

async function* entriesOf(archive: ZipFile): AsyncGenerator<Entry> {
  try {
    yield* archive.eachEntry()
  } catch (error) {
    throw error instanceof GatewayError ? error : unreadable(error)
  }
}

const nameOf = ({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry) =>
  yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true)

async function readEntry(archive: ZipFile, entry: Entry, name: string): Promise<Buffer> {
  if (entry.isEncrypted()) throw refused('encrypted', 'The file is encrypted.')
  if (archiveName.test(name)) throw nested()
  if (entry.uncompressedSize > mostFinalBytes) throw tooLarge()
  const bytes = await inflate(archive, entry)
  if (crc32(bytes) !== entry.crc32) throw new GatewayError('unreadable_image', 'another checksum than the archive says')
  if (archiveStarts.includes(bytes.toString('hex', 0, 4)) || archiveStarts.includes(bytes.toString('hex', 0, 6)))
    throw nested()
  return bytes
}

const nested = () => refused('an archive in an archive', 'Archives inside of archives are not unpacked.')

async function inflate(archive: ZipFile, entry: Entry): Promise<Buffer> {
  try {
    return await buffer(await archive.openReadStreamPromise(entry))
  } catch (cause) {
    throw new GatewayError('unreadable_image', 'the archive does not unpack', { cause })
  }
}
