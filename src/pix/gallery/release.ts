import { recordChange } from '../../accounts/audit.ts'
import type { Clock } from '../../clock.ts'
import type { Database, Queryable, Transaction } from '../../database.ts'
import { and, eq, inArray, isNull } from '../../drizzle.ts'
import { GatewayError } from '../../errors.ts'
import { pixExposes, pixImages, pixJobs } from '../../pix-schema.ts'
import { lockJob, requireJob } from '../find-job.ts'
import type { MailOutbox } from '../mail/outbox.ts'
import type { GalleryTokens } from './gallery-tokens.ts'

export type PixJob = typeof pixJobs.$inferSelect

interface Dependencies {
  database: Database
  clock: Clock
  tokens: Pick<GalleryTokens, 'make'>
  outbox: Pick<MailOutbox, 'tellReleased'>
  /** Fills a gallery anew that customers see as it was. */
  replaceShown?: ((jobId: string) => Promise<void>) | undefined
}

interface Wish {
  who: string
  /** Also while images of the job are still being worked on. */
  force: boolean
  /** Where the one who releases has reached the gateway; for the link in the mail where no public address is set. */
  baseUrl: string
}

/**
 * Whether customers see a gallery. No file is touched: its visibility, who has done it and the mail to the customer are
 * one transaction, so that there is never one without the others.
 */
export function createGalleryRelease({ database, clock, tokens, outbox, replaceShown }: Dependencies) {
  /** Releasing what is released changes nothing; a new revision is told of again, and each one once. */
  async function release(jobId: string, { who, force, baseUrl }: Wish): Promise<PixJob> {
    const now = await requireJob(database, jobId)
    if (replaceShown && (await isOutdated(database, now))) {
      // Before it is taken from those who see it: what is refused changes nothing.
      if (!force) await requireAllDone(database, jobId)
      await replaceShown(jobId)
    }
    // Sealing may take a while, so it is not done while the row is held.
    const token = now.galleryTokenHash === null ? await tokens.make() : null
    return database.transaction(async (tx) => {
      const before = await lockJob(tx, jobId)
      if (before.galleryStatus !== 'draft_ready') throw new GatewayError('gallery_not_ready', 'no draft to release')
      if (isReleased(before)) return before
      if (!force) await requireAllDone(tx, jobId)
      const after = await write(tx, jobId, {
        galleryVisibility: 'customer',
        releasedAt: clock.databaseNow(),
        releasedBy: who,
        releasedRevision: before.galleryRevision,
        ...(before.galleryTokenHash === null && token),
      })
      await recordChange(tx, { who, what: 'pix_gallery.released', before: noteOf(before), after: noteOf(after) })
      await outbox.tellReleased(tx, after, baseUrl)
      return after
    })
  }

  function withdraw(jobId: string, who: string): Promise<PixJob> {
    return database.transaction(async (tx) => {
      const before = await lockJob(tx, jobId)
      if (before.galleryVisibility === 'internal') return before
      const after = await write(tx, jobId, {
        ...{ galleryVisibility: 'internal', releasedAt: null, releasedBy: null, releasedRevision: null },
      })
      await recordChange(tx, { who, what: 'pix_gallery.withdrawn', before: noteOf(before), after: noteOf(after) })
      return after
    })
  }

  /** Whoever has the link so far has it for nothing from now on. */
  async function renewLink(jobId: string, who: string): Promise<PixJob> {
    const token = await tokens.make()
    return database.transaction(async (tx) => {
      const before = await lockJob(tx, jobId)
      const after = await write(tx, jobId, { ...token })
      const note = { job: jobId, had_a_link: before.galleryTokenHash !== null }
      await recordChange(tx, { who, what: 'pix_gallery.link_renewed', before: note, after: { job: jobId } })
      return after
    })
  }

  async function write(tx: Transaction, jobId: string, values: object): Promise<PixJob> {
    const [after] = await tx.update(pixJobs).set(values).where(eq(pixJobs.id, jobId)).returning()
    if (!after) throw new GatewayError('pix_job_not_found', 'the job is gone')
    return after
  }

  return { release, withdraw, renewLink, isOutdated: (job: PixJob) => isOutdated(database, job) }
}

export type GalleryRelease = ReturnType<typeof createGalleryRelease>

/** Customers see it as it was when it was released, while the job has changed since. */
async function isOutdated(database: Database, job: PixJob): Promise<boolean> {
  if (job.galleryVisibility !== 'customer') return false
  const isOfJob = and(eq(pixExposes.jobId, job.id), isNull(pixExposes.shootId))
  const [expose] = await database.select({ hash: pixExposes.contentHash }).from(pixExposes).where(isOfJob)
  return expose !== undefined && expose.hash !== job.galleryContentHash
}

const isReleased = ({ galleryVisibility, releasedRevision, galleryRevision }: PixJob) =>
  galleryVisibility === 'customer' && releasedRevision === galleryRevision

async function requireAllDone(on: Queryable, jobId: string): Promise<void> {
  const isPending = inArray(pixImages.status, ['pending_processing', 'processing'])
  // One that was taken out will not be in it, whatever becomes of it.
  const isAwaited = and(eq(pixImages.jobId, jobId), isPending, isNull(pixImages.excludedAt))
  const pending = await on.$count(pixImages, isAwaited)
  if (pending > 0) throw new GatewayError('images_pending', `${pending} images are not done`)
}

/** For the audit: nothing of the customer. */
const noteOf = ({ id, galleryVisibility, galleryRevision, releasedRevision }: PixJob) => ({
  ...{ job: id, visibility: galleryVisibility, revision: galleryRevision, released_revision: releasedRevision },
})
