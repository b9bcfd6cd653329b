import { type Clock, repeat } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, eq, lt, sql } from '../drizzle.ts'
import type { Logger } from '../log.ts'
import type { Store } from '../media/store.ts'
import { pixImages } from '../pix-schema.ts'
import type { PixImage } from './claim-image.ts'
import { factsOf } from './image-facts.ts'
import { type createImageStages, verdictFor } from './image-stages.ts'
import { masterKey } from './keys.ts'
import type { PixQueue } from './work.ts'

interface Dependencies {
  database: Database
  store: Pick<Store, 'read'>
  stages: Pick<ReturnType<typeof createImageStages>, 'inspect'>
  queue: PixQueue
  clock: Clock
  log: Logger
  hasVision: () => boolean
}

const intervalMilliseconds = 3_600_000
/** Each that still cannot be looked at takes minutes. */
const mostAtOnce = 5

/**
 * Images that went their way without a report of the privacy check, because it could not look at them: once an hour a few
 * are looked at again. Nothing else of them changes, and no gallery: customers do not see what was found.
 */
export function createPrivacyRecheck(dependencies: Dependencies) {
  const { database, store, stages, queue, clock, log, hasVision } = dependencies
  const stopping = new AbortController()

  async function checkAgain(signal: AbortSignal = stopping.signal): Promise<number> {
    const { status, privacyStatus, processedAt } = pixImages
    const isLongAgo = lt(processedAt, sql`(select ${clock.databaseNow()} - interval '1 hour')`)
    const images = await database
      .select()
      .from(pixImages)
      .where(and(eq(status, 'processed'), eq(privacyStatus, 'unchecked'), isLongAgo))
      // One that never can be looked at does not keep the others from it.
      .orderBy(sql`random()`)
      .limit(mostAtOnce)
    let checked = 0
    for (const image of images) {
      signal.throwIfAborted()
      try {
        if (await check(image, signal)) checked += 1
      } catch (error) {
        signal.throwIfAborted()
        log.warn({ err: error, image: image.id }, 'the privacy of an image can still not be checked')
      }
    }
    return checked
  }

  async function check(image: PixImage, signal: AbortSignal): Promise<boolean> {
    const master = await store.read(masterKey({ shootId: image.shootId, imageId: image.id }))
    const privacy = master && (await stages.inspect(image, master, signal))
    if (!privacy) return false
    return database.transaction(async (tx) => {
      const isSame = and(eq(pixImages.id, image.id), eq(pixImages.revision, image.revision))
      const [now] = await tx.select().from(pixImages).where(isSame).for('no key update')
      const facts = now && factsOf(now)
      if (now?.status !== 'processed' || !facts || facts.privacy) return false
      const warnings = facts.warnings.filter(({ stage }) => stage !== 'privacy')
      const metaFields = { ...now.metaFields, pipeline: { ...facts, privacy, warnings } }
      await tx
        .update(pixImages)
        .set({ metaFields, privacyStatus: verdictFor(now, privacy) })
        .where(isSame)
      // What is known of it by now may leave.
      if (hasVision()) await queue.send(tx, 'pix-vision', { imageId: now.id, revision: now.revision })
      await queue.send(tx, 'pix-expose', { jobId: now.jobId })
      return true
    })
  }

  const schedule = repeat(
    clock,
    intervalMilliseconds,
    async () => void (await checkAgain()),
    (error) => log.warn({ err: error }, 'could not look for images whose privacy was not checked'),
  )
  return {
    checkAgain,
    start: schedule.start,
    async stop(): Promise<void> {
      stopping.abort(new Error('the node stops'))
      await schedule.stop()
    },
  }
}
