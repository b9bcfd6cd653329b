import type { Sharp } from 'sharp'
import { GatewayError } from '../errors.ts'
import { type RawImage, toRaw } from '../media/imaging.ts'
import { openImage } from '../media/open-image.ts'
import type { SourceImage } from './provider.ts'

interface Wanted {
  template: SourceImage | undefined
  longestSidePixels?: number
  change?: (pipeline: Sharp) => Sharp
}

/** The pixels of a template. That one is missing or damaged is the slot's fault, not the guest's. */
export async function templatePixels(
  { template, longestSidePixels, change = (pipeline) => pipeline }: Wanted,
  signal: AbortSignal,
): Promise<RawImage> {
  if (!template) throw new GatewayError('slot_misconfigured', 'no template')
  const bytes = await template.read()
  try {
    const pipeline = await openImage(
      { bytes, type: template.type, longestSidePixels: longestSidePixels ?? null },
      signal,
    )
    return await toRaw(change(pipeline))
  } catch (cause) {
    if (!(cause instanceof GatewayError) || cause.code !== 'unreadable_image') throw cause
    throw new GatewayError('slot_misconfigured', 'a template does not decode', { cause })
  }
}
