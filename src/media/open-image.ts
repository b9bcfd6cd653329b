import sharp, { type Sharp } from 'sharp'
import { GatewayError } from '../errors.ts'
import { decodeHeic } from './heic.ts'
import type { ImageType } from './image-type.ts'
import { mostPixels, orUnreadable } from './imaging.ts'

interface OpenImage {
  bytes: Buffer
  type: ImageType
  /** The picture is scaled down until neither side is longer. Null: as it is. */
  longestSidePixels?: number | null
}

/**
 * A pipeline over the picture, upright and in sRGB, transparency kept. It scales while it decodes where the format allows
 * that. Minor oddities of cameras are let pass; what is torn throws when the pipeline runs.
 */
export async function openImage(
  { bytes, type, longestSidePixels = null }: OpenImage,
  signal: AbortSignal,
): Promise<Sharp> {
  const pipeline = sharp(await readable(bytes, type, signal), {
    limitInputPixels: mostPixels,
    failOn: 'error',
    autoOrient: true,
  })
  // 16 bits a channel are brought to 8 before anything else, because sharp's numbers mean other things there. JPEG and
  // WebP never have them, and would lose scaling while decoding.
  if (mayBeDeep.has(type)) pipeline.pipelineColourspace('srgb')
  if (longestSidePixels !== null && Number.isFinite(longestSidePixels)) {
    pipeline.resize({ width: longestSidePixels, height: longestSidePixels, fit: 'inside', withoutEnlargement: true })
  }
  return pipeline.toColourspace('srgb')
}

const mayBeDeep: ReadonlySet<ImageType> = new Set(['image/png', 'image/heic', 'image/avif'])

/** The prebuilt library has no HEVC; the decoder for that turns the picture upright by itself. */
async function readable(bytes: Buffer, type: ImageType, signal: AbortSignal): Promise<Uint8Array> {
  if (bytes.length === 0) throw new GatewayError('unreadable_image', 'no bytes at all') // sharp takes it for a mistake of ours
  if (type !== 'image/heic') return bytes
  const { compression, icc } = await orUnreadable(sharp(bytes, { limitInputPixels: mostPixels }).metadata())
  return compression === 'hevc' ? decodeHeic({ bytes, profile: icc }, signal) : bytes
}
