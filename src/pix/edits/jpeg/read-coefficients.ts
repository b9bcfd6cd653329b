import { BitReader } from './bit-reader.ts'
import { type CoefficientImage, type Component, JpegFault } from './coefficient-image.ts'
import { createDecodingTable, type DecodingTable } from './huffman.ts'
import { readScan, type Scan, type ScanPart } from './scan.ts'

/** A master has at most 3000 × 3000. */
const mostPixels = 16_000_000
/** Ten or so are usual; each is a walk over the whole picture. */
const mostScans = 64
const mostTables = 256
/** Blocks of an MCU (T.81, B.2.3). */
const mostBlocks = 10
const marker = { start: 0xd8, end: 0xd9, scan: 0xda, huffman: 0xc4, divisors: 0xdb, restarts: 0xdd, comment: 0xfe }
const frames = { baseline: 0xc0, extended: 0xc1, progressive: 0xc2 }

interface Reading {
  jpeg: Buffer
  divisors: (Uint8Array | undefined)[]
  tables: { dc: (DecodingTable | undefined)[]; ac: (DecodingTable | undefined)[] }
  frame: (Pick<CoefficientImage, 'width' | 'height' | 'across' | 'down'> & { parts: FramePart[] }) | undefined
  isProgressive: boolean
  restartInterval: number
  notes: Buffer[]
}

interface FramePart {
  component: Component
  /** Which of the divisors are its own is known when its first scan begins. */
  table: number
  /** By coefficient: how many of its bits are missing; -1: all. */
  missing: Int8Array
}

/**
 * The coefficients of a JPEG: baseline or progressive, Huffman codes, 8 bits, grey or three components, sampled by 1 or 2.
 * Throws JpegFault for any other, and for one that is not complete.
 */
export function readCoefficients(jpeg: Buffer): CoefficientImage {
  const reading: Reading = {
    ...{ jpeg, divisors: [], tables: { dc: [], ac: [] }, frame: undefined },
    ...{ isProgressive: false, restartInterval: 0, notes: [] },
  }
  if (jpeg[0] !== 0xff || jpeg[1] !== marker.start) throw new JpegFault('not a JPEG')
  const counts = { scans: 0, tables: 0 }
  for (let at = 2; ; ) {
    const found = markerAt(jpeg, at)
    if (found.code === marker.end) return finish(reading)
    const { body, end } = segmentAt(jpeg, found.end)
    at = end
    if (found.code === marker.scan) {
      counts.scans += 1
      at = takeScan(reading, body, end)
    } else if (found.code === marker.huffman) counts.tables += takeTables(reading, body)
    else takeSegment(reading, found.code, body)
    if (counts.scans > mostScans || counts.tables > mostTables) throw new JpegFault('too many parts')
  }
}

/** A marker may be preceded by any number of 0xFF. */
function markerAt(jpeg: Buffer, from: number): { code: number; end: number } {
  let at = from
  if (jpeg[at] !== 0xff) throw new JpegFault('no marker where one must be')
  while (jpeg[at] === 0xff) at += 1
  const code = jpeg[at]
  if (code === undefined) throw new JpegFault('the file ends too early')
  return { code, end: at + 1 }
}

function segmentAt(jpeg: Buffer, at: number): { body: Buffer; end: number } {
  const length = at + 2 <= jpeg.length ? jpeg.readUInt16BE(at) : 0
  if (length < 2 || at + length > jpeg.length) throw new JpegFault('a segment that is not all there')
  return { body: jpeg.subarray(at + 2, at + length), end: at + length }
}

function takeSegment(reading: Reading, code: number, body: Buffer): void {
  if (code === marker.divisors) takeDivisors(reading, body)
  else if (code === marker.restarts) reading.restartInterval = body.length === 2 ? body.readUInt16BE(0) : 0
  else if (code === frames.baseline || code === frames.extended || code === frames.progressive) {
    reading.isProgressive = code === frames.progressive
    takeFrame(reading, body)
  } else if (code >= 0xe0 && code <= 0xef) {
    if (isHeeded(code, body)) reading.notes.push(segmentOf(code, body))
  } else if (code !== marker.comment) throw new JpegFault(`a part that is not read here, ${code.toString(16)}`)
}

const startsWith = (body: Buffer, text: string) => body.toString('latin1', 0, text.length) === text

/** The header without a small picture in it, the colour profile, Adobe's note on the colours. */
function isHeeded(code: number, body: Buffer): boolean {
  if (code === 0xe0) return startsWith(body, 'JFIF\0') && body.length === 14
  if (code === 0xe2) return startsWith(body, 'ICC_PROFILE\0')
  return code === 0xee && startsWith(body, 'Adobe') && body.length >= 12
}

