import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { type Condition, type Particulars, requireParticulars } from '../store.ts'
import { type Ask, type S3Limits, timeFor } from './s3-client.ts'
import { failureOf, isAnswer, isMissing, isRefusedCondition, nameOf } from './s3-failure.ts'

interface Dependencies {
  client: Pick<S3Client, 'send'>
  bucket: string
  ask: Ask
  limits: S3Limits
  /** Asks for the size of what lies under a key. */
  sizeOf(key: string): Promise<number | undefined>
}

export interface Upload {
  key: string
  source: AsyncIterable<Buffer> | Buffer
  particulars: Particulars
}

export interface ConditionalUpload {
  condition: Condition
  key: string
  bytes: Buffer
  particulars: Particulars
}

interface Part {
  PartNumber: number
  ETag: string | undefined
}

/** R2 wants all parts but the last one to be of one size. */
const partBytes = 8 * 1024 ** 2

/**
 * Up to one part goes in one request, more in several: the next part is gathered while one is sent, so that an upload
 * holds two of them in memory and no more.
 */
export function createUpload({ client, bucket, ask, limits, sizeOf }: Dependencies) {
  async function upload(wanted: Upload): Promise<number> {
    requireParticulars(wanted.particulars)
    const parts = partsOf(wanted.source)
    const { value: first = { bytes: Buffer.alloc(0), isLast: true } } = await parts.next()
    try {
      if (!first.isLast) return await sendParts(wanted, first.bytes, parts)
      await put({ ...wanted, condition: null, bytes: first.bytes })
      return first.bytes.length
    } catch (error) {
      // What the source throws stays its own.
      throw isAnswer(error) ? failureOf(error, 'writing') : error
    } finally {
      await parts.return()
    }
  }

  /** Resolves to `undefined` when the condition does not hold. */
  async function uploadIf(wanted: ConditionalUpload): Promise<{ bytes: number; etag: string } | undefined> {
    requireParticulars(wanted.particulars)
    try {
      return { bytes: wanted.bytes.length, etag: await put(wanted) }
    } catch (error) {
      // What does not exist has no etag that could be the one that was seen.
      if (isRefusedCondition(error) || isMissing(error)) return undefined
      throw isAnswer(error) ? failureOf(error, 'writing') : error
    }
  }

  async function put({
    key,
    condition,
    particulars,
    bytes,
  }: Omit<ConditionalUpload, 'condition'> & { condition: Condition | null }): Promise<string> {
    const command = { ...common(key, particulars), ...conditionOf(condition), Body: bytes, ContentLength: bytes.length }
    const { ETag = '' } = await ask((abortSignal) => client.send(new PutObjectCommand(command), { abortSignal }), {
      ...{ what: 'PutObject', milliseconds: timeFor(bytes.length, limits) },
      // Its own first try may be what the second one finds there.
      mayRepeat: condition === null,
    })
    return ETag
  }

  async function sendParts(wanted: Upload, first: Buffer, rest: AsyncGenerator<Piece, void>) {
    const { key, particulars } = wanted
    const { UploadId: id } = await ask(
      (abortSignal) => client.send(new CreateMultipartUploadCommand(common(key, particulars)), { abortSignal }),
      // A lost answer leaves an upload that nobody knows of; that is what `removeStalePartials` is for.
      { what: 'CreateMultipartUpload', milliseconds: limits.requestMilliseconds },
    )
    const stopping = new AbortController()
    let sending: Promise<Part> | undefined
    try {
      const done: Part[] = []
      let bytes = 0
      const send = (piece: Buffer) => {
        bytes += piece.length
        sending = sendPart({ key, id, number: done.length + 1, piece, signal: stopping.signal })
        sending.catch(() => {}) // awaited below; until then it must not count as unhandled
      }
      send(first)
      for await (const { bytes: piece } of rest) {
        if (sending) done.push(await sending)
        send(piece)
      }
      if (sending) done.push(await sending)
      await complete(key, id, done, bytes)
      return bytes
    } catch (error) {
      stopping.abort(error)
      // A part that arrives after the end would bring the upload back to life.
      await sending?.catch(() => {})
      await abort(key, id)
      throw error
    }
  }

  interface PartToSend {
    key: string
    id: string | undefined
    number: number
    piece: Buffer
    signal: AbortSignal
  }

  async function sendPart({ key, id, number, piece, signal }: PartToSend): Promise<Part> {
    const command = { Bucket: bucket, Key: key, UploadId: id, PartNumber: number, Body: piece }
    const { ETag } = await ask((abortSignal) => client.send(new UploadPartCommand(command), { abortSignal }), {
      ...{ what: 'UploadPart', milliseconds: timeFor(piece.length, limits), signal },
    })
    return { PartNumber: number, ETag }
  }

  async function complete(key: string, id: string | undefined, parts: Part[], bytes: number): Promise<void> {
    const command = { Bucket: bucket, Key: key, UploadId: id, MultipartUpload: { Parts: parts } }
    try {
      await ask((abortSignal) => client.send(new CompleteMultipartUploadCommand(command), { abortSignal }), {
        ...{ what: 'CompleteMultipartUpload', milliseconds: timeFor(partBytes, limits) },
      })
    } catch (error) {
      // The first try was heard and its answer lost: the upload is over because the object is there.
      if (nameOf(error) === 'NoSuchUpload' && (await sizeOf(key)) === bytes) return
      throw error
    }
  }

  /** What stays in spite of it is swept up later. */
  async function abort(key: string, id: string | undefined): Promise<void> {
    const command = new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: id })
    const limit = { what: 'AbortMultipartUpload', milliseconds: limits.requestMilliseconds }
    await ask((abortSignal) => client.send(command, { abortSignal }), limit).catch(() => {})
  }

  const common = (key: string, { type, metadata }: Particulars) => ({
    ...{ Bucket: bucket, Key: key },
    ...(type !== undefined && { ContentType: type }),
    ...(metadata && { Metadata: { ...metadata } }),
  })

  return { upload, uploadIf }
}

const conditionOf = (condition: Condition | null) => {
  if (condition === null) return {}
  return condition === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: condition.etag }
}

interface Piece {
  bytes: Buffer
  isLast: boolean
}

/** Cut to size. Whether one is the last is known once another byte has come after it. */
async function* partsOf(source: AsyncIterable<Buffer> | Buffer): AsyncGenerator<Piece, void> {
  let gathered: Buffer[] = []
  let held = 0
  for await (const chunk of Buffer.isBuffer(source) ? [source] : source) {
    let rest = chunk
    while (held + rest.length > partBytes) {
      gathered.push(rest.subarray(0, partBytes - held))
      rest = rest.subarray(partBytes - held)
      const bytes = joined(gathered)
      gathered = []
      held = 0
      yield { bytes, isLast: false }
    }
    if (rest.length > 0) gathered.push(rest)
    held += rest.length
  }
  yield { bytes: joined(gathered), isLast: true }
}

const joined = (pieces: Buffer[]): Buffer => (pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces))
