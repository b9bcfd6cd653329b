import type { Sharp } from 'sharp'
import type { ImageType } from './image-type.ts'
import { orUnreadable } from './imaging.ts'

/** What a finished picture must be. */
export interface OutputFormat {
  format: 'jpeg' | 'png' | 'webp'
  /** 1–100; ignored by png. */
  quality: number
  /** The result is scaled down until neither side is longer; never up. Null: as large as it comes out. */
  longestSidePixels: number | null
}

export interface EncodedImage {
  bytes: Buffer
  type: ImageType
  width: number
  height: number
}

/** What the formats can hold in one direction, by the libraries that write them. */
const mostSidePixels: Record<OutputFormat['format'], number> = { jpeg: 65_500, png: 65_500, webp: 16_383 }

/** How long the longest side of a picture may be that is to be written so. */
export function longestSideOf({ format, longestSidePixels }: OutputFormat): number {
  return Math.min(longestSidePixels ?? Number.POSITIVE_INFINITY, mostSidePixels[format])
}

/**
 * Writes the picture in the size it has. Nothing but pixels comes along: no EXIF, no position, no serial number, no colour
 * profile.
 */
export async function encodeImage(pipeline: Sharp, { format, quality }: OutputFormat): Promise<EncodedImage> {
  const { data, info } = await orUnreadable(encoders[format](pipeline, quality).toBuffer({ resolveWithObject: true }))
  return { bytes: data, type: `image/${format}`, width: info.width, height: info.height }
}

const encoders: Record<OutputFormat['format'], (pipeline: Sharp, quality: number) => Sharp> = {
  // JPEG has no transparency; paper is white.
  // Without tables made for it: for them the library keeps the whole picture, 30 MB for 10 megapixels, to save 7 %.
  jpeg: (pipeline, quality) => pipeline.flatten({ background: '#ffffff' }).jpeg({ quality, optimiseCoding: false }),
  // The default effort costs seconds on a large photo and saves little.
  png: (pipeline) => pipeline.png({ compressionLevel: 3 }),
  webp: (pipeline, quality) => pipeline.webp({ quality, effort: 2 }),
}
