import { type CoefficientImage, JpegFault } from './coefficient-image.ts'
import { readCoefficients } from './read-coefficients.ts'
import { type Patch, replaceBlocks } from './replace-blocks.ts'
import { writeCoefficients } from './write-coefficients.ts'

/** What comes of it; `why`: this JPEG is none of those that can be taken over. */
export type Replaced = { jpeg: Buffer } | { why: string }

/**
 * The JPEG with a patch in it: blocks that the patch does not touch are those of the source, and decode to the same pixels.
 * Where colours are halved, decoders look one pixel beyond a block.
 */
export function replaceInJpeg(source: Buffer, patch: Patch, size: { width: number; height: number }): Replaced {
  try {
    const image: CoefficientImage = readCoefficients(source)
    if (image.width !== size.width || image.height !== size.height) throw new JpegFault('another size')
    replaceBlocks(image, patch)
    return { jpeg: writeCoefficients(image) }
  } catch (error) {
    if (error instanceof JpegFault) return { why: error.message }
    throw error
  }
}
