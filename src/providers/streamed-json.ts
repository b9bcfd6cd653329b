import { randomUUID } from 'node:crypto'
import type { ScratchFile, Workspace } from '../media/scratch.ts'
import { createJsonCursor, type JsonCursor, MalformedJson, type StringPiece } from './json-cursor.ts'
import { ProviderFailure } from './provider-failure.ts'

/*
 * Services that put pictures into JSON as base64 send one string of many megabytes. Parsed as usual it is in memory four
 * times, and the event loop stands still meanwhile. Here such a string goes to the disk while it arrives, decoded, and
 * JSON.parse sees a short reference in its place.
 *
 * What is outside of strings, and what is short, is kept as it came. A long string is base64 until a character says
 * otherwise: then its file is dropped, and it is text after all, which is why its beginning is kept as long as it would
 * fit into the JSON. Everything is done in pieces, and the disk is waited for between them: one chunk of many megabytes
 * does not hold up the event loop either.
 */

export interface StreamedJson {
  /** The document, with every base64 string longer than the limit replaced by a reference. */
  json: unknown
  /** Decoded bytes of those strings, by reference. */
  files: ReadonlyMap<string, ScratchFile>
}

interface Options {
  workspace: Workspace
  longerThanCharacters: number
  /** Of one file. */
  mostFileBytes: number
  /** Of everything that does not go into files. */
  mostJsonBytes: number
  /** What is thrown for a file that is too large; `bad_media` without it. */
  onFileTooLarge?: () => Error
  signal?: AbortSignal
}

const mostFiles = 64
const base64Characters = /^[A-Za-z0-9+/_-]*={0,2}$/

const tooLarge = () => new ProviderFailure('bad_media', 'the picture in the answer is too large')

/**
 * Reads one JSON document, decoded from any content encoding. Throws MalformedJson, `storage_full` or `unavailable` for
 * the disk, what the source throws, or the signal's reason.
 */
export async function readJsonDiverting(source: AsyncIterable<Uint8Array>, options: Options): Promise<StreamedJson> {
  const pieces = source[Symbol.asyncIterator]()
  try {
    return await read(createJsonCursor(pieces, options.signal), options)
  } catch (error) {
    // Not waited for: a source that hangs does not listen to this either.
    pieces.return?.().catch(() => {})
    throw error
  }
}

async function read(cursor: JsonCursor, options: Options): Promise<StreamedJson> {
  const skeleton = createSkeleton(options.mostJsonBytes)
  const files = new Map<string, ScratchFile>()
  while (await cursor.fill()) {
    const { bytes, ended } = cursor.takeUntilQuote()
    skeleton.add(bytes)
    if (ended) await readString(cursor, skeleton, files, options)
  }
  return { json: skeleton.parse(), files }
}

/** One string, without the quote before it: into a file, or as it is into the skeleton. */
async function readString(cursor: JsonCursor, skeleton: Skeleton, files: Map<string, ScratchFile>, options: Options) {
  const text = skeleton.draft()
  const next = createPieces(cursor, text.add)
  const file = await divert(next, options)
  if (file) {
    if (files.size >= mostFiles) throw new MalformedJson(`more than ${mostFiles} long strings`)
    const reference = `file:${randomUUID()}`
    files.set(reference, file)
    skeleton.add(Buffer.from(`${reference}"`))
    return
  }
  text.keep()
  while (await next()) {} // what is left goes through the draft
  skeleton.add(Buffer.from('"'))
}

type NextPiece = () => Promise<StringPiece | undefined>

/** The pieces of one string, and at its end undefined, however often it is asked. */
function createPieces(cursor: JsonCursor, onRead: (raw: Buffer) => void): NextPiece {
  let hasEnded = false
  return async () => {
    const piece = hasEnded ? undefined : await cursor.nextOfString()
    if (piece) onRead(piece.raw)
    else hasEnded = true
    return piece
  }
}

