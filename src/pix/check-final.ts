import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { GatewayError } from '../errors.ts'
import { sniffImageType } from '../media/image-type.ts'
import { inImagingPlace, mostPixels, orUnreadable } from '../media/imaging.ts'
import { inspectImage } from '../media/inspect-image.ts'
import { openImage } from '../media/open-image.ts'
import { type CaptureTime, captureTimeIn } from './capture-time.ts'
import { drawFinalPictures, type FinalPictures } from './pictures.ts'

/** As large as a final image may be. It is held in memory while it is taken in. */
export const mostFinalBytes = 100 * 1024 ** 2

/** A delivered JPEG that has been decoded from its first pixel to its last. */
export interface CheckedFinal {
  bytes: Buffer
  sha256: string
  /** Upright. */
  width: number
  height: number
  capturedAt: CaptureTime | null
  pictures: FinalPictures
}

export const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** What the file says in its name or its sender beside it does not count: the bytes are a whole JPEG, or this throws. */
export async function checkFinal(bytes: Buffer, signal: AbortSignal): Promise<CheckedFinal> {
  if (bytes.length === 0) throw new GatewayError('unreadable_image', 'the file has 0 bytes')
  if (bytes.length > mostFinalBytes) throw tooLarge()
  if (sniffImageType(bytes) !== 'image/jpeg') {
    const start = bytes.toString('hex', 0, 8)
    throw new GatewayError('not_a_jpeg', `not a JPEG: begins with ${start}`)
  }
  const read = async (start: number, end: number) => bytes.subarray(start, end + 1)
  await inspectImage({ type: 'image/jpeg', byteLength: bytes.length, read, maxPixels: mostPixels })
  return inImagingPlace(signal, async () => {
    const pipeline = await openImage({ bytes, type: 'image/jpeg' }, signal)
    await requireAllPixels(bytes)
    const { autoOrient, exif } = await orUnreadable(pipeline.metadata())
    const pictures = await drawFinalPictures(bytes, signal)
    const { width, height } = autoOrient
    return { bytes, sha256: sha256Of(bytes), width, height, capturedAt: captureTimeIn(exif), pictures }
  })
}

const tinyPixels = 64

/**
 * A file that was cut off and closed with an end of its own decodes, and is grey below. The library calls that a warning,
 * as it does what cameras write that is merely odd; only the one is refused.
 */
async function requireAllPixels(bytes: Buffer): Promise<void> {
  const strict = sharp(bytes, { limitInputPixels: mostPixels, failOn: 'warning' }).resize(tinyPixels)
  const fault = await strict.toBuffer().then(
    () => null,
    (cause: Error) => cause,
  )
  if (fault && /premature end/i.test(fault.message)) {
    throw new GatewayError('unreadable_image', 'the pixels end too early', { cause: fault })
  }
}

export const tooLarge = () =>
  new GatewayError('payload_too_large', 'a final image over the limit', {
    details: `The photo is larger than ${mostFinalBytes / 1024 ** 2} MB.`,
  })
