import type { Sharp } from 'sharp'
import { z } from 'zod'
import { defineOperation } from '../define-provider.ts'
import { saturationMatrix } from './colour-matrix.ts'
import { workOnPhoto } from './work-on-photo.ts'

const percent = (what: string) => z.number().min(0).max(100).describe(`${what}, 0 to 100 percent.`)

const enhanceSettings = z.strictObject({
  tone: percent('Brightness and contrast brought to the full range'),
  colour: percent('Stronger colours'),
  sharpness: percent('Sharper edges'),
})

/** Share of the pixels that may become quite black, and quite white. */
const clippedShare = 0.003
const darkest = 4
const brightest = 251
/** A night scene must stay one. */
const mostGain = 1.5
const mostSaturation = 0.4
const thumbnailPixels = 256

/** Makes a good photo of an ordinary one. The levels are the same for all channels, so no colour shifts. */
export const enhance = defineOperation({
  settings: enhanceSettings,
  templateRoles: [],
  edit(request, { tone, colour, sharpness }, signal) {
    return workOnPhoto(request, signal, async (pipeline) => {
      if (tone > 0) {
        const { gain, offset } = await findLevels(pipeline)
        pipeline.linear(1 + (gain - 1) * (tone / 100), offset * (tone / 100))
      }
      if (colour > 0) pipeline.recomb(saturationMatrix(1 + mostSaturation * (colour / 100)))
      if (sharpness > 0) pipeline.sharpen({ sigma: 0.8, m1: 0, m2: 2.5 * (sharpness / 100) })
      return pipeline
    })
  },
})

/** The straight line that stretches the brightness from edge to edge; out = gain · in + offset. */
async function findLevels(pipeline: Sharp): Promise<{ gain: number; offset: number }> {
  const small = await pipeline
    .clone()
    .resize({ width: thumbnailPixels, height: thumbnailPixels, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#808080' })
    .greyscale()
    .raw()
    .toBuffer()
  const sorted = small.toSorted()
  const low = sorted[Math.floor(sorted.length * clippedShare)] ?? 0
  const high = sorted[Math.ceil(sorted.length * (1 - clippedShare)) - 1] ?? 255
  const gain = Math.min(mostGain, (brightest - darkest) / Math.max(1, high - low))
  // With the gain held back, the picture keeps its middle rather than its shadows.
  const middle = (low + high) / 2
  const target = gain === mostGain ? middle * 0.75 + 32 : (brightest + darkest) / 2
  return gain <= 1 ? { gain: 1, offset: 0 } : { gain, offset: target - gain * middle }
}
