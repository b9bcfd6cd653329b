import { eq, sql } from 'drizzle-orm'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { GatewayError } from '../errors.ts'
import { jobs } from '../schema.ts'
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
}

/** Why there is nothing to see: no such job, still in the making, ended without a picture, had its time. */
export type Unpublished = 'unknown' | 'making' | 'failed' | 'expired'

/** For those who can do nothing without the picture. */
export function requireResult(found: PublishedResult | Unpublished): PublishedResult {
  if (typeof found === 'object') return found
  if (found === 'expired') throw new GatewayError('result_expired', 'expired or deleted')
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
        expiresAt: jobs.expiresAt,
        deletedAt: jobs.resultDeletedAt,
        secondsLeft: sql<number>`extract(epoch from ${jobs.expiresAt} - ${clock.databaseNow()})::float8`,
      })
      .from(jobs)
      .where(eq(jobs.id, jobId))
    if (!row) return 'unknown'
    const { status, deletedAt, ...result } = row
    if (status === 'pending' || status === 'processing') return 'making'
    if (status !== 'done' || !result.key) return 'failed'
    return deletedAt || result.secondsLeft <= 0 ? 'expired' : (result as PublishedResult)
  }

  const requirePublished = async (jobId: string) => requireResult(await findPublished(jobId))

  return { findPublished, requirePublished }
}

export type Publication = ReturnType<typeof createPublication>
