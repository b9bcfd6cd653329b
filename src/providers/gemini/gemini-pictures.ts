import { ProviderFailure } from '../provider-failure.ts'
import type { Order, PreparedImage } from '../service.ts'
import type { Files } from './gemini-files.ts'
import { encodedBytes, type PicturePart } from './gemini-request.ts'
import type { RemoteFile } from './package.ts'

/** Of all pictures inside one request, encoded. The service would take more; not every one of its servers does. */
const mostInlineBytes = 20 * 1024 ** 2

export interface PlacedPictures {
  /** The photo first, then the templates in their order. */
  parts: PicturePart[]
  /** Names of the files that the request refers to. */
  files: string[]
  /** Makes the service delete the guest's photo, if it keeps it. */
  release(): void
}

/**
 * Puts each picture where it is best: templates are kept by the service, the photo goes with the request unless that
 * would be too large. A template that cannot be kept goes with the request as well.
 */
export async function placePictures({ photo, templates }: Order, files: Files, signal: AbortSignal) {
  const settled = await Promise.all(templates.map((template) => keep(template, files, signal)))
  const inline = templates.filter((_, place) => settled[place] instanceof ProviderFailure)
  const bytes = [photo, ...inline].reduce((sum, image) => sum + encodedBytes(image.bytes), 0)
  const isTooLarge = bytes > mostInlineBytes
  const failure = settled.find((each) => each instanceof ProviderFailure)
  if (failure && bytes - encodedBytes(photo.bytes) > mostInlineBytes) throw failure
  const guest = isTooLarge ? await files.upload(photo, signal) : undefined
  const placed: PlacedPictures = {
    parts: [toPart(photo, guest), ...templates.map((template, place) => toPart(template, settled[place]))],
    files: [guest, ...settled].flatMap((each) => (each && !(each instanceof ProviderFailure) ? [each.name] : [])),
    release: () => guest && files.discard(guest.name),
  }
  return placed
}

async function keep(image: PreparedImage, files: Files, signal: AbortSignal): Promise<RemoteFile | ProviderFailure> {
  return files.reuse(image, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    if (error instanceof ProviderFailure) return error
    throw error
  })
}

function toPart(image: PreparedImage, file: RemoteFile | ProviderFailure | undefined): PicturePart {
  return file && !(file instanceof ProviderFailure) ? { file } : { image }
}
