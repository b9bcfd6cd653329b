import t from 'tap'
import { eq, sql } from '../../src/drizzle.ts'
import { createGuardedFetch } from '../../src/media/guarded-fetch.ts'
import { createScratch } from '../../src/media/scratch.ts'
import { gptKey, visionKey } from '../../src/pix/keys.ts'
import { createFalCalls } from '../../src/pix/orchestrators/fal-calls.ts'
import { visionShape } from '../../src/pix/shapes/vision.ts'
import { pixAnalysisRuns } from '../../src/pix-schema.ts'
import { createServicesClock, startServices } from './services-stage.ts'

const florence = 'fal-ai/florence-2-large'

t.test('000-09 what is ready and not seen yet is looked at, and what is seen is written down', async (t) => {
  const { rows, addPhoto, look, store, submits, messages, database, merged } = await startServices(t)
  const job = await rows.addJob()
  const imageId = await addPhoto(job, { shootCode: 'AB3KQ' })
  t.equal(await look(imageId), undefined)

  const file = visionShape.read((await store.read(visionKey({ shootId: job.shootId, imageId }))) as Buffer)
  t.match(file, { image_id: imageId, shoot_code: 'AB3KQ', status: 'complete', provider: 'fal', masks: [], errors: [] })
  t.match(file.models.object_detection, { id: `${florence}/object-detection`, status: 'ok', request_id: /^[\w-]{36}$/ })
  t.match(file.models.segmentation, { status: 'skipped', request_id: null })
  t.match(file.caption, { text: /living room/, language: 'en' })
  t.strictSame(
    file.objects.map(({ label, score }) => [label, score]),
    [
      ['couch', null],
      ['cable', null],
      ['window', null],
    ],
  )
  t.strictSame(file.objects[0]?.box, [0.1, 0.5, 0.4, 0.3], 'by shares of the sides')
  t.strictSame(file.objects[2]?.box, [0.7, 0.1, 0.3, 0.4], 'what hangs over the edge is cut off')
  t.ok(file.dominant_colors.length > 0)
  t.match(await rows.findImage(imageId), { visionDone: true, gptDone: false })
  t.strictSame(messages, [{ kind: 'pix-gpt', work: { imageId, revision: 1 } }])
  t.strictSame(merged, [imageId])

  const runs = await database.select().from(pixAnalysisRuns)
  t.equal(runs.length, 3)
  for (const run of runs) t.match(run, { status: 'succeeded', attempt: 1, requestId: String, costMicros: 10_000 })
  t.strictSame(
    submits()
      .map(({ path }) => path)
      .sort(),
    ['caption', 'dense-region-caption', 'object-detection'].map((name) => `/queue/${florence}/${name}`),
  )
})

t.test('what is done, not ready, of an older delivery or gone is not sent', async (t) => {
  const { rows, addPhoto, look, emulator } = await startServices(t)
  const job = await rows.addJob()
  const done = await addPhoto(job)
  await rows.setImage(done, { visionDone: true })
  const raw = await rows.addImage(job)
  const older = await addPhoto(job, { revision: 2 })
  for (const id of [done, raw, older, '00000000-0000-4000-8000-000000000000']) t.equal(await look(id), undefined)
  t.equal(emulator.requests('fal').length, 0)
})

t.test(
  '000-16 the models are those of the environment; what fal does not know is another one, told once',
  async (t) => {
    const environment = {
      VISION_CAPTION_MODEL: `${florence}/more-detailed-caption`,
      VISION_REGIONAL_CAPTION_MODEL: `${florence}/regional-caption`,
    }
    const { rows, addPhoto, look, submits, store, logText } = await startServices(t, { environment })
    const job = await rows.addJob()
    const [one, other] = [await addPhoto(job), await addPhoto(job)]
    await look(one)
    await look(other)
    const paths = submits().map(({ path }) => path)
    t.equal(paths.filter((path) => path.endsWith('/more-detailed-caption')).length, 2)
    t.equal(paths.filter((path) => path.endsWith('/dense-region-caption')).length, 2)
    t.equal(logText().match(/under another name/g)?.length, 1)
    const file = visionShape.read((await store.read(visionKey({ shootId: job.shootId, imageId: one }))) as Buffer)
    t.equal(file.models.regional_caption?.id, `${florence}/regional-caption`, 'as the environment names it')
  },
)

