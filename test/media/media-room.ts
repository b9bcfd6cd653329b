import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import type { Test } from 'tap'
import type { Clock } from '../../src/clock.ts'
import { openDatabase } from '../../src/database.ts'
import { sql } from '../../src/drizzle.ts'
import { createHttpServer } from '../../src/http-server.ts'
import { createLinks } from '../../src/links.ts'
import { createLogger } from '../../src/log.ts'
import { createCleaner } from '../../src/media/cleaning.ts'
import { createDiskStore } from '../../src/media/disk-store.ts'
import { inputKey, resultKey } from '../../src/media/keys.ts'
import { createPublication } from '../../src/media/publication.ts'
import { publicationRoutes } from '../../src/media/publication-routes.ts'
import type { Store } from '../../src/media/store.ts'
import { deletionReceipts, jobs } from '../../src/schema.ts'
import { observeAnswers } from '../support/contract.ts'
import { openTestDatabase } from '../support/database.ts'

export const hour = 3_600_000
export const day = 24 * hour

export async function temporaryDirectory(t: Test): Promise<string> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'photochanger-media-'))
  t.teardown(() => rm(directory, { recursive: true, force: true }))
  return directory
}

/** A real picture. */
export const drawPicture = (width = 640, height = 427) =>
  sharp({
    create: { width, height, channels: 3, background: '#8a7f72', noise: { type: 'gaussian', mean: 128, sigma: 30 } },
  })
    .jpeg()
    .toBuffer()

/** A clock that stands still until it is moved, so that the very moment of an expiry can be met. */
function createStillClock() {
  let now = new Date('2026-11-21T12:00:00.000Z').getTime()
  const clock: Clock = {
    monotonic: () => now,
    databaseNow: () => sql<Date>`${new Date(now).toISOString()}::timestamptz`,
    after: () => () => {},
  }
  return {
    ...clock,
    now: () => new Date(now),
    advance: (milliseconds: number) => {
      now += milliseconds
    },
  }
}

type JobValues = Partial<typeof jobs.$inferInsert>

interface RoomOptions {
  wrapStore?: (store: Store) => Store
  publicBaseUrl?: string
  /** Somebody else's database, instead of one of its own. */
  databaseUrl?: string
}

function openShared(t: Test, url: string) {
  const opened = openDatabase({ url, onIdleError: () => {} })
  t.teardown(() => opened.close())
  return opened
}

/** The media room on a real disk and a real database, with its own time. */
export async function openMediaRoom(t: Test, { wrapStore, publicBaseUrl, databaseUrl }: RoomOptions = {}) {
  const { database, pool } = databaseUrl ? openShared(t, databaseUrl) : await openTestDatabase(t)
  const directory = await temporaryDirectory(t)
  const clock = createStillClock()
  const lines: string[] = []
  const log = createLogger('debug', { write: (line: string) => void lines.push(line) })
  const disk = createDiskStore({ directory })
  const store = wrapStore?.(disk) ?? disk
  const publication = createPublication({ database, clock })
  const cleaner = createCleaner({ database, clock, store, log })
  const picture = await drawPicture()

  /** A job as the ingest leaves it. */
  async function addJob(values: JobValues = {}): Promise<string> {
    const id = values.id ?? randomUUID()
    await database.insert(jobs).values({
      id,
      slotId: 'slot-001',
      slotRevision: 1,
      source: 'ingest',
      status: 'pending',
      clientAddress: '127.0.0.1',
      clientFields: {},
      inputKey: inputKey(id),
      inputMime: 'image/jpeg',
      inputBytes: picture.length,
      inputSha256: createHash('sha256').update(id).digest('hex'),
      inputWidth: 640,
      inputHeight: 427,
      receivedAt: clock.now(),
      deadlineAt: new Date(clock.now().getTime() + 48_000),
      workUntilAt: new Date(clock.now().getTime() + 48_000),
      ...values,
    })
    return id
  }

  /** A finished job with its result on the disk, its photo deleted. */
  async function addResult(values: JobValues & { bytes?: Buffer; retentionHours?: number } = {}) {
    const { bytes = picture, retentionHours = 72, ...rest } = values
    const id = randomUUID()
    const key = resultKey(rest.slotId ?? 'slot-001', id, 1, 'image/jpeg')
    await disk.write(key, bytes)
    await addJob({
      id,
      status: 'done',
      inputDeletedAt: clock.now(),
      resultKey: key,
      resultMime: 'image/jpeg',
      resultBytes: bytes.length,
      resultSha256: createHash('sha256').update(bytes).digest('hex'),
      resultWidth: 640,
      resultHeight: 427,
      finishedAt: clock.now(),
      expiresAt: new Date(clock.now().getTime() + retentionHours * hour),
      ...rest,
    })
    return { id, key }
  }

  async function findJob(id: string) {
    const rows = await database.select().from(jobs)
    return rows.find((row) => row.id === id)
  }

  /** Every proof of deletion, as `photo <job>` or `result <job>`. */
  async function receipts(): Promise<string[]> {
    const rows = await database.select().from(deletionReceipts)
    return rows.map(({ what, jobId }) => `${what} ${jobId}`).sort()
  }

  async function startServer() {
    const server = createHttpServer({ logger: log })
    await server.register(publicationRoutes, {
      publication,
      store,
      links: createLinks({ publicBaseUrl: () => publicBaseUrl }),
      locale: () => 'en',
    })
    observeAnswers(t, server)
    t.teardown(() => server.close())
    return server
  }

  return {
    database,
    pool,
    directory,
    clock,
    disk,
    store,
    publication,
    cleaner,
    picture,
    log,
    logText: () => lines.join(''),
    addJob,
    addResult,
    findJob,
    receipts,
    startServer,
  }
}

export type MediaRoom = Awaited<ReturnType<typeof openMediaRoom>>
