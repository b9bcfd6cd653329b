import sharp, { type Sharp } from 'sharp'
import { GatewayError } from '../errors.ts'
import type { FrameSettings } from './frame-settings.ts'
import { mostPixels, type RawImage, toRaw } from './imaging.ts'

interface Overlay {
  /** Upright, and as large as it comes: it is scaled once, to its place in the frame. */
  picture: Sharp
  frame: RawImage
  settings: FrameSettings
}

const transparent = { r: 0, g: 0, b: 0, alpha: 0 }

/** The frame laid over the picture, and as large as the frame. One without transparency is `slot_misconfigured`. */
export async function overlayFrame({ picture, frame, settings }: Overlay): Promise<Sharp> {
  requireHole(frame)
  const { fit, background = '#ffffff' } = settings
  const { left, top, ...size } = areaInside(frame, settings)
  const position = settings.position === 'attention' && fit === 'contain' ? 'centre' : settings.position
  const inner = await toRaw(picture.resize({ ...size, fit, position, background: transparent }))
  const { width, height } = frame
  return sharp({ create: { width, height, channels: 3, background }, limitInputPixels: mostPixels })
    .composite([layer(inner, left, top), layer(frame, 0, 0)])
    .removeAlpha() // compositing adds a channel, and nothing shows through the background
}

/** The same, known from the head of the frame's file: before anybody is paid for a picture that could not be framed. */
export async function requireFrame(bytes: Buffer): Promise<void> {
  const { hasAlpha } = await sharp(bytes, { limitInputPixels: mostPixels }).metadata()
  requireHole({ channels: hasAlpha ? 4 : 3 })
}

/** A guest must not be hidden behind a picture without transparency. */
function requireHole({ channels }: Pick<RawImage, 'channels'>): void {
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
