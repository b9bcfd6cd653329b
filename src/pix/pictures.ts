import type { Sharp } from 'sharp'
import { type EncodedImage, encodeImage } from '../media/encode-image.ts'
import { fromRaw, orUnreadable, type RawImage, toRaw } from '../media/imaging.ts'
import { openImage } from '../media/open-image.ts'

/**
 * The pictures that are made of a final image. All are upright, in sRGB, and have nothing but pixels: no position, no
 * serial number, no name of an owner. None is larger than what it was made of. Whoever calls takes a place for image work.
 */

const masterSidePixels = 3000
const thumbPixels = { width: 800, height: 600 }
/** What services look at: more tells them no more. Who changes a picture gets as much as a master has. */
const analysisSidePixels = [1536, 2048, masterSidePixels] as const

export interface FinalPictures {
  master: EncodedImage
  thumb: EncodedImage
}

/** Master and thumb of a delivered JPEG, which is decoded once: its pixels are the longer half of the work. */
export async function drawFinalPictures(final: Buffer, signal: AbortSignal): Promise<FinalPictures> {
  const pixels = await pixelsOf(final, masterSidePixels, signal)
  return { master: await encodeMaster(pixels), thumb: await encodeThumb(fromRaw(pixels)) }
}

export async function drawMaster(final: Buffer, signal: AbortSignal): Promise<EncodedImage> {
  return encodeMaster(await pixelsOf(final, masterSidePixels, signal))
}

/** Of a master or an edit, to look at in lists. */
export async function drawThumb(picture: Buffer, signal: AbortSignal): Promise<EncodedImage> {
  return encodeThumb(await openImage({ bytes: picture, type: 'image/jpeg' }, signal))
}

/** Of a master, for a service. */
export async function drawAnalysisCopy(
  picture: Buffer,
  longestSidePixels: (typeof analysisSidePixels)[number],
  signal: AbortSignal,
): Promise<EncodedImage> {
  const pipeline = await openImage({ bytes: picture, type: 'image/jpeg', longestSidePixels }, signal)
  return encodeImage(pipeline, { format: 'jpeg', quality: 85, longestSidePixels })
}

async function pixelsOf(bytes: Buffer, longestSidePixels: number, signal: AbortSignal): Promise<RawImage> {
  return toRaw(await openImage({ bytes, type: 'image/jpeg', longestSidePixels }, signal))
}

async function encodeMaster(pixels: RawImage): Promise<EncodedImage> {
  const pipeline = fromRaw(pixels).jpeg({ quality: 92, progressive: true })
  const { data, info } = await orUnreadable(pipeline.toBuffer({ resolveWithObject: true }))
  return { bytes: data, type: 'image/jpeg', width: info.width, height: info.height }
}

async function encodeThumb(pipeline: Sharp): Promise<EncodedImage> {
  const small = pipeline.resize({ ...thumbPixels, fit: 'inside', withoutEnlargement: true })
  return encodeImage(small, { format: 'jpeg', quality: 85, longestSidePixels: null })
}
