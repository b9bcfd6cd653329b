import type { Sharp } from 'sharp'
import { z } from 'zod'
import { fromRaw, toRaw } from '../../media/imaging.ts'
import { defineOperation } from '../define-provider.ts'
import { saturationMatrix } from './colour-matrix.ts'
import { findTone, type Tone } from './find-tone.ts'
import { workOnPhoto } from './work-on-photo.ts'

const percent = (what: string) => z.number().min(0).max(100).describe(`${what}, 0 to 100 percent.`)

const enhanceSettings = z.strictObject({
  tone: percent('Brightness and contrast brought to the full range'),
  colour: percent('Stronger colours'),
  sharpness: percent('Sharper edges'),
})

const mostSaturation = 0.5
const thumbnailPixels = 160

/** Makes a good photo of an ordinary one. */
export const enhance = defineOperation({
  settings: enhanceSettings,
  templateRoles: [],
  edit(request, { tone, colour, sharpness }, { signal }) {
    return workOnPhoto(request, signal, async (opened) => {
      const photo = await toRaw(opened)
      const found = findTone(await toRaw(thumbnail(fromRaw(photo))))
      const pipeline = tone > 0 ? fromRaw(await toRaw(applyTone(fromRaw(photo), found, tone / 100))) : fromRaw(photo)
      // What is colourful already gets less, so that it does not become a poster.
      const saturation = 1 + mostSaturation * (colour / 100) * (1 - found.colourfulness)
      if (colour > 0) pipeline.recomb(saturationMatrix(saturation))
      return sharpness > 0 ? sharpen(pipeline, sharpness / 100) : pipeline
    })
  },
})

const thumbnail = (pipeline: Sharp) =>
  pipeline
    .flatten({ background: '#808080' })
    .resize({ width: thumbnailPixels, height: thumbnailPixels, fit: 'inside', withoutEnlargement: true })

function applyTone(pipeline: Sharp, { gamma, gain, offset }: Tone, strength: number): Sharp {
  return pipeline.gamma(1, 1 + (gamma - 1) * strength).linear(1 + (gain - 1) * strength, offset * strength)
}

/** A convolution over the nearest neighbours. sharp's own mask works in another colour space and takes three times as long. */
function sharpen(pipeline: Sharp, strength: number): Sharp {
  const amount = strength * 0.6
  const centre = 16 + 12 * amount
  const [side, corner] = [-2 * amount, -amount]
  const kernel = [corner, side, corner, side, centre, side, corner, side, corner]
  return pipeline.convolve({ width: 3, height: 3, kernel, scale: 16 })
}
