import { randomBytes } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { GatewayError, isFailureCode } from '../errors.ts'
import { extensionOf, type ImageType } from '../media/image-type.ts'
import type { Store } from '../media/store.ts'
import { hops, isFinal } from '../queue/job.ts'
import type { Job } from '../queue/jobs.ts'

/** Absolute addresses for one request. */
interface JobLinks {
  result(jobId: string): string
  status(jobId: string): string
}

export type ResponseFormat = 'image' | 'json' | 'multipart'

/** A job's failure as its caller sees it. */
export function failureOfJob(job: Job): GatewayError {
  const code = isFailureCode(job.failureReason ?? '') ? job.failureReason : 'internal_error'
  return new GatewayError(
    code as GatewayError['code'],
    `job ended as ${job.status}`,
    job.details ? { details: job.details } : {},
  )
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
    }),
    ...(isFinal(job.status) && job.status !== 'done' && { failure_reason: job.failureReason, details: job.details }),
  }
}

/** RFC 8941 by way of Server-Timing: milliseconds per hop, in the order of the path. */
function serverTiming(job: Job, totalMilliseconds: number): string {
  const known = hops.filter((hop) => job.timings[hop] !== undefined)
  const parts = known.map((hop) => `${hop};dur=${(job.timings[hop] ?? 0).toFixed(1)}`)
  return [...parts, `total;dur=${totalMilliseconds.toFixed(1)}`].join(', ')
}

function setHeaders(reply: FastifyReply, job: Job, links: JobLinks, elapsedMilliseconds: number): void {
  reply.headers({
    'cache-control': 'no-store',
    'x-job-id': job.id,
    'x-result-url': links.result(job.id),
    ...(job.expiresAt && { 'x-result-expires-at': job.expiresAt.toISOString() }),
    'server-timing': serverTiming(job, elapsedMilliseconds),
  })
}

/** 202: the work goes on, here is where to ask. */
export function answerPending(reply: FastifyReply, job: Job, links: JobLinks, elapsedMilliseconds: number) {
  setHeaders(reply, job, links, elapsedMilliseconds)
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

/** 200: the finished picture, in the form the slot or the caller wants it. */
export async function answerDone({ reply, job, links, elapsedMilliseconds, format, store }: Answer) {
  const key = job.resultKey ?? ''
  if (format === 'image') {
    const opened = await store.open(key)
    if (!opened) throw new GatewayError('internal_error', 'the result is not in the store')
    setHeaders(reply, job, links, elapsedMilliseconds)
    reply.headers({ 'content-length': opened.bytes, 'content-disposition': disposition('inline', job) })
    return reply.type(job.resultMime ?? '').send(opened.stream)
  }

  const bytes = await store.read(key)
  if (!bytes) throw new GatewayError('internal_error', 'the result is not in the store')
  setHeaders(reply, job, links, elapsedMilliseconds)
  if (format === 'json')
    return reply.send({ ...describeJob(job, links), result_inline_base64: bytes.toString('base64') })
  const { body, type } = inTwoParts(job, describeJob(job, links), bytes)
  return reply.type(type).send(body)
}

function disposition(kind: 'inline' | 'attachment', job: Job): string {
  const extension = extensionOf(job.resultMime as ImageType)
  return `${kind}; filename="${job.slotId}-${job.id.slice(0, 8)}.${extension}"`
}

/** What Breeze Booth asks for: a JSON block and the image, in one multipart answer. */
function inTwoParts(job: Job, metadata: object, image: Buffer): { body: Buffer; type: string } {
  const boundary = `photochanger-${randomBytes(12).toString('hex')}`
  const part = (headers: string[]) => `--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`
  const body = Buffer.concat([
    Buffer.from(part(['Content-Type: application/json', 'Content-Disposition: form-data; name="metadata"'])),
    Buffer.from(JSON.stringify(metadata)),
    Buffer.from(
      `\r\n${part([`Content-Type: ${job.resultMime}`, `Content-Disposition: ${disposition('attachment', job)}; name="file"`, `Content-Length: ${image.length}`])}`,
    ),
    image,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return { body, type: `multipart/mixed; boundary=${boundary}` }
}
