import { randomUUID } from 'node:crypto'
import { recordChange } from '../accounts/audit.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, desc, eq, gt, gte, inArray, isNotNull, isNull, ne, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { galleries, jobs, slots } from '../schema.ts'

/** A gallery as its makers see it. */
export interface Gallery {
  id: string
  title: string
  slotIds: string[]
  startedAt: Date
  endsAt: Date
  stoppedAt: Date | null
  createdBy: string
  /** Until its end; zero and less when it is over or was stopped. */
  secondsLeft: number
}

/** One picture of a gallery. */
export interface GalleryPicture {
  jobId: string
  width: number
  height: number
  receivedAt: Date
}

/** Where, newest first, somebody stopped looking. */
export interface GalleryPosition {
  receivedAt: string
  id: string
}

interface NewGallery {
  title: string
  slotIds: string[]
  minutes: number
}

interface Dependencies {
  database: Database
  clock: Clock
}

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const mostListed = 200

/** Time-boxed looks at the new results of some slots, for everybody who has the link. */
export function createGalleries({ database, clock }: Dependencies) {
  const columns = () => ({
    id: galleries.id,
    title: galleries.title,
    slotIds: galleries.slotIds,
    startedAt: galleries.startedAt,
    endsAt: galleries.endsAt,
    stoppedAt: galleries.stoppedAt,
    createdBy: galleries.createdBy,
    // The database's clock decides, in the statement that reads the row: no node and no restart has a say.
    secondsLeft: sql<number>`case when ${galleries.stoppedAt} is null
      then extract(epoch from ${galleries.endsAt} - ${clock.databaseNow()})::float8 else 0 end`,
  })

  async function open({ title, slotIds, minutes }: NewGallery, who: string): Promise<Gallery> {
    await requireSlots(slotIds)
    const id = randomUUID()
    await database.transaction(async (tx) => {
      const startedAt = sql<Date>`${clock.databaseNow()}`
      const endsAt = sql<Date>`${clock.databaseNow()} + ${minutes} * interval '1 minute'`
      await tx.insert(galleries).values({ id, title, slotIds, startedAt, endsAt, createdBy: who })
      await recordChange(tx, { who, what: 'gallery.opened', before: null, after: { id, title, slotIds, minutes } })
    })
    return require(id)
  }

  async function requireSlots(ids: string[]): Promise<void> {
    const found = await database.select({ id: slots.id }).from(slots).where(inArray(slots.id, ids))
    const unknown = ids.filter((id) => !found.some((slot) => slot.id === id))
    if (unknown.length === 0) return
    const details = `slots: there is no ${unknown.join(', ')}`
    throw new GatewayError('invalid_settings', details, { details })
  }

  /** The newest first. */
  async function list(): Promise<Gallery[]> {
    return database.select(columns()).from(galleries).orderBy(desc(galleries.startedAt)).limit(mostListed)
  }

  async function require(id: string): Promise<Gallery> {
    const [gallery] = uuidPattern.test(id)
      ? await database.select(columns()).from(galleries).where(eq(galleries.id, id))
      : []
    if (!gallery) throw new GatewayError('gallery_not_found', 'unknown gallery')
    return gallery
  }

  /** For strangers. */
  async function requireLive(id: string): Promise<Gallery> {
    const gallery = await require(id)
    if (gallery.secondsLeft <= 0) throw new GatewayError('gallery_over', 'over or stopped')
    return gallery
  }

  /** Stopping what is stopped changes nothing. */
  async function stop(id: string, who: string): Promise<Gallery> {
    await require(id)
    await database.transaction(async (tx) => {
      const [stopped] = await tx
        .update(galleries)
        .set({ stoppedAt: clock.databaseNow() })
        .where(and(eq(galleries.id, id), isNull(galleries.stoppedAt)))
        .returning({ title: galleries.title })
      if (stopped) await recordChange(tx, { who, what: 'gallery.stopped', before: { id, ...stopped }, after: null })
    })
    return require(id)
  }

  /** Results that are public now, of photos that came since the gallery began; the newest first. */
  async function findPictures({ slotIds, startedAt }: Gallery, limit: number, after?: GalleryPosition) {
    const beyond =
      after && sql`(${jobs.receivedAt}, ${jobs.id}) < (${after.receivedAt}::timestamptz, ${after.id}::uuid)`
    const rows = await database
      .select({ jobId: jobs.id, width: jobs.resultWidth, height: jobs.resultHeight, receivedAt: jobs.receivedAt })
      .from(jobs)
      .where(
        and(
          inArray(jobs.slotId, slotIds),
          gte(jobs.receivedAt, startedAt),
          eq(jobs.status, 'done'),
          ne(jobs.source, 'test_run'),
          isNotNull(jobs.resultKey),
          isNull(jobs.resultDeletedAt),
          gt(jobs.expiresAt, sql`(select ${clock.databaseNow()})`),
          beyond,
        ),
      )
      .orderBy(desc(jobs.receivedAt), desc(jobs.id))
      .limit(limit)
    return rows as GalleryPicture[]
  }

  return { open, list, requireLive, stop, findPictures }
}

export type Galleries = ReturnType<typeof createGalleries>
