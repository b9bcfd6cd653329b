import { JpegFault } from './coefficient-image.ts'

/** By the next 16 bits: the length of the code in the higher byte, its symbol in the lower one. 0: there is no such code. */
export type DecodingTable = Uint16Array

const longest = 16
const allCodes = 1 << longest

/** `counts`: how many codes there are of each length from 1 to 16 (T.81, annex C). */
export function createDecodingTable(counts: Uint8Array, symbols: Uint8Array): DecodingTable {
  const table = new Uint16Array(allCodes)
  let code = 0
  let at = 0
  for (let length = 1; length <= longest; length += 1) {
    const span = allCodes >> length
    for (let count = counts[length - 1] ?? 0; count > 0; count -= 1) {
      if (code + span > allCodes) throw new JpegFault('a table with more codes than there can be')
      table.fill((length << 8) | (symbols[at] ?? 0), code, code + span)
      code += span
      at += 1
    }
  }
  return table
}

export interface EncodingTable {
  counts: Uint8Array
  symbols: Uint8Array
  /** By symbol. */
  codes: Uint16Array
  lengths: Uint8Array
}

/** One more than there are symbols: no code may be all ones. */
const reserved = 256

/** The table with which symbols that are so frequent take the fewest bits (T.81, K.2). */
export function createEncodingTable(frequencies: Uint32Array): EncodingTable {
  const sizes = codeSizes(frequencies)
  const counts = withinLongest(sizes)
  const symbols = Uint8Array.from(
    Array.from({ length: 256 }, (_, symbol) => symbol)
      .filter((symbol) => (sizes[symbol] ?? 0) > 0)
      .sort((one, other) => (sizes[one] ?? 0) - (sizes[other] ?? 0) || one - other),
  )
  const [codes, lengths] = [new Uint16Array(256), new Uint8Array(256)]
  let code = 0
  let at = 0
  for (let length = 1; length <= longest; length += 1) {
    for (let count = counts[length - 1] ?? 0; count > 0; count -= 1) {
      const symbol = symbols[at] ?? 0
      codes[symbol] = code
      lengths[symbol] = length
      code += 1
      at += 1
    }
    code <<= 1
  }
  return { counts, symbols, codes, lengths }
}

/** How long the code of each would be, were there no longest: the two rarest are put together until one is left. */
function codeSizes(frequencies: Uint32Array): Uint8Array {
  const sizes = new Uint8Array(reserved + 1)
  const groups = Array.from({ length: reserved + 1 }, (_, symbol) => ({
    frequency: symbol === reserved ? 1 : (frequencies[symbol] ?? 0),
    members: [symbol],
  })).filter(({ frequency }) => frequency > 0)
  while (groups.length > 1) {
    // The one without a symbol comes first among equals, and so has one of the longest codes.
    groups.sort((one, other) => other.frequency - one.frequency || (one.members[0] ?? 0) - (other.members[0] ?? 0))
    const [rarest, next] = [groups.pop(), groups.pop()]
    const members = [...(rarest?.members ?? []), ...(next?.members ?? [])]
    for (const member of members) sizes[member] = (sizes[member] ?? 0) + 1
    groups.push({ frequency: (rarest?.frequency ?? 0) + (next?.frequency ?? 0), members })
  }
  return sizes
}

/** How many codes of each length: two that are too long become one shorter one and one that another code gives its place to. */
function withinLongest(sizes: Uint8Array): Uint8Array {
  const counts = new Array<number>(reserved + 2).fill(0)
  for (const size of sizes) if (size > 0) counts[size] = (counts[size] ?? 0) + 1
  const add = (length: number, count: number) => {
    counts[length] = (counts[length] ?? 0) + count
  }
  for (let length = counts.length - 1; length > longest; length -= 1) {
    while ((counts[length] ?? 0) > 0) {
      let shorter = length - 2
      while (counts[shorter] === 0) shorter -= 1
      add(length, -2)
      add(length - 1, 1)
      add(shorter + 1, 2)
      add(shorter, -1)
    }
  }
  let last = longest
  while (counts[last] === 0 && last > 0) last -= 1
  add(last, -1) // the reserved one
  return Uint8Array.from(counts.slice(1, longest + 1))
}
