import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { Test } from 'tap'
import { openDatabase } from '../../src/database.ts'
import { postgresDirectory, templateDatabase, urlOf } from './postgres-for-tests.ts'

/** A fresh database of this test's own, migrated. Dropped by the next run, because a drop under open pools fails tests. */
export const createTestDatabase = () => createDatabase(templateDatabase)

/** As whoever installs the gateway finds it: without any table. */
export const createEmptyDatabase = () => createDatabase('template1')

async function createDatabase(template: string): Promise<string> {
  const serverUrl = readFileSync(path.join(postgresDirectory, 'url'), 'utf8')
  const name = `photochanger_${randomBytes(6).toString('hex')}`
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  await client.query(`create database ${name} template ${template}`)
  await client.end()
  return urlOf(serverUrl, name)
}

/** The same, opened. */
export async function openTestDatabase(t: Test) {
  const databaseUrl = await createTestDatabase()
  return { databaseUrl, ...openFor(t, databaseUrl) }
}

/** A look into a database that somebody else has made. */
export const openDatabaseAt = (t: Test, url: string) => openFor(t, url).database

function openFor(t: Test, url: string) {
  const opened = openDatabase({ url, onIdleError: () => {} })
  t.teardown(() => opened.close())
  return opened
}
