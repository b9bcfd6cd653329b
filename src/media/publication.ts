import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, eq, inArray, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { deletionReceipts, jobs } from '../schema.ts'
import { extensionOf, type ImageType } from './image-type.ts'

/** A finished picture that a stranger with its link may see now. */
export interface PublishedResult {
  jobId: string
  slotId: string
  key: string
  type: ImageType
  bytes: number
  sha256: string
  width: number
  height: number
  finishedAt: Date
  expiresAt: Date
  secondsLeft: number
  /** What was given at the end of the window in place of the picture, see onTimeout. */
  fallback: 'original' | 'fallback' | null
}

/** Why there is nothing to see: no such job, still in the making, ended without a picture, had its time, deleted before. */
export type Unpublished = 'unknown' | 'making' | 'failed' | 'expired' | 'removed'

/** How a picture that is being made stands. After `secondsLeft` there is one, or certainly none. */
export interface Making {
  isWaiting: boolean
  secondsGone: number
  secondsLeft: number
}

/** For those who can do nothing without the picture. */
export function requireResult(found: PublishedResult | Unpublished): PublishedResult {
  if (typeof found === 'object') return found
  if (found === 'expired' || found === 'removed') throw new GatewayError('result_expired', 'expired or deleted')
  throw new GatewayError('result_not_found', `there is no picture: ${found}`)
}

/** The name under which a guest keeps the picture. */
export const fileNameOf = ({ slotId, jobId, type }: PublishedResult) =>
  `${slotId}-${jobId.slice(0, 8)}.${extensionOf(type)}`

interface Dependencies {
  database: Database
  clock: Clock
}

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Says what is public. The database's clock decides, in the same statement that reads the row: no node and no cleaner has a say. */
export function createPublication({ database, clock }: Dependencies) {
  async function findPublished(jobId: string): Promise<PublishedResult | Unpublished> {
    if (!uuidPattern.test(jobId)) return 'unknown'
    const [row] = await database
      .select({
        jobId: jobs.id,
        status: jobs.status,
        slotId: jobs.slotId,
        key: jobs.resultKey,
        type: jobs.resultMime,
        bytes: jobs.resultBytes,
        sha256: jobs.resultSha256,
        width: jobs.resultWidth,
        height: jobs.resultHeight,
        finishedAt: jobs.finishedAt,
        fallback: jobs.fallback,
        expiresAt: jobs.expiresAt,
        deletedAt: jobs.resultDeletedAt,
        secondsLeft: sql<number>`extract(epoch from ${jobs.expiresAt} - ${clock.databaseNow()})::float8`,
      })
      .from(jobs)
      .where(eq(jobs.id, jobId))
    if (!row) return (await hasReceipt(jobId)) ? 'expired' : 'unknown'
    const { status, deletedAt, ...result } = row
    if (status === 'pending' || status === 'processing') return 'making'
    if (status !== 'done' || !result.key) return 'failed'
    if (!deletedAt && result.secondsLeft > 0) return result as PublishedResult
    return result.secondsLeft > 0 ? 'removed' : 'expired'
  }

  /** A receipt outlives the row, so that what is gone stays gone and does not become unknown. */
  async function hasReceipt(jobId: string): Promise<boolean> {
    const found = await database
      .select({ id: deletionReceipts.id })
      .from(deletionReceipts)
      .where(and(eq(deletionReceipts.jobId, jobId), eq(deletionReceipts.what, 'result')))
    return found.length > 0
  }

  async function findMaking(jobId: string): Promise<Making | undefined> {
    const [row] = await database
      .select({
        isWaiting: sql<boolean>`${jobs.status} = 'pending'`,
        secondsGone: sql<number>`extract(epoch from ${clock.databaseNow()} - ${jobs.receivedAt})::float8`,
        secondsLeft: sql<number>`extract(epoch from ${jobs.workUntilAt} - ${clock.databaseNow()})::float8`,
      })
      .from(jobs)
      .where(and(eq(jobs.id, jobId), inArray(jobs.status, ['pending', 'processing'])))
    return row
  }

  const requirePublished = async (jobId: string) => requireResult(await findPublished(jobId))

  return { findPublished, requirePublished, findMaking }
}

export type Publication = ReturnType<typeof createPublication>
