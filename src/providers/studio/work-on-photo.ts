import type { Sharp } from 'sharp'
import { type EncodedImage, encodeImage, longestSideOf, type OutputFormat } from '../../media/encode-image.ts'
import { inImagingPlace } from '../../media/imaging.ts'
import { openImage } from '../../media/open-image.ts'
import { overlayFrame } from '../../media/overlay-frame.ts'
import type { Frame, SourceImage } from '../provider.ts'
import { templatePixels } from '../template-pixels.ts'

interface Work {
  photo: SourceImage
  output: OutputFormat
  /** Laid over the result, which then is as large as the template. */
  frame?: Frame | undefined
}

/** Reads the photo, lets `change` work on it upright and in its final size, and encodes what comes out. */
export async function workOnPhoto(
  { photo, output, frame }: Work,
  signal: AbortSignal,
  change: (pipeline: Sharp) => Promise<Sharp> | Sharp,
): Promise<EncodedImage> {
  return inImagingPlace(signal, async () => {
    const bytes = await photo.read()
    const longestSidePixels = longestSideOf(output)
    if (!frame) {
      const pipeline = await openImage({ bytes, type: photo.type, longestSidePixels }, signal)
      return encodeImage(await change(pipeline), output)
    }
    const changed = await change(await openImage({ bytes, type: photo.type }, signal))
    const overlay = await templatePixels({ template: frame.template, longestSidePixels }, signal)
    return encodeImage(await overlayFrame({ picture: changed, frame: overlay, settings: frame.settings }), output)
  })
}
