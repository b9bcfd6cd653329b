import pg from 'pg'
import { advisoryLocks } from './database.ts'
import { GatewayError } from './errors.ts'

const applicationName = `photochanger-owner-${process.pid}`

/**
 * One server per data directory. The lock lives on a connection to the directory's own database, so it is gone with its
 * process, however that ends; a lock file would outlive a kill.
 */
export async function lockDataDirectory(
  url: string,
  onLost: (error: Error) => void,
): Promise<{ release(): Promise<void> }> {
  let client = await take(url)
  let released = false

  // A restart of the database drops the connection and with it the lock: take it again, or say that somebody else did.
  function retake(): void {
    if (released) return
    take(url).then(hold, (error: Error & { code?: string }) => {
      if (error instanceof GatewayError) onLost(error)
      else setTimeout(retake, 1000).unref()
    })
  }
  function hold(fresh: pg.Client): void {
    client = fresh
    if (released) void client.end()
    else client.once('end', retake)
  }
  hold(client)

  return {
    async release() {
      released = true
      await client.end()
    },
  }
}

async function take(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: 5000,
  })
  client.on('error', () => {}) // 'end' follows
  await client.connect()
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
    advisoryLocks.dataDirectory,
  ])
  if (rows[0]?.taken) return client
  const owner = await findOwner(client)
  await client.end()
  const details = `Another PhotoChanger${owner} already uses this DATA_DIR. Stop it first, or give this one a DATA_DIR and a PORT of its own.`
  throw new GatewayError('unavailable', details, { details })
}

async function findOwner(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select application_name as name from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and objid = $1 and granted`,
    [advisoryLocks.dataDirectory],
  )
  const pid = /\d+$/.exec(rows[0]?.name ?? '')?.[0]
  return pid ? ` (process ${pid})` : ''
}

/** Does a server own the directory right now? */
export async function hasOwner(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await findOwner(client)) !== ''
  } finally {
    await client.end()
  }
}
