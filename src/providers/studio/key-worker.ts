import { parentPort, workerData } from 'node:worker_threads'
import { type KeyOptions, keyPixels } from './key-pixels.ts'

/** What the thread is given; the photo comes back keyed. */
export interface KeyOrder {
  photo: Uint8Array<ArrayBuffer>
  background: Uint8Array<ArrayBuffer>
  options: KeyOptions
}

const { photo, background, options } = workerData as KeyOrder
keyPixels(photo, background, options)
parentPort?.postMessage(photo, [photo.buffer])
