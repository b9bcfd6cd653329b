import sharp from 'sharp'
import { GatewayError } from '../errors.ts'
import { previewKey } from './keys.ts'
import type { Publication, PublishedResult } from './publication.ts'
import type { Store } from './store.ts'

interface Dependencies {
  store: Store
  publication: Pick<Publication, 'findPublished'>
}

const longestSide = 512
const quality = 78
/** Larger than anything the gateway takes in; a bomb stays closed. */
const maxPixels = 100_000_000

/** Small pictures of results, drawn when the first guest asks and kept as long as the result. */
export function createPreviews({ store, publication }: Dependencies) {
  const drawing = new Map<string, Promise<Buffer | undefined>>()

  async function draw({ jobId, key }: PublishedResult): Promise<Buffer | undefined> {
    const result = await store.read(key)
    if (!result) return undefined
    const preview = await shrink(result)
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

function shrink(picture: Buffer): Promise<Buffer> {
  return sharp(picture, { limitInputPixels: maxPixels })
    .autoOrient()
    .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
    .webp({ quality })
    .toBuffer()
    .catch((error: unknown) => {
      throw new GatewayError('unreadable_image', 'no preview of this result', { cause: error })
    })
}

export type Previews = ReturnType<typeof createPreviews>
