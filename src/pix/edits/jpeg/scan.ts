import type { BitReader } from './bit-reader.ts'
import { type CoefficientImage, type Component, JpegFault } from './coefficient-image.ts'
import type { DecodingTable } from './huffman.ts'

/** One of the passes in which a file brings the coefficients of some components (T.81, annexes F and G). */
export interface Scan {
  parts: ScanPart[]
  /** Which coefficients, in zigzag order. */
  from: number
  to: number
  /** Progressive: so many of the lowest bits came so far, null for the first pass, and are missing after it. */
  missingBefore: number | null
  missing: number
  isProgressive: boolean
  /** In blocks or MCUs; 0: the scan is in one piece. */
  restartInterval: number
}

export interface ScanPart {
  component: Component
  /** Undefined where the pass needs none. */
  dc: DecodingTable | undefined
  ac: DecodingTable | undefined
}

interface State {
  scan: Scan
  reader: BitReader
  /** Blocks from here on in which nothing is left. */
  emptyBlocks: number
}

interface PartState {
  part: ScanPart
  coefficients: Int16Array
  /** The first coefficient of the block before. */
  last: number
}

type Grid = Pick<CoefficientImage, 'width' | 'height' | 'across' | 'down'>
type ReadBlock = (state: State, part: PartState, at: number) => void

/** A coefficient is kept in 16 bits. */
const mostBits = 14
/** Of which a difference between two blocks, and a coefficient, may have so many (T.81, tables F.1 and F.2). */
const most = { difference: 11, coefficient: 10 }

/** Reads all blocks of a scan into its components. */
export function readScan(image: Grid, scan: Scan, reader: BitReader): void {
  const state: State = { scan, reader, emptyBlocks: 0 }
  const parts = scan.parts.map((part) => ({ part, coefficients: part.component.coefficients, last: 0 }))
  const readBlock = readerFor(scan)
  const restart = (index: number) => {
    reader.restart(index)
    state.emptyBlocks = 0
    for (const part of parts) part.last = 0
  }
  const [only] = parts
  if (only && parts.length === 1) {
    const { filledWide, filledHigh, blocksWide } = only.part.component
    const place = (unit: number) => Math.floor(unit / filledWide) * blocksWide + (unit % filledWide)
    readUnits(state, filledWide * filledHigh, restart, (unit) => readBlock(state, only, place(unit) * 64))
    return
  }
  const wide = Math.ceil(image.width / (8 * image.across))
  const high = Math.ceil(image.height / (8 * image.down))
  readUnits(state, wide * high, restart, (unit) => {
    const [column, row] = [unit % wide, Math.floor(unit / wide)]
    for (const part of parts) {
      const { across, down, blocksWide } = part.part.component
      for (let y = row * down; y < (row + 1) * down; y += 1) {
        for (let x = column * across; x < (column + 1) * across; x += 1) {
          readBlock(state, part, (y * blocksWide + x) * 64)
        }
      }
    }
  })
}

function readUnits(
  { scan: { restartInterval }, reader }: State,
  count: number,
  restart: (index: number) => void,
  readUnit: (unit: number) => void,
): void {
  for (let unit = 0; unit < count; unit += 1) {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) restart(unit / restartInterval - 1)
    readUnit(unit)
    reader.requireReal()
  }
}

function readerFor({ isProgressive, from, missingBefore }: Scan): ReadBlock {
  if (!isProgressive) return readWhole
  if (from === 0) return missingBefore === null ? readFirst : refineFirst
  return missingBefore === null ? readOthers : refineOthers
}

function requireTable(table: DecodingTable | undefined): DecodingTable {
  if (!table) throw new JpegFault('a table that is not there')
  return table
}

function readDifference({ reader }: State, state: PartState): number {
  const bits = reader.decode(requireTable(state.part.dc))
  if (bits > most.difference) throw new JpegFault('a difference that is too large')
  state.last += reader.signed(bits)
  return state.last
}

