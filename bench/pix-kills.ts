import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { readConfig } from '../src/config.ts'
import { eq, sql } from '../src/drizzle.ts'
import { createLogger } from '../src/log.ts'
import { openWorld } from '../src/main.ts'
import { finalInputKey, galleryExposeKey, imageMetaKey, jobPrefix } from '../src/pix/keys.ts'
import { createPixQueue } from '../src/pix/pix-queue.ts'
import { galleryExposeShape } from '../src/pix/shapes/gallery-expose.ts'
import { imageMetaShape } from '../src/pix/shapes/image-meta.ts'
import { pixImages, pixJobs, pixShoots } from '../src/pix-schema.ts'
import { machine } from './machine.ts'
import { cameraPicture } from './test-pictures.ts'

/**
 * Final images of real size through the whole pipeline, by one worker process that is killed every few seconds and begun
 * anew: none may be lost, none may be there twice, and its memory must not grow.
 */
const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '200' },
    'kill-seconds': { type: 'string', default: '20' },
    /** Photos to take; unset draws one of 24 megapixels. */
    folder: { type: 'string' },
  },
})
const count = Number(values.images)
const killMilliseconds = Number(values['kill-seconds']) * 1000
const jobId = 'PIX-KILLS'
const launcher = path.join(import.meta.dirname, '..', 'bin', 'photochanger.cjs')
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

const photos = values.folder ? await readPhotos(values.folder) : [await cameraPicture()]

async function readPhotos(folder: string): Promise<Buffer[]> {
  const names = (await readdir(folder)).filter((name) => /\.jpe?g$/i.test(name)).sort()
  return Promise.all(names.map((name) => readFile(path.join(folder, name))))
}

/** The same picture in other bytes: a comment behind its beginning. */
function numbered(photo: Buffer, number: number): Buffer {
  const comment = Buffer.from(String(number).padStart(8, '0'))
  const head = Buffer.from([0xff, 0xfe, 0, comment.length + 2])
  return Buffer.concat([photo.subarray(0, 2), head, comment, photo.subarray(2)])
}

const directory = await mkdtemp(path.join(os.tmpdir(), 'photochanger-pix-kills-'))
const config = readConfig({ DATA_DIR: directory, LOG_LEVEL: 'error' })
const log = createLogger('error')
const opened = await openWorld({ config, log, asServer: true, onFatal: (error) => log.error({ err: error }, 'fatal') })
const { world, url, close } = opened
const { database, store, boss } = world
const queue = createPixQueue({ boss, visionRetries: 3 })

/** As an image comes in: the object, then its row and the message. */
async function addImage(number: number): Promise<void> {
  const jpeg = numbered(photos[number % photos.length] as Buffer, number)
  const filename = `Bad_${String(number).padStart(3, '0')}.jpg`
  const { width, height, orientation = 1 } = await sharp(jpeg, { failOn: 'none' }).metadata()
  const size = orientation >= 5 ? { width: height, height: width } : { width, height }
  await store.write(finalInputKey(jobId, filename), jpeg)
  const id = randomUUID()
  const sha256 = createHash('sha256').update(jpeg).digest('hex')
  const storagePath = finalInputKey(jobId, filename)
  await database.transaction(async (tx) => {
    const row = { id, jobId, shootId: jobId, filename, storagePath, source: 'manual' as const, sha256 }
    await tx.insert(pixImages).values({ ...row, bytes: jpeg.length, ...size })
    await queue.send(tx, 'pix-process', { imageId: id, revision: 1 })
  })
}

interface Life {
  seconds: number
  /** Megabytes: the median of the last five seconds of its life, and the most that was seen. */
  endMegabytes: number
  mostMegabytes: number
}

let worker: ChildProcess | undefined
let samples: number[] = []
const lives: Life[] = []

async function residentMegabytes(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1000
}

