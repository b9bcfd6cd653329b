import path from 'node:path'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import * as schema from './schema.ts'

export type Database = NodePgDatabase<typeof schema>
/** A transaction offers what the database does; most queries do not care which they run in. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]
export type Queryable = Database | Transaction

const migrationsFolder = path.join(import.meta.dirname, '..', 'migrations')
/**
 * PostgreSQL's advisory locks share one space of numbers: any will do, as long as every node takes the same one for the
 * same thing and no two things share one.
 */
export const advisoryLocks = {
  migration: 7_202_611_21,
  firstAdmin: 7_202_611_22,
  cleaning: 7_202_611_23,
  firstSlots: 7_202_611_24,
  dataDirectory: 7_202_611_29,
} as const

interface OpenDatabase {
  url: string
  /** Connections at most. */
  connections?: number
  /** A pooled connection broke while nobody used it; the pool has already replaced it. */
  onIdleError: (error: Error) => void
}

/** A pool of connections and drizzle on top. A database that is away costs a caller 2 s, not a hang. */
export function openDatabase({ url, connections = 20, onIdleError }: OpenDatabase) {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 2000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    // The password in the URL must not come back in an error's properties.
    application_name: `photochanger-${process.pid}`,
  })
  pool.on('error', onIdleError)
  return { pool, database: drizzle(pool, { schema }), close: () => pool.end() }
}

/** Brings the tables up to date. Safe to run on many nodes at once: drizzle's migrator takes no lock, so we do. */
export async function migrateDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [advisoryLocks.migration])
    await migrate(drizzle(client), { migrationsFolder })
  } finally {
    await client.end()
  }
}
