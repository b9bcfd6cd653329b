import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { CancelTimer, Clock } from '../clock.ts'
import type { Deadline } from '../deadline.ts'
import { GatewayError } from '../errors.ts'

/** A body that says nothing for so long is not coming any more. */
const idleMilliseconds = 15_000

/**
 * Sees to it that reading a body ends: at the deadline, when nothing comes for a while, and when the client hangs up.
 * The multipart parser by itself would wait for ever in the last two cases.
 */
export function watchUpload(clock: Clock, request: IncomingMessage, deadline: Deadline) {
  const { promise: broken, reject: breakOff } = Promise.withResolvers<never>()
  broken.catch(() => {})
  let cancelIdle: CancelTimer = () => {}

  const late = () => breakOff(new GatewayError('upload_timeout', 'the body did not come in time'))
  const alive = () => {
    cancelIdle()
    cancelIdle = clock.after(idleMilliseconds, late)
  }
  const cancelDeadline = clock.after(deadline.remaining(), late)
  const gone = () => {
    if (!request.complete)
      breakOff(
        new GatewayError('invalid_request', 'the client hung up during the upload', {
          details: 'The upload was cut off.',
        }),
      )
  }
  request.once('close', gone)
  alive()

  return {
    /** Tells that something arrived. */
    alive,
    /** The same items, until the watch breaks off. */
    async *each<Item>(items: AsyncGenerator<Item>): AsyncGenerator<Item> {
      for (;;) {
        const next = await Promise.race([items.next(), broken])
        if (next.done) return
        alive()
        yield next.value
      }
    },
    /** `work` reads from `stream`; when the watch breaks off the stream is destroyed, and so the work ends. */
    guard<Value>(stream: Readable, work: Promise<Value>): Promise<Value> {
      broken.catch((error: Error) => stream.destroy(error))
      return work
    },
    end(): void {
      cancelIdle()
      cancelDeadline()
      request.off('close', gone)
    },
  }
}
