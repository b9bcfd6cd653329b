import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { GatewayError } from '../errors.ts'
import { type IncomingFile, mostArchiveBytes } from './editor-return.ts'

const limits = { files: 200, fileSize: mostArchiveBytes + 1, fields: 20, fieldSize: 4096, headerPairs: 20 }
const readAheadBytes = 1024 ** 2

/** The files of a request: parts of a form, or the body itself under the name of the address. */
export async function* filesIn(request: FastifyRequest, filename: string | undefined): AsyncGenerator<IncomingFile> {
  if (!request.isMultipart()) {
    yield { name: filename ?? '', bytes: request.body as Readable }
    return
  }
  try {
    for await (const part of request.parts({ limits, preservePath: true, fileHwm: readAheadBytes })) {
      if (part.type === 'file') yield { name: part.filename ?? '', bytes: readable(part.file) }
    }
  } catch (error) {
    throw error instanceof GatewayError ? error : broken(error)
  }
}

async function* readable(file: Readable): AsyncGenerator<Buffer> {
  try {
    yield* file as AsyncIterable<Buffer>
  } catch (error) {
    throw broken(error)
  }
}

const broken = (cause: unknown) =>
  new GatewayError('invalid_request', 'the form is broken', {
    details: 'Send JPEG pictures or a ZIP archive, as multipart/form-data or as they are.',
    cause,
  })
