import { createHash } from 'node:crypto'
import t, { type Test } from 'tap'
import { createS3Store } from '../../src/media/s3/s3-store.ts'
import { createEditorUploads } from '../../src/pix/editor-uploads.ts'
import { archiveKey, finalInputKey, temporaryPrefix } from '../../src/pix/keys.ts'
import { createPixJobs } from '../../src/pix/pix-jobs.ts'
import { createFaultRegister } from '../../src/pix/register-fault.ts'
import { createFinalInputWatch } from '../../src/pix/watch-final-input.ts'
import { startS3 } from '../emulators/s3.ts'
import { jpeg } from '../support/pictures.ts'
import { createDyingStore } from './dying-store.ts'
import { openEntry, tableQueue } from './entry.ts'

const s3 = await startS3(t)
const one = await jpeg(320, 240)
const other = await jpeg(240, 320)

async function openBucket(t: Test) {
  const bucket = s3.nextBucket()
  const store = createS3Store(bucket)
  t.teardown(store.close)
  await store.check()
  const entry = await openEntry(t, store)
  const { database, clock, acceptFinal } = entry
  const pixJobs = createPixJobs({ database, store, queue: tableQueue, clock })
  const { job, shoot } = await pixJobs.create({ id: 'ABC123', locale: 'de' }, { source: 'upload' }, 'test')
  const uploads = createEditorUploads({ database, store, acceptFinal, pixJobs, clock })
  return { ...entry, bucket, uploads, jobId: job.id, shootId: shoot.id }
}

t.test('000-02 000-08 in a bucket: killed at any step, a delivery is completed by its repeat', async (t) => {
  const { deliver, acceptOn, store, jobId, shootId, lies, changelings, images } = await openBucket(t)
  for (const n of [3, 6, 8, 11]) {
    const filename = `Kitchen_${n}.jpg`
    await deliver(jobId, filename, one)
    const dying = createDyingStore(store, n, 'after')
    const give = { jobId, shootId, filename, read: async () => other, source: 'editor' as const, who: null }
    const died = await acceptOn(dying.store)(give).then(
      () => false,
      () => true,
    )
    t.same(await lies(), [])
    if (died) t.match(await deliver(jobId, filename, other), { outcome: 'accepted', revision: 2 })
    const image = (await images(jobId)).find((each) => each.filename === filename)
    const address = { shootId, imageId: image?.id ?? '' }
    t.ok((await store.read(archiveKey(address, 1)))?.equals(one))
    t.ok(died)
  }
  t.same(await changelings(), [])
})

t.test('001-01 001-02 001-07 in a bucket: what is put into final_input is found, once', async (t) => {
  const { store, jobId, images, said, database, acceptOn, clock, log } = await openBucket(t)
  const watch = createFinalInputWatch({
    ...{ database, upkeep: database, store, clock, log, queue: tableQueue, pollSeconds: 30 },
    acceptFinal: acceptOn(store),
    registerFault: createFaultRegister({ database, queue: tableQueue, clock }),
  })
  await store.write(finalInputKey(jobId, 'Küche_01.jpg'), one)
  await store.write(finalInputKey(jobId, 'Bad_01.jpg'), Buffer.from('no picture'))
  t.match(await watch.lookOnce(), { seen: 2, accepted: 0 })
  t.match(await watch.lookOnce(), { seen: 2, accepted: 1, faulty: 1 })
  t.match(await watch.lookOnce(), { seen: 2, accepted: 0, faulty: 0 })
  t.match(await images(jobId), [{ status: 'error' }, { status: 'pending_processing', roomType: 'kitchen' }])
  await store.delete(finalInputKey(jobId, 'Küche_01.jpg'))
  await watch.lookOnce()
  t.match(await watch.lookOnce(), { removed: 1 })
  t.equal((await said()).filter(({ kind }) => kind === 'pix-process').length, 1)
})

t.test('in a bucket: a file comes by an address of the service, and is compared once it is there', async (t) => {
  const { uploads, shootId, store, images, jobId } = await openBucket(t)
  const sha256 = createHash('sha256').update(one).digest('hex')
  const wish = { shootId, filename: 'Kitchen_01.jpg', bytes: one.length, sha256 }
  const { upload, signed } = await uploads.begin(wish, 'Anna')
  const { method, address, headers } = signed
  const answer = await fetch(address, { method, headers, body: new Uint8Array(one) })
  t.ok(answer.ok, await answer.text())
  const { signal } = new AbortController()
  t.match(await uploads.finalize(shootId, upload.id, 'Anna', signal), { outcome: 'accepted', revision: 1 })
  t.match(await images(jobId), [{ sha256, source: 'editor' }])
  for await (const { key } of store.list(temporaryPrefix)) t.fail(key)
})

t.test('a bucket that has lost its marker takes no final images', async (t) => {
  const { bucket, store, deliver, jobId, keys, images } = await openBucket(t)
  const [before, name] = [await keys(), await store.identify()]
  // Another program's word, of which this one has not heard.
  const stranger = createS3Store(bucket)
  t.teardown(stranger.close)
  await stranger.name('another gateway')
  await t.rejects(deliver(jobId, 'Kitchen_01.jpg', one), { code: 'unavailable', message: /names another store/ })
  t.same([await keys(), await images(jobId)], [before, []])
  await stranger.name(name ?? '')
  t.match(await deliver(jobId, 'Kitchen_01.jpg', one), { outcome: 'accepted' })
})
