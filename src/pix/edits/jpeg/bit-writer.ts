const firstBytes = 1024 ** 2

/** Bits behind one another, the highest first, with a zero byte behind each 0xFF. */
export class BitWriter {
  #bytes = Buffer.allocUnsafe(firstBytes)
  #at = 0
  /** The lowest `#count` are not written yet: always less than a byte. */
  #bits = 0
  #count = 0

  /** At most 16 at once. */
  put(value: number, count: number): void {
    this.#bits = (this.#bits << count) | (value & ((1 << count) - 1))
    this.#count += count
    while (this.#count >= 8) {
      this.#count -= 8
      this.#byte((this.#bits >>> this.#count) & 0xff)
    }
    this.#bits &= (1 << this.#count) - 1
  }

  #byte(value: number): void {
    if (this.#at + 2 > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], this.#bytes.length * 2)
    this.#bytes[this.#at] = value
    this.#at += 1
    if (value !== 0xff) return
    this.#bytes[this.#at] = 0
    this.#at += 1
  }

  /** All of it; the last byte is filled up with ones. */
  end(): Buffer {
    if (this.#count > 0) this.put(0xff, 8 - this.#count)
    return this.#bytes.subarray(0, this.#at)
  }
}
