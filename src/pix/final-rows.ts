import type { Clock } from '../clock.ts'
import type { Queryable, Transaction } from '../database.ts'
import { and, asc, eq, inArray, ne, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { pixEdits, pixFinalInputs, pixImages, pixImageVersions, pixJobs, pixShoots } from '../pix-schema.ts'
import { parseFileName } from './file-name-grammar.ts'

export type PixImage = typeof pixImages.$inferSelect
export type PixJob = typeof pixJobs.$inferSelect
export type PixShoot = typeof pixShoots.$inferSelect
type ImageVersion = typeof pixImageVersions.$inferSelect

/** Who has taken out an image whose file was taken out of final_input. It comes back with its file. */
export const removedWithFile = 'final_input'

/** Whose a final image is. */
export interface Owner {
  job: PixJob
  shoot: PixShoot
}

/** Null for the shoot: the one whose code is in the name, or the first of the job. */
export async function requireOwner(
  on: Queryable,
  { jobId, shootId, filename }: { jobId: string; shootId: string | null; filename: string },
): Promise<Owner> {
  const [job] = await on.select().from(pixJobs).where(eq(pixJobs.id, jobId))
  if (!job) throw new GatewayError('pix_job_not_found', 'unknown job')
  if (job.status === 'closed') throw new GatewayError('conflict', 'the job is closed', { details: jobClosed })
  const shoots = await on
    .select()
    .from(pixShoots)
    .where(eq(pixShoots.jobId, jobId))
    .orderBy(asc(pixShoots.createdAt), asc(pixShoots.id))
  const parsed = parseFileName(filename)
  const code = 'fault' in parsed ? undefined : parsed.code
  const shoot =
    shootId === null
      ? (shoots.find(({ shootCode }) => shootCode !== null && shootCode === code) ?? shoots[0])
      : shoots.find(({ id }) => id === shootId)
  if (!shoot) throw new GatewayError('shoot_not_found', 'the job has no such shoot')
  return { job, shoot }
}

const jobClosed = 'This job is closed. Open it again first.'

/** Who brings the pictures of one visit replaces none of another, however alike cameras count. */
export function requireOwnName(image: PixImage | undefined, shootId: string | null): void {
  if (!image || shootId === null || shootId === image.shootId) return
  const details = 'Another shoot of this job has a picture with this name.'
  throw new GatewayError('invalid_request', 'the name of another shoot', { details })
}

export async function markReturned(tx: Transaction, shootId: string): Promise<void> {
  await tx
    .update(pixShoots)
    .set({ status: 'editor_returned' })
    .where(and(eq(pixShoots.id, shootId), ne(pixShoots.status, 'editor_returned')))
}

export async function findByName(on: Queryable, jobId: string, filename: string): Promise<PixImage | undefined> {
  const [image] = await on
    .select()
    .from(pixImages)
    .where(and(eq(pixImages.jobId, jobId), eq(pixImages.filename, filename)))
  return image
}

export async function findVersion(on: Queryable, imageId: string, kind: string): Promise<ImageVersion | undefined> {
  const [version] = await on
    .select()
    .from(pixImageVersions)
    .where(and(eq(pixImageVersions.imageId, imageId), eq(pixImageVersions.kind, kind)))
  return version
}

/** The file of a kind, whichever it was before. */
export async function writeVersion(tx: Transaction, values: typeof pixImageVersions.$inferInsert, clock: Clock) {
  const row = { derivedFrom: null, ...values, createdAt: clock.databaseNow() }
  await tx
    .insert(pixImageVersions)
    .values(row)
    .onConflictDoUpdate({ target: [pixImageVersions.imageId, pixImageVersions.kind], set: row })
}

/** What the image is known by whatever its bytes are. */
export function identityOf({ job, shoot }: Owner) {
  return {
    jobId: job.id,
    shootId: shoot.id,
    shootCode: shoot.shootCode,
    customerId: job.customerId,
    photographerId: shoot.photographerId ?? job.photographerId,
  }
}

/** What a name says of the room; a room that a person has set stays. */
export function roomOf(filename: string, before: PixImage | undefined): Partial<PixImage> {
  if (before?.roomSource === 'manual') return {}
  const parsed = parseFileName(filename)
  if ('fault' in parsed || parsed.room === 'undefined_space') return { roomType: null, roomSource: null }
  return { roomType: parsed.room, roomSource: 'filename' }
}

/** What was found out about other bytes of the same name. */
export const forgotten = (clock: Clock) => ({
  errorCode: null,
  errorMessage: null,
  visionDone: false,
  gptDone: false,
  hasEdits: false,
  bestVersion: 'master',
  viewType: null,
  cleanupPossible: false,
  cleanupCandidates: [],
  privacyStatus: 'unchecked' as const,
  usable: false,
  metaFields: {},
  processedAt: null,
  leaseUntil: null,
  registeredAt: clock.databaseNow(),
})

/** A later claim writes, an earlier one does not. */
export const nextEpoch = sql`${pixImages.epoch} + 1`

/** Before the pipeline, once more. */
export const untried = {
  ...{
    status: 'pending_processing' as const,
    errorCode: null,
    errorMessage: null,
    leaseUntil: null,
    processedAt: null,
  },
  epoch: nextEpoch,
}

/** Edits of what is no more: they stay known, and count no longer. Before `has_edits` goes, or the database refuses. */
export async function supersedeEdits(tx: Transaction, imageId: string, clock: Clock): Promise<void> {
  await tx
    .update(pixEdits)
    .set({ status: 'superseded', finishedAt: sql`coalesce(${pixEdits.finishedAt}, ${clock.databaseNow()})` })
    .where(and(eq(pixEdits.imageId, imageId), inArray(pixEdits.status, ['running', 'done'])))
}

/** The file in final_input has been dealt with as it is now. */
export async function settleFinalInput(
  tx: Transaction,
  { storageKey, jobId, etag }: { storageKey: string; jobId: string; etag: string },
  clock: Clock,
): Promise<void> {
  const seen = { etag, settledEtag: etag, seenAt: clock.databaseNow() }
  await tx
    .insert(pixFinalInputs)
    .values({ storageKey, jobId, ...seen })
    .onConflictDoUpdate({ target: pixFinalInputs.storageKey, set: seen })
}
