import sharp, { type Sharp } from 'sharp'
import { decodeHeic } from './heic.ts'
import type { ImageType } from './image-type.ts'
import { fromRaw, mostPixels } from './imaging.ts'

interface OpenImage {
  bytes: Buffer
  type: ImageType
  /** The picture is scaled down until neither side is longer. Null: as it is. */
  longestSidePixels?: number | null
}

/**
 * A pipeline over the picture, upright and in sRGB. It scales while it decodes where the format allows that. Minor oddities of
 * cameras are let pass; what is torn throws when the pipeline runs.
 */
export async function openImage(
  { bytes, type, longestSidePixels = null }: OpenImage,
  signal: AbortSignal,
): Promise<Sharp> {
  const pipeline = await decodeUpright(bytes, type, signal)
  if (longestSidePixels !== null) {
    pipeline.resize({ width: longestSidePixels, height: longestSidePixels, fit: 'inside', withoutEnlargement: true })
  }
  return pipeline.toColourspace('srgb')
}

async function decodeUpright(bytes: Buffer, type: ImageType, signal: AbortSignal): Promise<Sharp> {
  // The prebuilt library has no HEVC; its decoder turns the picture upright by itself.
  if (type === 'image/heic' && (await isHevc(bytes))) return fromRaw(await decodeHeic(bytes, signal)).removeAlpha()
  return sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error', autoOrient: true })
}

async function isHevc(bytes: Buffer): Promise<boolean> {
  const { compression } = await sharp(bytes, { limitInputPixels: mostPixels }).metadata()
  return compression === 'hevc'
}
