import { untilAborted } from '../deadline.ts'

const quote = 0x22
const backslash = 0x5c
const mostPieceBytes = 64 * 1024

/** Broken off, or no JSON at all, or too much of it. Never says what it was: that belongs to somebody. */
export class MalformedJson extends SyntaxError {
  override name = 'MalformedJson'
}

export interface StringPiece {
  /** As it stands in the document. */
  raw: Buffer
  isEscape: boolean
}

/** The document as it arrives, a piece at a time; it knows where strings begin, end, and hide characters. */
export function createJsonCursor(source: AsyncIterator<Uint8Array>, signal: AbortSignal | undefined) {
  let chunk: Buffer = Buffer.alloc(0)
  let rest: Buffer = chunk
  // Where the next one is in `rest`, looked for once: many short strings must not each search a long piece.
  const places = new Map<number, number>()

  /** Makes sure that there is something to read; false at the end of the document. */
  async function fill(): Promise<boolean> {
    while (rest.length === 0) {
      if (chunk.length === 0) {
        const next = source.next()
        const { done, value } = await (signal ? untilAborted(signal, next) : next)
        if (done) return false
        chunk = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
      }
      rest = chunk.subarray(0, mostPieceBytes)
      chunk = chunk.subarray(rest.length)
      places.clear()
    }
    return true
  }

  function placeOf(byte: number): number {
    const known = places.get(byte)
    if (known !== undefined && known >= 0) return known
    const found = rest.indexOf(byte)
    const place = found === -1 ? Number.POSITIVE_INFINITY : found
    places.set(byte, place)
    return place
  }

  function take(count: number): Buffer {
    const taken = rest.subarray(0, count)
    rest = rest.subarray(taken.length)
    for (const [byte, place] of places) places.set(byte, place - taken.length)
    return taken
  }

  async function require(): Promise<void> {
    if (!(await fill())) throw new MalformedJson('the document breaks off')
  }

  /** A backslash and what belongs to it, even when chunks part it. */
  async function takeEscape(): Promise<Buffer> {
    const taken: Buffer[] = []
    for (let length = 2; taken.length < length; ) {
      await require()
      taken.push(take(1))
      if (taken.length === 2 && taken[1]?.[0] === 'u'.charCodeAt(0)) length = 6
    }
    return Buffer.concat(taken)
  }

  return {
    fill,
    /** Needs `fill`. What comes before the next string, with its quote if that has come already. */
    takeUntilQuote(): { bytes: Buffer; ended: boolean } {
      const place = placeOf(quote)
      return { bytes: take(place + 1), ended: place !== Number.POSITIVE_INFINITY }
    },
    /** The next piece of a string; undefined at its end, the quote taken. */
    async nextOfString(): Promise<StringPiece | undefined> {
      await require()
      const place = Math.min(placeOf(quote), placeOf(backslash))
      if (place > 0) return { raw: take(place), isEscape: false }
      if (rest[0] === backslash) return { raw: await takeEscape(), isEscape: true }
      take(1)
      return undefined
    },
  }
}

export type JsonCursor = ReturnType<typeof createJsonCursor>