export function segmentOf(code: number, body: Uint8Array): Buffer {
  const head = Buffer.from([0xff, code, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

function takeDivisors({ divisors }: Reading, body: Buffer): void {
  for (let at = 0; at < body.length; at += 65) {
    const head = body[at] ?? 0
    const table = Uint8Array.from(body.subarray(at + 1, at + 65))
    // With 16 bits it would be no baseline JPEG any more.
    if (head > 3 || table.length < 64 || table.includes(0)) throw new JpegFault('divisors that are not read here')
    divisors[head] = table
  }
}

function takeTables({ tables }: Reading, body: Buffer): number {
  let count = 0
  for (let at = 0; at < body.length; count += 1) {
    const head = body[at] ?? 0
    const counts = body.subarray(at + 1, at + 17)
    const total = counts.reduce((sum, each) => sum + each, 0)
    const symbols = body.subarray(at + 17, at + 17 + total)
    if ((head & 0xec) !== 0 || counts.length < 16 || symbols.length < total) throw new JpegFault('a broken table')
    tables[head >> 4 === 0 ? 'dc' : 'ac'][head & 15] = createDecodingTable(counts, symbols)
    at += 17 + total
  }
  return count
}

function takeFrame(reading: Reading, body: Buffer): void {
  if (reading.frame) throw new JpegFault('two pictures')
  const [precision, count = 0] = [body[0], body[5]]
  if (precision !== 8 || (count !== 1 && count !== 3) || body.length !== 6 + 3 * count) {
    throw new JpegFault('a kind of picture that is not read here')
  }
  const [height, width] = [body.readUInt16BE(1), body.readUInt16BE(3)]
  if (width === 0 || height === 0 || width * height > mostPixels) throw new JpegFault('a size that is not read here')
  const given = Array.from({ length: count }, (_, index) => {
    const [id = 0, sampling = 0, table = 0] = body.subarray(6 + 3 * index)
    return { id, table, across: sampling >> 4, down: sampling & 15 }
  })
  const isUsual = given.every(({ across, down }) => [1, 2].includes(across) && [1, 2].includes(down))
  if (!isUsual || new Set(given.map(({ id }) => id)).size < count) throw new JpegFault('components not read here')
  const across = Math.max(...given.map((each) => each.across))
  const down = Math.max(...given.map((each) => each.down))
  const parts = given.map((each): FramePart => {
    const blocksWide = Math.ceil(width / (8 * across)) * each.across
    const blocksHigh = Math.ceil(height / (8 * down)) * each.down
    const component: Component = {
      ...{ id: each.id, across: each.across, down: each.down, blocksWide, blocksHigh },
      filledWide: Math.ceil(Math.ceil((width * each.across) / across) / 8),
      filledHigh: Math.ceil(Math.ceil((height * each.down) / down) / 8),
      divisors: new Uint8Array(),
      coefficients: new Int16Array(blocksWide * blocksHigh * 64),
    }
    return { component, table: each.table, missing: new Int8Array(64).fill(-1) }
  })
  reading.frame = { width, height, across, down, parts }
}

/** Resolves to where the next marker begins. */
function takeScan(reading: Reading, body: Buffer, start: number): number {
  const { frame, jpeg, divisors, tables, isProgressive, restartInterval } = reading
  if (!frame) throw new JpegFault('a scan before the picture')
  const count = body[0] ?? 0
  const [from = 0, to = 0, bits = 0] = body.subarray(1 + 2 * count)
  if (count < 1 || count > frame.parts.length || body.length !== 4 + 2 * count) throw new JpegFault('a broken scan')
  const [before, missing] = [bits >> 4, bits & 15]
  const missingBefore = isProgressive && before > 0 ? before : null
  const scanned: FramePart[] = []
  const parts = Array.from({ length: count }, (_, index): ScanPart => {
    const [id, numbers = 0] = body.subarray(1 + 2 * index)
    const part = frame.parts.find(({ component }) => component.id === id)
    if (!part || scanned.includes(part)) throw new JpegFault('a scan of something else')
    scanned.push(part)
    if (part.component.divisors.length === 0) part.component.divisors = requireDivisors(divisors[part.table])
    return { component: part.component, dc: tables.dc[numbers >> 4], ac: tables.ac[numbers & 15] }
  })
  const size = parts.reduce((sum, { component: { across, down } }) => sum + across * down, 0)
  if (count > 1 && size > mostBlocks) throw new JpegFault('too many blocks in one')
  const scan: Scan = { parts, from, to, missingBefore, missing, isProgressive, restartInterval }
  for (const part of scanned) notePass(part, scan)
  const reader = new BitReader(jpeg, start)
  readScan(frame, scan, reader)
  return reader.end()
}

function requireDivisors(table: Uint8Array | undefined): Uint8Array {
  if (!table) throw new JpegFault('no divisors')
  return table
}

/** Every coefficient comes once, and then bit by bit; the first one before all others. */
function notePass({ missing }: FramePart, scan: Scan): void {
  const { from, to, isProgressive, missingBefore, parts } = scan
  const after = isProgressive ? scan.missing : 0
  const isRange = isProgressive
    ? (from === 0 && to === 0) || (from > 0 && to >= from && to < 64 && parts.length === 1 && missing[0] !== -1)
    : from === 0 && to === 63 && scan.missing === 0
  if (!isRange || after > 13) throw new JpegFault('a pass that is not read here')
  for (let place = from; place <= to; place += 1) {
    if (missing[place] !== (missingBefore ?? -1) || (missingBefore !== null && after !== missingBefore - 1)) {
      throw new JpegFault('passes in another order')
    }
    missing[place] = after
  }
}

function finish({ frame, notes }: Reading): CoefficientImage {
  if (!frame) throw new JpegFault('no picture')
  const { parts, ...size } = frame
  // Decoders smooth what is not complete, each in its own way.
  if (parts.some(({ missing }) => missing.some((bits) => bits !== 0))) throw new JpegFault('passes are missing')
  const components = parts.map(({ component }) => component)
  return { ...size, components, colours: coloursOf(components, notes), notes }
}

/** As libjpeg tells them apart: by JFIF, Adobe's note, or the names of the components. */
function coloursOf(components: readonly Component[], notes: readonly Buffer[]): CoefficientImage['colours'] {
  if (components.length === 1) return 'grey'
  const isOf = (code: number) => (note: Buffer) => note[1] === code
  if (notes.some(isOf(0xe0))) return 'ycc'
  const adobe = notes.find(isOf(0xee))
  if (adobe) return adobe[15] === 0 ? 'rgb' : 'ycc'
  return components.map(({ id }) => String.fromCharCode(id)).join('') === 'RGB' ? 'rgb' : 'ycc'
}
