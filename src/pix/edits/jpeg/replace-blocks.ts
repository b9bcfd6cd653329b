import { type CoefficientImage, type Component, zigzag } from './coefficient-image.ts'
import { restore, transform } from './cosine.ts'

export interface Region {
  left: number
  top: number
  width: number
  height: number
}

/** A part of another picture of the same size, and how much of it is taken at each of its pixels. */
export interface Patch extends Region {
  /** Red, green and blue, row by row. */
  pixels: Uint8Array
  /** 0: nothing, 255: all of it. */
  share: Uint8Array
}

const middle = 128
/** What fits into a baseline JPEG of 8 bits. */
const mostCoefficient = 1023
const side = 8

/** By kind of picture and component: what it is of red, green and blue (T.871), and what is added. */
const mixtures = {
  grey: [{ red: 0.299, green: 0.587, blue: 0.114, plus: 0 }],
  ycc: [
    { red: 0.299, green: 0.587, blue: 0.114, plus: 0 },
    { red: -0.168735892, green: -0.331264108, blue: 0.5, plus: middle },
    { red: 0.5, green: -0.418687589, blue: -0.081312411, plus: middle },
  ],
  rgb: [
    { red: 1, green: 0, blue: 0, plus: 0 },
    { red: 0, green: 1, blue: 0, plus: 0 },
    { red: 0, green: 0, blue: 1, plus: 0 },
  ],
} as const

type Mixture = (typeof mixtures)[keyof typeof mixtures][number]

/**
 * Puts the patch into the picture, and computes anew only the blocks of which it changes at least one sample. Each sample
 * is a mixture of the patch and of what stands there, within its component: nothing is rounded to pixels in between.
 */
export function replaceBlocks(image: CoefficientImage, patch: Patch): void {
  for (const [index, component] of image.components.entries()) {
    const mixture: Mixture = mixtures[image.colours][index] ?? mixtures.grey[0]
    const [pixelsWide, pixelsHigh] = [image.across / component.across, image.down / component.down]
    const sample = createSampler(image, patch, mixture, { pixelsWide, pixelsHigh })
    const [wide, high] = [side * pixelsWide, side * pixelsHigh]
    // What fills up the last blocks repeats the last pixels.
    const isLastColumn = patch.left + patch.width >= image.width
    const isLastRow = patch.top + patch.height >= image.height
    const right = isLastColumn ? component.blocksWide : Math.ceil((patch.left + patch.width) / wide)
    const bottom = isLastRow ? component.blocksHigh : Math.ceil((patch.top + patch.height) / high)
    for (let row = Math.floor(patch.top / high); row < bottom; row += 1) {
      for (let column = Math.floor(patch.left / wide); column < right; column += 1) {
        replaceBlock(component, column, row, sample)
      }
    }
  }
}

/** The patch's value at a sample times its share, and that share from 0 to 1. */
interface Sample {
  value: number
  share: number
}
type ReadSample = (column: number, row: number, into: Sample) => void

/** A sample is the mean of its pixels, as in libjpeg; beyond the edge the last pixel goes on. */
function createSampler(
  { width, height }: CoefficientImage,
  patch: Patch,
  { red, green, blue, plus }: Mixture,
  { pixelsWide, pixelsHigh }: { pixelsWide: number; pixelsHigh: number },
): ReadSample {
  const { pixels, share: shares } = patch
  const weight = 1 / (255 * pixelsWide * pixelsHigh)
  return (column, row, into) => {
    let [value, share] = [0, 0]
    for (let y = row * pixelsHigh; y < (row + 1) * pixelsHigh; y += 1) {
      const line = Math.min(y, height - 1) - patch.top
      if (line < 0 || line >= patch.height) continue
      for (let x = column * pixelsWide; x < (column + 1) * pixelsWide; x += 1) {
        const place = Math.min(x, width - 1) - patch.left
        if (place < 0 || place >= patch.width) continue
        const at = line * patch.width + place
        const part = shares[at] ?? 0
        if (part === 0) continue
        const colour =
          (pixels[at * 3] ?? 0) * red + (pixels[at * 3 + 1] ?? 0) * green + (pixels[at * 3 + 2] ?? 0) * blue
        value += part * (colour + plus)
        share += part
      }
    }
    into.value = value * weight
    into.share = share * weight
  }
}

const values = new Float64Array(64)
const shares = new Float64Array(64)
const old = new Float64Array(64)

function replaceBlock(component: Component, column: number, row: number, read: ReadSample): void {
  const sample: Sample = { value: 0, share: 0 }
  let [most, least] = [0, 1]
  for (let at = 0; at < 64; at += 1) {
    read(column * side + (at & 7), row * side + (at >> 3), sample)
    values[at] = sample.value
    shares[at] = sample.share
    most = Math.max(most, sample.share)
    least = Math.min(least, sample.share)
  }
  if (most === 0) return
  const { coefficients, divisors, blocksWide } = component
  const start = (row * blocksWide + column) * 64
  if (least < 1) {
    for (let place = 0; place < 64; place += 1) {
      old[zigzag[place] ?? 0] = (coefficients[start + place] ?? 0) * (divisors[place] ?? 1)
    }
    restore(old)
  }
  for (let at = 0; at < 64; at += 1) {
    const share = shares[at] ?? 0
    const rest = share < 1 ? (1 - share) * ((old[at] ?? 0) + middle) : 0
    values[at] = (values[at] ?? 0) + rest - middle
  }
  transform(values)
  for (let place = 0; place < 64; place += 1) {
    const value = Math.round((values[zigzag[place] ?? 0] ?? 0) / (divisors[place] ?? 1))
    coefficients[start + place] = Math.min(mostCoefficient, Math.max(-mostCoefficient, value))
  }
}
