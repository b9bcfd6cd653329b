import { Worker } from 'node:worker_threads'
import { GatewayError } from '../errors.ts'
import type { HeicOrder } from './heic-worker.ts'
import { mostPixels } from './imaging.ts'

const worker = new URL('./heic-worker.ts', import.meta.url)
const mostMegabytes = 1024

/**
 * Decodes HEVC with a library in WebAssembly, which takes a second for 12 megapixels: in a thread of its own, so that nobody
 * waits for it, and that thread is ended with the signal. Resolves to a TIFF, upright, with the colour profile of the file.
 */
export async function decodeHeic(
  { bytes, profile }: Pick<HeicOrder, 'bytes' | 'profile'>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  signal.throwIfAborted()
  const order: HeicOrder = { bytes, profile, mostPixels }
  const thread = new Worker(worker, { workerData: order, resourceLimits: { maxOldGenerationSizeMb: mostMegabytes } })
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
  const unreadable = (cause: unknown) => reject(new GatewayError('unreadable_image', 'HEVC does not decode', { cause }))
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  thread.once('message', resolve)
  thread.once('error', unreadable)
  thread.once('exit', () => unreadable(new Error('the decoder ended without a picture')))
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', abort)
    await thread.terminate()
  }
}
