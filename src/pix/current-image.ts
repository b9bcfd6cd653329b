import type { Database, Transaction } from '../database.ts'
import { and, eq } from '../drizzle.ts'
import { pixImages } from '../pix-schema.ts'

type PixImage = typeof pixImages.$inferSelect

export async function findImage(database: Pick<Database, 'select'>, imageId: string): Promise<PixImage | undefined> {
  const [image] = await database.select().from(pixImages).where(eq(pixImages.id, imageId))
  return image
}

/**
 * Runs `work` while nobody can deliver other bytes for the image, and not at all when somebody has: files that are known
 * by the image's id are never those of an older delivery. `upkeep` is for transactions in which files are written.
 */
export async function whileCurrent<Value>(
  upkeep: Database,
  { id, revision }: Pick<PixImage, 'id' | 'revision'>,
  work: (tx: Transaction, image: PixImage) => Promise<Value>,
): Promise<Value | undefined> {
  return upkeep.transaction(async (tx) => {
    const [image] = await tx
      .select()
      .from(pixImages)
      .where(and(eq(pixImages.id, id), eq(pixImages.revision, revision)))
      .for('update')
    return image && work(tx, image)
  })
}
