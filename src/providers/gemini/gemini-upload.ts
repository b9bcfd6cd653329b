import { z } from 'zod'
import { type Clock, pause } from '../../clock.ts'
import { readPrepared } from '../prepared-picture.ts'
import { ProviderFailure } from '../provider-failure.ts'
import type { PreparedImage } from '../service.ts'
import { type Access, type Answer, type Connection, readSmallJson } from './gemini-connection.ts'
import { findError, toRefusal } from './gemini-failure.ts'
import { type Package, parseRemoteFile, type RemoteFile } from './package.ts'

interface Dependencies {
  access: Access
  realBaseUrl: string
  connection: Pick<Connection, 'post'>
  files: Pick<Package, 'findFile'>
  clock: Clock
}

const betweenLooksMilliseconds = 500

/**
 * Hands a picture over for later, in two requests, https://ai.google.dev/gemini-api/docs/files. Its bytes are streamed
 * from the disk. Throws ProviderFailure; nothing of it is ever charged.
 */
export function createUpload({ access, realBaseUrl, connection, files, clock }: Dependencies) {
  const origins = new Set([new URL(access.baseUrl).origin, new URL(realBaseUrl).origin])

  /** What an answer says, if it is a good one. */
  async function readChecked(answer: Answer, signal: AbortSignal): Promise<unknown> {
    const json = await readSmallJson(answer, signal)
    if (answer.status === 200) return json
    const refusal = toRefusal({ httpStatus: answer.status, error: findError(json) })
    // An address that is not there says nothing about a model.
    throw refusal.kind === 'model_gone' ? failed('overloaded', 'no upload at this address') : refusal
  }

  /** Where the bytes go. The address lets anybody write, and is not followed to strangers. */
  async function begin({ bytes, type }: PreparedImage, signal: AbortSignal): Promise<string> {
    const body = Buffer.from('{"file":{}}') // no name: the service need not know what it is
    const answer = await connection.post(`${access.baseUrl}/upload/v1beta/files`, {
      headers: {
        'content-type': 'application/json',
        'x-goog-upload-protocol': 'resumable',
        'x-goog-upload-command': 'start',
        'x-goog-upload-header-content-length': String(bytes),
        'x-goog-upload-header-content-type': type,
      },
      bytes: body.length,
      body,
      signal,
    })
    await readChecked(answer, signal)
    const url = String(answer.headers['x-goog-upload-url'])
    if (URL.canParse(url) && origins.has(new URL(url).origin)) return url
    throw failed('malformed', 'no address to upload to')
  }

  async function untilActive(file: RemoteFile, signal: AbortSignal): Promise<RemoteFile> {
    let seen = file
    while (seen.state === 'PROCESSING') {
      await pause(clock, betweenLooksMilliseconds, signal)
      seen = await files.findFile(file.name, signal)
    }
    if (seen.state === 'FAILED') throw failed('bad_request', 'the service cannot read a picture')
    return seen
  }

  async function send(image: PreparedImage, signal: AbortSignal): Promise<RemoteFile> {
    const answer = await connection.post(await begin(image, signal), {
      headers: { 'x-goog-upload-offset': '0', 'x-goog-upload-command': 'upload, finalize' },
      bytes: image.bytes,
      body: readPrepared(image.path),
      withKey: false,
      signal,
    })
    const uploaded = z.object({ file: z.unknown() }).safeParse(await readChecked(answer, signal)).data
    return untilActive(parseRemoteFile(uploaded?.file), signal)
  }

  return async function upload(image: PreparedImage, signal: AbortSignal): Promise<RemoteFile> {
    return send(image, signal).catch((error: unknown) => {
      signal.throwIfAborted()
      throw error instanceof ProviderFailure ? unpaid(error) : error
    })
  }
}

/** The paid request has not been sent yet, whatever has become of the upload. */
function unpaid(failure: ProviderFailure): ProviderFailure {
  const kind = failure.kind === 'network_unknown' ? 'network_unsent' : failure.kind
  return new ProviderFailure(kind, failure.message.replace('gemini:', 'gemini: upload:'), {
    httpStatus: failure.httpStatus,
    retryAfterMilliseconds: failure.retryAfterMilliseconds,
    providerCode: failure.providerCode,
    billed: 'no',
  })
}

function failed(kind: 'overloaded' | 'malformed' | 'bad_request', reason: string): ProviderFailure {
  return new ProviderFailure(kind, `gemini: ${reason}`, { billed: 'no' })
}
