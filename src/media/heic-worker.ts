import { parentPort, workerData } from 'node:worker_threads'
import heicDecode from 'heic-decode'
import { createTiff } from './tiff.ts'

/** What the thread is given. */
export interface HeicOrder {
  bytes: Uint8Array
  /** The colour profile of the file, if it has one. */
  profile: Uint8Array | undefined
  mostPixels: number
}

const { bytes, profile, mostPixels } = workerData as HeicOrder
const [image] = await heicDecode.all({ buffer: bytes })
if (!image) throw new Error('no picture inside')
// Before anything is unfolded: the decoder has its sizes from the stream, not from the header that was inspected.
if (image.width * image.height > mostPixels) throw new Error(`too large: ${image.width} × ${image.height}`)
const tiff = createTiff(await image.decode(), profile)
parentPort?.postMessage(tiff, [tiff.buffer])
