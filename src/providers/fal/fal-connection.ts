import { Readable } from 'node:stream'
import { createFalClient, type FalClient } from '@fal-ai/client'
import { readPrepared } from '../prepared-picture.ts'
import { brokenCall, FalCallError } from './fal-call-error.ts'
import type { FalHosts } from './fal-hosts.ts'

interface Dependencies {
  apiKey: string
  hosts: FalHosts
  fetch: typeof globalThis.fetch
}

interface Connection {
  /** Ends every call, also those for which the client takes no signal. */
  signal: AbortSignal
  /** Instead of queue.fal.run. */
  queueHost?: string | undefined
  /** Files on disk, by the Blob that the client is given instead. */
  files?: ReadonlyMap<Blob, FileOnDisk>
}

interface FileOnDisk {
  path: string
  bytes: number
}

/** An answer may hold the picture itself, in base64. */
const mostAnswerBytes = 56 * 1024 ** 2
const mostErrorBytes = 64 * 1024

/**
 * The package's client for one piece of work, https://fal.ai/docs/reference/client-libraries/javascript.
 *
 * Its own repetitions cannot be switched off: it hands work in again, up to four times, after 429, 502, 503, 504 and any
 * broken line. They only look at errors they know, so nothing but FalCallError leaves this `fetch`; and because a line
 * can also break inside an answer, the whole answer is read here.
 */
export function createFalConnection({ apiKey, hosts, fetch }: Dependencies) {
  return function connect({ signal, queueHost, files }: Connection): FalClient {
    async function call(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
      const url = hosts.resolve(String(input))
      if (queueHost && url.hostname === 'queue.fal.run') url.hostname = queueHost
      const headers = new Headers(init.headers)
      if (!hosts.isOwn(url)) headers.delete('authorization')
      const either = init.signal ? AbortSignal.any([signal, init.signal]) : signal
      try {
        const file = init.body instanceof Blob ? files?.get(init.body) : undefined
        const body = file ? streamed(file, headers) : {}
        // Redirects are not followed: they could lead the key elsewhere.
        const answer = await fetch(url, { ...init, headers, redirect: 'manual', ...body, signal: either })
        return init.body instanceof Blob ? await takeReceipt(answer) : await takeAnswer(answer)
      } catch (error) {
        throw error instanceof FalCallError ? error : brokenCall(error)
      }
    }
    return createFalClient({ credentials: apiKey, fetch: call as typeof globalThis.fetch })
  }
}

export type ConnectToFal = ReturnType<typeof createFalConnection>

/**
 * A Blob over a file breaks the process when the file is removed while it is read, as happens to what is given up. A
 * redirect that is an error, unlike one that is not followed, does not make `fetch` keep all that it sends.
 */
function streamed({ path, bytes }: FileOnDisk, headers: Headers): RequestInit & { duplex: 'half' } {
  headers.set('content-length', String(bytes))
  const body = Readable.toWeb(Readable.from(readPrepared(path), { objectMode: false })) as RequestInit['body'] & {}
  return { body, duplex: 'half', redirect: 'error' }
}

async function takeAnswer(answer: Response): Promise<Response> {
  if (!answer.ok) throw await asError(answer)
  const { text, isWhole } = await readText(answer, mostAnswerBytes)
  if (!isWhole || !isJson(text)) throw new FalCallError('unreadable', 'not JSON', { status: answer.status })
  return new Response(text, { headers: { ...headersOf(answer), 'content-type': 'application/json' } })
}

/** What the storage says after an upload means nothing. */
async function takeReceipt(answer: Response): Promise<Response> {
  if (!answer.ok) throw await asError(answer)
  await answer.body?.cancel()
  return new Response(null)
}

async function asError(answer: Response): Promise<FalCallError> {
  const { status } = answer
  // The status says enough when the line breaks under the rest.
  const { text: body } = await readText(answer, mostErrorBytes).catch(() => ({ text: '' }))
  return new FalCallError('answered', `status ${status}`, { status, headers: headersOf(answer), body })
}

/** Without those that speak of the bytes on the line, which are decoded by now. */
function headersOf({ headers }: Response): Record<string, string> {
  const { 'content-length': _, 'content-encoding': __, 'transfer-encoding': ___, ...rest } = Object.fromEntries(headers)
  return rest
}

async function readText({ body }: Response, mostBytes: number): Promise<{ text: string; isWhole: boolean }> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of body ?? []) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes > mostBytes) break
  }
  return { text: Buffer.concat(pieces).subarray(0, mostBytes).toString(), isWhole: bytes <= mostBytes }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
