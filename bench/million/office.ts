import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { createSessions } from '../../src/accounts/sessions.ts'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { migrateDatabase } from '../../src/database.ts'
import { startEmbeddedPostgres } from '../../src/embedded-postgres.ts'
import { createLogger, openWorld } from '../../src/main.ts'
import { createFigureTable } from '../../src/queue/figure-table.ts'
import { fill, hopSql, jobCount } from './fill.ts'

const filling = {
  fsync: 'off',
  maintenance_work_mem: '512MB',
  max_wal_size: '8GB',
  wal_level: 'minimal',
  max_wal_senders: '0',
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now()
  await work()
  console.log(`${what}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
}

/**
 * A gateway with `jobCount` jobs, in a PostgreSQL of its own as the gateway starts it but filled without waiting for the
 * disk, and somebody signed in. Must be closed: the server outlives us unless it is told not to.
 */
export async function openOffice() {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'photochanger-million-'))
  const postgres = await startEmbeddedPostgres({ directory: path.join(directory, 'postgres'), settings: filling })
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()

  let isEnding = false
  process.on('uncaughtException', async (error) => {
    if (isEnding) return // connections that its end cuts off
    isEnding = true
    console.error(error)
    await postgres.stop()
    await rm(directory, { recursive: true, force: true })
    process.exit(1)
  })

  await migrateDatabase(postgres.url)
  await client.query(hopSql)
  await timed(`${jobCount} jobs`, () => fill(client))

  const config = readConfig({
    DATABASE_URL: postgres.url,
    DATA_DIR: directory,
    HOST: '127.0.0.1',
    PORT: '0',
    ROLE: 'api',
  })
  const log = createLogger('warn')
  const opened = await openWorld({ config, log, asServer: false, onFatal: (error) => log.fatal({ err: error }) })
  const { database, upkeep, clock } = opened.world
  const app = await createApp(opened.world)
  await app.slots.seed()
  const { id: personId } = await app.people.create({
    email: 'a@b.example',
    password: 'correct horse',
    role: 'admin',
    who: 'bench',
  })
  const cookie = `photochanger_session=${(await createSessions({ database, clock }).open(personId)).token}`
  await app.start()
  const url = await app.server.listen({ host: '127.0.0.1', port: 0 })

  await timed('the first sums', () => createFigureTable({ database: upkeep, clock }).update())
  // As it is a moment after any later run: some photos have ended since.
  await client.query(`update jobs set finished_at = now() where received_at > now() - interval '2 minutes'`)

  async function close(): Promise<void> {
    isEnding = true
    await app.stop(1000)
    await opened.close()
    await client.end()
    await postgres.stop()
    await rm(directory, { recursive: true, force: true })
  }
  return { url, cookie, client, close }
}
