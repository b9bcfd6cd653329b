import { randomUUID } from 'node:crypto'
import type { Config } from '../config.ts'
import type { Database } from '../database.ts'
import { sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import { settings } from '../schema.ts'
import { createDiskStore } from './disk-store.ts'
import type { Store } from './store.ts'

/** The store that the environment names. What S3 needs is only loaded for S3. */
export async function openStore({ filesDirectory, s3 }: Config['storage']): Promise<{
  store: Store
  close(): Promise<void>
}> {
  if (s3 === null) return { store: createDiskStore({ directory: filesDirectory }), close: async () => {} }
  const { createS3Store } = await import('./s3/s3-store.ts')
  const store = createS3Store(s3)
  return { store, close: async () => store.close() }
}

interface Dependencies {
  database: Database
  store: Store
  log: Logger
  /** The store at hand is the right one from now on, whatever was before. */
  mayReplace?: boolean
}

/**
 * Holds the store against the one that the rows speak of, and refuses another one: an empty folder where a volume should
 * be mounted, the bucket of another gateway. The first store that a database meets is its own.
 */
export async function claimStore({ database, store, log, mayReplace = false }: Dependencies): Promise<void> {
  const named = await store.identify()
  const found = named ?? randomUUID()
  const known = sql<string>`coalesce(${settings.storeId}, excluded.store_id)`
  const [row] = await database
    .insert(settings)
    .values({ id: 1, storeId: found })
    .onConflictDoUpdate({ target: settings.id, set: { storeId: mayReplace ? found : known } })
    .returning({ storeId: settings.storeId })
  const own = row?.storeId ?? found
  if (named === null) return nameUnlessFull(store, own, log)
  if (named !== own) {
    throw new GatewayError('unavailable', 'storage: this is not the store that the database speaks of', { details })
  }
}

const details =
  'The files are not those that the database speaks of. Is the right volume mounted, or the right bucket named? If they are meant to be others from now on, say so with: photochanger storage accept'

/** Stores that are older than names get theirs; a full disk gets it at another start. */
async function nameUnlessFull(store: Store, id: string, log: Logger): Promise<void> {
  try {
    await store.name(id)
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'storage_full') throw error
    log.warn({ err: error }, 'the store could not be given its name')
  }
}
