import { randomUUID } from 'node:crypto'
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { eq } from '../../src/drizzle.ts'
import { GatewayError } from '../../src/errors.ts'
import {
  archiveKey,
  baseKey,
  exportKey,
  finalInputKey,
  galleryImageKey,
  gptKey,
  masterKey,
  summaryKey,
  temporaryKey,
  versionKey,
  visionKey,
} from '../../src/pix/keys.ts'
import { pixCrmExports, pixEditorTokens, pixImageVersions, pixJobs, pixUploads } from '../../src/pix-schema.ts'
import { cleanerRuns } from '../../src/schema.ts'
import { hashOf } from './pix-rows.ts'
import { drawJpeg, openPixSide, type PixSide } from './pix-side.ts'

const long = new Date('2020-01-01')
const far = new Date('2100-01-01')

async function addUpload(side: PixSide, shootId: string, createdAt: Date) {
  const id = randomUUID()
  const key = temporaryKey(id)
  await side.disk.write(key, Buffer.from('x'))
  await utimes(path.join(side.directory, key), long, long)
  const row = {
    id,
    shootId,
    filename: 'a.jpg',
    storageKey: key,
    sha256: hashOf(id),
    bytes: 1,
    mime: 'image/jpeg',
    requestedBy: 'test',
  }
  await side.database.insert(pixUploads).values({ ...row, createdAt, expiresAt: createdAt })
  return key
}

/** A job with everything that it may have. */
async function addFull(side: PixSide) {
  const job = await side.addJob()
  const imageId = await side.addFinal(job, 'Bad.jpg', await drawJpeg(1))
  await side.processAll(job.id)
  const image = { shootId: job.shootId, imageId }
  for (const number of [1, 2]) await side.finishEdit(job, imageId, await side.addEdit(imageId), number)
  const keys = {
    vision: visionKey(image),
    gpt: gptKey(image),
    summary: summaryKey(job.shootId),
    base: baseKey(image),
    first: versionKey(image, 'clean_v1'),
    best: versionKey(image, 'clean_v2'),
  }
  for (const key of Object.values(keys)) await side.disk.write(key, Buffer.from('x'))
  const others = [archiveKey(image), masterKey(image), galleryImageKey(job.id, 'Bad.jpg')]
  return { job, imageId, keys, others }
}

const there = async (side: PixSide, keys: string[]) =>
  (await Promise.all(keys.map(side.disk.find))).map((found) => found !== undefined)

/** What has gone, or would. */
async function clean(side: PixSide, options = { dryRun: false }) {
  const record = await side.pix.clean(options)
  if (!record || record.errors.length > 0) throw new Error(`${record?.errors}`)
  return Object.fromEntries(Object.entries(record.removed).filter(([, count]) => count > 0))
}

t.test('what was left on its way in goes, what is awaited stays, and a dry run touches nothing', async (t) => {
  const side = await openPixSide(t)
  const job = await side.addJob()
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
  const old = await addUpload(side, job.shootId, long)
  const awaited = await addUpload(side, job.shootId, hoursAgo(23))
  const over = await addUpload(side, job.shootId, hoursAgo(25))
  const stray = temporaryKey('stray')
  await side.disk.write(stray, Buffer.from('x'))
  const token = { shootId: job.shootId, direction: 'upload' as const, label: 'a', createdBy: 'a' }
  await side.database.insert(pixEditorTokens).values([
    { ...token, tokenHash: hashOf('old'), expiresAt: long },
    { ...token, tokenHash: hashOf('new'), expiresAt: far },
  ])
  const wanted = { pixTemporaryFiles: 2, pixUploads: 1, pixTokens: 1 }
  t.same(await clean(side, { dryRun: true }), wanted)
  t.same(await there(side, [old, awaited, over, stray]), [true, true, true, true])
  t.same(await side.database.select().from(cleanerRuns), [])
  t.same(await clean(side), wanted)
  t.same(await there(side, [old, awaited, over, stray]), [false, true, false, true], 'what is awaited, and what is new')
  t.same(await clean(side), {})
  t.match(await side.database.select().from(cleanerRuns), [{ removed: wanted }], 'for the page of the cleaner')
  t.equal(await side.database.$count(cleanerRuns), 1, 'what found nothing is not worth a line')
})

