import type { Database } from '../database.ts'
import { and, asc, eq, gt, isNull, type SQL, sql } from '../drizzle.ts'
import type { Store } from '../media/store.ts'
import { pixImages } from '../pix-schema.ts'
import { placeOf, shootPrefix } from './keys.ts'
import type { PixJobs } from './pix-jobs.ts'

interface Query {
  shootId: string
  area: 'raw' | 'final'
  /** The last one of the page before. */
  after?: string | undefined
  limit: number
}

/** A file that may be fetched under its address for a while. */
export interface OfferedFile {
  filename: string
  bytes: number
  address: string
}

interface Dependencies {
  database: Database
  store: Pick<Store, 'listPage' | 'signRead' | 'prove'>
  pixJobs: Pick<PixJobs, 'requireShoot'>
}

export const offerSeconds = 300

/** What editors fetch: what was shot, or what has been delivered so far. */
export function createShootFiles({ database, store, pixJobs }: Dependencies) {
  const offer = async (key: string, filename: string, bytes: number): Promise<OfferedFile> => {
    const fileName = filename.replaceAll(/[^\x20-\x7e]/g, '_')
    return { filename, bytes, address: await store.signRead(key, { seconds: offerSeconds, fileName }) }
  }

  async function listRaw({ shootId, after, limit }: Query) {
    const prefix = shootPrefix('raw', shootId)
    const from = after === undefined ? null : `${prefix}${after}`
    const { objects, next } = await store.listPage(prefix, { after: from, limit })
    // Nothing was shot, unless it is the whole store that is away.
    if (objects.length === 0) await store.prove()
    const files: OfferedFile[] = []
    for (const { key, bytes } of objects) {
      const place = placeOf(key)
      if (place) files.push(await offer(key, place.fileName, bytes))
    }
    return { files, next: next === null ? null : next.slice(prefix.length) }
  }

  async function listFinal({ shootId, after, limit }: Query) {
    const byName = sql`${pixImages.filename} collate "C"`
    const isAfter = after === undefined ? undefined : (gt(byName, after) as SQL)
    const found = await database
      .select()
      .from(pixImages)
      .where(and(eq(pixImages.shootId, shootId), isNull(pixImages.excludedAt), isAfter))
      .orderBy(asc(byName))
      .limit(limit + 1)
    const files: OfferedFile[] = []
    for (const { storagePath, filename, bytes } of found.slice(0, limit)) {
      files.push(await offer(storagePath, filename, bytes))
    }
    return { files, next: found.length > limit ? (files.at(-1)?.filename ?? null) : null }
  }

  return async function listFiles(query: Query): Promise<{ files: OfferedFile[]; next: string | null }> {
    await pixJobs.requireShoot(query.shootId)
    return query.area === 'raw' ? listRaw(query) : listFinal(query)
  }
}

export type ShootFiles = ReturnType<typeof createShootFiles>
