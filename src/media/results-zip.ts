import { and, eq, gte, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { jobs } from '../schema.ts'
import { extensionOf, type ImageType } from './image-type.ts'
import type { Publication, PublishedResult } from './publication.ts'
import type { Store } from './store.ts'
import { type ZipFile, zipOf } from './zip.ts'

interface Dependencies {
  database: Database
  clock: Clock
  publication: Pick<Publication, 'findPublished'>
  store: Pick<Store, 'open' | 'prove'>
}

export interface ZipRange {
  slotId: string
  /** Photos received at or after, and before. */
  from?: Date | undefined
  until?: Date | undefined
  /** One more than may be packed is found, never more. */
  limit: number
}

/** Pictures of a slot, packed while they go out: one open file and no whole picture in memory at a time. */
export function createResultsZip({ database, clock, publication, store }: Dependencies) {
  /** The oldest first, as the evening went. */
  async function findResults({ slotId, from, until, limit }: ZipRange): Promise<string[]> {
    const rows = await database
      .select({ id: jobs.id })
      .from(jobs)
      .where(
        and(
          eq(jobs.slotId, slotId),
          from && gte(jobs.receivedAt, from),
          until && lt(jobs.receivedAt, until),
          eq(jobs.status, 'done'),
          isNotNull(jobs.resultKey),
          isNull(jobs.resultDeletedAt),
          sql`${jobs.expiresAt} > (select ${clock.databaseNow()})`,
        ),
      )
      .orderBy(jobs.receivedAt, jobs.id)
      .limit(limit + 1)
    return rows.map(({ id }) => id)
  }

  /** A download may last: what expires meanwhile is as gone here as it is under its link. */
  async function* filesOf(jobIds: readonly string[]): AsyncGenerator<ZipFile> {
    for (const jobId of jobIds) {
      const result = await publication.findPublished(jobId)
      if (typeof result === 'object') yield fileOf(result)
    }
  }

  const fileOf = (result: PublishedResult): ZipFile => ({
    name: nameOf(result),
    bytes: result.bytes,
    modifiedAt: result.finishedAt,
    async open() {
      const opened = await store.open(result.key)
      if (opened?.bytes === result.bytes) return opened.stream
      opened?.stream.destroy()
      // Gone, unless it is the whole store that is away.
      await store.prove()
      return undefined
    },
  })

  return { findResults, pack: (jobIds: readonly string[]) => zipOf(filesOf(jobIds)) }
}

export type ResultsZip = ReturnType<typeof createResultsZip>

/** In the order of time on every machine; the id is the whole one, so no two names are the same. */
const nameOf = ({
  slotId,
  jobId,
  type,
  finishedAt,
}: Pick<PublishedResult, 'slotId' | 'jobId' | 'finishedAt'> & { type: ImageType }) =>
  `${slotId}-${finishedAt.toISOString().slice(0, 19).replaceAll(':', '')}-${jobId}.${extensionOf(type)}`
