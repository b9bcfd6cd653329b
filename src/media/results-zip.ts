import { Readable } from 'node:stream'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, eq, gte, isNotNull, isNull, lt, sql } from '../drizzle.ts'
import { jobs } from '../schema.ts'
import { extensionOf } from './image-type.ts'
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

  /** A download may last: what expires meanwhile is as gone here as it is under its link, and the last file says so. */
  async function* filesOf(jobIds: readonly string[], missing: string[]): AsyncGenerator<ZipFile> {
    let lastFinishedAt = new Date(0)
    for (const jobId of jobIds) {
      const result = await publication.findPublished(jobId)
      if (typeof result === 'object') {
        lastFinishedAt = result.finishedAt
        yield fileOf(result)
      } else missing.push(`${jobId}: has expired or was deleted while this archive was made`)
    }
    if (missing.length > 0) yield listOf(missing, lastFinishedAt)
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

  function pack(jobIds: readonly string[]): AsyncGenerator<Buffer> {
    const missing: string[] = []
    return zipOf(filesOf(jobIds, missing), ({ name }) => missing.push(`${name}: its file is missing or was cut short`))
  }

  return { findResults, pack }
}

export type ResultsZip = ReturnType<typeof createResultsZip>

const missingName = 'NOT-IN-THIS-ARCHIVE.txt'

/** Nobody shall believe to have all pictures of an evening when some were left out. */
function listOf(missing: readonly string[], modifiedAt: Date): ZipFile {
  const text = Buffer.from(`${missing.join('\r\n')}\r\n`)
  return { name: missingName, bytes: text.length, modifiedAt, open: async () => Readable.from([text]) }
}

/** In the order of time on every machine; the id is the whole one, so no two names are the same. */
const nameOf = ({ slotId, jobId, type, finishedAt }: PublishedResult) =>
  `${slotId}-${finishedAt.toISOString().slice(0, 19).replaceAll(':', '')}-${jobId}.${extensionOf(type)}`
