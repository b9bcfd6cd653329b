import { Worker } from 'node:worker_threads'
import { GatewayError } from '../errors.ts'
import type { RawImage } from './imaging.ts'

const worker = new URL('./heic-worker.ts', import.meta.url)
const mostMegabytes = 1024

/**
 * Decodes HEVC with a library in WebAssembly, which takes a second for 12 megapixels: in a thread of its own, so that nobody
 * waits for it, and that thread is ended with the signal.
 */
export async function decodeHeic(bytes: Buffer, signal: AbortSignal): Promise<RawImage> {
  signal.throwIfAborted()
  const thread = new Worker(worker, { workerData: bytes, resourceLimits: { maxOldGenerationSizeMb: mostMegabytes } })
  const { promise, resolve, reject } = Promise.withResolvers<RawImage>()
  const unreadable = (cause: unknown) => reject(new GatewayError('unreadable_image', 'HEVC does not decode', { cause }))
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  thread.once('message', ({ data, width, height }: { data: Uint8Array; width: number; height: number }) =>
    resolve({ data: Buffer.from(data.buffer, data.byteOffset, data.byteLength), width, height, channels: 4 }),
  )
  thread.once('error', unreadable)
  thread.once('exit', () => unreadable(new Error('the decoder ended without a picture')))
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', abort)
    await thread.terminate()
  }
}
