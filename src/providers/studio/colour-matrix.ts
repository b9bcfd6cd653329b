import type { Matrix3x3, Sharp } from 'sharp'
import type { Rgb } from './colour.ts'

/** A change of colour that is the same for every pixel: out = matrix · in + offset, channels from 0 to 255. */
export interface ColourChange {
  matrix: Matrix3x3
  offset: Rgb
}

/** How bright each channel looks, ITU-R BT.709. */
export const luma = [0.2126, 0.7152, 0.0722] as const

const identity: Matrix3x3 = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
]

function mapMatrix(matrix: Matrix3x3, change: (value: number, row: number, column: number) => number): Matrix3x3 {
  return matrix.map((row, at) => row.map((value, column) => change(value, at, column))) as Matrix3x3
}

/** `strength` 0 leaves the picture alone, 1 is the whole change. */
export function weaken({ matrix, offset }: ColourChange, strength: number): ColourChange {
  return {
    matrix: mapMatrix(matrix, (value, row, column) => {
      const same = identity[row]?.[column] ?? 0
      return same + (value - same) * strength
    }),
    offset: offset.map((value) => value * strength) as unknown as Rgb,
  }
}

/** 1 leaves colours alone, 0 takes them away, more makes them stronger; brightness stays. */
export function saturationMatrix(saturation: number): Matrix3x3 {
  return mapMatrix(identity, (same, _, column) => (luma[column] ?? 0) * (1 - saturation) + same * saturation)
}

/** Applies the change; transparency stays. */
export function applyColour(pipeline: Sharp, { matrix, offset }: ColourChange): Sharp {
  pipeline.recomb(matrix)
  return offset.every((value) => value === 0) ? pipeline : pipeline.linear([1, 1, 1], [...offset])
}
