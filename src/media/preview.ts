import { encodeImage } from './encode-image.ts'
import type { ImageType } from './image-type.ts'
import { inImagingPlace, orUnreadable } from './imaging.ts'
import { previewKey } from './keys.ts'
import { openImage } from './open-image.ts'
import type { Publication, PublishedResult } from './publication.ts'
import type { Store } from './store.ts'

interface Dependencies {
  store: Store
  publication: Pick<Publication, 'findPublished'>
}

/** Sharp in a gallery on a phone, and no more than a tenth of a megabyte. */
const longestSidePixels = 800
const format = { format: 'webp', quality: 75, longestSidePixels } as const

/** Small pictures of results, drawn when the first guest asks and kept as long as the result. */
export function createPreviews({ store, publication }: Dependencies) {
  const drawing = new Map<string, Promise<Buffer | undefined>>()

  async function draw({ jobId, key, type }: PublishedResult): Promise<Buffer | undefined> {
    // Nobody can stop it: when this guest is gone, others wait for the same picture.
    const { signal } = new AbortController()
    const preview = await inImagingPlace(signal, async () => {
      const bytes = await store.read(key)
      return bytes && drawPreview(bytes, type, signal)
    })
    if (!preview) return undefined
    await store.write(previewKey(jobId), preview)
    // The cleaner may have passed while we drew; a preview must not outlive its result.
    if (typeof (await publication.findPublished(jobId)) === 'object') return preview
    await store.delete(previewKey(jobId))
    return undefined
  }

  /** `undefined` when the result is gone. */
  async function find(result: PublishedResult): Promise<Buffer | undefined> {
    const kept = await store.read(previewKey(result.jobId))
    if (kept) return kept
    let preview = drawing.get(result.jobId)
    if (!preview) {
      preview = draw(result).finally(() => drawing.delete(result.jobId))
      drawing.set(result.jobId, preview)
    }
    return preview
  }

  return { find }
}

/** Takes a place for image work from its caller. */
export async function drawPreview(bytes: Buffer, type: ImageType, signal: AbortSignal): Promise<Buffer> {
  return orUnreadable(shrink(bytes, type, signal))
}

async function shrink(bytes: Buffer, type: ImageType, signal: AbortSignal): Promise<Buffer> {
  const pipeline = await openImage({ bytes, type, longestSidePixels }, signal)
  const encoded = await encodeImage(pipeline, format)
  return encoded.bytes
}
