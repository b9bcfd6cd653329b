import type { Sharp } from 'sharp'
import { type EncodedImage, encodeImage, type OutputFormat } from '../../media/encode-image.ts'
import { inImagingPlace, orUnreadable } from '../../media/imaging.ts'
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
  const bytes = await photo.read()
  return inImagingPlace(signal, () =>
    orUnreadable(
      (async () => {
        const { longestSidePixels } = output
        const pipeline = await openImage({ bytes, type: photo.type, longestSidePixels }, signal)
        return encodeImage(await change(pipeline), output)
      })(),
    ),
  )
}
