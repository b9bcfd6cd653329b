import { parentPort, workerData } from 'node:worker_threads'
import type { Patch } from './replace-blocks.ts'
import { replaceInJpeg } from './replace-in-jpeg.ts'

/** What the thread is given. */
export interface ReplaceOrder {
  source: Uint8Array
  patch: Patch
  size: { width: number; height: number }
}

/** `why`: this JPEG is none of those that can be taken over. */
export type ReplaceAnswer = { jpeg: Uint8Array } | { why: string }

const { source, patch, size } = workerData as ReplaceOrder
const replaced = replaceInJpeg(Buffer.from(source.buffer, source.byteOffset, source.length), patch, size)
if ('why' in replaced) parentPort?.postMessage(replaced satisfies ReplaceAnswer)
else {
  // Memory of its own: what is shared with other buffers cannot be handed over.
  const jpeg = new Uint8Array(replaced.jpeg)
  parentPort?.postMessage({ jpeg } satisfies ReplaceAnswer, [jpeg.buffer])
}
