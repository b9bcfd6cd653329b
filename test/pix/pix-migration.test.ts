import { randomUUID } from 'node:crypto'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import t from 'tap'
import { migrateDatabase } from '../../src/database.ts'
import { audit, jobs, settings } from '../../src/schema.ts'
import { createEmptyDatabase, openDatabaseAt } from '../support/database.ts'
import { pixRows } from './pix-rows.ts'

const migrations = path.join(import.meta.dirname, '..', '..', 'migrations')

/** The migrations as they were before this side came. */
function earlierMigrations(folder: string): string {
  cpSync(migrations, folder, { recursive: true })
  const journalPath = path.join(folder, 'meta', '_journal.json')
  const journal = JSON.parse(readFileSync(journalPath, 'utf8')) as { entries: { tag: string }[] }
  const first = journal.entries.findIndex(({ tag }) => /^\d+_pix$/.test(tag))
  if (first < 1) throw new Error('the migration of this side is not found')
  writeFileSync(journalPath, JSON.stringify({ ...journal, entries: journal.entries.slice(0, first) }))
  return folder
}

t.test('000-04 a gateway that is in use gets the tables of pix.immo, and keeps all it has', async (t) => {
  const url = await createEmptyDatabase()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await migrate(drizzle(client), { migrationsFolder: earlierMigrations(t.testdir()) })
  const had = await client.query(`select count(*)::int from information_schema.tables where table_name like 'pix\\_%'`)
  t.equal(had.rows[0].count, 0, 'before, there were none')
  const jobId = randomUUID()
  await client.query(
    `insert into jobs (id, slot_id, slot_revision, source, status, client_address, client_fields, input_key, input_mime,
       input_bytes, input_sha256, input_width, input_height, received_at, deadline_at, work_until_at)
     values ($1, 'slot-001', 1, 'ingest', 'pending', '127.0.0.1', '{}', 'inputs/x', 'image/jpeg', 1, 'x', 1, 1, now(), now(), now())`,
    [jobId],
  )
  await client.query(`insert into settings (id, sync_seconds) values (1, 30)`)
  await client.query(`insert into audit (who, what) values ('somebody', 'something')`)
  await client.end()

  await migrateDatabase(url)
  await migrateDatabase(url)

  const database = openDatabaseAt(t, url)
  t.match(await database.select().from(jobs), [{ id: jobId, slotId: 'slot-001', status: 'pending' }])
  t.match(await database.select().from(settings), [{ id: 1, syncSeconds: 30 }])
  t.equal(await database.$count(audit), 1)
  const rows = pixRows(database)
  const image = await rows.addPromoted(await rows.addJob())
  t.match(await rows.findImage(image), { readyForVision: true, promisedVersion: 'master' })
})
