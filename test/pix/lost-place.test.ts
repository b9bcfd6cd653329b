import { createHash } from 'node:crypto'
import { mkdir, rename, rmdir } from 'node:fs/promises'
import t from 'tap'
import { eq, sql } from '../../src/drizzle.ts'
import { finalInputKey } from '../../src/pix/keys.ts'
import { createPixImages } from '../../src/pix/pix-images.ts'
import { pixImages } from '../../src/pix-schema.ts'
import { until } from '../support/answers.ts'
import { jpeg } from '../support/pictures.ts'
import { openEntry, tableQueue } from './entry.ts'
import { jpegPart, startPixGateway } from './pix-gateway.ts'
import { drawJpeg, openPixSide } from './pix-side.ts'

const one = await jpeg(320, 240)
const away = { status: 503, json: { failure_reason: 'unavailable' } }

t.test('on a lost mount nothing is taken in, nothing counts as gone, and all goes on when it is back', async (t) => {
  const gateway = await startPixGateway(t, { environment: { FINAL_INPUT_POLL_SECONDS: '1' } })
  const { call, newJob, database, filesDirectory, store } = gateway
  const { jobId, shootId } = await newJob({ id: 'ABC123' })
  const door = `/api/editor-return/${shootId}`
  const back = await call('POST', door, { form: [jpegPart('Kitchen_01.jpg', one)] })
  const imageId = back.json.files[0].image_id
  const find = async () => (await database.select().from(pixImages).where(eq(pixImages.id, imageId)))[0]
  await until('it is processed', async () => (await find())?.status === 'processed', 60_000)
  await call('POST', `/api/pix/images/${imageId}/exclude`)
  await database.update(pixImages).set({ excludedBy: 'final_input' }).where(eq(pixImages.id, imageId))
  const wish = { filename: 'Bad_01.jpg', bytes: one.length, sha256: createHash('sha256').update(one).digest('hex') }
  const { upload_id: uploadId } = (await call('POST', `${door}/uploads`, { body: wish })).json
  await until('nobody writes any more', async () => {
    const { rows } = await database.execute(
      sql`select from pgboss.job where name like 'pix-%' and name <> 'pix-sweep' and state < 'completed'`,
    )
    return rows.length === 0
  })
  await store.write(finalInputKey(jobId, 'Flur_01.jpg'), one)
  await rename(filesDirectory, `${filesDirectory}-away`)
  await mkdir(filesDirectory)
  const calls = [
    ['POST', '/api/pix/jobs', { body: {} }],
    ['POST', door, { form: [jpegPart('Bad_01.jpg', one)] }],
    ['POST', door, { form: [jpegPart('Kitchen_01.jpg', one)] }],
    ['POST', `${door}/uploads/${uploadId}/finalize`, {}],
    ['GET', `${door}/files?area=raw`, {}],
    ['GET', `/api/pix/images/${imageId}/files/master`, {}],
    ['POST', `/api/pix/images/${imageId}/include`, {}],
  ] as const
  for (const [method, path, given] of calls) {
    const answer = await call(method, path, given)
    t.match(answer, away, `${method} ${path} ${answer.text}`)
  }
  await rmdir(filesDirectory)
  t.pass('not a byte was written under the lost mount')
  await mkdir(filesDirectory)
  const logged = gateway.logText().length
  await until('the watcher has noticed', () => gateway.logText().slice(logged).includes('could not be watched'))
  t.match(await database.select().from(pixImages), [{ id: imageId, status: 'processed' }])

  await rmdir(filesDirectory)
  await rename(`${filesDirectory}-away`, filesDirectory)
  t.match(await call('POST', `/api/pix/images/${imageId}/include`), { status: 200, json: { excluded_at: null } })
  await until('what was dropped is found', async () => (await database.$count(pixImages)) === 2)
  t.equal((await call('POST', door, { form: [jpegPart('Bad_01.jpg', one)] })).status, 200)
})

t.test('an image whose files are on a lost mount has not failed', async (t) => {
  const side = await openPixSide(t)
  const job = await side.addJob()
  const id = await side.addFinal(job, 'Bad.jpg', await drawJpeg(1))
  await rename(side.directory, `${side.directory}-away`)
  await mkdir(side.directory)
  await t.rejects(side.pix.processFinalImage(job.id, 'Bad.jpg'), { code: 'unavailable' })
  t.match(await side.findImage(id), { status: 'pending_processing', errorCode: 'unavailable' })
  await rmdir(side.directory)
  await rename(`${side.directory}-away`, side.directory)
  await side.pix.processFinalImage(job.id, 'Bad.jpg')
  t.match(await side.findImage(id), { status: 'processed', errorCode: null })
})

t.test('an image that was taken out and has no file any more does not come back without it', async (t) => {
  const { deliver, newJob, rows, database, store, clock, images } = await openEntry(t)
  const { id: jobId } = await newJob()
  const { imageId } = await deliver(jobId, 'Kitchen_01.jpg', one)
  await rows.setImage(imageId, { excludedAt: new Date(), excludedBy: 'final_input' })
  for await (const { key } of store.list('')) if (/final_input|archive/.test(key)) await store.delete(key)
  const pixImages = createPixImages({ database, store, queue: tableQueue, clock })
  await t.rejects(pixImages.include(imageId, 'me'), { code: 'conflict', details: /Deliver it again/ })
  t.match(await images(jobId), [{ excludedBy: 'final_input' }])
})
