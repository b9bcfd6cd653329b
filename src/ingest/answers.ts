import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { FastifyReply } from 'fastify'
import { GatewayError, isFailureCode } from '../errors.ts'
import { hops, sumByHop } from '../ledger.ts'
import { extensionOf, type ImageType } from '../media/image-type.ts'
import type { Store } from '../media/store.ts'
import { isFinal, isLate } from '../queue/job.ts'
import type { Job } from '../queue/jobs.ts'

/** Absolute addresses for one request. */
interface JobLinks {
  result(jobId: string): string
  status(jobId: string): string
}

export type ResponseFormat = 'image' | 'json' | 'multipart'

/** Trouble of the gateway's own, which passes. */
const saysAgain: ReadonlySet<string | null> = new Set(['unavailable', 'storage_full'])
const retryAfterSeconds = 5

/** A job's failure as its caller sees it. */
export function failureOfJob(job: Job): GatewayError {
  const code = isFailureCode(job.failureReason ?? '') ? job.failureReason : 'internal_error'
  return new GatewayError(code as GatewayError['code'], `job ended as ${job.status}`, {
    ...(job.details && { details: job.details }),
    ...(saysAgain.has(code) && { retryAfterSeconds }),
  })
}

/** The public view of a job; the same in 202, in the status and in its events. */
export function describeJob(job: Job, links: JobLinks) {
  return {
    job_id: job.id,
    status: job.status,
    status_url: links.status(job.id),
    result_url: links.result(job.id),
    ...(job.expiresAt && { result_expires_at: job.expiresAt.toISOString() }),
    ...(job.status === 'done' && {
      mime: job.resultMime,
      bytes: job.resultBytes,
      sha256: job.resultSha256,
      width: job.resultWidth,
      height: job.resultHeight,
      late: isLate(job),
      ...(job.fallback && { fallback: job.fallback }),
    }),
    ...(isFinal(job.status) && job.status !== 'done' && { failure_reason: job.failureReason, details: job.details }),
  }
}

/** The ledger by way of Server-Timing: milliseconds per hop, in the order of the path. */
function serverTiming(job: Job, totalMilliseconds: number): string {
  const spent = sumByHop(job.ledger)
  const parts = hops.flatMap((hop) => (spent[hop] === undefined ? [] : [`${hop};dur=${spent[hop].toFixed(1)}`]))
  return [...parts, `total;dur=${totalMilliseconds.toFixed(1)}`].join(', ')
}

/** What every answer about a job says in its head, also a failure, and also when nobody can say where the job stands. */
export function setLinkHeaders(reply: FastifyReply, jobId: string, links: JobLinks): void {
  reply.headers({ 'cache-control': 'no-store', 'x-job-id': jobId, 'x-result-url': links.result(jobId) })
}

export function setJobHeaders(reply: FastifyReply, job: Job, links: JobLinks, elapsedMilliseconds: number): void {
  setLinkHeaders(reply, job.id, links)
  reply.headers({
    ...(job.expiresAt && { 'x-result-expires-at': job.expiresAt.toISOString() }),
    ...(job.fallback && { 'x-fallback': job.fallback }),
    'server-timing': serverTiming(job, elapsedMilliseconds),
  })
}

/** 202: the work goes on, here is where to ask. */
export function answerPending(reply: FastifyReply, job: Job, links: JobLinks, elapsedMilliseconds: number) {
  setJobHeaders(reply, job, links, elapsedMilliseconds)
  return reply
    .code(202)
    .header('location', links.status(job.id))
    .send({ ...describeJob(job, links), status: 'pending' })
}

interface Answer {
  reply: FastifyReply
  job: Job
  links: JobLinks
  elapsedMilliseconds: number
  format: ResponseFormat
  store: Store
}

/** A picture on its way out. */
export interface Picture {
  stream: Readable
  type: ImageType
  bytes: number
  sha256: string
  width: number
  height: number
}

interface Answer {
  reply: FastifyReply
  job: Job
  links: JobLinks
  elapsedMilliseconds: number
  format: ResponseFormat
  store: Store
}

/** 200: the finished picture, in the form the slot or the caller wants it. */
export async function answerDone({ reply, job, links, elapsedMilliseconds, format, store }: Answer) {
  const opened = await store.open(job.resultKey ?? '')
  if (!opened) throw new GatewayError('internal_error', 'the result is not in the store')
  setJobHeaders(reply, job, links, elapsedMilliseconds)
  const picture = { ...opened, type: job.resultMime as ImageType }
  return sendPicture(reply, format, picture, describeJob(job, links), nameOf(job.slotId, job.id))
}

interface OriginalAnswer extends Omit<Answer, 'job' | 'store'> {
  /** Unknown when nobody could say in time where it stands. */
  job: Job | undefined
  jobId: string
  slotId: string
  picture: Picture
}

/** 200: the caller's own photo, byte for byte, because nothing better came in time. */
export async function answerOriginal(answer: OriginalAnswer) {
  const { reply, job, jobId, slotId, links, elapsedMilliseconds, format, picture } = answer
  const { stream: _, type: mime, ...measures } = picture
  if (job) setJobHeaders(reply, job, links, elapsedMilliseconds)
  else setLinkHeaders(reply, jobId, links)
  reply.header('x-fallback', 'original')
  const description = {
    ...(job && describeJob(job, links)),
    job_id: jobId,
    status: 'done',
    mime,
    ...measures,
    fallback: 'original',
  }
  return sendPicture(reply, format, picture, description, nameOf(slotId, jobId))
}

const nameOf = (slotId: string, jobId: string) => `${slotId}-${jobId.slice(0, 8)}`

async function sendPicture(
  reply: FastifyReply,
  format: ResponseFormat,
  picture: Pick<Picture, 'stream' | 'type' | 'bytes'>,
  description: object,
  name: string,
) {
  const { stream, type, bytes } = picture
  const fileName = `${name}.${extensionOf(type)}`
  if (format === 'image') {
    reply.headers({ 'content-length': bytes, 'content-disposition': `inline; filename="${fileName}"` })
    return reply.type(type).send(stream)
  }
  const image = await buffer(stream)
  if (format === 'json') return reply.send({ ...description, result_inline_base64: image.toString('base64') })
  const parts = inTwoParts(description, image, type, fileName)
  return reply.type(parts.type).send(parts.body)
}

/** What Breeze Booth asks for: a JSON block and the image, in one multipart answer. */
function inTwoParts(metadata: object, image: Buffer, mime: string, fileName: string): { body: Buffer; type: string } {
  const boundary = `photochanger-${randomBytes(12).toString('hex')}`
  const part = (headers: string[]) => `--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`
  const disposition = `attachment; filename="${fileName}"; name="file"`
  const body = Buffer.concat([
    Buffer.from(part(['Content-Type: application/json', 'Content-Disposition: form-data; name="metadata"'])),
    Buffer.from(JSON.stringify(metadata)),
    Buffer.from(
      `\r\n${part([`Content-Type: ${mime}`, `Content-Disposition: ${disposition}`, `Content-Length: ${image.length}`])}`,
    ),
    image,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return { body, type: `multipart/mixed; boundary=${boundary}` }
}
