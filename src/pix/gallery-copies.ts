import type { Database } from '../database.ts'
import { GatewayError } from '../errors.ts'
import type { FoundObject, Store } from '../media/store.ts'
import { pixImageVersions } from '../pix-schema.ts'
import { bareJpegOf } from './bare-jpeg.ts'
import type { PixImage } from './claim-image.ts'
import type { DeliveredFile } from './delivered-file.ts'
import { archiveKey, galleryImageKey } from './keys.ts'
import { particularsOf, requireWritten, sha256Of, writeAfterLook } from './write-object.ts'

/** An image of a gallery, and the file of it that customers get. */
export interface GalleryEntry {
  image: PixImage
  file: DeliveredFile
}

/** An image's file, the exposé or the gallery is not what it was when this began: all of it has to be looked at again. */
export const changedMeanwhile = () => new GatewayError('cancelled', 'the gallery is about something else by now')

interface Dependencies {
  database: Database
  store: Store
}

/** The files of a gallery: copies, so that nothing that is done to an image later reaches a customer by itself. */
export function createGalleryCopies({ database, store }: Dependencies) {
  /** Looks before anything is changed: a gallery that was taken back and lacks a file would never be whole again. */
  async function requireSource({ image, file }: GalleryEntry): Promise<void> {
    if (isRight(await store.find(galleryImageKey(image.jobId, image.filename)), file)) return
    for (const key of sourcesOf({ image, file })) if (await store.find(key)) return
    await store.prove() // gone, unless it is the whole store that is away
    throw new GatewayError('internal_error', `${file.sourceKey} is gone: its image cannot come into the gallery`)
  }

  /** The object, seen to be there, and then its row. One that is right already is left alone. */
  async function keepCopy(entry: GalleryEntry, requireNewest: () => Promise<void>): Promise<void> {
    const { image, file } = entry
    const key = galleryImageKey(image.jobId, image.filename)
    if (!isRight(await store.find(key), file)) await copy(entry, key, requireNewest)
    const { sha256, bytes, width, height, orientation } = file
    const derivedFrom = image.bestVersion === 'master' && orientation !== null ? 'hr' : image.bestVersion
    const values = { revision: image.revision, storageKey: key, sha256, bytes, width, height, derivedFrom }
    await database
      .insert(pixImageVersions)
      .values({ imageId: image.id, kind: 'gallery', ...values })
      .onConflictDoUpdate({ target: [pixImageVersions.imageId, pixImageVersions.kind], set: values })
  }

  /** Through our hands, so that what is written is what the exposé says, byte for byte. */
  async function copy(entry: GalleryEntry, key: string, requireNewest: () => Promise<void>): Promise<void> {
    const { image, file } = entry
    const source = await readSource(entry)
    if (!source) throw new GatewayError('unavailable', `storage: ${file.sourceKey} is missing`)
    const bytes = file.orientation === null ? source : bareJpegOf(source, file.orientation)
    if (sha256Of(bytes) !== file.sha256) throw changedMeanwhile()
    const whose = { jobId: image.jobId, imageId: image.id, revision: image.revision }
    const particulars = particularsOf('image/jpeg', file.sha256, whose)
    await writeAfterLook(store, key, async () => {
      await requireNewest()
      return { bytes, hash: file.sha256, particulars }
    })
    await requireWritten(store, key, bytes.length)
  }

  async function readSource(entry: GalleryEntry): Promise<Buffer | undefined> {
    for (const key of sourcesOf(entry)) {
      const bytes = await store.read(key)
      if (bytes) return bytes
    }
    return undefined
  }

  return { requireSource, keepCopy }
}

const isRight = (found: FoundObject | undefined, { bytes, sha256 }: DeliveredFile) =>
  found?.bytes === bytes && found.metadata.sha256 === sha256

/** Also where it was delivered, when it is not in the archive any more. */
function sourcesOf({ image, file: { sourceKey } }: GalleryEntry): string[] {
  const { shootId, id: imageId, storagePath } = image
  return sourceKey === archiveKey({ shootId, imageId }) ? [sourceKey, storagePath] : [sourceKey]
}
