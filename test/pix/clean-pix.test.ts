import { randomUUID } from 'node:crypto'
import { utimes } from 'node:fs/promises'
import path from 'node:path'
import { eq } from 'drizzle-orm'
import t from 'tap'
import { GatewayError } from '../../src/errors.ts'
import {
  archiveKey,
  baseKey,
  galleryImageKey,
  gptKey,
  masterKey,
  summaryKey,
  temporaryKey,
  versionKey,
  visionKey,
} from '../../src/pix/keys.ts'
import { pixEditorTokens, pixImageVersions, pixJobs, pixUploads } from '../../src/pix-schema.ts'
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
  const expiresAt = new Date(createdAt.getTime() + 300_000)
  await side.database.insert(pixUploads).values({ ...row, createdAt, expiresAt })
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

t.test('what was left on its way in goes, what is awaited stays, and a dry run touches nothing', async (t) => {
  const side = await openPixSide(t)
  const job = await side.addJob()
  const old = await addUpload(side, job.shootId, long)
  // Its address is over, and it may still be handed over.
  const awaited = await addUpload(side, job.shootId, new Date(Date.now() - 20 * 3_600_000))
  const stray = temporaryKey('stray')
  await side.disk.write(stray, Buffer.from('x'))
  const token = { shootId: job.shootId, direction: 'upload' as const, label: 'a', createdBy: 'a' }
  await side.database.insert(pixEditorTokens).values([
    { ...token, tokenHash: hashOf('old'), expiresAt: long },
    { ...token, tokenHash: hashOf('new'), expiresAt: far },
  ])
  const wanted = { temporary: 1, uploads: 1, tokens: 1, analysis: 0, edits: 0, errors: [] }
  t.same(await side.pix.clean({ dryRun: true }), wanted)
  t.same(await there(side, [old, awaited, stray]), [true, true, true])
  t.same(await side.pix.clean({ dryRun: false }), wanted)
  t.same(await there(side, [old, awaited, stray]), [false, true, true], 'one that has just been written is not left')
  t.same(await side.pix.clean({ dryRun: false }), { ...wanted, temporary: 0, uploads: 0, tokens: 0 })
})

t.test('of a job that has been closed for long, analysis and other versions go; of an open one nothing', async (t) => {
  const side = await openPixSide(t)
  const [open, closed] = [await addFull(side), await addFull(side)]
  const close = (closedAt: Date) =>
    side.database.update(pixJobs).set({ status: 'closed', closedAt }).where(eq(pixJobs.id, closed.job.id))
  await close(far)
  t.match(await side.pix.clean({ dryRun: false }), { analysis: 0, edits: 0 }, 'not before its time')
  await close(long)
  t.match(await side.pix.clean({ dryRun: true }), { analysis: 3, edits: 2 })
  t.match(await side.pix.clean({ dryRun: false }), { analysis: 3, edits: 2, errors: [] })
  t.same(await there(side, Object.values(open.keys)), [true, true, true, true, true, true])
  t.same(await there(side, Object.values(closed.keys)), [false, false, false, false, false, true], 'the best one stays')
  t.same(await there(side, [...open.others, ...closed.others]), [true, true, true, true, true, true])
  const rows = await side.database.select().from(pixImageVersions).where(eq(pixImageVersions.imageId, closed.imageId))
  t.same(rows.map(({ kind }) => kind).sort(), ['clean_v2', 'gallery', 'hr', 'master', 'thumb'])
})

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
  t.match(await run(), { analysis: 3, edits: 2, uploads: 1, errors: [told, told] }, 'the other shoot, and the rows')
  t.same(await there(side, Object.values(one.keys)), [true, true, true, true, true, true])

  fails = (prefix) => {
    isAway ||= prefix.startsWith('analysis/')
    return isAway
  }
  const { errors } = await run()
  t.equal(errors.filter((line) => line.startsWith('shoot')).length, 2, 'it is not asked for again and again')
  isAway = false
  fails = () => false
  t.match(await run(), { analysis: 3, edits: 2, errors: [] })
  t.same(await there(side, [...one.others, ...other.others]), [true, true, true, true, true, true])
})
