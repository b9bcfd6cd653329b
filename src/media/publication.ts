import { and, eq, isNotNull, sql } from 'drizzle-orm'
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
  async function findPublished(jobId: string): Promise<PublishedResult | 'unknown' | 'expired'> {
    if (!uuidPattern.test(jobId)) return 'unknown'
    const [row] = await database
      .select({
        jobId: jobs.id,
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
      .where(and(eq(jobs.id, jobId), eq(jobs.status, 'done'), isNotNull(jobs.resultKey)))
    if (!row) return 'unknown'
    const { deletedAt, ...result } = row
    return deletedAt || result.secondsLeft <= 0 ? 'expired' : (result as PublishedResult)
  }

  async function requirePublished(jobId: string): Promise<PublishedResult> {
    const found = await findPublished(jobId)
    if (found === 'unknown') throw new GatewayError('result_not_found', 'no finished job')
    if (found === 'expired') throw new GatewayError('result_expired', 'expired or deleted')
    return found
  }

  return { findPublished, requirePublished }
}

export type Publication = ReturnType<typeof createPublication>
