import { recordChange } from '../../accounts/audit.ts'
import type { Clock } from '../../clock.ts'
import type { Database, Transaction } from '../../database.ts'
import { and, desc, eq, inArray, sql } from '../../drizzle.ts'
import { GatewayError } from '../../errors.ts'
import type { Store } from '../../media/store.ts'
import { pixEdits, pixImages, pixImageVersions } from '../../pix-schema.ts'
import { baseKey, masterKey } from '../keys.ts'
import { type PixImage, sha256Of } from '../orchestrators/service-copy.ts'
import { copyVerified } from '../stored-files.ts'
import { cleanVersion, isVersion, type Version } from '../versions.ts'
import type { PixQueue } from '../work.ts'

interface Dependencies {
  database: Database
  queue: PixQueue
  clock: Clock
}

export type Edit = typeof pixEdits.$inferSelect
type VersionRow = typeof pixImageVersions.$inferSelect

const noImage = () => new GatewayError('image_not_found', 'no such image')

const noVersion = () =>
  new GatewayError('image_not_found', 'no such version', { details: 'There is no such version of this image.' })

/** A file of the image's present delivery; those of an older one are kept, and are no longer its versions. */
async function findVersion(
  queryable: Pick<Database, 'select'>,
  { id, revision }: Pick<PixImage, 'id' | 'revision'>,
  kind: string,
): Promise<VersionRow | undefined> {
  const [row] = await queryable
    .select()
    .from(pixImageVersions)
    .where(
      and(eq(pixImageVersions.imageId, id), eq(pixImageVersions.kind, kind), eq(pixImageVersions.revision, revision)),
    )
  return row
}

export async function requireVersion(queryable: Pick<Database, 'select'>, image: PixImage, version: string) {
  const row = isVersion(version) ? await findVersion(queryable, image, version) : undefined
  if (!row) throw noVersion()
  return row
}

/** What people have had taken out of images, and which version of one they like best. */
export function createEdits({ database, queue, clock }: Dependencies) {
  async function findOfShoot(shootId: string, imageId: string): Promise<PixImage> {
    const [image] = await database
      .select()
      .from(pixImages)
      .where(and(eq(pixImages.id, imageId), eq(pixImages.shootId, shootId)))
    if (!image?.readyForVision) throw noImage()
    return image
  }

  interface NewEdit {
    image: PixImage
    fromVersion: Version
    maskKey: string
    maskSha256: string
    model: string
    who: string
  }

  /** The same wish twice is one edit; after a failure it is another one. */
  async function add({ image, who, ...edit }: NewEdit): Promise<Edit> {
    const idempotencyKey = sha256Of(`${image.id} ${image.revision} ${edit.fromVersion} ${edit.maskSha256}`)
    return database.transaction(async (tx) => {
      const [row] = await tx
        .insert(pixEdits)
        .values({
          ...edit,
          ...{ imageId: image.id, provider: 'fal', status: 'running', requestedBy: who, idempotencyKey },
          createdAt: sql`(select ${clock.databaseNow()})`,
        })
        .onConflictDoNothing({
          target: [pixEdits.imageId, pixEdits.idempotencyKey],
          where: sql`status in ('running', 'done')`,
        })
        .returning()
      if (!row) return requireSame(tx, image.id, idempotencyKey)
      const after = { image: image.id, edit: row.id, from: edit.fromVersion }
      await recordChange(tx, { who, what: 'pix_image.edit_requested', before: null, after })
      await queue.send(tx, 'pix-edit', { editId: row.id })
      return row
    })
  }

  async function requireSame(tx: Transaction, imageId: string, idempotencyKey: string): Promise<Edit> {
    const [row] = await tx
      .select()
      .from(pixEdits)
      .where(
        and(
          eq(pixEdits.imageId, imageId),
          eq(pixEdits.idempotencyKey, idempotencyKey),
          inArray(pixEdits.status, ['running', 'done']),
        ),
      )
    // It has failed in this very moment: the next try makes another one.
    if (!row) throw new GatewayError('unavailable', 'the same edit has just failed', { retryAfterSeconds: 1 })
    return row
  }

  async function find(editId: string): Promise<Edit | undefined> {
    const [edit] = await database.select().from(pixEdits).where(eq(pixEdits.id, editId))
    return edit
  }

  async function list(imageId: string): Promise<Edit[]> {
    const [image] = await database.select({ id: pixImages.id }).from(pixImages).where(eq(pixImages.id, imageId))
    if (!image) throw noImage()
    return database
      .select()
      .from(pixEdits)
      .where(eq(pixEdits.imageId, imageId))
      .orderBy(desc(pixEdits.createdAt), pixEdits.id)
  }

  async function fail(editId: string, error: string): Promise<void> {
    await database
      .update(pixEdits)
      .set({ status: 'failed', error: error.slice(0, 500), finishedAt: sql`(select ${clock.databaseNow()})` })
      .where(and(eq(pixEdits.id, editId), eq(pixEdits.status, 'running')))
  }

  /** The one that customers get from now on: an older one, or the master again. */
  async function chooseBest(imageId: string, version: string, who: string): Promise<PixImage> {
    return database.transaction(async (tx) => {
      const [image] = await tx.select().from(pixImages).where(eq(pixImages.id, imageId)).for('update')
      if (!image) throw noImage()
      await requireVersion(tx, image, version)
      if (image.bestVersion === version) return image
      await tx.update(pixImages).set({ bestVersion: version }).where(eq(pixImages.id, imageId))
      const [before, after] = [image.bestVersion, version].map((each) => ({ image: imageId, version: each }))
      await recordChange(tx, { who, what: 'pix_image.best_version_chosen', before, after })
      await queue.send(tx, 'pix-expose', { jobId: image.jobId })
      return { ...image, bestVersion: version }
    })
  }

  return { findOfShoot, add, find, list, fail, chooseBest }
}

