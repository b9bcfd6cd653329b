import type { Readable } from 'node:stream'

export interface StoredObject {
  key: string
  bytes: number
  /** Milliseconds since the object was written. */
  ageMilliseconds: number
}

/** Bytes of an object from `start` to `end`, both included. */
export interface ByteRange {
  start: number
  end: number
}

/**
 * Where bytes live. Keys come from `keys.ts` and nowhere else. An object appears whole or not at all.
 * Everything that goes wrong with the place itself is `unavailable`.
 */
export interface Store {
  /** Writes all of `source`, then makes it visible under `key`. On failure nothing is left. Resolves to the byte count. */
  write(key: string, source: AsyncIterable<Buffer> | Buffer): Promise<number>
  /** The whole object; `undefined` when there is none. */
  read(key: string): Promise<Buffer | undefined>
  /** A stream over the object, or over a part of it. The object stays complete for this reader, even when it is deleted meanwhile. */
  open(key: string, range?: ByteRange): Promise<{ stream: Readable; bytes: number } | undefined>
  /** Deletes; an object that is not there is fine. Resolves to the bytes that went. */
  delete(key: string): Promise<number>
  /** Everything whose key begins with `prefix`. */
  list(prefix: string): AsyncIterable<StoredObject>
  /** Proves that the place is the right one: what is missing here is missing. A full one is the right one. */
  prove(): Promise<void>
  /** Proves that, and that it takes bytes. */
  check(): Promise<void>
  /** The room there is, in bytes; null when the place knows no limit. */
  measure(): Promise<{ freeBytes: number; totalBytes: number } | null>
}
