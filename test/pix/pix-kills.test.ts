import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import t, { type Test } from 'tap'
import { sql } from '../../src/drizzle.ts'
import type { Store } from '../../src/media/store.ts'
import { galleryExposeKey, galleryImageKey, imageMetaKey, jobPrefix, thumbKey } from '../../src/pix/keys.ts'
import { galleryExposeShape } from '../../src/pix/shapes/gallery-expose.ts'
import { startTestGateway } from '../support/gateway.ts'
import { drawJpeg, openPixSide, type PixSide, sha256Of } from './pix-side.ts'

/** A store whose process is killed before its n-th step, or after it: from then on it does nothing. */
function mortal() {
  let steps = 0
  let last = Number.POSITIVE_INFINITY
  const step = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    steps += 1
    if (steps > last) throw new Error('killed')
    return work()
  }
  return {
    wrap: (store: Store): Store => ({
      ...store,
      write: (...given) => step(() => store.write(...given)),
      writeIf: (...given) => step(() => store.writeIf(...given)),
      find: (key) => step(() => store.find(key)),
      read: (key) => step(() => store.read(key)),
      delete: (key) => step(() => store.delete(key)),
    }),
    liveFor(count: number) {
      steps = 0
      last = count
    },
    isAlive: () => steps <= last,
  }
}

/** What the gallery's exposé names is there, and once it is a draft, it is what it says. */
async function requireWhole(t: Test, side: PixSide, jobId: string, when: string): Promise<void> {
  const bytes = await side.disk.read(galleryExposeKey(jobId))
  const row = await side.findJob(jobId)
  if (!bytes) t.equal(row?.galleryStatus, 'none', when)
  for (const image of bytes ? galleryExposeShape.read(bytes).images : []) {
    const file = await side.disk.read(galleryImageKey(jobId, image.filename))
    if (!file) t.fail(`${when}: ${image.filename} is named and not there`)
    else if (row?.galleryStatus === 'draft_ready') t.equal(sha256Of(file), image.sha256, when)
  }
}

t.test(
  '000-08 001-19 001-23 killed between any two steps, nothing is named that is not there, and the rest is done later',
  async (t) => {
    const life = mortal()
    const side = await openPixSide(t, { wrapStore: life.wrap })
    const job = await side.addJob()
    const first = await side.addFinal(job, 'Bad.jpg', await drawJpeg(1), { isPromoted: false })
    await side.addFinal(job, 'Flur.jpg', await drawJpeg(2))

    async function workThrough(what: string) {
      let kills = 0
      for (let steps = 0; ; steps += 1) {
        life.liveFor(steps)
        await side.processAll(job.id).catch(() => {})
        // Its claims end by themselves.
        await side.database.execute(sql`update pix_images set lease_until = '2026-01-01' where status = 'processing'`)
        const isDone = life.isAlive()
        await requireWhole(t, side, job.id, `${what}, killed after ${steps} steps`)
        if (isDone) break
        kills += 1
      }
      const images = await side.imagesOf(job.id)
      t.ok(images.every(({ status }) => status === 'processed'))
      t.match(await side.findJob(job.id), { galleryStatus: 'draft_ready' })
      return kills
    }

    t.ok((await workThrough('the first time')) > 10)
    // One is delivered anew, and one is taken out.
    life.liveFor(Number.POSITIVE_INFINITY)
    const jpeg = await drawJpeg(3)
    await side.deliverAgain(job, first, 'Bad.jpg', jpeg)
    const [, second] = (await side.imagesOf(job.id)).toSorted((one, other) =>
      one.id === first ? -1 : other.id === first ? 1 : 0,
    )
    await side.setImage(second?.id ?? '', { excludedAt: new Date(), excludedBy: 'a', usable: false })
    t.ok((await workThrough('once more')) > 5)
    t.same(await side.disk.read(galleryImageKey(job.id, 'Bad.jpg')), jpeg)
    t.equal(await side.disk.find(galleryImageKey(job.id, 'Flur.jpg')), undefined)
  },
)

/** A node of its own that only works, as `npm start` runs it. */
function startWorker(t: Test, environment: Record<string, string>): ChildProcess {
  const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'photochanger.cjs')
  const child = spawn(process.execPath, [launcher, 'start'], {
    env: { PATH: process.env.PATH, ROLE: 'worker', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
  })
  return child
}

/** Looks until it is so; each look is a query, and with pauses the workers have the processor for themselves. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20))
}

t.test('001-19 a worker process killed with images in its hands: none is lost, and none is there twice', async (t) => {
  const gateway = await startTestGateway(t, { environment: { ROLE: 'api' } })
  const side = await openPixSide(t, { of: { databaseUrl: gateway.databaseUrl, directory: gateway.filesDirectory } })
  const node = { DATABASE_URL: gateway.databaseUrl, DATA_DIR: gateway.directory }
  const job = await side.addJob({ id: 'ABC123' })
  const first = startWorker(t, node)
  for (let number = 1; number <= 8; number += 1) {
    await side.addFinal(job, `Bad_${number}.jpg`, await drawJpeg(number, 320, 240))
  }
  const statuses = async () => (await side.imagesOf(job.id)).map(({ status }) => status)
  await until(async () => (await statuses()).includes('processing'))
  first.kill('SIGKILL')
  await new Promise((resolve) => first.once('exit', resolve))
  // The half minute in which nothing is heard of it, and the pauses between tries.
  await side.database.execute(
    sql`update pgboss.job set heartbeat_on = now() - interval '30 seconds' where state = 'active'`,
  )
  await side.database.execute(
    sql`update pix_images set lease_until = now() - interval '30 seconds' where status = 'processing'`,
  )
  const skipPauses = sql`update pgboss.job set start_after = now() where name = 'pix-process' and state = 'retry'`
  startWorker(t, node)
  await until(async () => {
    await side.database.execute(skipPauses)
    return (await statuses()).every((status) => status === 'processed')
  })
  await until(async () => (await side.findJob(job.id))?.galleryStatus === 'draft_ready')
  await until(async () => {
    const bytes = await side.disk.read(galleryExposeKey(job.id))
    return bytes !== undefined && galleryExposeShape.read(bytes).images.length === 8
  })
  await requireWhole(t, side, job.id, 'at the end')
  const images = await side.imagesOf(job.id)
  t.equal(images.length, 8)
  for (const { id } of images) {
    t.ok(await side.disk.find(thumbKey(job.id, id)))
    t.match(await side.readJson(imageMetaKey(job.id, id)), { status: 'processed' })
  }
  t.equal((await side.keys(jobPrefix(job.id, 'thumbs'))).length, 8)
  t.equal((await side.keys(jobPrefix(job.id, 'gallery_images'))).length, 8)
})
