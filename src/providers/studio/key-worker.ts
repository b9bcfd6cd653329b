import { parentPort, workerData } from 'node:worker_threads'
import { type KeyOptions, keyPixels } from './key-pixels.ts'

const { photo, background, options } = workerData as { photo: Uint8Array; background: Uint8Array; options: KeyOptions }
keyPixels(photo, background, options)
parentPort?.postMessage(photo, [photo.buffer as ArrayBuffer])
