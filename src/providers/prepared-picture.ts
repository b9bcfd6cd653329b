import { createReadStream } from 'node:fs'
import { GatewayError } from '../errors.ts'

/** The bytes of a prepared picture, piece by piece, while they are sent. Throws `unavailable` for the disk. */
export async function* readPrepared(path: string, pieceBytes = 64 * 1024): AsyncGenerator<Buffer<ArrayBuffer>> {
  try {
    yield* createReadStream(path, { highWaterMark: pieceBytes })
  } catch (cause) {
    throw new GatewayError('unavailable', 'scratch: a prepared picture cannot be read', { cause })
  }
}
