import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3'
import { GatewayError } from '../../errors.ts'
import { type ByteRange, type FoundObject, isKey, listAll, pageObjects, requireKey, type Store } from '../store.ts'
import { createAsk, openClient, type S3Limits, type S3Settings, timeFor, usualLimits } from './s3-client.ts'
import { failureOf, isAnswer, isBeyondEnd, isMissing, isNotOffered, notInTime } from './s3-failure.ts'
import { createPlace } from './s3-place.ts'
import { createSigning } from './s3-signing.ts'
import { streamOf } from './s3-stream.ts'
import { createUpload } from './s3-upload.ts'

export interface S3Store extends Store {
  close(): void
}

/** What a service copies inside itself goes faster; it may take this long for the largest. */
const mostCopiedBytes = 16 * 1024 ** 2

const ageOf = (at: Date | undefined) => Math.max(0, Date.now() - (at?.getTime() ?? Date.now()))

/** What services make of it when nobody has said. */
const unsaid = new Set(['application/octet-stream', 'binary/octet-stream'])
const typeOf = (given: string | undefined) => (given === undefined || unsaid.has(given) ? null : given)

/** Objects in a bucket of Cloudflare R2, or of anything else that speaks S3: docs/decisions/0020-object-storage.md. */
export function createS3Store(settings: S3Settings, limits: S3Limits = usualLimits): S3Store {
  const client = openClient(settings)
  const ask = createAsk()
  const { bucket: Bucket } = settings
  const place = createPlace({ client, bucket: Bucket, ask, limits })
  const { upload, uploadIf } = createUpload({
    ...{ client, bucket: Bucket, ask, limits },
    sizeOf: async (key) => (await find(key))?.bytes,
  })

  /** One question. What is merely not there is `fallback`. */
  async function question<Answer, Fallback>(
    what: string,
    work: (abortSignal: AbortSignal) => Promise<Answer>,
    fallback: Fallback,
  ): Promise<Answer | Fallback> {
    try {
      return await ask(work, { what, milliseconds: limits.requestMilliseconds })
    } catch (error) {
      if (isMissing(error)) return fallback
      throw isAnswer(error) ? failureOf(error, what) : error
    }
  }

  async function find(key: string): Promise<FoundObject | undefined> {
    const command = new HeadObjectCommand({ Bucket, Key: requireKey(key) })
    const head = await question('HeadObject', (abortSignal) => client.send(command, { abortSignal }), undefined)
    if (!head) return undefined
    const { ContentLength = 0, ETag = '', ContentType, Metadata = {}, LastModified } = head
    const known = { type: typeOf(ContentType), metadata: Metadata, ageMilliseconds: ageOf(LastModified) }
    return { key, bytes: ContentLength, etag: ETag, ...known }
  }

  async function open(key: string, range?: ByteRange) {
    // A range that holds nothing cannot be asked for.
    if (range && range.end < range.start) return (await find(key)) && { stream: Readable.from([]), bytes: 0 }
    const Range = range && `bytes=${range.start}-${range.end}`
    const command = new GetObjectCommand({ Bucket, Key: requireKey(key), ...(Range && { Range }) })
    try {
      const milliseconds = limits.requestMilliseconds
      const answer = await ask((abortSignal) => client.send(command, { abortSignal }), {
        what: 'GetObject',
        milliseconds,
      })
      const { Body, ContentLength } = answer
      if (!(Body instanceof Readable) || ContentLength === undefined) throw new Error('an answer without a body')
      return { stream: streamOf(Body, ContentLength, limits), bytes: ContentLength }
    } catch (error) {
      if (isMissing(error)) return undefined
      if (isBeyondEnd(error)) return { stream: Readable.from([]), bytes: 0 }
      throw failureOf(error, 'GetObject')
    }
  }

  async function read(key: string): Promise<Buffer | undefined> {
    const opened = await open(key)
    const whole = opened && (await gather(opened).catch(() => null))
    if (whole !== null) return whole
    // The body broke off; to ask for it again is free.
    const again = await open(key)
    return again && gather(again)
  }

  async function gather({ stream, bytes }: { stream: Readable; bytes: number }): Promise<Buffer> {
    const milliseconds = timeFor(bytes, limits)
    const end = setTimeout(() => stream.destroy(notInTime('a whole object', milliseconds)), milliseconds)
    try {
      return await buffer(stream)
    } finally {
      clearTimeout(end)
    }
  }

  /** The bytes go from place to place inside the service. That they are there is asked, and not believed. */
  async function copy(from: string, to: string): Promise<number | undefined> {
    const CopySource = [Bucket, ...requireKey(from).split('/')].map(encodeURIComponent).join('/')
    const command = new CopyObjectCommand({ Bucket, Key: requireKey(to), CopySource })
    try {
      const limit = { what: 'CopyObject', milliseconds: timeFor(mostCopiedBytes, limits) }
      await ask((abortSignal) => client.send(command, { abortSignal }), limit)
    } catch (error) {
      if (isMissing(error)) return undefined
      throw failureOf(error, 'CopyObject')
    }
    const found = await find(to)
    if (!found) throw new GatewayError('unavailable', 'storage: a copy is not there', { retryAfterSeconds: 5 })
    return found.bytes
  }

  /** Always deletes: a service that does not see its own object yet must not keep it for ever. */
  async function remove(key: string): Promise<number> {
    const found = await find(key)
    const command = new DeleteObjectCommand({ Bucket, Key: requireKey(key) })
    await question('DeleteObject', (abortSignal) => client.send(command, { abortSignal }), undefined)
    return found?.bytes ?? 0
  }

  const listPage: Store['listPage'] = async (prefix, { after = null, limit = pageObjects } = {}) => {
    const from = after === null ? {} : { StartAfter: after }
    const command = new ListObjectsV2Command({ Bucket, Prefix: prefix, MaxKeys: limit, ...from })
    const page = await question('ListObjectsV2', (abortSignal) => client.send(command, { abortSignal }), null)
    const contents = page?.Contents ?? []
    const objects = contents.flatMap(({ Key = '', Size = 0, ETag = '', LastModified }) =>
      // Names outside the grammar of keys are not ours.
      isKey(Key) ? [{ key: Key, bytes: Size, ageMilliseconds: ageOf(LastModified), etag: ETag }] : [],
    )
    return { objects, next: page?.IsTruncated ? (contents.at(-1)?.Key ?? null) : null }
  }

  /** Uploads in parts that were never ended; where the service does not list them, its own rules must clear them away. */
  const removeStalePartials: Store['removeStalePartials'] = async (olderThan, { dryRun = false } = {}) => {
    const command = new ListMultipartUploadsCommand({ Bucket })
    const limit = { what: 'ListMultipartUploads', milliseconds: limits.requestMilliseconds }
    const page = await ask((abortSignal) => client.send(command, { abortSignal }), limit).catch((error: unknown) => {
      if (isNotOffered(error)) return null
      throw failureOf(error, limit.what)
    })
    let files = 0
    for (const { Key, UploadId, Initiated } of page?.Uploads ?? []) {
      if (ageOf(Initiated) < olderThan) continue
      const abort = new AbortMultipartUploadCommand({ Bucket, Key, UploadId })
      if (!dryRun) await question('AbortMultipartUpload', (abortSignal) => client.send(abort, { abortSignal }), null)
      files += 1
    }
    // How large they have become, the service does not say without being asked for each part.
    return { files, bytes: 0 }
  }

  return {
    write: async (key, source, particulars = {}) => upload({ key: requireKey(key), source, particulars }),
    writeIf: async (condition, key, bytes, particulars = {}) =>
      uploadIf({ condition, key: requireKey(key), bytes, particulars }),
    read,
    open,
    find,
    copy,
    delete: remove,
    list: (prefix) => listAll(listPage, prefix),
    listPage,
    ...createSigning({ client, bucket: Bucket }),
    ...place,
    // A bucket knows no limit.
    measure: async () => null,
    removeStalePartials,
    close: () => client.destroy(),
  }
}
