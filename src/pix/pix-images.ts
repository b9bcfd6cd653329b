import { recordChange } from '../accounts/audit.ts'
import type { Clock } from '../clock.ts'
import type { Database, Transaction } from '../database.ts'
import { and, asc, eq, gt, isNotNull, isNull, type SQL, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { Store } from '../media/store.ts'
import { pixImages, pixImageVersions } from '../pix-schema.ts'
import { type CleanupCandidate, candidatesIn, cleanupColumns } from './cleanup.ts'
import { type PixImage, removedWithFile, untried } from './final-rows.ts'
import { hasPart } from './has-part.ts'
import { factsOf } from './image-facts.ts'
import { archiveKey } from './keys.ts'
import type { RoomType } from './rooms.ts'
import type { PixQueue } from './work.ts'

interface ImageQuery {
  jobId: string
  status?: PixImage['status'] | undefined
  shootId?: string | undefined
  isExcluded?: boolean | undefined
  /** Part of the name of its file. */
  text?: string | undefined
  /** The name of the last one that was read. */
  after?: string | undefined
  limit: number
}

interface Dependencies {
  database: Database
  store: Pick<Store, 'find' | 'copy' | 'prove'>
  queue: PixQueue
  clock: Clock
  /** Whether services look at images. */
  hasVision?: boolean
}

/** Final images, as people steer them. */
export function createPixImages({ database, store, queue, clock, hasVision = false }: Dependencies) {
  /** By name, as the letters of all languages follow each other in no language: the same on every database. */
  const byName = sql`${pixImages.filename} collate "C"`

  async function list({ jobId, status, shootId, isExcluded, text, after, limit }: ImageQuery): Promise<PixImage[]> {
    const isOut = isExcluded ? isNotNull(pixImages.excludedAt) : isNull(pixImages.excludedAt)
    return database
      .select()
      .from(pixImages)
      .where(
        and(
          eq(pixImages.jobId, jobId),
          status && eq(pixImages.status, status),
          shootId === undefined ? undefined : eq(pixImages.shootId, shootId),
          isExcluded === undefined ? undefined : isOut,
          hasPart(text, [pixImages.filename]),
          after === undefined ? undefined : (gt(byName, after) as SQL),
        ),
      )
      .orderBy(asc(byName))
      .limit(limit)
  }

  async function require(id: string): Promise<PixImage> {
    const [image] = await database.select().from(pixImages).where(eq(pixImages.id, id))
    if (!image) throw new GatewayError('image_not_found', 'unknown image')
    return image
  }

  const listVersions = (id: string) =>
    database.select().from(pixImageVersions).where(eq(pixImageVersions.imageId, id)).orderBy(asc(pixImageVersions.kind))

  async function requireVersion(id: string, kind: string) {
    await require(id)
    const found = (await listVersions(id)).find((version) => version.kind === kind)
    if (!found) throw new GatewayError('media_not_found', 'the image has no such file')
    return found
  }

  /** What `decide` answers is written; null changes nothing. */
  function change(
    id: string,
    { who, what, about = {} }: { who: string; what: string; about?: object },
    decide: (image: PixImage, tx: Transaction) => Promise<Partial<Columns> | null>,
  ): Promise<PixImage> {
    return database.transaction(async (tx) => {
      const [before] = await tx.select().from(pixImages).where(eq(pixImages.id, id)).for('no key update')
      if (!before) throw new GatewayError('image_not_found', 'unknown image')
      const values = await decide(before, tx)
      if (values === null) return before
      const [after] = await tx.update(pixImages).set(values).where(eq(pixImages.id, id)).returning()
      if (!after) throw new GatewayError('image_not_found', 'the image is gone')
      await recordChange(tx, { who, what, before: noteOf(before), after: { ...noteOf(after), ...about } })
      return after
    })
  }

  /** Not for the customer. */
  const exclude = (id: string, who: string) =>
    change(id, { who, what: 'pix_image.excluded' }, async (image, tx) => {
      if (image.excludedAt !== null && image.excludedBy !== removedWithFile) return null
      await queue.send(tx, 'pix-expose', { jobId: image.jobId })
      return { usable: false, excludedAt: clock.databaseNow(), excludedBy: who }
    })

  /** For the customer again; a file that was taken out of final_input comes back out of the archive. */
  async function include(id: string, who: string): Promise<PixImage> {
    const { excludedBy, readyForVision, shootId, storagePath } = await require(id)
    if (excludedBy === removedWithFile && readyForVision && !(await store.find(storagePath))) {
      const copied = await store.copy(archiveKey({ shootId, imageId: id }), storagePath)
      if (copied === undefined) {
        // Unless it is the whole store that is away.
        await store.prove()
        throw refused('the file is gone from the archive as well', deliverAgain)
      }
    }
    return change(id, { who, what: 'pix_image.included' }, async (image, tx) => {
      if (image.excludedAt === null) return null
      await queue.send(tx, 'pix-expose', { jobId: image.jobId })
      return { usable: image.status === 'processed', excludedAt: null, excludedBy: null }
    })
  }

  /** Once more through the pipeline. What could not be read at all has to be delivered again. */
  const retry = (id: string, who: string) =>
    change(id, { who, what: 'pix_image.retried' }, async (image, tx) => {
      if (image.status !== 'error') throw refused('nothing to repeat', nothingFailed)
      if (!image.readyForVision) throw refused('the file is no picture', deliverAgain)
      await queue.send(tx, 'pix-process', { imageId: id, revision: image.revision })
      return untried
    })

  const setRoom = (id: string, room: RoomType, who: string) =>
    change(id, { who, what: 'pix_image.room_set' }, async (image, tx) => {
      if (image.roomType === room && image.roomSource === 'manual') return null
      await queue.send(tx, 'pix-expose', { jobId: image.jobId })
      return { roomType: room, roomSource: 'manual' }
    })

  /** What a person says about what the check has found. Without a report nobody can: then there is nothing to look at. */
  const decidePrivacy = (id: string, isClear: boolean, who: string) =>
    change(
      id,
      { who, what: isClear ? 'pix_image.privacy_cleared' : 'pix_image.privacy_flagged' },
      async (image, tx) => {
        if (!factsOf(image)?.privacy) throw refused('no report of the privacy check', privacyNotChecked)
        const isSo = isClear ? image.privacyStatus !== 'flagged' : image.privacyStatus === 'flagged'
        if (isSo) return null
        // Services have not seen what was withheld; they do nothing twice.
        if (isClear && hasVision) await queue.send(tx, 'pix-vision', { imageId: id, revision: image.revision })
        await queue.send(tx, 'pix-expose', { jobId: image.jobId })
        return { privacyStatus: isClear ? 'cleared_by_admin' : 'flagged' }
      },
    )

  /** What a person says about something that disturbs. Found again in the same file, it is what they have said it is. */
  async function decideCleanup(
    id: string,
    { candidate, state }: { candidate: string; state: 'open' | 'dismissed' },
    who: string,
  ): Promise<CleanupCandidate> {
    const what = state === 'open' ? 'pix_image.cleanup_reopened' : 'pix_image.cleanup_dismissed'
    const after = await change(id, { who, what, about: { candidate } }, async (image, tx) => {
      const candidates = candidatesIn(image.cleanupCandidates)
      if (requireCandidate(candidates, candidate).state === state) return null
      await queue.send(tx, 'pix-expose', { jobId: image.jobId })
      return cleanupColumns(candidates.map((each) => (each.id === candidate ? { ...each, state } : each)))
    })
    return requireCandidate(candidatesIn(after.cleanupCandidates), candidate)
  }

  return { decidePrivacy, decideCleanup, list, require, listVersions, requireVersion, exclude, include, retry, setRoom }
}

export type PixImages = ReturnType<typeof createPixImages>

function requireCandidate(candidates: readonly CleanupCandidate[], wanted: string): CleanupCandidate {
  const found = candidates.find(({ id }) => id === wanted)
  if (!found) throw new GatewayError('not_found', 'nothing of this id was found in the image')
  return found
}

type Value<Column> = Column | SQL
type Columns = { [Name in keyof PixImage]: Value<PixImage[Name]> }

const nothingFailed = 'This image has not failed: there is nothing to repeat.'
const deliverAgain = 'The file of this image cannot be read. Deliver it again under the same name.'
const privacyNotChecked = 'Nobody has checked the privacy of this image yet.'
const refused = (message: string, details: string) => new GatewayError('conflict', message, { details })

const noteOf = ({ id, jobId, filename, status, roomType, excludedAt, privacyStatus }: PixImage) => ({
  ...{ job: jobId, image: id, filename, status, room_type: roomType, excluded: excludedAt !== null },
  privacy: privacyStatus,
})
