/** One part as it came: its head, its size, and the beginning of what is in it. */
export interface SeenPart {
  head: string[]
  bytes: number
  start: Buffer
}

/** What was seen of a body. */
export interface SeenBody {
  bytes: number
  parts: SeenPart[]
  /** Its first bytes, whatever they are. */
  start: Buffer
  /** The closing boundary came. */
  isClosed: boolean
  /** Lines end with a line feed alone. */
  hasBareLineFeeds: boolean
  /** A part, counted from 1, whose head has no end. */
  headlessPart: number | null
}

const startBytes = 256
const mostParts = 100
const mostHeadBytes = 16 * 1024
/** What is kept of it; a hundred parts must not hold more than a photo's piece. */
const mostKeptHeadBytes = 2048
const lineEnd = Buffer.from('\r\n')
const headEnd = Buffer.from('\r\n\r\n')

/**
 * Watches a multipart body go by and keeps its outline, also of one that the parser refuses. It copies nothing of the
 * photo: of each piece only the seam to the one before is joined, and the search for the boundary is the runtime's own.
 */
export function createPartScanner(boundary: string) {
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  const body: SeenBody = {
    ...{ bytes: 0, parts: [], start: Buffer.alloc(0) },
    ...{ isClosed: false, hasBareLineFeeds: false, headlessPart: null },
  }
  /** `before` the first part, `behind` a boundary, in a part's `head` or `content`, or done. */
  let place: 'before' | 'behind' | 'head' | 'content' | 'done' = 'before'
  // The first boundary has no line in front of it.
  let rest: Buffer = lineEnd

  function push(chunk: Buffer): void {
    body.bytes += chunk.length
    if (body.start.length < startBytes) body.start = joinStart(body.start, chunk)
    if (place === 'done') return
    const isSeamOnly = (place === 'before' || place === 'content') && chunk.length >= delimiter.length
    if (isSeamOnly && Buffer.concat([rest, chunk.subarray(0, delimiter.length)]).indexOf(delimiter) < 0) {
      keep(rest)
      scan(chunk)
    } else {
      scan(rest.length === 0 ? chunk : Buffer.concat([rest, chunk]))
    }
  }

  function scan(data: Buffer): void {
    let at: number | undefined = 0
    rest = Buffer.alloc(0)
    while (at !== undefined && place !== 'done') at = steps[place](data, at)
  }

  /** Each reads from `at` on and says where it has come to; undefined when it needs more, which is in `rest` then. */
  const steps = {
    before: findDelimiter,
    content: findDelimiter,

    behind(data: Buffer, at: number): number | undefined {
      if (data.length < at + 2) return wait(data, at)
      const two = data.toString('latin1', at, at + 2)
      body.isClosed = two === '--'
      body.hasBareLineFeeds = two.startsWith('\n')
      place = two === '\r\n' ? 'head' : 'done'
      return at + 2
    },

    head(data: Buffer, at: number): number | undefined {
      if (body.parts.length === mostParts) {
        place = 'done'
        return undefined
      }
      if (data.length < at + 2) return wait(data, at)
      const isEmpty = data.subarray(at, at + 2).equals(lineEnd)
      const end = isEmpty ? at : data.indexOf(headEnd, at)
      const next = data.indexOf(delimiter, at)
      if (next >= 0 && (end < 0 || next < end)) return leaveHeadless(data, at, next)
      if (end < 0) return data.length - at > mostHeadBytes ? leaveHeadless(data, at, data.length) : wait(data, at)
      addPart(data.toString('utf8', at, Math.min(end, at + mostKeptHeadBytes)))
      place = 'content'
      // The end of the head may be the line in front of the next boundary: a part with nothing in it.
      return isEmpty ? end : end + lineEnd.length + (isDelimiterAt(data, end + lineEnd.length) ? 0 : lineEnd.length)
    },
  }

  function isDelimiterAt(data: Buffer, at: number): boolean {
    return data.subarray(at, at + delimiter.length).equals(delimiter)
  }

  function findDelimiter(data: Buffer, at: number): number | undefined {
    const end = data.indexOf(delimiter, at)
    if (end < 0) {
      const safe = Math.max(at, data.length - delimiter.length + 1)
      keep(data.subarray(at, safe))
      return wait(data, safe)
    }
    keep(data.subarray(at, end))
    place = 'behind'
    return end + delimiter.length
  }

  function wait(data: Buffer, at: number): undefined {
    rest = data.subarray(at)
  }

  function leaveHeadless(data: Buffer, at: number, end: number): number {
    addPart(data.toString('utf8', at, Math.min(end, at + startBytes)))
    body.headlessPart ??= body.parts.length
    place = end === data.length ? 'done' : 'behind'
    return end + delimiter.length
  }

  function addPart(head: string): void {
    body.parts.push({ head: head.split('\r\n').filter(Boolean), bytes: 0, start: Buffer.alloc(0) })
  }

  function keep(piece: Buffer): void {
    const part = body.parts.at(-1)
    if (place !== 'content' || !part) return
    part.bytes += piece.length
    if (part.start.length < startBytes) part.start = joinStart(part.start, piece)
  }

  return {
    push,
    /** Call once, at the end. */
    end(): SeenBody {
      keep(rest)
      if (place === 'head') addPart(rest.toString('utf8', 0, startBytes))
      place = 'done'
      return body
    },
  }
}

export type PartScanner = ReturnType<typeof createPartScanner>

/** A copy: the piece it comes from is large. */
const joinStart = (start: Buffer, piece: Buffer) => Buffer.concat([start, piece.subarray(0, startBytes - start.length)])
