import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Test } from 'tap'
import { openDatabase } from '../../src/database.ts'
import { eq, sql } from '../../src/drizzle.ts'
import { createLogger } from '../../src/log.ts'
import { createDiskStore } from '../../src/media/disk-store.ts'
import type { Store } from '../../src/media/store.ts'
import { createFinalAcceptance } from '../../src/pix/accept-final.ts'
import type { PixQueue } from '../../src/pix/work.ts'
import { pixImages, pixImageVersions } from '../../src/pix-schema.ts'
import { openTestDatabase } from '../support/database.ts'
import { createTestClock } from '../support/test-clock.ts'
import { pixRows } from './pix-rows.ts'

/** Messages as rows, written by the transaction that sends them: what is rolled back was never said. */
export const tableQueue: PixQueue = {
  async send(tx, kind, work) {
    await tx.execute(sql`insert into said (kind, work) values (${kind}, ${JSON.stringify(work)}::jsonb)`)
  },
}

/** A database, a disk or what else is given, and the door to final images. */
export async function openEntry(t: Test, given?: Store) {
  const { database: requests, databaseUrl } = await openTestDatabase(t)
  const opened = openDatabase({ url: databaseUrl, purpose: 'upkeep', onIdleError: () => {} })
  t.teardown(() => opened.close())
  const { database } = opened
  await database.execute(sql`create table said (at serial, kind text, work jsonb)`)
  const directory = await mkdtemp(path.join(os.tmpdir(), 'photochanger-pix-'))
  t.teardown(() => rm(directory, { recursive: true, force: true }))
  const files = path.join(directory, 'files')
  await mkdir(files)
  const store = given ?? createDiskStore({ directory: files })
  await store.check()
  const clock = createTestClock()
  const lines: string[] = []
  const log = createLogger('debug', { write: (line: string) => void lines.push(line) })
  const rows = pixRows(requests)

  const acceptOn = (on: Store) => createFinalAcceptance({ database, store: on, queue: tableQueue, clock, log })
  const acceptFinal = acceptOn(store)

  /** As an editor brings it. */
  const deliver = (jobId: string, filename: string, bytes: Buffer, more: object = {}) =>
    acceptFinal({ jobId, shootId: null, filename, read: async () => bytes, source: 'editor', who: null, ...more })

  async function said(): Promise<{ kind: string; work: Record<string, unknown> }[]> {
    const { rows } = await database.execute<{ kind: string; work: Record<string, unknown> }>(
      sql`select kind, work from said order by at`,
    )
    return rows
  }

  const images = (jobId: string) =>
    database.select().from(pixImages).where(eq(pixImages.jobId, jobId)).orderBy(pixImages.filename)

  const versions = (imageId: string) =>
    database.select().from(pixImageVersions).where(eq(pixImageVersions.imageId, imageId)).orderBy(pixImageVersions.kind)

  async function keys(prefix = ''): Promise<string[]> {
    const found: string[] = []
    for await (const { key } of store.list(prefix)) found.push(key)
    return found
  }

  /** Objects that a row speaks of and that are not there. */
  async function lies(): Promise<string[]> {
    const found: string[] = []
    for (const { storageKey } of await database.select().from(pixImageVersions)) {
      if (!(await store.find(storageKey))) found.push(storageKey)
    }
    for (const { storagePath } of await database.select().from(pixImages)) {
      if (!(await store.find(storagePath))) found.push(storagePath)
    }
    return found
  }

  /** Objects that are not what their rows say. */
  async function changelings(): Promise<string[]> {
    const found: string[] = []
    for (const { storageKey, bytes, sha256 } of await database.select().from(pixImageVersions)) {
      const object = await store.find(storageKey)
      if (object?.bytes !== bytes || object.metadata.sha256 !== sha256) found.push(storageKey)
    }
    return found
  }

  const newJob = () => rows.addJob({ id: randomUUID() })
  const logText = () => lines.join('')
  const parts = { database, store, files, directory, clock, log, logText, rows }
  return { ...parts, acceptFinal, acceptOn, deliver, said, images, versions, keys, lies, changelings, newJob }
}

export type Entry = Awaited<ReturnType<typeof openEntry>>
