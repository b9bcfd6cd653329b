import type { Database } from '../database.ts'
import { and, eq, like } from '../drizzle.ts'
import type { CleaningPass } from '../media/cleaning-pass.ts'
import type { Store } from '../media/store.ts'
import { pixImages, pixImageVersions } from '../pix-schema.ts'
import { placeOf, shootPrefix } from './keys.ts'
import { sha256Of } from './write-object.ts'

interface Dependencies {
  database: Database
  store: Pick<Store, 'list' | 'find' | 'read'>
}

type PixImage = typeof pixImages.$inferSelect

/**
 * The archive of one shoot, once its job has been closed for long enough: what later deliveries have replaced, and what
 * still lies where it was delivered, byte for byte. The only copy of a delivered file stays.
 */
export async function removeArchive({ database, store }: Dependencies, pass: CleaningPass, shootId: string) {
  const rows = await database.select().from(pixImages).where(eq(pixImages.shootId, shootId))
  const images = new Map(rows.map((image) => [image.id, image]))

  /** A dry run does not read what may be hundreds of gigabytes. */
  async function isStillDelivered({ storagePath, bytes, sha256 }: PixImage): Promise<boolean> {
    if ((await store.find(storagePath))?.bytes !== bytes) return false
    if (pass.dryRun) return true
    const found = await store.read(storagePath)
    return found !== undefined && sha256Of(found) === sha256
  }

  for await (const { key } of store.list(shootPrefix('archive', shootId))) {
    const { imageId, fileName } = placeOf(key) ?? {}
    const image = imageId ? images.get(imageId) : undefined
    if (!image) continue
    const isPast = /\.r\d+\.jpg$/.test(fileName ?? '')
    if (!isPast && !(await isStillDelivered(image))) continue
    const isFile = and(eq(pixImageVersions.storageKey, key), like(pixImageVersions.kind, 'hr%'))
    if (!pass.dryRun) await database.delete(pixImageVersions).where(isFile)
    await pass.remove('pixArchive', key)
  }
}