function keep(coefficients: Int16Array, at: number, value: number): void {
  if (value > 1 << mostBits || value < -(1 << mostBits)) throw new JpegFault('a coefficient that is too large')
  coefficients[at] = value
}

/** All 64 at once. */
function readWhole(state: State, part: PartState, at: number): void {
  const { reader } = state
  keep(part.coefficients, at, readDifference(state, part))
  const table = requireTable(part.part.ac)
  for (let place = 1; place < 64; place += 1) {
    const symbol = reader.decode(table)
    const [zeros, bits] = [symbol >> 4, symbol & 15]
    if (bits === 0 && zeros < 15) return
    place += zeros
    if (bits === 0) continue
    if (place > 63 || bits > most.coefficient) throw new JpegFault('a coefficient out of place')
    part.coefficients[at + place] = reader.signed(bits)
  }
}

function readFirst(state: State, part: PartState, at: number): void {
  keep(part.coefficients, at, readDifference(state, part) * 2 ** state.scan.missing)
}

function refineFirst({ reader, scan }: State, { coefficients }: PartState, at: number): void {
  coefficients[at] = (coefficients[at] ?? 0) | (reader.bits(1) << scan.missing)
}

/** How many blocks are empty from this one on. */
const readEmpty = (reader: BitReader, bits: number) => (1 << bits) + reader.bits(bits)

function readOthers(state: State, { part, coefficients }: PartState, at: number): void {
  const { reader, scan } = state
  if (state.emptyBlocks > 0) {
    state.emptyBlocks -= 1
    return
  }
  const table = requireTable(part.ac)
  for (let place = scan.from; place <= scan.to; place += 1) {
    const symbol = reader.decode(table)
    const [zeros, bits] = [symbol >> 4, symbol & 15]
    if (bits === 0 && zeros < 15) {
      state.emptyBlocks = readEmpty(reader, zeros) - 1
      return
    }
    place += zeros
    if (bits === 0) continue
    if (place > scan.to || bits > most.coefficient) throw new JpegFault('a coefficient out of place')
    keep(coefficients, at + place, reader.signed(bits) * 2 ** scan.missing)
  }
}

/** One more bit of those that are there, and new ones among them (T.81, G.1.2.3). */
function refineOthers(state: State, { part, coefficients }: PartState, at: number): void {
  const { reader, scan } = state
  const step = 1 << scan.missing
  let place = scan.from
  if (state.emptyBlocks === 0) {
    const table = requireTable(part.ac)
    for (; place <= scan.to; place += 1) {
      const symbol = reader.decode(table)
      const [zeros, bits] = [symbol >> 4, symbol & 15]
      if (bits > 1) throw new JpegFault('more than one bit of a coefficient')
      if (bits === 0 && zeros < 15) {
        state.emptyBlocks = readEmpty(reader, zeros)
        break
      }
      const value = bits === 0 ? 0 : reader.bits(1) === 1 ? step : -step
      place = refineUntil(state, coefficients, at, place, zeros)
      if (value === 0) continue
      if (place > scan.to) throw new JpegFault('a coefficient out of place')
      coefficients[at + place] = value
    }
  }
  if (state.emptyBlocks > 0) {
    refineUntil(state, coefficients, at, place, 64)
    state.emptyBlocks -= 1
  }
}

/** Refines what is there up to the place behind so many zeros. */
function refineUntil(
  { reader, scan }: State,
  coefficients: Int16Array,
  at: number,
  from: number,
  zeros: number,
): number {
  const step = 1 << scan.missing
  let left = zeros
  for (let place = from; place <= scan.to; place += 1) {
    const value = coefficients[at + place] ?? 0
    if (value === 0) {
      if (left === 0) return place
      left -= 1
    } else if (reader.bits(1) === 1 && (value & step) === 0) {
      coefficients[at + place] = value + (value > 0 ? step : -step)
    }
  }
  return scan.to + 1
}
