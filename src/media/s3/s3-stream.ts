import { Readable } from 'node:stream'
import { GatewayError } from '../../errors.ts'
import type { S3Limits } from './s3-client.ts'
import { failureOf, notInTime } from './s3-failure.ts'

const cutShort = () =>
  new GatewayError('unavailable', 'storage: an object was cut short on its way', { retryAfterSeconds: 5 })

/**
 * The body of an answer as a stream that ends: whole, or in `unavailable`. Only the time in which somebody waits for the
 * service counts as a stall; but nobody keeps a connection for ever by not reading.
 */
export function streamOf(
  body: Readable,
  bytes: number,
  limits: Pick<S3Limits, 'stallMilliseconds' | 'streamMilliseconds'>,
): Readable {
  const stream = Readable.from(pieces(body, bytes, limits.stallMilliseconds), { objectMode: false })
  const end = setTimeout(
    () => stream.destroy(notInTime('the end of a stream', limits.streamMilliseconds)),
    limits.streamMilliseconds,
  )
  end.unref()
  stream.once('close', () => {
    clearTimeout(end)
    // Also when nobody has read a byte of it.
    body.destroy()
  })
  // It may break before the first byte is asked for.
  body.on('error', () => {})
  return stream
}

async function* pieces(body: Readable, bytes: number, stallMilliseconds: number): AsyncGenerator<Buffer> {
  let seen = 0
  let stall: GatewayError | undefined
  const giveUp = () => {
    stall = notInTime('reading on', stallMilliseconds)
    body.destroy()
  }
  let timer = setTimeout(giveUp, stallMilliseconds)
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      clearTimeout(timer)
      seen += piece.length
      yield piece
      timer = setTimeout(giveUp, stallMilliseconds)
    }
  } catch (error) {
    throw stall ?? failureOf(error, 'reading')
  } finally {
    clearTimeout(timer)
  }
  if (seen !== bytes) throw stall ?? cutShort()
}
