import sharp from 'sharp'
import { z } from 'zod'
import { GatewayError } from '../../errors.ts'
import { longestSideOf } from '../../media/encode-image.ts'
import { mostPixels, type RawImage, toRaw } from '../../media/imaging.ts'
import { defineOperation } from '../define-provider.ts'
import { templatePixels } from './template-pixels.ts'
import { workOnPhoto } from './work-on-photo.ts'

const inset = z.number().min(0).max(45)

const frameSettings = z.strictObject({
  fit: z
    .enum(['cover', 'contain'])
    .describe('Cover fills the area and cuts off what is over; contain shows the whole photo.'),
  position: z
    .enum(['centre', 'top', 'bottom', 'left', 'right', 'attention'])
    .describe('Which part of the photo stays, or where it stands; attention looks for faces and detail (cover only).'),
  inset: z
    .strictObject({ left: inset, top: inset, right: inset, bottom: inset })
    .optional()
    .describe('Border of the frame around the photo, in percent of its width or height, 0 to 45; none when left out.'),
  background: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'must be a colour as in #ffffff')
    .optional()
    .describe('What shows where neither photo nor frame is; white when left out.'),
})

type FrameSettings = z.infer<typeof frameSettings>

/** The template laid over the photo. The result is as large as the template, or as the slot's longest side allows. */
export const frame = defineOperation({
  settings: frameSettings,
  templateRoles: ['frame'],
  edit({ photo, templates, output }, settings, { signal }) {
    const longestSidePixels = longestSideOf(output)
    // The photo is scaled once, to its place in the frame.
    return workOnPhoto({ photo, output: { ...output, longestSidePixels: null } }, signal, async (pipeline) => {
      const overlay = await templatePixels({ template: templates.frame, longestSidePixels }, signal)
      requireHole(overlay)
      const { fit } = settings
      const { left, top, ...size } = areaInside(overlay, settings)
      const position = settings.position === 'attention' && fit === 'contain' ? 'centre' : settings.position
      const inner = await toRaw(pipeline.resize({ ...size, fit, position, background: transparent }))
      const { width, height } = overlay
      const { background = '#ffffff' } = settings
      return sharp({ create: { width, height, channels: 3, background }, limitInputPixels: mostPixels })
        .composite([layer(inner, left, top), layer(overlay, 0, 0)])
        .removeAlpha() // compositing adds a channel, and nothing shows through the background
    })
  },
})

const transparent = { r: 0, g: 0, b: 0, alpha: 0 }

/** A guest must not be hidden behind a picture without transparency. */
function requireHole({ channels }: RawImage): void {
  if (channels === 4) return
  const details = 'The frame of this slot has no transparent part, so the photo would not be seen.'
  throw new GatewayError('slot_misconfigured', 'the frame has no alpha channel', { details })
}

function layer({ data, width, height, channels }: RawImage, left: number, top: number) {
  return { input: data, raw: { width, height, channels }, left, top, limitInputPixels: mostPixels }
}

function areaInside({ width, height }: { width: number; height: number }, { inset: border }: FrameSettings) {
  const { left, top, right, bottom } = border ?? { left: 0, top: 0, right: 0, bottom: 0 }
  const pixels = (share: number, whole: number) => Math.round((share / 100) * whole)
  return {
    left: pixels(left, width),
    top: pixels(top, height),
    width: Math.max(1, width - pixels(left, width) - pixels(right, width)),
    height: Math.max(1, height - pixels(top, height) - pixels(bottom, height)),
  }
}
