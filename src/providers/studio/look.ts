import type { Matrix3x3 } from 'sharp'
import { z } from 'zod'
import { defineOperation } from '../define-provider.ts'
import { channelsOf, type Rgb } from './colour.ts'
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
  // Brown ink on cream paper. The matrix that is usual elsewhere burns everything bright to yellow.
  sepia: () => duotone([34, 15, 0], [264, 238, 198]),
  duotone: ({ shadow = '#1b1f4b', highlight = '#ffd9a0' }) => duotone(channelsOf(shadow), channelsOf(highlight)),
  warm: () => ({ matrix: gains(1.05, 0.96, 0.84), offset: [6, 1, -1] }),
  cool: () => ({ matrix: gains(0.9, 0.98, 1.04), offset: [-2, 1, 8] }),
  // Black becomes grey, white cream, and colours lose a quarter: a print that hung in the sun.
  faded: () => ({ matrix: scale(saturationMatrix(0.72), 0.82), offset: [36, 32, 28] }),
}

function scale(matrix: Matrix3x3, factor: number): Matrix3x3 {
  return matrix.map((row) => row.map((value) => value * factor)) as Matrix3x3
}

/** Black becomes one colour, white the other, and everything between by its brightness. */
function duotone(shadow: Rgb, highlight: Rgb): ColourChange {
  const rows = shadow.map((dark, at) => luma.map((weight) => (((highlight[at] ?? 0) - dark) / 255) * weight))
  return { matrix: rows as Matrix3x3, offset: shadow }
}

/** The same change of colour for every pixel. */
export const look = defineOperation({
  settings: lookSettings,
  templateRoles: [],
  edit(request, settings, { signal }) {
    const change = weaken(looks[settings.style](settings), settings.strength / 100)
    return workOnPhoto(request, signal, (pipeline) => applyColour(pipeline, change))
  },
})