t.test('000-17 no more calls are under way than there may be, whoever makes them', async (t) => {
  const environment = { VISION_MAX_CONCURRENT_JOBS: '2' }
  const { rows, addPhoto, open, fal, services, emulator, database } = await startServices(t, { environment })
  const other = open()
  t.teardown(() => other.close())
  const job = await rows.addJob()
  emulator.play(
    'fal',
    Array.from({ length: 12 }, () => 'slow:1-2'),
  )
  const images = [await addPhoto(job), await addPhoto(job), await addPhoto(job), await addPhoto(job)]
  const { signal } = new AbortController()
  await Promise.all(
    images.map((imageId, index) =>
      (index % 2 === 0 ? services : other).handlers['pix-vision']({ imageId, revision: 1 }, signal),
    ),
  )
  t.equal(fal.mostInFlight(), 2)
  t.equal((await database.select().from(pixAnalysisRuns)).length, 12)
  for (const imageId of images) t.match(await rows.findImage(imageId), { visionDone: true })
})

t.test('000-12 a service that fails leaves the flags and is on record; other images go on', async (t) => {
  const { rows, addPhoto, look, emulator, database, store } = await startServices(t)
  const job = await rows.addJob()
  const [bad, good] = [await addPhoto(job), await addPhoto(job)]
  emulator.play('fal', ['content-policy', 'content-policy', 'content-policy'])
  t.equal(await look(bad), undefined, 'it is not repeated: the answer would be the same')
  await look(good)
  t.match(await rows.findImage(bad), { visionDone: false, gptDone: false, status: 'pending_processing' })
  t.equal(await store.read(visionKey({ shootId: job.shootId, imageId: bad })), undefined)
  const runs = await database.select().from(pixAnalysisRuns).where(eq(pixAnalysisRuns.imageId, bad))
  t.equal(runs.length, 3)
  for (const run of runs) t.match(run, { status: 'failed', errorCode: 'refused', errorMessage: /content_policy/ })
  t.match(await rows.findImage(good), { visionDone: true })
  const before = emulator.submits('fal').length
  await look(bad)
  t.equal(emulator.submits('fal').length, before, 'nor when it is wanted again')
})

/** The timers of this length wait until somebody lets them fire. */
function createHeldClock(milliseconds: number) {
  const clock = createServicesClock()
  const held = new Set<() => void>()
  return {
    ...clock,
    held,
    after(wanted: number, callBack: () => void) {
      if (wanted !== milliseconds) return clock.after(wanted, callBack)
      held.add(callBack)
      return () => held.delete(callBack)
    },
  }
}

t.test('000-18 a call that takes too long is ended, and made again as often as may be', async (t) => {
  const environment = { VISION_REQUEST_TIMEOUT_MS: '7000', VISION_JOB_RETRY_COUNT: '2' }
  const clock = createHeldClock(7000)
  const { rows, addPhoto, look, emulator, fal, database } = await startServices(t, { environment, clock })
  const job = await rows.addJob()
  const imageId = await addPhoto(job)
  emulator.play(
    'fal',
    Array.from({ length: 20 }, () => 'never'),
  )
  const looking = look(imageId)
  for (const tried of [1, 2, 3]) {
    const handedIn = async () =>
      (await database.select().from(pixAnalysisRuns)).filter(({ requestId }) => requestId).length === 3 * tried
    while (!(await handedIn())) await new Promise(setImmediate)
    for (const fire of clock.held) fire()
  }
  t.equal(await looking, undefined, 'after the last try it is given up, and said so in the rows')
  t.equal(emulator.submits('fal').length, 9, 'three questions, three tries each')
  t.equal(fal.cancelled().length, 9, 'and none is left running there')
  const runs = await database.select().from(pixAnalysisRuns)
  for (const run of runs) t.match(run, { status: 'failed', errorCode: 'deadline' })
  t.strictSame(runs.map(({ attempt }) => attempt).sort(), [1, 1, 1, 2, 2, 2, 3, 3, 3])
  t.match(await rows.findImage(imageId), { visionDone: false })
})

t.test('000-18 what may pass is tried again, and what has been answered is not paid twice', async (t) => {
  const { rows, addPhoto, look, emulator } = await startServices(t)
  const job = await rows.addJob()
  const imageId = await addPhoto(job)
  emulator.play('fal', ['submit-status:503', 'success', 'success'])
  t.equal(await look(imageId), undefined)
  t.equal(emulator.submits('fal').length, 4)
  t.equal(emulator.billed('fal'), 3)
  t.match(await rows.findImage(imageId), { visionDone: true })
})

t.test('a part that is given up leaves the rest', async (t) => {
  const { rows, addPhoto, look, emulator, store } = await startServices(t)
  const job = await rows.addJob()
  const imageId = await addPhoto(job)
  emulator.play('fal', ['content-policy', 'success', 'success'])
  await look(imageId)
  const file = visionShape.read((await store.read(visionKey({ shootId: job.shootId, imageId }))) as Buffer)
  t.match(file, { status: 'partial', errors: [{ code: 'refused' }] })
  t.match(await rows.findImage(imageId), { visionDone: true })
})

