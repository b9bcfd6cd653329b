import { Readable } from 'node:stream'
import type { FastifyError, FastifyRequest } from 'fastify'
import { GatewayError } from '../errors.ts'
import { type IncomingFile, mostArchiveBytes } from './editor-return.ts'

const limits = { files: 200, fileSize: mostArchiveBytes + 1, fields: 20, fieldSize: 4096, headerPairs: 20 }
const readAheadBytes = 1024 ** 2

/** The files of a request: parts of a form, or the body itself under the name of the address. */
export async function* filesIn(request: FastifyRequest, filename: string | undefined): AsyncGenerator<IncomingFile> {
  if (!request.isMultipart()) {
    const { body } = request
    if (body instanceof Readable) yield { name: filename ?? '', bytes: body }
    return
  }
  try {
    for await (const part of request.parts({ limits, preservePath: true, fileHwm: readAheadBytes })) {
      if (part.type === 'file') yield { name: part.filename ?? '', bytes: readable(part.file) }
    }
  } catch (error) {
    if ((error as FastifyError).code === 'FST_FILES_LIMIT') throw tooMany(error)
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

const tooMany = (cause: unknown) =>
  new GatewayError('payload_too_large', 'too many files in the form', {
    details: `A form has at most ${limits.files} files.`,
    cause,
  })

const broken = (cause: unknown) =>
  new GatewayError('invalid_request', 'the form is broken', {
    details: 'Send JPEG pictures or a ZIP archive, as multipart/form-data or as they are.',
    cause,
  })
