import { GatewayError } from '../errors.ts'
import type { Store } from './store.ts'

/** Bytes of a stored object from `start` to `end`, both included. Throws when it is not there. */
type ReadRange = (start: number, end: number) => Promise<Buffer>

/** For whoever looks into a photo without holding all of it. */
export function createRangeReader(store: Pick<Store, 'open'>, key: string): ReadRange {
  return async function readRange(start, end) {
    const opened = await store.open(key, { start, end })
    if (!opened) throw new GatewayError('internal_error', 'the photo is not in the store')
    const chunks: Buffer[] = []
    for await (const chunk of opened.stream as AsyncIterable<Buffer>) chunks.push(chunk)
    return Buffer.concat(chunks)
  }
}
