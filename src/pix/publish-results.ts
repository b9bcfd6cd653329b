import { type Clock, repeat } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, eq, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import { encodeImage } from '../media/encode-image.ts'
import type { ImageType } from '../media/image-type.ts'
import { inImagingPlace } from '../media/imaging.ts'
import { openImage } from '../media/open-image.ts'
import type { Store } from '../media/store.ts'
import { pixPublications } from '../pix-schema.ts'
import type { AcceptFinal } from './accept-final.ts'

type Publication = typeof pixPublications.$inferSelect

interface Dependencies {
  database: Database
  store: Pick<Store, 'read' | 'prove'>
  acceptFinal: AcceptFinal
  clock: Clock
  log: Logger
}

const lookMilliseconds = 20_000
const leaseSeconds = 300
/** The last try is some eight hours after the first: a closed job may be opened again. */
const mostAttempts = 16
const longestPauseSeconds = 3600
/** A store that is away comes back, however long it takes, and what waits for it shall not wait much longer. */
const longestAwaySeconds = 300
const keepDays = 30
const jpegQuality = 95

/**
 * Hands what slots have finished to the door of final images. It is in line since the photo was done, and its guest waits
 * for nothing of this. The bytes are copied: when the guest's link ends, the final image stays.
 */
export function createResultPublisher({ database, store, acceptFinal, clock, log }: Dependencies) {
  const later = (seconds: number) => sql<Date>`${clock.databaseNow()} + make_interval(secs => ${seconds})`

  /** The one that has waited longest, for as long as the lease is. */
  async function claim(): Promise<Publication | undefined> {
    const due = sql`select id from ${pixPublications} where done_at is null and failed_at is null
      and next_at <= ${clock.databaseNow()} order by next_at limit 1 for update skip locked`
    const [taken] = await database
      .update(pixPublications)
      .set({ attempts: sql`${pixPublications.attempts} + 1`, nextAt: later(leaseSeconds) })
      .where(sql`${pixPublications.id} = (${due})`)
      .returning()
    return taken
  }

  /** Of a claim that is over, nothing is written. */
  async function write({ id, attempts }: Publication, values: object): Promise<void> {
    await database
      .update(pixPublications)
      .set(values)
      .where(and(eq(pixPublications.id, id), eq(pixPublications.attempts, attempts)))
  }

  async function readJpeg({ resultKey, mime }: Publication, signal: AbortSignal): Promise<Buffer> {
    const bytes = await store.read(resultKey)
    if (!bytes) {
      await store.prove()
      throw new GatewayError('result_expired', 'the result is gone before it was published')
    }
    if (mime === 'image/jpeg') return bytes
    return inImagingPlace(signal, async () => {
      const pipeline = await openImage({ bytes, type: mime as ImageType }, signal)
      return (await encodeImage(pipeline, { format: 'jpeg', quality: jpegQuality, longestSidePixels: null })).bytes
    })
  }

  async function publish(publication: Publication, signal: AbortSignal): Promise<void> {
    const { jobId, shootId, filename, slotId, ingestJobId } = publication
    const origin = { kind: 'dslr_ingest', slot: slotId, ingest_job_id: ingestJobId }
    const read = () => readJpeg(publication, signal)
    try {
      const delivery = { jobId, shootId, filename, read, source: 'manual' as const, origin, who: null }
      const { imageId } = await acceptFinal(delivery, signal)
      await write(publication, { doneAt: clock.databaseNow(), imageId, error: null })
    } catch (error) {
      if (signal.aborted) return write(publication, { nextAt: clock.databaseNow() })
      await postpone(publication, error as Error)
    }
  }

  /** A closed job may be opened again, and a store comes back; a result that is gone does not. */
  async function postpone(publication: Publication, error: Error): Promise<void> {
    const code = error instanceof GatewayError ? error.code : null
    const isAway = code === 'unavailable' || code === 'storage_full'
    const isOver = code === 'result_expired' || (publication.attempts >= mostAttempts && !isAway)
    log.warn({ err: error, job: publication.ingestJobId, isOver }, 'a result could not be published')
    const pause = Math.min(2 ** publication.attempts * 5, isAway ? longestAwaySeconds : longestPauseSeconds)
    const ended = isOver ? { failedAt: clock.databaseNow() } : { nextAt: later(pause) }
    await write(publication, { ...ended, error: error.message.slice(0, 500) })
  }

  /** All that is due. Resolves to how many were worked on. */
  async function publishDue(signal = new AbortController().signal): Promise<number> {
    let count = 0
    for (let next = await claim(); next; next = signal.aborted ? undefined : await claim()) {
      await publish(next, signal)
      count += 1
    }
    return count
  }

  async function sweep(): Promise<void> {
    const isOld = sql`${pixPublications.doneAt} <= ${clock.databaseNow()} - make_interval(days => ${keepDays})`
    await database.delete(pixPublications).where(isOld)
  }

  const stopping = new AbortController()
  const publishing = repeat(
    clock,
    lookMilliseconds,
    async () => void (await publishDue(stopping.signal)),
    (error) => log.warn({ err: error }, 'results could not be published'),
  )
  async function stop(): Promise<void> {
    stopping.abort(new GatewayError('cancelled', 'the node stops'))
    await publishing.stop()
  }

  return { publishDue, sweep, start: publishing.start, stop }
}
