import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { buffer } from 'node:stream/consumers'
import { type Clock, systemClock } from '../clock.ts'
import type { DslrRequest } from './dslr-request.ts'

export interface PhotoAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
  timings: {
    /** When the server asked for the body; null when it never did. */
    continueMs: number | null
    /** When the head of the final answer was there. */
    firstByteMs: number
    totalMs: number
  }
}

interface PostPhotoOptions {
  signal?: AbortSignal
  /** Called when the server asks for the body. */
  onContinue?: () => void
  clock?: Pick<Clock, 'monotonic' | 'after'>
}

/** curl's patience; the real client's is not known. */
const continuePatienceMilliseconds = 1000

/** The line broke. Before an answer began the photo may or may not have been taken in; after that it surely was. */
export class ConnectionFailure extends Error {
  readonly code: string | undefined
  readonly answerHadBegun: boolean

  constructor(cause: NodeJS.ErrnoException, answerHadBegun: boolean) {
    super(cause.message, { cause })
    this.name = 'ConnectionFailure'
    this.code = cause.code
    this.answerHadBegun = answerHadBegun
  }
}

/**
 * Sends the request over a connection of its own, header for header as given, and reads the whole answer. The body goes
 * out after `100 Continue` or a second of silence; an answer that comes earlier is final and saves the upload.
 */
export async function postPhoto(
  url: URL,
  { headers, body }: DslrRequest,
  { signal, onContinue, clock = systemClock }: PostPhotoOptions = {},
): Promise<PhotoAnswer> {
  const startedAt = clock.monotonic()
  const elapsed = () => clock.monotonic() - startedAt
  const request = openRequest(url, headers, signal)
  let continueMs: number | null = null

  const sendBody = once(() => {
    for (const part of body) request.write(part)
    request.end()
  })
  let forgetWaiting = () => {}
  request.once('socket', (socket) =>
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      forgetWaiting = clock.after(continuePatienceMilliseconds, sendBody)
    }),
  )
  request.once('continue', () => {
    continueMs = elapsed()
    forgetWaiting()
    onContinue?.()
    sendBody()
  })

  try {
    request.flushHeaders()
    const response = await responseTo(request)
    forgetWaiting()
    const firstByteMs = elapsed()
    const answer = await readAnswer(response)
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: answer,
      timings: { continueMs, firstByteMs, totalMs: elapsed() },
    }
  } catch (error) {
    throw signal?.aborted ? signal.reason : error
  } finally {
    forgetWaiting()
    request.destroy()
  }
}

function openRequest(url: URL, headers: DslrRequest['headers'], signal: AbortSignal | undefined): ClientRequest {
  const request = (url.protocol === 'https:' ? https : http).request({
    method: 'POST',
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path: url.pathname + url.search,
    agent: false,
    setHost: false,
    ...(signal && { signal }),
  })
  // Header by header: an `expect` among the request's options makes Node write the head, with a Connection, at once.
  request.setHeader('Host', url.host)
  for (const [name, value] of headers) request.setHeader(name, value)
  request.removeHeader('connection')
  return request
}

function responseTo(request: ClientRequest): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  request.once('response', resolve)
  // Stays for good: a server that refuses early closes while we still write, which is no news once it has answered.
  request.on('error', (error) => reject(new ConnectionFailure(error, false)))
  return promise
}

async function readAnswer(response: IncomingMessage): Promise<Buffer> {
  try {
    return await buffer(response)
  } catch (error) {
    throw new ConnectionFailure(error as NodeJS.ErrnoException, true)
  }
}

function once(action: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    action()
  }
}