t.test('archives for customers and mails in the folder go after their time', async (t) => {
  const side = await openPixSide(t)
  const job = await side.addJob()
  const [old, fresh, stray] = [randomUUID(), randomUUID(), randomUUID()]
  for (const id of [old, fresh, stray]) {
    const storageKey = exportKey(job.id, id)
    await side.disk.write(storageKey, Buffer.from('x'))
    if (id !== fresh) await utimes(path.join(side.directory, storageKey), long, long)
    const row = { id, jobId: job.id, format: 'zip', status: 'done' as const, requestedBy: 'a', finishedAt: long }
    if (id !== stray) await side.database.insert(pixCrmExports).values({ ...row, storageKey, bytes: 1 })
  }
  const mails = path.join(side.directory, 'mail')
  await mkdir(mails)
  for (const name of ['old.eml', 'old.eml.part', 'new.eml', 'notes.txt']) {
    await writeFile(path.join(mails, name), 'x')
    if (name !== 'new.eml') await utimes(path.join(mails, name), long, long)
  }
  const wanted = { pixExports: 2, pixMails: 2 }
  t.same(await clean(side, { dryRun: true }), wanted)
  t.equal((await readdir(mails)).length, 4)
  t.same(await clean(side), wanted)
  t.same((await readdir(mails)).sort(), ['new.eml', 'notes.txt'])
  const keys = [old, fresh, stray].map((id) => exportKey(job.id, id))
  t.same(await there(side, keys), [false, true, false])
  const rows = await side.database.select().from(pixCrmExports)
  t.same(
    new Map(rows.map(({ id, storageKey }) => [id, storageKey])),
    new Map([
      [old, null],
      [fresh, keys[1]],
    ]),
  )
  t.same(await clean(side), {})
})

t.test('it is cleaned four times a day, however often a node is started', async (t) => {
  const side = await openPixSide(t)
  const runs = () => side.database.$count(cleanerRuns)
  const stray = temporaryKey('stray')
  await side.disk.write(stray, Buffer.from('x'))
  await utimes(path.join(side.directory, stray), long, long)
  const startAndLook = async () => {
    await side.start()
    side.clock.advance(61_000)
    await side.stop() // once what has begun is over
  }
  await startAndLook()
  t.equal(await runs(), 1, 'soon after the start')
  t.same(await there(side, [stray]), [false])
  await startAndLook()
  t.equal(await runs(), 1)
})

t.test('of a job that has been closed for long, analysis and other versions go; of an open one nothing', async (t) => {
  const side = await openPixSide(t)
  const [open, closed] = [await addFull(side), await addFull(side)]
  const close = (closedAt: Date) =>
    side.database.update(pixJobs).set({ status: 'closed', closedAt }).where(eq(pixJobs.id, closed.job.id))
  await close(far)
  t.same(await clean(side), {}, 'not before its time')
  await close(long)
  const wanted = { pixAnalysis: 3, pixEdits: 2 }
  t.same(await clean(side, { dryRun: true }), wanted)
  t.same(await clean(side), wanted)
  t.same(await there(side, Object.values(open.keys)), [true, true, true, true, true, true])
  t.same(await there(side, Object.values(closed.keys)), [false, false, false, false, false, true], 'the best one stays')
  t.same(await there(side, [...open.others, ...closed.others]), [true, true, true, true, true, true])
  const rows = await side.database.select().from(pixImageVersions).where(eq(pixImageVersions.imageId, closed.imageId))
  t.same(rows.map(({ kind }) => kind).sort(), ['clean_v2', 'gallery', 'hr', 'master', 'thumb'])
})

