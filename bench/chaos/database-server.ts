import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/embedded-postgres.ts'

/** Room for the pools of all nodes, and for us. Everything else, fsync above all, as in a studio. */
const settings = { max_connections: '250' }
const goneMilliseconds = 20_000

/** A PostgreSQL of our own, which may be pulled away from under its users. Its address stays the same. */
export async function startDatabaseServer(directory: string) {
  let server = await startEmbeddedPostgres({ directory, settings })
  const { url } = server

  /** As `pg_ctl restart -m immediate`, with a pause in between: no goodbye, and recovery at the start. */
  async function restart(pauseMilliseconds: number): Promise<void> {
    const { pid } = server
    process.kill(pid, 'SIGQUIT')
    await untilGone(pid)
    await server.stop() // it is; this ends the watch over it, which would be two otherwise
    await pause(pauseMilliseconds)
    server = await startEmbeddedPostgres({ directory, settings })
  }

  /** One statement on a connection of its own, which no fault can have broken before. */
  async function query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, application_name: 'chaos' })
    client.on('error', () => {})
    await client.connect()
    try {
      return (await client.query<Row>(text, values)).rows
    } finally {
      await client.end()
    }
  }

  return {
    url,
    restart,
    query,
    stop: () => server.stop(),
    /** For the last moment of this process, when nothing can be waited for. */
    abandon(): void {
      if (isThere(server.pid)) process.kill(server.pid, 'SIGQUIT')
    },
  }
}

export type DatabaseServer = Awaited<ReturnType<typeof startDatabaseServer>>

async function untilGone(pid: number): Promise<void> {
  const end = performance.now() + goneMilliseconds
  while (isThere(pid)) {
    if (performance.now() > end) throw new Error(`PostgreSQL (process ${pid}) does not end`)
    await pause(20)
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
