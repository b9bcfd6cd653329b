/**
 * A JPEG as it is stored: not pixels, but for each 8 × 8 samples the 64 quantised coefficients of their cosine transform
 * (ITU-T T.81, annex A). Whoever writes the same coefficients again gets the same pixels again.
 */
export interface CoefficientImage {
  width: number
  height: number
  /** What its components are. */
  colours: 'grey' | 'ycc' | 'rgb'
  components: Component[]
  /** The largest of its components, by which the size of the blocks of all of them (MCU) is reckoned. */
  across: number
  down: number
  /** What it says beside the picture and decoders heed: JFIF, colour profile, Adobe's note. With their markers. */
  notes: Buffer[]
}

export interface Component {
  id: number
  /** How many of its blocks are side by side, and one below the other, in an MCU: 1 or 2. */
  across: number
  down: number
  /** Of its blocks, in a row and in a column; the last may be there only to fill an MCU. */
  blocksWide: number
  blocksHigh: number
  /** Without those. */
  filledWide: number
  filledHigh: number
  /** What its coefficients are divided by, in zigzag order. */
  divisors: Uint8Array
  /** 64 for each block, row by row, in zigzag order. */
  coefficients: Int16Array
}

/** A JPEG whose coefficients are not taken over: damaged, or of a kind that is not read here. */
export class JpegFault extends Error {
  override name = 'JpegFault'
}

/** In zigzag order, where in its rows of eight a coefficient stands. */
export const zigzag: Uint8Array = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
])