t.test(
  'the archive of a closed job goes where that is wanted, and never the only copy of a delivered file',
  async (t) => {
    const side = await openPixSide(t, { environment: { PIX_ARCHIVE_DAYS: '90' } })
    const job = await side.addJob()
    const names = ['Bad.jpg', 'Flur.jpg', 'Küche.jpg']
    const ids: string[] = []
    for (const [number, name] of names.entries()) ids.push(await side.addFinal(job, name, await drawJpeg(number)))
    await side.processAll(job.id)
    const keys = ids.map((imageId) => archiveKey({ shootId: job.shootId, imageId }))
    const past = archiveKey({ shootId: job.shootId, imageId: ids[0] ?? '' }, 1)
    await side.disk.write(past, Buffer.from('x'))
    await side.disk.delete(finalInputKey(job.id, 'Flur.jpg'))
    const spoilt = (await side.disk.read(finalInputKey(job.id, 'Küche.jpg'))) ?? Buffer.alloc(0)
    spoilt[200] = (spoilt[200] ?? 0) ^ 1
    await side.disk.write(finalInputKey(job.id, 'Küche.jpg'), spoilt)
    t.same(await clean(side), {}, 'of an open job nothing goes')
    await side.database.update(pixJobs).set({ status: 'closed', closedAt: long })
    t.same(await clean(side, { dryRun: true }), { pixArchive: 3 }, 'a dry run reads no file')
    t.same(await clean(side), { pixArchive: 2 })
    t.same(await there(side, [...keys, past]), [false, true, true, false])
    const rows = await side.database.select().from(pixImageVersions).where(eq(pixImageVersions.kind, 'hr'))
    t.same(rows.map(({ storageKey }) => storageKey).sort(), keys.slice(1).sort())
    t.same(await clean(side), {})
    await side.setImage(ids[0] ?? '', { status: 'pending_processing' })
    await side.processAll(job.id)
    t.match(await side.findImage(ids[0] ?? ''), { status: 'processed' }, 'it is archived again when it is worked on')
    t.same(await there(side, keys), [true, true, true])
  },
)

t.test('one shoot that cannot be looked through keeps nobody, and a store that is away leaves the rest', async (t) => {
  let fails: (prefix: string) => boolean = () => false
  let isAway = false
  const away = () => new GatewayError('unavailable', 'away')
  const side = await openPixSide(t, {
    wrapStore: (store) => ({
      ...store,
      async *list(prefix) {
        if (isAway || fails(prefix)) throw away()
        yield* store.list(prefix)
      },
      async prove() {
        if (isAway) throw away()
      },
    }),
  })
  const [one, other] = [await addFull(side), await addFull(side)]
  await side.database.update(pixJobs).set({ status: 'closed', closedAt: long })
  await addUpload(side, one.job.shootId, long)
  const run = () => side.pix.clean({ dryRun: false })
  fails = (prefix) => prefix.includes(one.job.shootId)
  const told = `shoot ${one.job.shootId}: unavailable`
  t.match(
    await run(),
    { removed: { pixAnalysis: 3, pixEdits: 2, pixUploads: 1 }, errors: [told, told] },
    'the other shoot, and the rows',
  )
  t.same(await there(side, Object.values(one.keys)), [true, true, true, true, true, true])

  fails = (prefix) => {
    isAway ||= prefix.startsWith('analysis/')
    return isAway
  }
  const afterwards = await run()
  t.equal(
    afterwards?.errors.filter((line) => line.startsWith('shoot')).length,
    2,
    'it is not asked for again and again',
  )
  isAway = false
  fails = () => false
  t.match(await run(), { removed: { pixAnalysis: 3, pixEdits: 2 }, errors: [] })
  t.same(await there(side, [...one.others, ...other.others]), [true, true, true, true, true, true])
})
