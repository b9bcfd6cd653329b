import { recordChange } from '../accounts/audit.ts'
import { createTurns } from '../accounts/turns.ts'
import type { Clock } from '../clock.ts'
import type { Database, Transaction } from '../database.ts'
import { eq, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Store } from '../media/store.ts'
import { pixImages, pixShoots } from '../pix-schema.ts'
import { workAlone } from './alone.ts'
import { type CheckedFinal, checkFinal, sha256Of } from './check-final.ts'
import { requireDeliveredName } from './delivered-name.ts'
import {
  findByName,
  forgotten,
  identityOf,
  markReturned,
  nextEpoch,
  type Owner,
  type PixImage,
  removedWithFile,
  requireOwner,
  requireOwnName,
  roomOf,
  settleFinalInput,
  supersedeEdits,
  untried,
  writeVersion,
} from './final-rows.ts'
import { imageIdOf } from './ids.ts'
import { keepPast } from './keep-past.ts'
import { archiveKey, finalInputKey, masterKey, thumbKey } from './keys.ts'
import { type Content, putObject } from './put-object.ts'
import type { PixQueue } from './work.ts'

export interface Delivery {
  jobId: string
  /** Null: the shoot whose code is in the name, or the first of the job. */
  shootId: string | null
  filename: string
  /** Asked for once there is room for it: a final image is held whole while it is taken in. */
  read(): Promise<Buffer>
  source: 'editor' | 'manual'
  /** Where it came from before that, such as a slot's result. */
  origin?: Record<string, unknown>
  /** Whose name the audit gets. Null: nobody has sent it, it was found. */
  who: string | null
  /** It lies in final_input already, as it was seen there. */
  found?: { key: string; etag: string }
}

export interface Accepted {
  /** Duplicate: these bytes are there under this name. */
  outcome: 'accepted' | 'duplicate'
  imageId: string
  revision: number
}

interface Dependencies {
  /** Its transactions last as long as the files of an image take. */
  database: Database
  store: Store
  queue: PixQueue
  clock: Clock
  log: Logger
  /** So long after the last image that an editor has brought back, the pipeline of the shoot starts. */
  editorQuietSeconds?: number
}

interface Work {
  delivery: Delivery
  filename: string
  checked: CheckedFinal
  owner: Owner
  before: PixImage | undefined
  imageId: string
  revision: number
}

/** Each holds a picture in memory and a connection of the database. */
const concurrency = 2

/**
 * The one way to become a final image, whichever door it came through.
 *
 * Configuration: the same bytes under the same name are nothing new. Other bytes are the next revision: what was archived
 * is kept beside it, and all that was found out is forgotten.
 *
 * Implementation: the bytes are checked and drawn first, without holding anything. Then, alone under this name: the file in
 * final_input, the file that is replaced to its place in the archive, archive, master and thumb, each believed in when the
 * store shows it; then all rows and the message in one transaction. The image's id follows from its name, so that whoever
 * repeats it after a kill goes on with the files of the first try. Its kill leaves files that no row speaks of, or the file
 * of final_input, which the watcher finds there and brings to its end.
 *
 * Considerations: between the files and the commit of a later revision the archive has new bytes and the row the old
 * SHA-256. Keys have no revision in them, so that one of the two must come first; an object that a row speaks of is never
 * missing, and the next repeat makes both one again.
 */
