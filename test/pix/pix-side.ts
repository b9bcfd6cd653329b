import { createHash } from 'node:crypto'
import path from 'node:path'
import sharp from 'sharp'
import type { Test } from 'tap'
import { readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/database.ts'
import { eq, sql } from '../../src/drizzle.ts'
import { createLogger } from '../../src/log.ts'
import { createDiskStore } from '../../src/media/disk-store.ts'
import type { Store } from '../../src/media/store.ts'
import { createBackground } from '../../src/pix/create-background.ts'
import { archiveKey, finalInputKey, masterKey } from '../../src/pix/keys.ts'
import { drawMaster } from '../../src/pix/pictures.ts'
import { pixExposes, pixImages, pixImageVersions, pixJobs } from '../../src/pix-schema.ts'
import { openBoss } from '../../src/queue/boss.ts'
import { createNotifications } from '../../src/queue/notifications.ts'
import { temporaryDirectory } from '../media/media-room.ts'
import { openDatabaseAt, openTestDatabase } from '../support/database.ts'
import { createTestClock } from '../support/test-clock.ts'
import { pixRows } from './pix-rows.ts'

export const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const never = new AbortController().signal

interface SideOptions {
  environment?: Record<string, string>
  wrapStore?: (store: Store) => Store
  /** Another node of the same side. */
  of?: { databaseUrl: string; directory: string }
  inspectPrivacy?: Parameters<typeof createBackground>[0]['inspectPrivacy']
  drawDepth?: Parameters<typeof createBackground>[0]['drawDepth']
}

/** A small picture, another one for each number. */
export const drawJpeg = (number: number, width = 160, height = 120) =>
  sharp({
    create: { width, height, channels: 3, background: { r: (number * 37) % 256, g: (number * 91) % 256, b: 90 } },
  })
    .jpeg()
    .toBuffer()

/** The pix.immo side on a real database, a real queue and a real disk; nobody works unless `start` is called. */
export async function openPixSide(t: Test, options: SideOptions = {}) {
  const { databaseUrl, database } = options.of
    ? { databaseUrl: options.of.databaseUrl, database: openDatabaseAt(t, options.of.databaseUrl) }
    : await openTestDatabase(t)
  const directory = options.of?.directory ?? (await temporaryDirectory(t))
  const upkeep = openDatabase({ url: databaseUrl, purpose: 'upkeep', onIdleError: () => {} })
  const lines: string[] = []
  const log = createLogger('debug', { write: (line: string) => void lines.push(line) })
  const boss = openBoss({ url: databaseUrl, onError: (error) => log.warn({ err: error }, 'queue') })
  await boss.start()
  const clock = createTestClock({ standsStill: true })
  const notifications = createNotifications({ url: databaseUrl, database, clock, onError: () => {} })
  const disk = createDiskStore({ directory })
  const store = options.wrapStore?.(disk) ?? disk
  const config = readConfig({ DATA_DIR: directory, DATABASE_URL: databaseUrl, ...options.environment }).pix
  const { inspectPrivacy, drawDepth } = options
  const pix = createBackground({
    ...{ config, database, upkeep: upkeep.database, boss, notifications, store, clock, log },
    ...(inspectPrivacy && { inspectPrivacy }),
    ...(drawDepth && { drawDepth }),
    mailDirectory: path.join(directory, 'mail'),
  })
  const rows = pixRows(database)
  let isStarted = false
  t.teardown(async () => {
    if (isStarted) await stop()
    await boss.stop({ graceful: false })
    await upkeep.close()
  })

  async function start() {
    isStarted = true
    await notifications.start()
    pix.start()
  }

  /** Without any grace: what runs is handed back, and gets all the time it needs for that. */
  async function stop() {
    isStarted = false
    let isStopped = false
    const stopped = pix.stop(0).finally(() => {
      isStopped = true
    })
    while (!isStopped) {
      clock.advance(0)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await stopped
    await notifications.stop()
  }

  /** As acceptFinal leaves it: objects, then rows, then the message. */
  async function addFinal(
    job: { id: string; shootId: string },
    filename: string,
    jpeg: Buffer,
    {
      isPromoted = true,
      isSent = true,
      ...values
    }: Record<string, unknown> & { isPromoted?: boolean; isSent?: boolean } = {},
  ): Promise<string> {
    const { width, height } = await sharp(jpeg, { failOn: 'none' })
      .metadata()
      .catch(() => ({ width: null, height: null }))
    const sha256 = sha256Of(jpeg)
    await disk.write(finalInputKey(job.id, filename), jpeg)
    const imageId = await rows.addImage(job, { filename, sha256, bytes: jpeg.length, width, height, ...values })
    if (isPromoted) await promote(job, imageId, jpeg, { width, height })
    if (isSent) await send(imageId, 1)
    return imageId
  }

  async function promote(
    { shootId }: { shootId: string },
    imageId: string,
    jpeg: Buffer,
    size: { width: number | null; height: number | null },
  ) {
    const address = { shootId, imageId }
    const master = await drawMaster(jpeg, never)
    await disk.write(archiveKey(address), jpeg)
    await disk.write(masterKey(address), master.bytes)
    await database.insert(pixImageVersions).values([
      { imageId, kind: 'hr', storageKey: archiveKey(address), sha256: sha256Of(jpeg), bytes: jpeg.length, ...size },
      {
        ...{ imageId, kind: 'master', storageKey: masterKey(address), sha256: sha256Of(master.bytes) },
        ...{ bytes: master.bytes.length, width: master.width, height: master.height, derivedFrom: 'hr' },
      },
    ])
    await rows.setImage(imageId, { readyForVision: true })
  }

  /** Other bytes under the same name. */
  async function deliverAgain(job: { id: string; shootId: string }, imageId: string, filename: string, jpeg: Buffer) {
    await disk.write(finalInputKey(job.id, filename), jpeg)
    await disk.write(archiveKey({ shootId: job.shootId, imageId }), jpeg)
    const row = await rows.findImage(imageId)
    const revision = (row?.revision ?? 0) + 1
    const values = { sha256: sha256Of(jpeg), bytes: jpeg.length, revision, status: 'pending_processing' as const }
    await rows.setImage(imageId, { ...values, processedAt: null })
    await send(imageId, revision)
  }

  const send = (imageId: string, revision: number) =>
    database.transaction((tx) => pix.queue.send(tx, 'pix-process', { imageId, revision }))

  const findJob = async (id: string) => (await database.select().from(pixJobs).where(eq(pixJobs.id, id)))[0]
  const findExpose = async (id: string) => (await database.select().from(pixExposes).where(eq(pixExposes.jobId, id)))[0]
  const imagesOf = (id: string) => database.select().from(pixImages).where(eq(pixImages.jobId, id))

  async function readJson(key: string) {
    const bytes = await disk.read(key)
    return bytes && JSON.parse(bytes.toString())
  }

  async function keys(prefix: string): Promise<string[]> {
    const found: string[] = []
    for await (const { key } of disk.list(prefix)) found.push(key)
    return found.sort()
  }

  /** Messages by kind that are not over. */
  async function messages(): Promise<Record<string, number>> {
    const { rows: found } = await database.execute<{ name: string; count: number }>(
      sql`select name, count(*)::int as count from pgboss.job where name like 'pix-%' and state < 'completed' group by name`,
    )
    return Object.fromEntries(found.map(({ name, count }) => [name, count]))
  }

  /** The whole way of a job that has come in, step by step. */
  async function processAll(jobId: string) {
    for (const { filename } of await imagesOf(jobId)) await pix.processFinalImage(jobId, filename)
    await pix.buildJobExpose(jobId)
    await pix.syncGallery(jobId)
  }

  return {
    ...{
      pix,
      database,
      databaseUrl,
      directory,
      boss,
      store,
      disk,
      clock,
      start,
      stop,
      addFinal,
      deliverAgain,
      send,
      findJob,
    },
    ...{ findExpose, imagesOf, readJson, keys, messages, processAll, ...rows },
    logText: () => lines.join(''),
  }
}

export type PixSide = Awaited<ReturnType<typeof openPixSide>>