/** Undefined: it is short, or text. */
async function divert(next: NextPiece, options: Options): Promise<ScratchFile | undefined> {
  const { workspace, longerThanCharacters, mostFileBytes, onFileTooLarge = tooLarge, signal } = options
  let start = ''
  while (start.length <= longerThanCharacters) {
    const piece = await next()
    if (!piece) return undefined
    start += textOf(piece)
  }
  // Looked at before a file is made: most long texts say in their first words that they are none.
  if (!base64Characters.test(start)) return undefined
  const limits = { mostBytes: mostFileBytes, onTooLarge: onFileTooLarge, ...(signal && { signal }) }
  return workspace.write(decodeBase64(start, next), limits).catch((error: unknown) => {
    if (error !== notBase64) throw error
    return undefined
  })
}

/** Thrown by the decoder alone. */
const notBase64 = new Error('not base64')

/** Both alphabets, with or without padding. */
async function* decodeBase64(start: string, next: NextPiece): AsyncGenerator<Uint8Array, void, void> {
  let carried = ''
  let padding = ''
  for (let text: string | undefined = start; text !== undefined; text = textOf(await next())) {
    const end = padding === '' ? text.indexOf('=') : 0
    const body = end === -1 ? text : text.slice(0, end)
    if (end !== -1) padding += text.slice(end)
    if (!/^={0,2}$/.test(padding)) throw notBase64
    const length = carried.length + body.length
    const ready = Math.max(0, length - (length % 4) - carried.length)
    if (ready > 0) yield decodeAll(carried, body.slice(0, ready))
    carried = ready > 0 ? body.slice(ready) : carried + body
  }
  if (carried.length === 1 || (padding !== '' && (carried.length + padding.length) % 4 !== 0)) throw notBase64
  if (carried !== '') yield decodeAll('', carried)
}

/** `carried` are the up to three characters before `text`. The two are not joined: that would be one more copy. */
function decodeAll(carried: string, text: string): Buffer {
  const missing = carried === '' ? 0 : 4 - carried.length
  const bytes = Buffer.allocUnsafeSlow(Math.floor(((carried.length + text.length) * 3) / 4))
  const first = bytes.write(carried + text.slice(0, missing), 'base64')
  // Node skips what is not of the alphabet; then bytes are missing.
  if (first + bytes.write(text.slice(missing), first, 'base64') !== bytes.length) throw notBase64
  return bytes
}

/** What a piece means, one character for each byte: all that matters to base64. */
function textOf(piece: StringPiece): string
function textOf(piece: StringPiece | undefined): string | undefined
function textOf(piece: StringPiece | undefined): string | undefined {
  if (!piece?.isEscape) return piece?.raw.toString('latin1')
  const [, kind, digits] = /^\\(.)(.*)$/.exec(piece.raw.toString('latin1')) ?? []
  if (kind === 'u') return String.fromCharCode(Number.parseInt(digits ?? '', 16))
  return kind === '/' ? '/' : ' ' // any other is no base64, whatever it is
}

/** What JSON.parse will see. */
function createSkeleton(mostBytes: number) {
  const kept: Buffer[] = []
  let bytes = 0

  function add(...pieces: readonly Buffer[]): void {
    for (const piece of pieces) {
      bytes += piece.length
      if (bytes > mostBytes) throw new MalformedJson(`more than ${mostBytes} bytes`)
      kept.push(Buffer.from(piece)) // a copy: a view would hold the whole chunk in memory
    }
  }

  /** Text that is perhaps not needed; dropped as soon as it would be too long. Once kept, what is added is in. */
  function draft() {
    const drafted: Buffer[] = []
    let draftedBytes = 0
    let isKept = false
    return {
      add(piece: Buffer): void {
        draftedBytes += piece.length
        if (isKept) add(piece)
        else if (bytes + draftedBytes <= mostBytes) drafted.push(piece)
        else drafted.length = 0
      },
      keep(): void {
        isKept = true
        if (bytes + draftedBytes > mostBytes) throw new MalformedJson(`more than ${mostBytes} bytes`)
        add(...drafted)
      },
    }
  }

  function parse(): unknown {
    try {
      return JSON.parse(new TextDecoder().decode(Buffer.concat(kept)))
    } catch {
      throw new MalformedJson('the document is no JSON') // without the parser's message, which quotes it
    }
  }

  return { add, draft, parse }
}

type Skeleton = ReturnType<typeof createSkeleton>
