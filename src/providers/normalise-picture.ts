import { GatewayError } from '../errors.ts'
import { type EncodedImage, encodeImage, longestSideOf, type OutputFormat } from '../media/encode-image.ts'
import { type ImageType, sniffImageType, sniffLength } from '../media/image-type.ts'
import { inImagingPlace, mostPixels } from '../media/imaging.ts'
import { inspectImage } from '../media/inspect-image.ts'
import { openImage } from '../media/open-image.ts'
import { overlayFrame } from '../media/overlay-frame.ts'
import { readFromScratchFile, type ScratchFile } from '../media/scratch.ts'
import type { Frame } from './provider.ts'
import { ProviderFailure } from './provider-failure.ts'
import { templatePixels } from './template-pixels.ts'

interface Picture {
  /** Of the provider, for the message. */
  name: string
  file: ScratchFile
  output: OutputFormat
  /** Laid over the picture, which then is as large as the template. */
  frame?: Frame | undefined
}

/** Less is a tracking pixel or a placeholder. */
const leastSidePixels = 64

/**
 * What a service gave, brought into the slot's form: one whole picture, upright, in sRGB, as large as is wanted, nothing
 * but pixels. Anything else is the service's fault, `bad_media`, and nothing is decoded before it is known to fit.
 */
export async function normalisePicture(
  { name, file, output, frame }: Picture,
  signal: AbortSignal,
): Promise<EncodedImage> {
  try {
    signal.throwIfAborted()
    const type = await findType(file)
    // Pixels, and the file itself, are in memory only while they have a place.
    return await inImagingPlace(signal, async () => {
      const { path } = file
      return frame
        ? encodeFramed({ path, type, output, frame }, signal)
        : encodeImage(await openImage({ path, type, longestSidePixels: longestSideOf(output) }, signal), output)
    })
  } catch (error) {
    if (!(error instanceof GatewayError) || !faultsOfPicture.has(error.code)) throw error
    throw new ProviderFailure('bad_media', `${name}: ${error.message}`, { billed: 'yes', cause: error })
  }
}

const faultsOfPicture: ReadonlySet<string> = new Set([
  'unsupported_media_type',
  'unreadable_image',
  'payload_too_large',
])

/** By its first bytes and its headers. What the service says it is has no weight. */
async function findType(file: ScratchFile): Promise<ImageType> {
  return readFromScratchFile(file, async (read) => {
    const head = file.bytes > 0 ? await read(0, Math.min(file.bytes, sniffLength) - 1) : Buffer.alloc(0)
    const type = sniffImageType(head)
    if (!type) throw new GatewayError('unsupported_media_type', `gave ${describe(head)} instead of a picture`)
    const { width, height } = await inspectImage({ type, byteLength: file.bytes, read, maxPixels: mostPixels })
    if (Math.min(width, height) >= leastSidePixels) return type
    throw new GatewayError('unsupported_media_type', `gave a picture of ${width} × ${height}`)
  })
}

/** For the log, which must not quote it. */
function describe(head: Buffer): string {
  const text = head.toString('latin1').trimStart()
  if (head.length === 0) return 'nothing'
  if (text.startsWith('GIF8')) return 'a GIF'
  if (text.startsWith('<')) return 'HTML, XML or SVG'
  return /^[{[]/.test(text) ? 'JSON' : 'something'
}

/** The picture is scaled once, to its place in the frame; the frame to the slot's longest side. */
async function encodeFramed(
  { path, type, output, frame }: { path: string; type: ImageType; output: OutputFormat; frame: Frame },
  signal: AbortSignal,
): Promise<EncodedImage> {
  const { template, settings } = frame
  const overlay = await templatePixels({ template, longestSidePixels: longestSideOf(output) }, signal)
  const picture = await openImage({ path, type }, signal)
  return encodeImage(await overlayFrame({ picture, frame: overlay, settings }), output)
}
