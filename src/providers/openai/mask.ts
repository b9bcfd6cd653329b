import { Readable } from 'node:stream'
import sharp from 'sharp'
import { GatewayError } from '../../errors.ts'
import { inImagingPlace, mostPixels, orUnreadable } from '../../media/imaging.ts'
import type { ScratchFile } from '../../media/scratch.ts'
import { ProviderFailure } from '../provider-failure.ts'
import type { Order, PreparedImage } from '../service.ts'

export const maskRole = 'mask'

// https://developers.openai.com/api/reference/resources/images/methods/edit: a PNG of less than 4 MB.
const mostMaskBytes = 4_000_000 - 1
/** Two pictures of one shape, scaled by different programs, differ by a row of pixels or two. */
const shapeTolerance = 0.01

const refusal = (reason: string) =>
  new ProviderFailure('bad_request', `openai: the mask ${reason}`, { details: `The mask of this slot ${reason}.` })

function requireSameShape(mask: PreparedImage, photo: PreparedImage): void {
  const ratio = (mask.width * photo.height) / (mask.height * photo.width)
  if (Math.abs(ratio - 1) <= shapeTolerance) return
  const sizes = `${mask.width} × ${mask.height} pixels, the photo ${photo.width} × ${photo.height}`
  throw refusal(`has another shape than the photo: it is ${sizes}`)
}

async function scale({ path }: PreparedImage, { width, height }: PreparedImage): Promise<Buffer> {
  const source = () => sharp(path, { limitInputPixels: mostPixels, failOn: 'error' })
  if ((await source().stats()).isOpaque) throw refusal('has no transparent part, so nothing of the photo could change')
  // Pixels are repeated or left out, not mixed, because half-clear edges would be neither kept nor drawn.
  return source().resize({ width, height, fit: 'fill', kernel: 'nearest' }).png().toBuffer()
}

/** The mask as the service takes it: a PNG of exactly the photo's size, whose clear parts are to be drawn anew. */
export async function fitMask(
  mask: PreparedImage,
  { photo, workspace }: Pick<Order, 'photo' | 'workspace'>,
  signal: AbortSignal,
): Promise<ScratchFile> {
  requireSameShape(mask, photo)
  const png = await inImagingPlace(signal, () => orUnreadable(scale(mask, photo))).catch((error: unknown) => {
    // Said of the photo elsewhere, and this is not the photo.
    throw error instanceof GatewayError && error.code === 'unreadable_image' ? refusal('cannot be read') : error
  })
  const onTooLarge = () => refusal('is larger than 4 MB as a PNG')
  return workspace.write(Readable.from([png], { objectMode: false }), { mostBytes: mostMaskBytes, onTooLarge, signal })
}
