import { createHash } from 'node:crypto'
import http from 'node:http'
import { formBody, formType } from '../../test/support/multipart.ts'

/** What a client saw of one request, on this process's clock. */
export interface Exchange {
  /** The connection stood and the head was on its way; undefined when it never came so far. */
  sentAt?: number
  endedAt: number
  answer?: Answer
  /** Why there is no whole answer. */
  broke?: string
}

export interface Answer {
  status: number
  jobId: string | undefined
  resultUrl: string | undefined
  retryAfterSeconds: number | undefined
  failureReason: string | undefined
  bytes: Buffer
  sha256: string
}

interface Post {
  url: string
  photo: Buffer
  id: string
  /** A slow line: so long between the two halves of the body. */
  pauseMilliseconds: number
  giveUpMilliseconds: number
}

/** One photo on a connection of its own, as a camera program sends it; the id is also the Idempotency-Key. */
export function postPhoto({ url, photo, id, pauseMilliseconds, giveUpMilliseconds }: Post): Promise<Exchange> {
  const body = formBody([
    { name: 'photo_id', value: id },
    { name: 'fileToUpload', value: photo, filename: `${id}.jpg`, type: 'image/jpeg' },
  ])
  const headers = { 'content-type': formType, 'content-length': body.length, 'idempotency-key': id }
  const half = Math.floor(body.length / 2)
  let sentAt: number | undefined

  return new Promise((resolve) => {
    const end = (how: Pick<Exchange, 'answer' | 'broke'>) => {
      clearTimeout(giveUp)
      clearTimeout(rest)
      resolve({ ...(sentAt !== undefined && { sentAt }), endedAt: performance.now(), ...how })
    }
    const request = http.request(url, { method: 'POST', headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', (error) => end({ broke: `answer broken off: ${codeOf(error)}` }))
      response.once('end', () => end({ answer: read(response, Buffer.concat(chunks)) }))
    })
    request.once('socket', (socket) => {
      socket.once('connect', () => {
        sentAt = performance.now()
      })
    })
    request.once('error', (error) => end({ broke: codeOf(error) }))
    const giveUp = setTimeout(() => request.destroy(new Error('no answer')), giveUpMilliseconds)
    request.write(body.subarray(0, half))
    const rest = setTimeout(() => request.end(body.subarray(half)), pauseMilliseconds)
  })
}

const codeOf = (error: NodeJS.ErrnoException) => error.code ?? error.message

function read({ statusCode, headers }: http.IncomingMessage, bytes: Buffer): Answer {
  const isError = !String(headers['content-type']).startsWith('image/')
  const said: { failure_reason?: string; job_id?: string } = isError ? parse(bytes) : {}
  const retryAfter = headers['retry-after']
  return {
    status: statusCode ?? 0,
    jobId: headers['x-job-id']?.toString() ?? said.job_id,
    resultUrl: headers['x-result-url']?.toString(),
    retryAfterSeconds: retryAfter === undefined ? undefined : Number(retryAfter),
    failureReason: said.failure_reason,
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }
}

function parse(bytes: Buffer): object {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return {}
  }
}