t.test('a killed node costs no second payment: another one asks for what was handed in', async (t) => {
  const { rows, addPhoto, services, emulator, look, database } = await startServices(t)
  const job = await rows.addJob()
  const imageId = await addPhoto(job)
  emulator.play('fal', ['slow:40-40', 'slow:40-40', 'slow:40-40'])
  const stop = new AbortController()
  const running = services.handlers['pix-vision']({ imageId, revision: 1 }, stop.signal)
  const handedIn = async () =>
    (await database.select().from(pixAnalysisRuns)).filter(({ requestId }) => requestId).length
  while ((await handedIn()) < 3) await new Promise(setImmediate)
  stop.abort(new Error('stopping'))
  await t.rejects(running, /stopping/)
  t.equal(await look(imageId), undefined)
  t.equal(emulator.submits('fal').length, 3)
  t.match(await rows.findImage(imageId), { visionDone: true })
})

t.test('work whose name cannot be written down is called off, because nobody could ever ask for it', async (t) => {
  const { config, emulator, fal, clock } = await startServices(t)
  const scratch = createScratch({ directory: t.testdir() })
  const { fetch, close } = createGuardedFetch({ trustedOrigins: [emulator.baseUrl('fal')] })
  t.teardown(close)
  const { apiKey = '', baseUrl } = config.pix.vision
  const calls = createFalCalls({ apiKey, baseUrl, fetchResult: fetch, scratch, clock })
  emulator.play('fal', ['slow:40-40'])
  const called = calls.call({
    ...{ model: `${florence}/caption`, pictures: [], input: () => ({}), requestId: null },
    remember: () => Promise.reject(new Error('no database')),
    answered: () => t.fail('it has not'),
    signal: new AbortController().signal,
  })
  await t.rejects(called, /no database/)
  t.equal(fal.cancelled().length, 1)
})

t.test('000-15 without keys nothing is sent, no flag is set and nothing is wrong', async (t) => {
  const { rows, addPhoto, look, handle, emulator, database, store } = await startServices(t, { withoutKeys: true })
  const job = await rows.addJob()
  const imageId = await addPhoto(job)
  t.equal(await look(imageId), undefined)
  t.equal(await handle({ kind: 'pix-gpt', work: { imageId, revision: 1 } }), undefined)
  t.equal(emulator.requests().length, 0)
  t.match(await rows.findImage(imageId), { visionDone: false, gptDone: false, errorMessage: null })
  t.strictSame(await database.select().from(pixAnalysisRuns), [])
  t.equal(await store.read(gptKey({ shootId: job.shootId, imageId })), undefined)
})

t.test('002-16 what is not checked, or withheld, does not leave', async (t) => {
  const { rows, addPhoto, look, emulator, copied } = await startServices(t)
  const job = await rows.addJob()
  const unchecked = await addPhoto(job, { privacyStatus: 'unchecked' })
  t.equal(await look(unchecked), undefined)
  t.strictSame([emulator.requests().length, copied.length], [0, 0])

  const shy = await startServices(t, { copyForServices: async () => 'withheld' })
  const flagged = await shy.addPhoto(await shy.rows.addJob(), { privacyStatus: 'flagged' })
  t.equal(await shy.look(flagged), undefined)
  t.equal(shy.emulator.requests().length, 0)
  t.match(await shy.rows.findImage(flagged), { visionDone: false })
})

t.test('what today may cost is kept', async (t) => {
  const stage = await startServices(t, { environment: { AI_DAILY_BUDGET_USD: '0.05' } })
  const { rows, addPhoto, look, emulator, database, services, messages } = stage
  const job = await rows.addJob()
  const [one, other] = [await addPhoto(job), await addPhoto(job)]
  await look(one)
  await look(other)
  t.equal(emulator.submits('fal').length, 5, 'at a cent each')
  t.match(await rows.findImage(one), { visionDone: true })
  t.match(await rows.findImage(other), { visionDone: false })
  messages.length = 0
  t.equal(await services.sendForgotten(), 0, 'not today any more')
  await database.update(pixAnalysisRuns).set({ startedAt: sql`started_at - interval '1 day'` })
  t.equal(await services.sendForgotten(), 1)
  t.strictSame(messages.splice(0), [{ kind: 'pix-vision', work: { imageId: other, revision: 1 } }])
  await look(other)
  t.match(await rows.findImage(other), { visionDone: true })
  messages.length = 0
  await database.update(pixAnalysisRuns).set({ startedAt: sql`started_at - interval '1 day'` })
  t.equal(await services.sendForgotten(), 0, 'what has been asked since waits for nobody')
})

t.test('001-15 SAM is never asked by itself', async (t) => {
  const { rows, addPhoto, look, submits } = await startServices(t)
  await look(await addPhoto(await rows.addJob()))
  t.notOk(submits().some(({ path }) => path.includes('sam')))
})
