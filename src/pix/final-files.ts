import sharp from 'sharp'
import type { Database } from '../database.ts'
import { eq } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { EncodedImage } from '../media/encode-image.ts'
import { inBackgroundImagingPlace } from '../media/imaging.ts'
import type { Store } from '../media/store.ts'
import { pixImageVersions } from '../pix-schema.ts'
import { bareJpegOf } from './bare-jpeg.ts'
import type { ImageClaim, ImageClaims, PixImage } from './claim-image.ts'
import { archiveKey, masterKey, thumbKey } from './keys.ts'
import { drawFinalPictures, drawThumb } from './pictures.ts'
import { particularsOf, requireWritten, sha256Of, writeAfterLook } from './write-object.ts'

type VersionRow = typeof pixImageVersions.$inferSelect

/** What is known of the files of an image once they are all there. */
export interface FinalFiles {
  master: Buffer
  /** Upright. */
  width: number
  height: number
  /** As EXIF says it. */
  orientation: number
  /** The delivered file without what it tells beside its picture: what customers get. */
  bare: { sha256: string; bytes: number }
}

interface Dependencies {
  database: Database
  store: Store
  claims: Pick<ImageClaims, 'isHeld'>
}

/** The delivered file is not what its row says, and nothing here can mend that. */
const gone = (what: string) =>
  new GatewayError('unreadable_image', `${what} is not what was delivered`, {
    details: 'The delivered file is missing or has been changed. Deliver it again.',
  })

/** Makes those files of an image that are missing: archive, master and thumb. What is there and right is left alone. */
export function createFinalFiles({ database, store, claims }: Dependencies) {
  async function ensureFiles(claim: ImageClaim, signal: AbortSignal): Promise<FinalFiles> {
    const { image } = claim
    const rows = await database.select().from(pixImageVersions).where(eq(pixImageVersions.imageId, image.id))
    const sound = new Map<string, VersionRow>()
    for (const row of rows) if (await isSound(image, row)) sound.set(row.kind, row)
    signal.throwIfAborted()

    const final = await readFinal(image)
    if (!sound.has('hr')) await keep(claim, 'hr', archiveKey(addressOf(image)), final, null)
    const orientation = await orientationOf(final)
    const bare = bareJpegOf(final, orientation)
    const facts = { orientation, bare: { sha256: sha256Of(bare), bytes: bare.length } }

    const master = sound.get('master')
    if (master) {
      const bytes = await store.read(master.storageKey)
      if (bytes && sha256Of(bytes) === master.sha256) {
        if (!sound.has('thumb'))
          await keepThumb(claim, await inBackgroundImagingPlace(signal, () => drawThumb(bytes, signal)))
        return { ...facts, master: bytes, ...(await sizeOf(image, final, orientation)) }
      }
    }
    const drawn = await inBackgroundImagingPlace(signal, () => drawFinalPictures(final, signal))
    await keep(claim, 'master', masterKey(addressOf(image)), drawn.master.bytes, drawn.master)
    await keepThumb(claim, drawn.thumb)
    return { ...facts, master: drawn.master.bytes, ...(await sizeOf(image, final, orientation)) }
  }

  async function isSound({ revision }: PixImage, row: VersionRow): Promise<boolean> {
    if (row.revision !== revision) return false
    const found = await store.find(row.storageKey)
    return found?.bytes === row.bytes
  }

  /** From the archive, or from where it came in. */
  async function readFinal(image: PixImage): Promise<Buffer> {
    for (const key of [archiveKey(addressOf(image)), image.storagePath]) {
      const bytes = await store.read(key)
      if (bytes && sha256Of(bytes) === image.sha256) return bytes
    }
    // Unless it is the whole store that is away.
    await store.prove()
    throw gone(image.storagePath)
  }

  const keepThumb = (claim: ImageClaim, thumb: EncodedImage) =>
    keep(claim, 'thumb', thumbKey(claim.image.jobId, claim.image.id), thumb.bytes, thumb)

  /** The object, and then its row. */
  async function keep(
    claim: ImageClaim,
    kind: 'hr' | 'master' | 'thumb',
    key: string,
    bytes: Buffer,
    size: { width: number; height: number } | null,
  ): Promise<void> {
    const { image } = claim
    const sha256 = sha256Of(bytes)
    const particulars = particularsOf('image/jpeg', sha256, {
      jobId: image.jobId,
      imageId: image.id,
      revision: image.revision,
    })
    await writeAfterLook(store, key, async () => {
      if (!(await claims.isHeld(claim))) throw new GatewayError('cancelled', 'the image is in other hands')
      return { bytes, hash: sha256, particulars }
    })
    await requireWritten(store, key, bytes.length)
    const values = {
      revision: image.revision,
      storageKey: key,
      sha256,
      bytes: bytes.length,
      width: size?.width ?? image.width,
      height: size?.height ?? image.height,
      derivedFrom: { hr: null, master: 'hr', thumb: 'master' }[kind],
    }
    await database
      .insert(pixImageVersions)
      .values({ imageId: image.id, kind, ...values })
      .onConflictDoUpdate({ target: [pixImageVersions.imageId, pixImageVersions.kind], set: values })
  }

  return { ensureFiles, readFinal }
}

export type FinalFilesMaker = ReturnType<typeof createFinalFiles>

const addressOf = ({ shootId, id }: PixImage) => ({ shootId, imageId: id })

async function orientationOf(jpeg: Buffer): Promise<number> {
  const { orientation = 1 } = await sharp(jpeg, { failOn: 'none' }).metadata()
  return orientation >= 1 && orientation <= 8 ? orientation : 1
}

async function sizeOf({ width, height }: PixImage, jpeg: Buffer, orientation: number) {
  if (width !== null && height !== null) return { width, height }
  const stored = await sharp(jpeg, { failOn: 'none' }).metadata()
  const isTurned = orientation >= 5
  return isTurned ? { width: stored.height, height: stored.width } : { width: stored.width, height: stored.height }
}
