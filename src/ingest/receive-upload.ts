import { createHash, type Hash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { MultipartFile, MultipartValue } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { Clock } from '../clock.ts'
import type { Deadline } from '../deadline.ts'
import { GatewayError } from '../errors.ts'
import { type ImageType, sniffImageType, sniffLength } from '../media/image-type.ts'
import type { Store } from '../media/store.ts'
import { watchBody } from './doctor/slot-doctor.ts'
import { watchUpload } from './watch-upload.ts'

/** One photo as it came: its bytes are in the store, the rest is here. */
export interface Upload {
  file: { type: ImageType; bytes: number; sha256: string; sha1: string | null }
  password: string | null
  /** What the client calls `hash` or `hash_hex`. */
  clientHash: string | null
  fields: Record<string, string>
}

interface ReceiveOptions {
  key: string
  maxBytes: number
  deadline: Deadline
  /** Called as soon as the password part is there, which may be before the photo. */
  onPassword(password: string): Promise<void>
  /** A test run brings settings; what a camera writes is short. */
  mostFieldBytes?: number
}

interface Dependencies {
  store: Store
  clock: Clock
}

const mostFields = 64
const usualFieldBytes = 4096
const mostNameLength = 200
/** The parser goes on while a piece is written; with its usual 16 KB it stops after every packet. */
const readAheadBytes = 1024 ** 2
const fileFields = new Set(['fileToUpload', 'file'])
const hashFields = new Set(['hash', 'hash_hex'])

const invalid = (details: string, cause?: unknown) =>
  new GatewayError('invalid_request', details, { details, ...(cause !== undefined && { cause }) })

/** Streams one multipart photo into the store, in whatever order its parts come. What it throws leaves nothing behind. */
export function createUploadReceiver({ store, clock }: Dependencies) {
  return async function receiveUpload(request: FastifyRequest, options: ReceiveOptions): Promise<Upload> {
    const { key, maxBytes, deadline, onPassword, mostFieldBytes = usualFieldBytes } = options
    const upload: Omit<Upload, 'file'> & { file?: Upload['file'] } = { password: null, clientHash: null, fields: {} }
    const watch = watchUpload(clock, request.raw, deadline)

    async function takeField({ fieldname, value, valueTruncated }: MultipartValue): Promise<void> {
      const name = withoutNul(fieldname)
      const text = withoutNul(String(value))
      if (valueTruncated) throw invalid(`The field ${printable(name)} is longer than ${mostFieldBytes} bytes.`)
      if (name.length > mostNameLength) throw invalid('The name of a field is too long.')
      if (name === 'password') {
        upload.password = text
        await onPassword(text)
      } else if (hashFields.has(name)) {
        upload.clientHash = text
      } else if (fileFields.has(name)) {
        throw invalid(`The part ${name} must be a file with a file name.`)
      } else if (Object.keys(upload.fields).length >= mostFields && !Object.hasOwn(upload.fields, name)) {
        throw invalid(`There are more than ${mostFields} fields.`)
      } else {
        upload.fields[name] = text
      }
    }

    async function takeFile({ fieldname, filename, file }: MultipartFile): Promise<void> {
      if (!fileFields.has(fieldname)) throw invalid('The photo must be in a part named fileToUpload or file.')
      if (!filename) throw invalid('The photo has no file name.')
      if (upload.file) throw invalid('There is more than one photo.')
      upload.file = await watch.guard(file, storePhoto(file))
    }

    async function storePhoto(file: Readable): Promise<Upload['file']> {
      const sha256 = createHash('sha256')
      // Half of the hashing, and DSLR Remote Pro names its hash before the photo. Without one there is nothing to compare.
      const sha1 = upload.clientHash === null ? null : createHash('sha1')
      const measured = measure(file, maxBytes, sha1 ? [sha256, sha1] : [sha256], watch.alive)
      const bytes = await store.write(key, measured.chunks())
      const type = measured.type()
      if (bytes === 0 || !type) throw invalid('The photo is empty.')
      return { type, bytes, sha256: sha256.digest('hex'), sha1: sha1?.digest('hex') ?? null }
    }

    try {
      for await (const part of watch.each(partsOf(request, maxBytes, mostFieldBytes))) {
        if (part.type === 'field') await takeField(part)
        else await takeFile(part)
      }
      const { file } = upload
      if (!file) throw invalid('There is no photo in the request.')
      return { ...upload, file }
    } catch (error) {
      // A store that has just failed has kept nothing, and the booth shall not wait for it a second time.
      if (upload.file || !isStoreAway(error)) await store.delete(key)
      throw error
    } finally {
      watch.end()
    }
  }
}

const isStoreAway = (error: unknown) =>
  error instanceof GatewayError && (error.code === 'unavailable' || error.code === 'storage_full')

export type UploadReceiver = ReturnType<typeof createUploadReceiver>

/** The library's parts; what it throws is the client's broken body. */
async function* partsOf(request: FastifyRequest, maxBytes: number, mostFieldBytes: number) {
  const limits = {
    fields: mostFields + 8,
    fieldSize: mostFieldBytes,
    files: 2,
    fileSize: maxBytes + 1,
    parts: mostFields + 12,
    headerPairs: 20,
  }
  try {
    watchBody(request)
    yield* request.parts({ limits, fileHwm: readAheadBytes, highWaterMark: readAheadBytes })
  } catch (error) {
    throw error instanceof GatewayError ? error : invalid('The multipart body is broken or has too many parts.', error)
  }
}

/** Counts, hashes and sniffs a file on its way through. */
function measure(file: Readable, maxBytes: number, hashes: Hash[], alive: () => void) {
  let type: ImageType | undefined

  async function* chunks(): AsyncGenerator<Buffer> {
    let bytes = 0
    let head: Buffer | undefined = Buffer.alloc(0)
    for await (const chunk of readable(file)) {
      alive()
      bytes += chunk.length
      if (bytes > maxBytes) {
        const megabytes = Math.floor(maxBytes / 1024 ** 2)
        throw new GatewayError('payload_too_large', 'over the limit', {
          details: `The photo is larger than ${megabytes} MB.`,
        })
      }
      for (const hash of hashes) hash.update(chunk)
      if (!head) {
        yield chunk
        continue
      }
      head = Buffer.concat([head, chunk])
      if (head.length < sniffLength) continue
      type = requireType(head)
      yield head
      head = undefined
    }
    if (head && head.length > 0) {
      type = requireType(head)
      yield head
    }
  }

  return { chunks, type: () => type }
}

/** What the parser throws in the middle of the photo is the client's broken body, too. */
async function* readable(file: Readable): AsyncGenerator<Buffer> {
  try {
    yield* file as AsyncIterable<Buffer>
  } catch (error) {
    throw error instanceof GatewayError ? error : invalid('The multipart body ends in the middle of the photo.', error)
  }
}

/** Refuses in the middle of the upload: the rest of a film is not worth waiting for. */
function requireType(head: Buffer): ImageType {
  const type = sniffImageType(head)
  if (!type) throw new GatewayError('unsupported_media_type', `starts with ${head.subarray(0, 8).toString('hex')}`)
  return type
}

/** PostgreSQL's text cannot hold NUL. */
const withoutNul = (text: string) => text.replaceAll('\0', '\uFFFD')
const printable = (name: string) => JSON.stringify(name.slice(0, 40))
