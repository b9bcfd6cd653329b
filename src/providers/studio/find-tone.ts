import type { RawImage } from '../../media/imaging.ts'
import { luma } from './colour-matrix.ts'

/** How to bring a picture to the full range: first in^(1/gamma), then gain · in + offset, on a scale to 255. */
export interface Tone {
  gamma: number
  gain: number
  offset: number
  /** 0 is grey, 1 is nothing but pure colours. */
  colourfulness: number
}

/** Share of the pixels that may become quite black, and quite white. */
const clippedShare = 0.003
const darkest = 2
const brightest = 252
/** A night scene must stay one. */
const mostGain = 1.5
const mostGamma = 1.3
const wantedMiddle = 0.42

/**
 * Looks at a small RGB copy. Black is where the least channel ends and white where the greatest does, so that no channel is
 * cut off and no colour shifts: yellow lamplight has no blue to take away and is left as it is.
 */
export function findTone({ data, width, height }: RawImage): Tone {
  const count = width * height
  const [least, greatest, brightness] = [new Uint8Array(count), new Uint8Array(count), new Uint8Array(count)]
  let colour = 0
  for (let pixel = 0; pixel < count; pixel += 1) {
    const red = data[pixel * 3] as number
    const green = data[pixel * 3 + 1] as number
    const blue = data[pixel * 3 + 2] as number
    const [low, high] = [Math.min(red, green, blue), Math.max(red, green, blue)]
    least[pixel] = low
    greatest[pixel] = high
    brightness[pixel] = luma[0] * red + luma[1] * green + luma[2] * blue
    colour += high - low
  }
  const gamma = gammaFor(percentile(brightness, 0.5) / 255)
  const curve = (value: number) => 255 * (value / 255) ** (1 / gamma)
  const [low, high] = [curve(percentile(least, clippedShare)), curve(percentile(greatest, 1 - clippedShare))]
  return { gamma, ...levels(low, high), colourfulness: colour / count / 255 }
}

/** Lifts a dark picture, never darkens a bright one. */
function gammaFor(middle: number): number {
  if (middle <= 0 || middle >= wantedMiddle) return 1
  return Math.min(mostGamma, Math.log(middle) / Math.log(wantedMiddle))
}

/** The line from edge to edge. Where the gain is held back, what is missing to the full range is shared by both ends. */
function levels(low: number, high: number): Pick<Tone, 'gain' | 'offset'> {
  const range = brightest - darkest
  const gain = Math.min(mostGain, range / Math.max(1, high - low))
  if (gain <= 1) return { gain: 1, offset: 0 }
  const spare = range - gain * (high - low)
  const from = low / Math.max(1, low + 255 - high) // it keeps its place between black and white
  return { gain, offset: darkest + spare * from - gain * low }
}

function percentile(values: Uint8Array, share: number): number {
  return values.toSorted()[Math.round((values.length - 1) * share)] ?? 0
}
