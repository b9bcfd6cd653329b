import { sniffImageType } from '../../media/image-type.ts'
import { inImagingPlace, type RawImage, toRaw } from '../../media/imaging.ts'
import { openImage } from '../../media/open-image.ts'
import { type FailureKind, failureRules, ProviderFailure } from '../../providers/provider-failure.ts'

const taken = new Set(['image/jpeg', 'image/png', 'image/webp'])

/** The pixels of what a service calls a picture, without transparency. Throws ProviderFailure for what is none. */
export async function openServicePicture(bytes: Buffer, signal: AbortSignal): Promise<RawImage> {
  const type = sniffImageType(bytes)
  if (!type || !taken.has(type)) throw noPicture()
  try {
    return await inImagingPlace(signal, async () =>
      toRaw((await openImage({ bytes, type }, signal)).flatten({ background: '#000000' })),
    )
  } catch (error) {
    signal.throwIfAborted()
    throw noPicture(error)
  }
}

const noPicture = (cause?: unknown) => new ProviderFailure('bad_media', 'fal: not a picture', { billed: 'yes', cause })

export const hasSameShape = (one: { width: number; height: number }, other: { width: number; height: number }) =>
  Math.abs(one.width / one.height / (other.width / other.height) - 1) < 0.01

/** What to say of a question that was given up, to somebody who waits for its answer. */
export const failureOfGivingUp = ({ code, message }: { code: string; message: string }): ProviderFailure =>
  new ProviderFailure(Object.hasOwn(failureRules, code) ? (code as FailureKind) : 'malformed', message)
