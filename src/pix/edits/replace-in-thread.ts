import { Worker } from 'node:worker_threads'
import type { Clock } from '../../clock.ts'
import { signalAt } from '../../deadline.ts'
import type { ReplaceAnswer, ReplaceOrder } from './jpeg/replace-worker.ts'

const worker = new URL('./jpeg/replace-worker.ts', import.meta.url)
/** 6 megapixels take one second of a core. Whatever a file makes it do, it ends. */
const mostMilliseconds = 60_000
const mostMegabytes = 512

/**
 * Puts a patch into a JPEG in a thread of its own, which ends with the signal. A thread that breaks is an answer as well:
 * there is another way to write the picture.
 */
export async function replaceInThread(order: ReplaceOrder, clock: Clock, signal: AbortSignal): Promise<ReplaceAnswer> {
  signal.throwIfAborted()
  const tooSlow = new Error('it takes too long')
  const limit = signalAt(clock, mostMilliseconds, tooSlow, signal)
  const thread = new Worker(worker, { workerData: order, resourceLimits: { maxOldGenerationSizeMb: mostMegabytes } })
  const { promise, resolve, reject } = Promise.withResolvers<ReplaceAnswer>()
  const abort = () => (limit.signal.reason === tooSlow ? resolve({ why: tooSlow.message }) : reject(signal.reason))
  limit.signal.addEventListener('abort', abort, { once: true })
  thread.once('message', resolve)
  thread.once('error', (error: Error) => resolve({ why: `it has failed: ${error.message}` }))
  thread.once('exit', () => resolve({ why: 'it has ended without a picture' }))
  try {
    return await promise
  } finally {
    limit.signal.removeEventListener('abort', abort)
    limit.release()
    await thread.terminate()
  }
}