async function startWorker(): Promise<void> {
  const logFile = await open(path.join(directory, 'worker.log'), 'a')
  samples = []
  worker = spawn(process.execPath, [launcher, 'start'], {
    env: {
      ...{ PATH: process.env.PATH, DATA_DIR: directory, DATABASE_URL: url, ROLE: 'worker' },
      ...{ HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn' },
    },
    stdio: ['ignore', logFile.fd, logFile.fd],
  })
  await logFile.close()
}

async function killWorker(): Promise<void> {
  const dying = worker
  if (!dying) return
  worker = undefined
  const died = new Promise((resolve) => dying.once('exit', resolve))
  dying.kill('SIGKILL')
  await died
  const last = samples.slice(-5).toSorted((one, other) => one - other)
  if (last.length > 0) {
    const endMegabytes = last[Math.floor(last.length / 2)] ?? 0
    lives.push({ seconds: samples.length, endMegabytes, mostMegabytes: Math.max(...samples) })
  }
}

async function progress() {
  const { rows } = await database.execute<{ status: string; count: number; claims: number }>(
    sql`select status, count(*)::int as count, sum(epoch)::int as claims from pix_images group by status`,
  )
  const [job] = await database.select().from(pixJobs).where(eq(pixJobs.id, jobId))
  const { rows: messages } = await database.execute(
    sql`select from pgboss.job where name like 'pix-%' and name <> 'pix-sweep' and state < 'completed' limit 1`,
  )
  // A draft that is there may be an earlier one, as long as something waits.
  return { rows, isDraft: job?.galleryStatus === 'draft_ready' && messages.length === 0 }
}

async function countKeys(prefix: string): Promise<number> {
  let found = 0
  for await (const { key } of store.list(prefix)) if (!key.endsWith('_keep')) found += 1
  return found
}

/** What is wrong at the end; empty is right. */
async function findWrong(): Promise<string[]> {
  const wrong: string[] = []
  const images = await database.select().from(pixImages)
  for (const { id, status, filename } of images) {
    const bytes = await store.read(imageMetaKey(jobId, id))
    if (status !== 'processed') wrong.push(`${filename} is ${status}`)
    if (!bytes || imageMetaShape.read(bytes).status !== 'processed') wrong.push(`${filename} has no file about it`)
  }
  const bytes = await store.read(galleryExposeKey(jobId))
  const shown = bytes ? galleryExposeShape.read(bytes).images : []
  const distinct = new Set(shown.map(({ sha256 }) => sha256)).size
  const numbers = {
    rows: images.length,
    thumbs: await countKeys(jobPrefix(jobId, 'thumbs')),
    files: await countKeys(jobPrefix(jobId, 'gallery_images')),
    shown: shown.length,
    // The comments that make them different are not for customers.
    pictures: values.folder ? count : distinct === 1 ? count : distinct,
  }
  for (const [what, number] of Object.entries(numbers)) if (number !== count) wrong.push(`${number} ${what}`)
  for (const { filename, path: where, sha256 } of shown) {
    const file = await store.read(`${jobPrefix(jobId, 'gallery')}${where}`)
    if (!file || createHash('sha256').update(file).digest('hex') !== sha256)
      wrong.push(`${filename} is not what is said`)
  }
  return wrong
}

try {
  await database.insert(pixJobs).values({ id: jobId, jobNumber: jobId, locale: 'de' })
  await database.insert(pixShoots).values({ id: jobId, jobId, source: 'upload' })
  for (let number = 0; number < count; number += 1) await addImage(number)
  process.stdout.write(`${machine()}; load ${os.loadavg()[0]?.toFixed(1)}\n${count} images have come in\n`)
  const begun = performance.now()
  await startWorker()
  let bornAt = performance.now()
  for (;;) {
    await sleep(1000)
    const megabytes = await residentMegabytes(worker?.pid ?? 0)
    if (megabytes !== undefined) samples.push(megabytes)
    const { rows, isDraft } = await progress()
    const processed = rows.find(({ status }) => status === 'processed')?.count ?? 0
    const isOver = processed === count && isDraft
    if (isOver || performance.now() - bornAt >= killMilliseconds) {
      process.stdout.write(
        `${((performance.now() - begun) / 1000).toFixed(0)} s: ${processed} processed, ${megabytes?.toFixed(0)} MB\n`,
      )
      await killWorker()
      if (isOver) break
      await startWorker()
      bornAt = performance.now()
    }
  }
  const seconds = (performance.now() - begun) / 1000
  const claims = (await progress()).rows.reduce((sum, row) => sum + row.claims, 0)
  const wrong = await findWrong()
  const ends = lives.map(({ endMegabytes }) => endMegabytes)
  process.stdout.write(
    [
      `| images | ${count}, ${values.folder ? 'photos of a folder' : '24 MP'} |`,
      `| kills | ${lives.length - 1}, every ${killMilliseconds / 1000} s |`,
      `| lost, or there twice | ${wrong.length === 0 ? 'none' : wrong.slice(0, 10).join('; ')} |`,
      `| until the gallery is a draft | ${seconds.toFixed(0)} s, ${((seconds / count) * 1000).toFixed(0)} ms an image |`,
      `| begun more than once | ${claims - count} |`,
      `| memory at the end of each life | ${Math.min(...ends).toFixed(0)} to ${Math.max(...ends).toFixed(0)} MB; first ${ends[0]?.toFixed(0)}, last ${ends.at(-1)?.toFixed(0)} MB |`,
      `| most memory | ${Math.max(...lives.map(({ mostMegabytes }) => mostMegabytes)).toFixed(0)} MB |`,
      '',
    ].join('\n'),
  )
  process.exitCode = wrong.length === 0 ? 0 : 1
} finally {
  await killWorker()
  await close()
  await rm(directory, { recursive: true, force: true })
}
