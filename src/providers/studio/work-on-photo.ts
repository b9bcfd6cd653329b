import type { Sharp } from 'sharp'
import { type EncodedImage, encodeImage, longestSideOf, type OutputFormat } from '../../media/encode-image.ts'
import { inImagingPlace } from '../../media/imaging.ts'
import { openImage } from '../../media/open-image.ts'
import type { SourceImage } from '../provider.ts'

interface Work {
  photo: SourceImage
  output: OutputFormat
}

/** Reads the photo, lets `change` work on it upright and in its final size, and encodes what comes out. */
export async function workOnPhoto(
  { photo, output }: Work,
  signal: AbortSignal,
  change: (pipeline: Sharp) => Promise<Sharp> | Sharp,
): Promise<EncodedImage> {
  return inImagingPlace(signal, async () => {
    const bytes = await photo.read()
    const pipeline = await openImage({ bytes, type: photo.type, longestSidePixels: longestSideOf(output) }, signal)
    return encodeImage(await change(pipeline), output)
  })
}
