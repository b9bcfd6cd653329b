import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { eq, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { jobs, temporaryLinks } from '../schema.ts'
import type { ImageType } from './image-type.ts'

interface Dependencies {
  database: Database
  clock: Clock
  /** Where the outside reaches this gateway; without it nobody can fetch anything. */
  publicBaseUrl(): string | null
}

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Links for providers that fetch a photo or a template themselves. They live as long as the work on their job may last. */
export function createTemporaryLinks({ database, clock, publicBaseUrl }: Dependencies) {
  function requireReachable(): void {
    if (publicBaseUrl()) return
    const details = 'This provider fetches photos itself, which needs PUBLIC_BASE_URL.'
    throw new GatewayError('slot_misconfigured', 'no PUBLIC_BASE_URL', { details })
  }

  async function make(jobId: string, key: string, type: ImageType): Promise<string> {
    requireReachable()
    const expiresAt = sql`(select ${jobs.workUntilAt} from ${jobs} where ${jobs.id} = ${jobId})`
    const [made] = await database
      .insert(temporaryLinks)
      .values({ jobId, key, mime: type, expiresAt })
      .returning({ id: temporaryLinks.id })
    return `${publicBaseUrl()}/public/media/${made?.id}`
  }

  /** What is under a link now; the database's clock decides. */
  async function requireLive(id: string): Promise<{ jobId: string; key: string; type: ImageType }> {
    const [link] = uuidPattern.test(id)
      ? await database
          .select({
            jobId: temporaryLinks.jobId,
            key: temporaryLinks.key,
            type: temporaryLinks.mime,
            isLive: sql<boolean>`${temporaryLinks.expiresAt} > ${clock.databaseNow()}`,
          })
          .from(temporaryLinks)
          .where(eq(temporaryLinks.id, id))
      : []
    if (!link) throw new GatewayError('media_not_found', 'unknown link')
    if (!link.isLive) throw new GatewayError('media_expired', 'the link is over')
    return { ...link, type: link.type as ImageType }
  }

  return { make, requireLive, requireReachable }
}

export type TemporaryLinks = ReturnType<typeof createTemporaryLinks>
