import { BitWriter } from './bit-writer.ts'
import { type CoefficientImage, type Component, JpegFault } from './coefficient-image.ts'
import { createEncodingTable, type EncodingTable } from './huffman.ts'
import { segmentOf } from './read-coefficients.ts'

/** Blocks of an MCU (T.81, B.2.3). */
const mostBlocks = 10
/** Of a baseline JPEG (T.81, tables F.1 and F.2). */
const mostBits = { dc: 11, ac: 10 }
const restIsZero = 0x00
const sixteenZeros = 0xf0

/** Takes one symbol, and the bits behind it. */
type Take = (kind: 'dc' | 'ac', table: number, symbol: number, extra: number, extraBits: number) => void

/**
 * A baseline JPEG of just these coefficients, with Huffman tables of its own. Throws JpegFault for what cannot be one.
 */
export function writeCoefficients(image: CoefficientImage): Buffer {
  const counts = { dc: [0, 1].map(() => new Uint32Array(256)), ac: [0, 1].map(() => new Uint32Array(256)) }
  walk(image, (kind, table, symbol) => {
    const of = counts[kind][table]
    if (of) of[symbol] = (of[symbol] ?? 0) + 1
  })
  const tables = { dc: counts.dc.map(createEncodingTable), ac: counts.ac.map(createEncodingTable) }
  const writer = new BitWriter()
  walk(image, (kind, table, symbol, extra, extraBits) => {
    const { codes, lengths } = tables[kind][table] as EncodingTable
    writer.put(codes[symbol] ?? 0, lengths[symbol] ?? 0)
    if (extraBits > 0) writer.put(extra, extraBits)
  })
  const used = [...new Set(image.components.map((_, index) => tableOf(image, index)))]
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...image.notes,
    ...divisorsOf(image).map((divisors, index) => segmentOf(0xdb, Uint8Array.from([index, ...divisors]))),
    frameOf(image),
    ...used.flatMap((table) => [huffmanOf(0x00 | table, tables.dc[table]), huffmanOf(0x10 | table, tables.ac[table])]),
    scanOf(image),
    writer.end(),
    Buffer.from([0xff, 0xd9]),
  ])
}

/** Brightness has tables of its own where it is one. */
const tableOf = ({ colours }: CoefficientImage, index: number) => (colours === 'ycc' && index > 0 ? 1 : 0)

/** Each once. */
function divisorsOf({ components }: CoefficientImage): Uint8Array[] {
  const known = new Map(components.map(({ divisors }) => [divisors.join(), divisors]))
  return [...known.values()]
}

function frameOf(image: CoefficientImage): Buffer {
  const { width, height, components } = image
  const known = divisorsOf(image).map((divisors) => divisors.join())
  const body = Buffer.from([
    ...[8, height >> 8, height & 255, width >> 8, width & 255, components.length],
    ...components.flatMap(({ id, divisors, ...component }) => {
      const { across, down } = components.length === 1 ? { across: 1, down: 1 } : component
      return [id, (across << 4) | down, known.indexOf(divisors.join())]
    }),
  ])
  return segmentOf(0xc0, body)
}

function huffmanOf(head: number, table: EncodingTable | undefined): Buffer {
  return segmentOf(0xc4, Uint8Array.from([head, ...(table?.counts ?? []), ...(table?.symbols ?? [])]))
}

function scanOf(image: CoefficientImage): Buffer {
  const parts = image.components.flatMap(({ id }, index) => [id, tableOf(image, index) * 0x11])
  return segmentOf(0xda, Uint8Array.from([image.components.length, ...parts, 0, 63, 0]))
}

/** All symbols of the picture, in the order of the file. */
function walk(image: CoefficientImage, take: Take): void {
  const { components, width, height, across, down } = image
  const last = components.map(() => 0)
  const put = (component: Component, index: number, column: number, row: number) => {
    const at = (row * component.blocksWide + column) * 64
    const difference = (component.coefficients[at] ?? 0) - (last[index] ?? 0)
    last[index] = component.coefficients[at] ?? 0
    putBlock(component.coefficients, at, difference, tableOf(image, index), take)
  }
  const [only] = components
  if (only && components.length === 1) {
    for (let row = 0; row < only.filledHigh; row += 1) {
      for (let column = 0; column < only.filledWide; column += 1) put(only, 0, column, row)
    }
    return
  }
  if (components.reduce((sum, each) => sum + each.across * each.down, 0) > mostBlocks) {
    throw new JpegFault('too many blocks in one')
  }
  const [wide, high] = [Math.ceil(width / (8 * across)), Math.ceil(height / (8 * down))]
  for (let unit = 0; unit < wide * high; unit += 1) {
    const [unitColumn, unitRow] = [unit % wide, Math.floor(unit / wide)]
    for (const [index, component] of components.entries()) {
      for (let y = 0; y < component.down; y += 1) {
        for (let x = 0; x < component.across; x += 1) {
          put(component, index, unitColumn * component.across + x, unitRow * component.down + y)
        }
      }
    }
  }
}

/** How many bits a number has without its sign. */
const bitsOf = (value: number) => 32 - Math.clz32(Math.abs(value))

function putBlock(coefficients: Int16Array, at: number, difference: number, table: number, take: Take): void {
  const bits = bitsOf(difference)
  if (bits > mostBits.dc) throw new JpegFault('a difference that is too large')
  take('dc', table, bits, difference < 0 ? difference - 1 : difference, bits)
  let zeros = 0
  for (let place = 1; place < 64; place += 1) {
    const value = coefficients[at + place] ?? 0
    if (value === 0) {
      zeros += 1
      continue
    }
    for (; zeros > 15; zeros -= 16) take('ac', table, sixteenZeros, 0, 0)
    const bits = bitsOf(value)
    if (bits > mostBits.ac) throw new JpegFault('a coefficient that is too large')
    take('ac', table, (zeros << 4) | bits, value < 0 ? value - 1 : value, bits)
    zeros = 0
  }
  if (zeros > 0) take('ac', table, restIsZero, 0, 0)
}
