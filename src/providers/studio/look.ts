import type { Matrix3x3 } from 'sharp'
import { z } from 'zod'
import { defineOperation } from '../define-provider.ts'
import { applyColour, type ColourChange, luma, saturationMatrix, weaken } from './colour-matrix.ts'
import { workOnPhoto } from './work-on-photo.ts'

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour as in #1b1f4b')

const lookSettings = z.strictObject({
  style: z.enum(['black-and-white', 'sepia', 'duotone', 'warm', 'cool', 'faded']).describe('What the picture becomes.'),
  strength: z.number().min(0).max(100).describe('How much of it, 0 to 100 percent.'),
  shadow: colour.optional().describe('Duotone only: the colour of the dark parts; dark blue when left out.'),
  highlight: colour.optional().describe('Duotone only: the colour of the bright parts; pale gold when left out.'),
})

type LookSettings = z.infer<typeof lookSettings>

const none = [0, 0, 0] as const
const gains = (red: number, green: number, blue: number): Matrix3x3 => [
  [red, 0, 0],
  [0, green, 0],
  [0, 0, blue],
]

const looks: Record<LookSettings['style'], (settings: LookSettings) => ColourChange> = {
  'black-and-white': () => ({ matrix: saturationMatrix(0), offset: none }),
  // The usual matrix, as in the W3C's filter effects.
  sepia: () => ({
    matrix: [
      [0.393, 0.769, 0.189],
      [0.349, 0.686, 0.168],
      [0.272, 0.534, 0.131],
    ],
    offset: none,
  }),
  duotone: ({ shadow = '#1b1f4b', highlight = '#ffd9a0' }) => duotone(channelsOf(shadow), channelsOf(highlight)),
  warm: () => ({ matrix: gains(1.1, 1.02, 0.86), offset: [4, 1, -2] }),
  cool: () => ({ matrix: gains(0.88, 1, 1.1), offset: [-2, 1, 4] }),
  // Black becomes grey, white cream, and colours lose a quarter: a print that hung in the sun.
  faded: () => ({ matrix: scale(saturationMatrix(0.72), 0.82), offset: [36, 32, 28] }),
}

function scale(matrix: Matrix3x3, factor: number): Matrix3x3 {
  return matrix.map((row) => row.map((value) => value * factor)) as Matrix3x3
}

/** Black becomes one colour, white the other, and everything between by its brightness. */
function duotone(shadow: number[], highlight: number[]): ColourChange {
  const rows = shadow.map((dark, at) => luma.map((weight) => (((highlight[at] ?? 0) - dark) / 255) * weight))
  return { matrix: rows as Matrix3x3, offset: shadow as [number, number, number] }
}

function channelsOf(hex: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
}

/** The same change of colour for every pixel. */
export const look = defineOperation({
  settings: lookSettings,
  templateRoles: [],
  edit(request, settings, signal) {
    const change = weaken(looks[settings.style](settings), settings.strength / 100)
    return workOnPhoto(request, signal, (pipeline) => applyColour(pipeline, change))
  },
})
