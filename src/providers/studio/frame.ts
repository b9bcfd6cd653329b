import sharp from 'sharp'
import { z } from 'zod'
import { GatewayError } from '../../errors.ts'
import { mostPixels, toRaw } from '../../media/imaging.ts'
import { openImage } from '../../media/open-image.ts'
import { defineOperation } from '../define-provider.ts'
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
    .describe('Border of the frame around the photo, in percent of its width or height; none when left out.'),
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
  async edit({ photo, templates, output }, settings, signal) {
    const template = templates.frame
    if (!template) throw new GatewayError('slot_misconfigured', 'no frame')
    const overlayBytes = await template.read()
    const { longestSidePixels } = output
    return workOnPhoto({ photo, output: { ...output, longestSidePixels: null } }, signal, async (pipeline) => {
      const opened = await openImage({ bytes: overlayBytes, type: template.type, longestSidePixels }, signal)
      const overlay = await toRaw(opened.ensureAlpha())
      const area = areaInside(overlay, settings)
      const position = settings.position === 'attention' && settings.fit === 'contain' ? 'centre' : settings.position
      const inner = await toRaw(
        pipeline
          .resize({ width: area.width, height: area.height, fit: settings.fit, position, background: transparent })
          .ensureAlpha(),
      )
      const { width, height } = overlay
      return sharp({
        create: { width, height, channels: 3, background: settings.background ?? '#ffffff' },
        limitInputPixels: mostPixels,
      }).composite([
        {
          input: inner.data,
          raw: { width: inner.width, height: inner.height, channels: 4 },
          left: area.left,
          top: area.top,
        },
        { input: overlay.data, raw: { width, height, channels: 4 }, left: 0, top: 0 },
      ])
    })
  },
})

const transparent = { r: 0, g: 0, b: 0, alpha: 0 }

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
