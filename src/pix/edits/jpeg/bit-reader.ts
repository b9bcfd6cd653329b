import { JpegFault } from './coefficient-image.ts'
import type { DecodingTable } from './huffman.ts'

const windowBits = 16

/** The bits of one scan, the highest first; a zero byte behind 0xFF is left out, and a marker is an end. */
export class BitReader {
  readonly #data: Buffer
  #at: number
  /** The lowest `#count` are ahead. */
  #bits = 0
  #count = 0
  /** How many of those are not in the file. */
  #invented = 0

  constructor(data: Buffer, at: number) {
    this.#data = data
    this.#at = at
  }

  #fill(): void {
    while (this.#count <= 24) {
      const byte = this.#data[this.#at] ?? 0xff
      let next = byte
      if (byte !== 0xff) this.#at += 1
      else if (this.#data[this.#at + 1] === 0) this.#at += 2
      else {
        next = 0
        this.#invented += 8
      }
      this.#bits = (this.#bits << 8) | next
      this.#count += 8
    }
  }

  /** The next symbol. */
  decode(table: DecodingTable): number {
    if (this.#count < windowBits) this.#fill()
    const entry = table[(this.#bits >>> (this.#count - windowBits)) & 0xffff] ?? 0
    if (entry === 0) throw new JpegFault('a code that no table knows')
    this.#count -= entry >> 8
    return entry & 255
  }

  /** The next `count` bits, at most 16, as a number. */
  bits(count: number): number {
    if (count === 0) return 0
    if (this.#count < count) this.#fill()
    this.#count -= count
    return (this.#bits >>> this.#count) & ((1 << count) - 1)
  }

  /** The same, where half of the numbers are negative (T.81, F.2.2.1). */
  signed(count: number): number {
    const value = this.bits(count)
    return count === 0 || value >= 1 << (count - 1) ? value : value - (1 << count) + 1
  }

  /** Throws when bits were taken that the file does not have. */
  requireReal(): void {
    if (this.#invented > this.#count) throw new JpegFault('the picture ends too early')
  }

  /** Goes on behind the marker that begins a piece anew; `index` counts them from 0. */
  restart(index: number): void {
    this.end()
    if (this.#data[this.#at] !== 0xff || this.#data[this.#at + 1] !== 0xd0 + (index % 8)) {
      throw new JpegFault('a piece does not begin where it must')
    }
    this.#at += 2
  }

  /** Where the next marker begins. */
  end(): number {
    this.requireReal()
    if (this.#count - this.#invented >= 8) throw new JpegFault('more bits than blocks')
    while (this.#data[this.#at] === 0xff && this.#data[this.#at + 1] === 0xff) this.#at += 1
    this.#bits = 0
    this.#count = 0
    this.#invented = 0
    return this.#at
  }
}
