import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { Test } from 'tap'
import { openDatabase } from '../../src/database.ts'
import { postgresDirectory, templateDatabase, urlOf } from './postgres-for-tests.ts'

/** A fresh, migrated database of this test's own. Dropped by the next run, because a drop under open pools fails tests. */
export async function createTestDatabase(): Promise<string> {
  const serverUrl = readFileSync(path.join(postgresDirectory, 'url'), 'utf8')
  const name = `photochanger_${randomBytes(6).toString('hex')}`
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  await client.query(`create database ${name} template ${templateDatabase}`)
  await client.end()
  return urlOf(serverUrl, name)
}

/** The same, opened. */
export async function openTestDatabase(t: Test) {
  const databaseUrl = await createTestDatabase()
  const opened = openDatabase({ url: databaseUrl, onIdleError: () => {} })
  t.teardown(() => opened.close())
  return { databaseUrl, ...opened }
}
