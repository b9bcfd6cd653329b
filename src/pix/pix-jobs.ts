import { randomInt, randomUUID } from 'node:crypto'
import { recordChange } from '../accounts/audit.ts'
import type { Clock } from '../clock.ts'
import type { Database, Queryable, Transaction } from '../database.ts'
import { and, asc, count, desc, eq, inArray, lt, or, type SQL, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { Store } from '../media/store.ts'
import { pixImages, pixJobs, pixShoots } from '../pix-schema.ts'
import type { PixJob, PixShoot } from './final-rows.ts'
import { lockJob, requireJob } from './find-job.ts'
import { hasPart } from './has-part.ts'
import { keepKeys } from './keys.ts'
import type { PixQueue } from './work.ts'

type JobColumns = typeof pixJobs.$inferInsert
type ShootColumns = typeof pixShoots.$inferInsert

/** What people say of a job; the rest is the gateway's. */
export type JobWish = Pick<
  JobColumns,
  | 'customerId'
  | 'customerName'
  | 'customerEmail'
  | 'photographerId'
  | 'orderId'
  | 'locale'
  | 'propertyLabel'
  | 'address'
  | 'property'
  | 'externalIds'
>
export type NewJob = JobWish & { id?: string | undefined; jobNumber?: string | undefined }
export type ShootWish = Partial<Pick<ShootColumns, 'shootCode' | 'photographerId' | 'status'>>
export type NewShoot = ShootWish & Pick<ShootColumns, 'source'> & { id?: string | undefined }

/** Where in the list, newest first, somebody stopped reading. */
export interface JobPosition {
  createdAt: Date
  id: string
}

interface JobQuery {
  status?: PixJob['status'] | undefined
  /** Part of its number, its id, its label or its customer's name. */
  text?: string | undefined
  after?: JobPosition | undefined
  limit: number
}

/** How many images of a job are what. */
export interface ImageCounts {
  registered: number
  pending: number
  processed: number
  error: number
  excluded: number
  usable: number
}

interface Dependencies {
  database: Database
  store: Pick<Store, 'find' | 'write'>
  queue: PixQueue
  clock: Clock
}

const codeLetters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const codeTries = 5
/** What an exposé says. */
const shown = ['locale', 'propertyLabel', 'property'] as const

/** What customers have ordered, and the visits of photographers that each consists of. */
export function createPixJobs({ database, store, queue, clock }: Dependencies) {
  async function list({ status, text, after, limit }: JobQuery): Promise<PixJob[]> {
    const { jobNumber, id, propertyLabel, customerName, createdAt } = pixJobs
    return database
      .select()
      .from(pixJobs)
      .where(
        and(
          status && eq(pixJobs.status, status),
          hasPart(text, [jobNumber, id, propertyLabel, customerName]),
          after && or(lt(createdAt, after.createdAt), and(eq(createdAt, after.createdAt), lt(id, after.id))),
        ),
      )
      .orderBy(desc(createdAt), desc(id))
      .limit(limit)
  }

  const require = (id: string, on: Queryable = database): Promise<PixJob> => requireJob(on, id)

  async function countImages(ids: readonly string[]): Promise<Map<string, ImageCounts>> {
    if (ids.length === 0) return new Map()
    const having = (condition: SQL) => sql<number>`count(*) filter (where ${condition})`.mapWith(Number)
    const rows = await database
      .select({
        jobId: pixImages.jobId,
        registered: count(),
        // One that was taken out is awaited by nobody.
        pending: having(
          sql`${pixImages.status} in ('pending_processing', 'processing') and ${pixImages.excludedAt} is null`,
        ),
        processed: having(sql`${pixImages.status} = 'processed'`),
        error: having(sql`${pixImages.status} = 'error'`),
        excluded: having(sql`${pixImages.excludedAt} is not null`),
        usable: having(sql`${pixImages.usable}`),
      })
      .from(pixImages)
      .where(inArray(pixImages.jobId, [...ids]))
      .groupBy(pixImages.jobId)
    return new Map(rows.map(({ jobId, ...counts }) => [jobId, counts]))
  }

  /** With its folders, and the shoot that its images belong to while nothing else is said. */
  async function create(
    { id = randomUUID(), jobNumber = numberOf(id), ...wish }: NewJob,
    shoot: NewShoot,
    who: string,
  ) {
    const [known] = await database.select({ id: pixJobs.id }).from(pixJobs).where(eq(pixJobs.id, id))
    if (known) throw new GatewayError('conflict', 'the id is taken', { details: idTaken })
    // Folders first: one without a job is nothing, a job without its folders would be a lie to who looks into the store.
    for (const key of keepKeys(id)) await store.write(key, Buffer.alloc(0))
    return database.transaction(async (tx) => {
      const values = { ...wish, id, jobNumber, createdAt: clock.databaseNow() }
      const [job] = await tx.insert(pixJobs).values(values).onConflictDoNothing().returning()
      if (!job) throw new GatewayError('conflict', 'the id or the number is taken', { details: idTaken })
      const after = { job: id, job_number: jobNumber, locale: job.locale, fields: namesIn(wish) }
      await recordChange(tx, { who, what: 'pix_job.created', before: null, after })
      return { job, shoot: await insertShoot(tx, job, shoot) }
    })
  }

  /** Changes what the wish names. */
  function change(id: string, { status, ...wish }: Partial<JobWish> & { status?: PixJob['status'] }, who: string) {
    return database.transaction(async (tx) => {
      const before = await lockJob(tx, id)
      const isTurned = status !== undefined && status !== before.status
      const turned = isTurned ? { status, closedAt: status === 'closed' ? clock.databaseNow() : null } : {}
      const fields = namesIn(wish)
      if (fields.length > 0 || isTurned) {
        await tx
          .update(pixJobs)
          .set({ ...wish, ...turned })
          .where(eq(pixJobs.id, id))
      }
      if ('customerId' in wish || 'photographerId' in wish) await tellImages(tx, eq(pixImages.jobId, id))
      if (shown.some((name) => name in wish)) await queue.send(tx, 'pix-expose', { jobId: id })
      const note = { job: id, status: status ?? before.status, fields }
      await recordChange(tx, { who, what: 'pix_job.changed', before: { job: id, status: before.status }, after: note })
      return require(id, tx)
    })
  }

  async function listShoots(jobId: string): Promise<PixShoot[]> {
    await require(jobId)
    const order = [asc(pixShoots.createdAt), asc(pixShoots.id)]
    return database
      .select()
      .from(pixShoots)
      .where(eq(pixShoots.jobId, jobId))
      .orderBy(...order)
  }

  async function requireShoot(id: string, on: Queryable = database): Promise<PixShoot> {
    const [shoot] = await on.select().from(pixShoots).where(eq(pixShoots.id, id))
    if (!shoot) throw new GatewayError('shoot_not_found', 'unknown shoot')
    return shoot
  }

  function addShoot(jobId: string, wish: NewShoot, who: string): Promise<PixShoot> {
    return database.transaction(async (tx) => {
      const job = await require(jobId, tx)
      const shoot = await insertShoot(tx, job, wish)
      await recordChange(tx, { who, what: 'pix_shoot.created', before: null, after: noteOf(shoot) })
      return shoot
    })
  }

  /** A code is made up where none is given; two that fall on one are no accident of the caller's. */
  async function insertShoot(tx: Transaction, job: PixJob, { id = randomUUID(), ...wish }: NewShoot) {
    for (let tries = 0; tries < codeTries; tries += 1) {
      const shootCode = wish.shootCode ?? makeCode()
      const values = { ...wish, id, jobId: job.id, shootCode, createdAt: clock.databaseNow() }
      const [shoot] = await tx.insert(pixShoots).values(values).onConflictDoNothing().returning()
      if (shoot) return shoot
    }
    throw new GatewayError('conflict', 'the id or the code of the shoot is taken', { details: shootTaken })
  }

  function changeShoot(id: string, wish: ShootWish, who: string): Promise<PixShoot> {
    return database.transaction(async (tx) => {
      const [before] = await tx.select().from(pixShoots).where(eq(pixShoots.id, id)).for('no key update')
      if (!before) throw new GatewayError('shoot_not_found', 'unknown shoot')
      if (wish.shootCode !== undefined && wish.shootCode !== before.shootCode) await requireFree(tx, wish.shootCode)
      if (namesIn(wish).length > 0) await tx.update(pixShoots).set(wish).where(eq(pixShoots.id, id))
      await tellImages(tx, eq(pixImages.shootId, id))
      const after = await requireShoot(id, tx)
      await recordChange(tx, { who, what: 'pix_shoot.changed', before: noteOf(before), after: noteOf(after) })
      return after
    })
  }

  return { list, require, countImages, create, change, listShoots, requireShoot, addShoot, changeShoot }
}

export type PixJobs = ReturnType<typeof createPixJobs>

const idTaken = 'There is a pix.immo job with this id or this number already.'
const shootTaken = 'There is a shoot with this id or this code already.'

async function requireFree(tx: Transaction, code: string | null): Promise<void> {
  if (code === null) return
  const [taken] = await tx.select({ id: pixShoots.id }).from(pixShoots).where(eq(pixShoots.shootCode, code))
  if (taken) throw new GatewayError('conflict', 'the code is taken', { details: shootTaken })
}

/** What images know of their job and their shoot, as it is now: a shoot has its own photographer, or the job's. */
async function tellImages(tx: Transaction, whose: SQL): Promise<void> {
  await tx
    .update(pixImages)
    .set({
      customerId: sql`${pixJobs.customerId}`,
      shootCode: sql`${pixShoots.shootCode}`,
      photographerId: sql`coalesce(${pixShoots.photographerId}, ${pixJobs.photographerId})`,
    })
    .from(pixShoots)
    .innerJoin(pixJobs, eq(pixJobs.id, pixShoots.jobId))
    .where(and(eq(pixShoots.id, pixImages.shootId), whose))
}

const makeCode = () => Array.from({ length: 5 }, () => codeLetters[randomInt(codeLetters.length)]).join('')
const numberOf = (id: string) => `PIX-${id.slice(0, 40)}`

/** The audit says which; what a customer is called and where they live is not for it. */
const namesIn = (wish: object) => Object.entries(wish).flatMap(([name, value]) => (value === undefined ? [] : [name]))

const noteOf = ({ id, jobId, shootCode, status, photographerId }: PixShoot) => ({
  ...{ job: jobId, shoot: id, shoot_code: shootCode, status, photographer: photographerId },
})
