import { readFile } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { GatewayError } from '../errors.ts'
import { decodeHeic } from './heic.ts'
import type { ImageType } from './image-type.ts'
import { mostPixels, orUnreadable } from './imaging.ts'

/** The bytes of a file, or its path: then it is read piece by piece. */
type PictureFile = { bytes: Buffer } | { path: string }

type OpenImage = PictureFile & {
  type: ImageType
  /** The picture is scaled down until neither side is longer. Null: as it is. */
  longestSidePixels?: number | null
}

/**
 * A pipeline over the picture, upright and in sRGB, transparency kept. It scales while it decodes where the format allows
 * that. Minor oddities of cameras are let pass; what is torn throws when the pipeline runs.
 */
export async function openImage(
  { type, longestSidePixels = null, ...file }: OpenImage,
  signal: AbortSignal,
): Promise<Sharp> {
  const pipeline = sharp(await readable(file, type, signal), {
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
async function readable(file: PictureFile, type: ImageType, signal: AbortSignal): Promise<Uint8Array | string> {
  const input = 'path' in file ? file.path : file.bytes
  if (input.length === 0) throw new GatewayError('unreadable_image', 'no bytes at all') // sharp takes it for a mistake of ours
  if (type !== 'image/heic') return input
  const { compression, icc } = await orUnreadable(sharp(input, { limitInputPixels: mostPixels }).metadata())
  if (compression !== 'hevc') return input
  return decodeHeic({ bytes: typeof input === 'string' ? await readFile(input) : input, profile: icc }, signal)
}
