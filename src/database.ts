import path from 'node:path'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { safeClient } from './database-client.ts'
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
  administrators: 7_202_611_22,
  cleaning: 7_202_611_23,
  firstSlots: 7_202_611_24,
  dataDirectory: 7_202_611_29,
  pixServices: 7_202_611_30,
} as const

/**
 * A request is answered within 2 s whatever becomes of the database, and a transaction of ours that has said nothing for
 * as long is not going to. Upkeep may delete or write files in a transaction, and nobody waits for it.
 */
const purposes = {
  requests: { connections: 20, connectMilliseconds: 1500, queryMilliseconds: 1500, idleMilliseconds: 2000 },
  upkeep: { connections: 6, connectMilliseconds: 5000, queryMilliseconds: 60_000, idleMilliseconds: 10_000 },
} as const

interface OpenDatabase {
  url: string
  purpose?: keyof typeof purposes
  /** A pooled connection broke while nobody used it; the pool has already replaced it. */
  onIdleError: (error: Error) => void
}

/** A pool of connections and drizzle on top. A database that is away costs a caller a moment and an error, never a hang. */
export function openDatabase({ url, purpose = 'requests', onIdleError }: OpenDatabase) {
  const { connections, connectMilliseconds, ...limits } = purposes[purpose]
  const pool = new pg.Pool({
    Client: safeClient(limits),
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: connectMilliseconds,
    idleTimeoutMillis: 60_000,
    // A server that vanished without a word is noticed on idle connections too.
    keepAlive: true,
    keepAliveInitialDelayMillis: 5000,
    // The password in the URL must not come back in an error's properties.
    application_name: `photochanger-${process.pid}`,
  })
  pool.on('error', onIdleError)
  return { pool, database: drizzle(pool, { schema }), close: () => pool.end() }
}

/** Brings the tables up to date. */
export async function migrateDatabase(url: string): Promise<void> {
  await migrateAlone(url, async () => {
    const client = await connect(url)
    try {
      await migrate(drizzle(client), { migrationsFolder })
    } finally {
      await client.end()
    }
  })
}

/**
 * For work that must not be done on two nodes at once: neither drizzle's nor pg-boss's own migrations stand it. The lock
 * ends with the transaction of a connection of its own; a lock of the session would stay behind in a pooler.
 */
export async function migrateAlone(url: string, work: () => Promise<void>): Promise<void> {
  const guard = await connect(url)
  try {
    await guard.query('begin; set local idle_in_transaction_session_timeout = 0')
    await guard.query('select pg_advisory_xact_lock($1)', [advisoryLocks.migration])
    await work()
    await guard.query('commit')
  } finally {
    await guard.end()
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, keepAlive: true })
  client.on('error', () => {}) // the next query says so
  await client.connect()
  return client
}
