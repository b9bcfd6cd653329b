import { writeFileSync } from 'node:fs'
import path from 'node:path'
import chromium from '@sparticuz/chromium'
import pg from 'pg'
import { migrateDatabase } from '../../src/database.ts'
import { startEmbeddedPostgres } from '../../src/embedded-postgres.ts'
import { migrateQueue } from '../../src/queue/boss.ts'
import { buildPagesIfStale } from './build-pages.ts'
import { postgresDirectory, templateDatabase, urlOf } from './postgres-for-tests.ts'

const server = await startEmbeddedPostgres({
  directory: postgresDirectory,
  settings: { fsync: 'off', max_connections: '200' },
})

const client = new pg.Client({ connectionString: server.url })
await client.connect()
const { rows } = await client.query<{ datname: string }>(
  "select datname from pg_database where datname like 'photochanger_%'",
)
for (const { datname } of rows) await client.query(`drop database ${datname} with (force)`)
await client.query(`create database ${templateDatabase}`)
await client.end()

const templateUrl = urlOf(server.url, templateDatabase)
await migrateDatabase(templateUrl)
await migrateQueue(templateUrl)
writeFileSync(path.join(postgresDirectory, 'url'), server.url, { mode: 0o600 })

// Here and not in the tests that need them: two of those may run at once.
buildPagesIfStale()
await chromium.executablePath()
