import type { Readable } from 'node:stream'

export interface StoredObject {
  key: string
  bytes: number
  /** Milliseconds since the object was written. */
  ageMilliseconds: number
  /** Changes with every write; opaque, and only good for comparing within one store. */
  etag: string
}

/** What is known of an object beside its bytes. */
export interface Particulars {
  /** A media type. */
  type?: string
  /** By lower-case name, in printable ASCII: what every kind of store can keep. */
  metadata?: Readonly<Record<string, string>>
}

export interface FoundObject extends StoredObject {
  type: string | null
  metadata: Readonly<Record<string, string>>
}

/** Bytes of an object from `start` to `end`, both included. */
export interface ByteRange {
  start: number
  end: number
}

/** That there is no such object yet, or that it is still the one that was seen. */
export type Condition = 'absent' | { etag: string }

export interface ListPage {
  /** In the order of their keys. */
  objects: StoredObject[]
  /** Where the next page begins; null after the last one. */
  next: string | null
}

interface ReadGrant {
  seconds: number
  /** What the answer shall call it, whatever it was written as. */
  type?: string
  fileName?: string
}

/** Exactly these bytes, and nothing else, may be written with it. */
interface WriteGrant {
  seconds: number
  type: string
  bytes: number
  /** In hexadecimal. */
  sha256: string
}

interface SignedWrite {
  method: 'PUT'
  address: string
  /** To be sent as they are. */
  headers: Record<string, string>
}

/** What somebody with a signed address may do, or might have done before its time came. */
interface Permission {
  key: string
  isOver: boolean
}

type SignedQuery = Readonly<Record<string, string>>

/** For whoever answers under the addresses that a store signs. Null: one was not made here, or has been changed. */
export interface SignedAddresses {
  verifyRead(query: SignedQuery): Promise<(Permission & { type: string | null; fileName: string | null }) | null>
  verifyWrite(query: SignedQuery): Promise<(Permission & Omit<WriteGrant, 'seconds'>) | null>
}

/**
 * Where bytes live. Keys come from `keys.ts` and nowhere else. An object appears whole or not at all. Every call ends
 * in bounded time, and everything that goes wrong with the place itself is `unavailable` or `storage_full`.
 */
export interface Store {
  /** Writes all of `source`, then makes it visible under `key`. On failure nothing is left. Resolves to the byte count. */
  write(key: string, source: AsyncIterable<Buffer> | Buffer, particulars?: Particulars): Promise<number>
  /**
   * The same where `condition` holds; `undefined` where it does not. Of several at once one wins. Only writers that all
   * come this way are kept apart. In one piece: with uploads in parts not every service asks for the condition.
   */
  writeIf(
    condition: Condition,
    key: string,
    bytes: Buffer,
    particulars?: Particulars,
  ): Promise<{ bytes: number; etag: string } | undefined>
  /** The whole object; `undefined` when there is none. */
  read(key: string): Promise<Buffer | undefined>
  /** A stream over the object, or over a part of it. The object stays complete for this reader, even when it is deleted meanwhile. */
  open(key: string, range?: ByteRange): Promise<{ stream: Readable; bytes: number } | undefined>
  /** All that is known of it without its bytes; `undefined` when there is none. */
  find(key: string): Promise<FoundObject | undefined>
  /** The same bytes and particulars under another key as well. Resolves to the byte count; `undefined` when `from` is not there. */
  copy(from: string, to: string): Promise<number | undefined>
  /** Deletes; an object that is not there is fine. Resolves to the bytes that went. */
  delete(key: string): Promise<number>
  /** Everything whose key begins with `prefix`. */
  list(prefix: string): AsyncIterable<StoredObject>
  /** A part of it; `after` is the `next` of the page before. */
  listPage(prefix: string, options?: { after?: string | null; limit?: number }): Promise<ListPage>
  /**
   * An address under which strangers may read the object for some time. It may be relative: then it is one of this
   * gateway's own. That there is such an object is not asked.
   */
  signRead(key: string, grant: ReadGrant): Promise<string>
  /** The same for writing. Whoever relies on the bytes reads them once they are there: not every server compares the SHA-256. */
  signWrite(key: string, grant: WriteGrant): Promise<SignedWrite>
  /** Where the signed addresses are this gateway's own: the way to know them again. */
  addresses?: SignedAddresses
  /** The name of this place, made up once, when it was empty; null where it is older than such names. Refuses a place that is not ours. */
  identify(): Promise<string | null>
  /** Gives its name to a place that has none. */
  name(id: string): Promise<void>
  /** Proves that the place is the right one: what is missing here is missing. A full one is the right one. */
  prove(): Promise<void>
  /** Proves that, and that it takes bytes. */
  check(): Promise<void>
  /** The room there is, in bytes; null when the place knows no limit. */
  measure(): Promise<{ freeBytes: number; totalBytes: number } | null>
  /** Removes what writers that died have left, or only counts it. */
  removeStalePartials(
    olderThanMilliseconds: number,
    options?: { dryRun?: boolean },
  ): Promise<{ files: number; bytes: number }>
}

/** Says whose place it is. Not a key. */
export const markerName = '.photochanger-store'

export const pageObjects = 1000

/** Names that begin with a dot are ours; the others are those that Windows does not take. */
const partPattern = /^(?!\.)[^\\/:*?"<>|\p{Cc}\p{Cs}]+(?<![. ])$/u
const mostPartBytes = 240
const mostKeyBytes = 900
const isPart = (part: string) => partPattern.test(part) && Buffer.byteLength(part) <= mostPartBytes

/** What every kind of store can keep, and no way out of any directory. */
export const isKey = (key: string): boolean => Buffer.byteLength(key) <= mostKeyBytes && key.split('/').every(isPart)

export function requireKey(key: string): string {
  if (!isKey(key)) throw new Error('not a storage key')
  return key
}

const headerText = /^[\x20-\x7e]*$/

export function requireParticulars(given: Particulars): Particulars {
  const { type = '', metadata = {} } = given
  const names = Object.keys(metadata)
  const isFit = [type, ...Object.values(metadata)].every((text) => headerText.test(text))
  if (!isFit || !names.every((name) => /^[a-z0-9-]+$/.test(name))) throw new Error('not fit for a header')
  return given
}

/** Page after page. */
export async function* listAll(listPage: Store['listPage'], prefix: string): AsyncGenerator<StoredObject> {
  let after: string | null = null
  do {
    const { objects, next }: ListPage = await listPage(prefix, { after })
    yield* objects
    after = next
  } while (after !== null)
}