export function createFinalAcceptance(dependencies: Dependencies) {
  const { database, store, queue, clock, log, editorQuietSeconds = 0 } = dependencies
  const inTurn = createTurns({ concurrency, waiting: Number.POSITIVE_INFINITY })

  async function acceptFinal(delivery: Delivery, signal = new AbortController().signal): Promise<Accepted> {
    const filename = requireDeliveredName(delivery.filename)
    return inTurn(async () => {
      signal.throwIfAborted()
      const bytes = await delivery.read()
      const sha256 = sha256Of(bytes)
      const isThere = (image: PixImage | undefined) => image?.sha256 === sha256 && image.readyForVision
      // What is there was decoded when it came: a whole archive sent again costs little.
      const known = isThere(await findByName(database, delivery.jobId, filename))
      const checked = known ? undefined : await checkFinal(bytes, signal)
      // A bucket takes bytes also when it is the wrong one.
      await store.prove()
      return workAlone({ database, clock }, `${delivery.jobId}/${filename}`, async (tx) => {
        const owner = await requireOwner(tx, { ...delivery, filename })
        const before = await findByName(tx, delivery.jobId, filename)
        if (!delivery.found) requireOwnName(before, delivery.shootId)
        if (before && isThere(before)) return keep(tx, delivery, bytes, before)
        if (!checked) throw new GatewayError('unavailable', 'it was replaced in this moment', { retryAfterSeconds: 1 })
        const imageId = before?.id ?? imageIdOf(delivery.jobId, filename)
        const revision = before ? before.revision + (before.sha256 === sha256 ? 0 : 1) : 1
        return promote(tx, { delivery, filename, checked, owner, before, imageId, revision })
      })
    })
  }

  /** Nothing new, but for what has gone missing meanwhile. One that has failed is given another try. */
  async function keep(tx: Transaction, delivery: Delivery, bytes: Buffer, image: PixImage): Promise<Accepted> {
    const storagePath = delivery.found?.key ?? image.storagePath
    const etag = await putFinalInput(delivery, bytes, storagePath, metadataOf(delivery, image))
    await settleFinalInput(tx, { storageKey: storagePath, jobId: image.jobId, etag }, clock)
    const isBack = image.excludedBy === removedWithFile
    const hasFailed = image.status === 'error'
    const origin = image.origin ?? delivery.origin ?? null
    if (isBack || hasFailed || origin !== image.origin || storagePath !== image.storagePath) {
      const back = isBack ? { excludedAt: null, excludedBy: null, usable: image.status === 'processed' } : {}
      await tx
        .update(pixImages)
        .set({ origin, storagePath, ...back, ...(hasFailed && untried) })
        .where(eq(pixImages.id, image.id))
      if (hasFailed) await queue.send(tx, 'pix-process', { imageId: image.id, revision: image.revision })
      else await queue.send(tx, 'pix-expose', { jobId: image.jobId })
    }
    return { outcome: 'duplicate', imageId: image.id, revision: image.revision }
  }

  async function promote(tx: Transaction, work: Work): Promise<Accepted> {
    const { delivery, filename, checked, owner, before, imageId, revision } = work
    const { pictures } = checked
    const image = { shootId: before?.shootId ?? owner.shoot.id, imageId }
    const storagePath = delivery.found?.key ?? before?.storagePath ?? finalInputKey(delivery.jobId, filename)
    const metadata = metadataOf(delivery, { ...image, id: imageId, jobId: delivery.jobId, revision })
    const etag = await putFinalInput(delivery, checked.bytes, storagePath, metadata)
    if (before) await keepPast({ tx, store, clock, log }, before, checked.sha256)
    const files = [
      { kind: 'hr', key: archiveKey(image), ...checked },
      { kind: 'master', key: masterKey(image), ...pictures.master },
      { kind: 'thumb', key: thumbKey(delivery.jobId, imageId), ...pictures.thumb },
    ]
    const put = await allOf(files.map(({ key, bytes }) => putObject(store, { key, bytes, metadata })))
    await requireUnchanged(delivery)

    const first = { id: imageId, filename, storagePath, ...identityOf(owner) }
    const content = {
      sha256: checked.sha256,
      bytes: checked.bytes.length,
      width: checked.width,
      height: checked.height,
    }
    const values = {
      ...{ ...content, storagePath, capturedAt: checked.capturedAt, source: delivery.source },
      ...{ origin: delivery.origin ?? null, status: 'pending_processing' as const, revision },
      ...{ ...forgotten(clock), ...roomOf(filename, before) },
      ...(before?.excludedBy === removedWithFile && { excludedAt: null, excludedBy: null }),
    }
    if (before) await supersedeEdits(tx, imageId, clock)
    else await tx.insert(pixImages).values({ ...first, ...values })
    for (const [at, { kind, key, width, height }] of files.entries()) {
      const { sha256, bytes } = put[at] as Content
      const derivedFrom = kind === 'hr' ? null : 'hr'
      await writeVersion(
        tx,
        { imageId, kind, revision, storageKey: key, sha256, bytes, width, height, derivedFrom },
        clock,
      )
    }
    await tx
      .update(pixImages)
      .set({ ...values, readyForVision: true, epoch: nextEpoch })
      .where(eq(pixImages.id, imageId))
    await settleFinalInput(tx, { storageKey: storagePath, jobId: delivery.jobId, etag }, clock)
    if (delivery.source === 'editor') await markReturned(tx, image.shootId)
    await tell(tx, work)
    if (!(await waitForMore(tx, delivery, image.shootId))) await queue.send(tx, 'pix-process', { imageId, revision })
    return { outcome: 'accepted', imageId, revision }
  }

  /** Who brings back a shoot may bring more of it. No message is sent then: the sweep finds the image once it is quiet. */
  async function waitForMore(tx: Transaction, { source, found }: Delivery, shootId: string): Promise<boolean> {
    if (editorQuietSeconds === 0 || source !== 'editor' || found) return false
    const quietUntil = sql`${clock.databaseNow()} + make_interval(secs => ${editorQuietSeconds})`
    await tx.update(pixShoots).set({ quietUntil }).where(eq(pixShoots.id, shootId))
    return true
  }

  async function putFinalInput(
    { found }: Delivery,
    bytes: Buffer,
    key: string,
    metadata: Record<string, string>,
  ): Promise<string> {
    return found?.etag ?? (await putObject(store, { key, bytes, metadata })).etag
  }

  /** What was read is still what lies there, or all of this is about something else. */
  async function requireUnchanged({ found }: Delivery): Promise<void> {
    if (!found || (await store.find(found.key))?.etag === found.etag) return
    throw new GatewayError('unavailable', 'the file has changed while it was taken in', { retryAfterSeconds: 5 })
  }

  return acceptFinal
}

export type AcceptFinal = ReturnType<typeof createFinalAcceptance>

/** All have ended before the first failure is told: nothing may still be written when the lock is let go. */
async function allOf<Value>(works: Promise<Value>[]): Promise<Value[]> {
  const ends = await Promise.allSettled(works)
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason
    return end.value
  })
}

/** Beside the bytes, for whoever finds them without the database. */
const metadataOf = (
  { source }: Delivery,
  { id, jobId, shootId, revision }: Pick<PixImage, 'id' | 'jobId' | 'shootId' | 'revision'>,
) => ({ 'image-id': id, 'job-id': jobId, 'shoot-id': shootId, revision: String(revision), source })

async function tell(tx: Transaction, { delivery, filename, checked, before, imageId, revision }: Work): Promise<void> {
  if (delivery.who === null) return
  await recordChange(tx, {
    who: delivery.who,
    what: 'pix_image.delivered',
    before: before ? { revision: before.revision, sha256: before.sha256 } : null,
    after: { job: delivery.jobId, image: imageId, filename, revision, sha256: checked.sha256, source: delivery.source },
  })
}