export type Edits = ReturnType<typeof createEdits>

/** The number behind the highest one, whatever it belongs to: numbers are not used twice. Call it under the image's lock. */
export async function nextCleanVersion(tx: Transaction, imageId: string): Promise<Version> {
  const [row] = await tx
    .select({ highest: sql<number>`coalesce(max(substring(${pixImageVersions.kind} from 8)::int), 0)` })
    .from(pixImageVersions)
    .where(and(eq(pixImageVersions.imageId, imageId), sql`${pixImageVersions.kind} like 'clean_v%'`))
  return cleanVersion((row?.highest ?? 0) + 1)
}

/** Keeps the master as it was before the first edit; that of an older delivery moves out of its way. Under the image's lock. */
export async function keepBase(tx: Transaction, store: Store, image: PixImage): Promise<void> {
  const { id: imageId, shootId, revision } = image
  const [old] = await tx
    .select()
    .from(pixImageVersions)
    .where(and(eq(pixImageVersions.imageId, imageId), eq(pixImageVersions.kind, 'base')))
  if (old?.revision === revision) return
  const address = { shootId, imageId }
  if (old) {
    const storageKey = baseKey(address, old.revision)
    await copyVerified(store, old.storageKey, storageKey, old.bytes)
    await tx
      .update(pixImageVersions)
      .set({ kind: `base.r${old.revision}`, storageKey })
      .where(and(eq(pixImageVersions.imageId, imageId), eq(pixImageVersions.kind, 'base')))
  }
  const master = await findVersion(tx, image, 'master')
  if (!master) throw noVersion()
  const key = baseKey(address)
  await copyVerified(store, masterKey(address), key, master.bytes)
  const { sha256, bytes, width, height } = master
  const row = { imageId, kind: 'base', revision, storageKey: key, sha256, bytes, width, height, derivedFrom: 'master' }
  await tx.insert(pixImageVersions).values(row)
}
