import { createHash, randomUUID } from 'node:crypto'
import { recordChange } from '../accounts/audit.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, eq, isNull, lte, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { Store } from '../media/store.ts'
import { pixImages, pixUploads } from '../pix-schema.ts'
import type { Accepted, AcceptFinal } from './accept-final.ts'
import { requireDeliveredName } from './delivered-name.ts'
import { temporaryKey } from './keys.ts'
import type { PixJobs } from './pix-jobs.ts'

type Upload = typeof pixUploads.$inferSelect

interface Wish {
  shootId: string
  filename: string
  bytes: number
  sha256: string
}

interface Dependencies {
  database: Database
  store: Pick<Store, 'signWrite' | 'open' | 'delete' | 'prove'>
  acceptFinal: AcceptFinal
  pixJobs: Pick<PixJobs, 'requireShoot'>
  clock: Clock
}

export const uploadSeconds = 300
/** A file may arrive in the last second of its address, and be taken over a little later. */
export const finalizeHours = 24
const sweepLimit = 100

/** Files that editors put into the store themselves, by an address for exactly these bytes, and that are taken over then. */
export function createEditorUploads({ database, store, acceptFinal, pixJobs, clock }: Dependencies) {
  async function begin({ shootId, filename, bytes, sha256 }: Wish, who: string) {
    const name = requireDeliveredName(filename)
    const shoot = await pixJobs.requireShoot(shootId)
    const id = randomUUID()
    const storageKey = temporaryKey(id)
    const signed = await store.signWrite(storageKey, { seconds: uploadSeconds, type: 'image/jpeg', bytes, sha256 })
    const upload = await database.transaction(async (tx) => {
      const [row] = await tx
        .insert(pixUploads)
        .values({
          ...{ id, shootId: shoot.id, filename: name, storageKey, sha256, bytes, mime: 'image/jpeg', requestedBy: who },
          createdAt: clock.databaseNow(),
          expiresAt: sql`${clock.databaseNow()} + make_interval(secs => ${uploadSeconds})`,
        })
        .returning()
      if (!row) throw new GatewayError('internal_error', 'no row came back')
      const after = { upload: id, shoot: shoot.id, filename: name, bytes, sha256 }
      await recordChange(tx, { who, what: 'pix_upload.begun', before: null, after })
      return row
    })
    return { upload, signed }
  }

  async function require(shootId: string, id: string): Promise<Upload & { isOver: boolean }> {
    const isOver = sql<boolean>`${pixUploads.createdAt} + make_interval(hours => ${finalizeHours}) <= ${clock.databaseNow()}`
    const [found] = await database
      .select({ upload: pixUploads, isOver })
      .from(pixUploads)
      .where(and(eq(pixUploads.id, id), eq(pixUploads.shootId, shootId)))
    if (!found) throw new GatewayError('not_found', 'unknown', { details: 'There is no upload with this id.' })
    return { ...found.upload, isOver: found.isOver }
  }

  /** As often as one likes: what has been taken over is found so. */
  async function finalize(shootId: string, id: string, who: string, signal: AbortSignal): Promise<Accepted> {
    const upload = await require(shootId, id)
    if (upload.finalizedAt !== null) return findTaken(upload)
    if (upload.isOver) throw new GatewayError('media_expired', 'the upload is over')
    const { jobId } = await pixJobs.requireShoot(shootId)
    const read = () => readAnnounced(upload)
    const delivery = { jobId, shootId, filename: upload.filename, read, source: 'editor' as const, who }
    const accepted = await acceptFinal(delivery, signal).catch(async (error: unknown) => {
      // Who asked for the same a moment earlier has taken it over, and the file away.
      const { finalizedAt } = await require(shootId, id)
      if (finalizedAt === null) throw error
    })
    if (!accepted) return findTaken(await require(shootId, id))
    await database
      .update(pixUploads)
      .set({ finalizedAt: clock.databaseNow(), imageId: accepted.imageId })
      .where(eq(pixUploads.id, id))
    await store.delete(upload.storageKey)
    return accepted
  }

  /** Not every store compares what it is sent with what was signed. */
  async function readAnnounced({ storageKey, bytes, sha256 }: Upload): Promise<Buffer> {
    const opened = await store.open(storageKey)
    if (!opened) {
      // Unless it is the whole store that is away.
      await store.prove()
      throw new GatewayError('conflict', 'nothing has arrived', { details: 'The file has not arrived yet.' })
    }
    const differs = () => {
      const details = 'The file that arrived is not the one that was announced.'
      return new GatewayError('invalid_request', 'other bytes than announced', { details })
    }
    if (opened.bytes !== bytes) {
      opened.stream.destroy()
      throw differs()
    }
    const pieces: Buffer[] = []
    for await (const piece of opened.stream as AsyncIterable<Buffer>) pieces.push(piece)
    const whole = Buffer.concat(pieces)
    if (createHash('sha256').update(whole).digest('hex') !== sha256) throw differs()
    return whole
  }

  async function findTaken({ imageId }: Upload): Promise<Accepted> {
    const [image] = await database
      .select()
      .from(pixImages)
      .where(eq(pixImages.id, imageId ?? randomUUID()))
    if (!image) throw new GatewayError('image_not_found', 'the image is gone again')
    return { outcome: 'duplicate', imageId: image.id, revision: image.revision }
  }

  /** Uploads that nobody has ended, with their bytes. Resolves to how many. */
  async function sweep(): Promise<number> {
    const isOver = lte(pixUploads.createdAt, sql`${clock.databaseNow()} - make_interval(hours => ${finalizeHours})`)
    const over = await database
      .select()
      .from(pixUploads)
      .where(and(isNull(pixUploads.finalizedAt), isOver))
      .limit(sweepLimit)
    for (const { id, storageKey } of over) {
      await store.delete(storageKey)
      await database.delete(pixUploads).where(eq(pixUploads.id, id))
    }
    return over.length
  }

  return { begin, finalize, sweep }
}

export type EditorUploads = ReturnType<typeof createEditorUploads>
