import { createHash } from 'node:crypto'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import { eq } from '../../src/drizzle.ts'
import { createFinalAcceptance } from '../../src/pix/accept-final.ts'
import { archiveKey, baseKey, finalInputKey, masterKey, thumbKey } from '../../src/pix/keys.ts'
import { pixEdits, pixImages, pixShoots } from '../../src/pix-schema.ts'
import { audit } from '../../src/schema.ts'
import { jpeg, quarters } from '../support/pictures.ts'
import { createDyingStore } from './dying-store.ts'
import { openEntry, tableQueue } from './entry.ts'

const hashOf = (bytes: Buffer | undefined) =>
  createHash('sha256')
    .update(bytes ?? '')
    .digest('hex')

const one = await jpeg(320, 240)
const other = await jpeg(240, 320)
const third = await jpeg(200, 200)

/** A camera's: turned, with a place and a time. */
const fromCamera = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#888' } })
    .withExif({
      IFD2: { DateTimeOriginal: '2026:03:04 05:06:07', OffsetTimeOriginal: '+01:00' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()

t.test('000-02 000-03 000-06 001-03 a delivered JPEG is archived, gets its master and its row', async (t) => {
  const { newJob, deliver, store, images, versions, said, lies, database } = await openEntry(t)
  const { id: jobId, shootId } = await newJob()
  const bytes = await fromCamera(4000, 3000)
  const accepted = await deliver(jobId, '2025-10-28-AB3KQ_living-room_001_v1.jpg', bytes)
  t.match(accepted, { outcome: 'accepted', revision: 1 })

  const [image] = await images(jobId)
  const { imageId } = accepted
  t.match(image, {
    ...{ id: imageId, jobId, shootId, status: 'pending_processing', source: 'editor', origin: null, revision: 1 },
    filename: '2025-10-28-AB3KQ_living-room_001_v1.jpg',
    storagePath: `pix-jobs/${jobId}/final_input/2025-10-28-AB3KQ_living-room_001_v1.jpg`,
    ...{ readyForVision: true, visionDone: false, gptDone: false, hasEdits: false, bestVersion: 'master' },
    ...{ privacyStatus: 'unchecked', usable: false, roomType: 'living_room', roomSource: 'filename' },
    ...{ width: 3000, height: 4000, bytes: bytes.length, sha256: hashOf(bytes) },
    capturedAt: new Date('2026-03-04T04:06:07Z'),
  })
  t.match(imageId, /^[0-9a-f-]{36}$/)
  const address = { shootId, imageId }
  t.ok((await store.read(finalInputKey(jobId, image?.filename ?? '')))?.equals(bytes))
  t.ok((await store.read(archiveKey(address)))?.equals(bytes), 'byte for byte')
  const master = await store.read(masterKey(address))
  const found = await sharp(master).metadata()
  t.match(found, { format: 'jpeg', width: 2250, height: 3000, space: 'srgb' })
  t.equal(found.exif, undefined, 'no place, no number')
  t.match(await sharp(await store.read(thumbKey(jobId, imageId))).metadata(), { width: 450, height: 600 })
  t.match(
    (await versions(imageId)).map(({ kind, revision, derivedFrom, sha256 }) => ({
      kind,
      revision,
      derivedFrom,
      sha256,
    })),
    [
      { kind: 'hr', revision: 1, derivedFrom: null, sha256: hashOf(bytes) },
      { kind: 'master', revision: 1, derivedFrom: 'hr', sha256: hashOf(master) },
      { kind: 'thumb', revision: 1, derivedFrom: 'hr' },
    ],
  )
  t.match((await store.find(archiveKey(address)))?.metadata, {
    ...{ 'image-id': imageId, 'job-id': jobId, revision: '1', sha256: hashOf(bytes), source: 'editor' },
  })
  t.match(await said(), [{ kind: 'pix-process', work: { imageId, revision: 1 } }])
  const [shoot] = await database.select().from(pixShoots).where(eq(pixShoots.id, shootId))
  t.equal(shoot?.status, 'editor_returned')
  t.same(await lies(), [])
})

t.test('000-05 whose an image is stands in its row, and its shoot is the one that the name speaks of', async (t) => {
  const { rows, database, deliver, images } = await openEntry(t)
  const { id: jobId } = await rows.addJob({ id: 'ABC123', customerId: 'c-1', photographerId: 'p-1' })
  await database.insert(pixShoots).values({ id: 'second', jobId, shootCode: 'AB3KQ', source: 'upload' })
  await deliver(jobId, '20251028-ab3kq_kitchen_001_v1.jpg', one)
  await deliver(jobId, 'Bad_01.jpg', other)
  const [ofCode, ofNone] = await images(jobId)
  t.match(ofCode, { shootId: 'second', shootCode: 'AB3KQ', customerId: 'c-1', photographerId: 'p-1' })
  t.match(ofNone, { shootId: 'S-ABC123', shootCode: null, roomType: 'bathroom' })
})

t.test('000-07 what is no whole JPEG is refused, and nothing is written', async (t) => {
  const { newJob, deliver, keys, images, said } = await openEntry(t)
  const { id: jobId } = await newJob()
  const bad: [string, Buffer, string, string][] = [
    ['Empty.jpg', Buffer.alloc(0), 'unreadable_image', 'no bytes'],
    ['Png.jpg', await quarters(64, 48), 'not_a_jpeg', 'a PNG under another name'],
    ['Cut.jpg', one.subarray(0, one.length - 700), 'unreadable_image', 'without its end'],
    [
      'Half.jpg',
      Buffer.concat([one.subarray(0, one.length - 200), Buffer.from([0xff, 0xd9])]),
      'unreadable_image',
      'with a false end',
    ],
    ['Text.jpg', Buffer.from('no picture at all, but some text'), 'not_a_jpeg', 'text'],
    ['Kitchen.png', one, 'not_a_jpeg', 'a name that says PNG'],
    ['../x.jpg', one, 'invalid_request', 'a path'],
    ['_keep', one, 'invalid_request', 'a name of ours'],
  ]
  for (const [name, bytes, code, why] of bad) await t.rejects(deliver(jobId, name, bytes), { code }, why)
  await t.rejects(deliver('nobody', 'x.jpg', one), { code: 'pix_job_not_found' })
  await t.rejects(deliver(jobId, 'x.jpg', one, { shootId: 'other' }), { code: 'shoot_not_found' })
  t.same(await keys(), [])
  t.same(await images(jobId), [])
  t.same(await said(), [])
})

t.test('000-08 001-07 the same bytes again are nothing new', async (t) => {
  const { newJob, deliver, store, images, versions, said, database } = await openEntry(t)
  const { id: jobId } = await newJob()
  const first = await deliver(jobId, 'Kitchen_01.jpg', one)
  const before = [await images(jobId), await versions(first.imageId)]
  t.match(await deliver(jobId, 'Kitchen_01.jpg', one), { ...first, outcome: 'duplicate' })
  t.strictSame([await images(jobId), await versions(first.imageId)], before)
  t.equal((await said()).length, 1)

  await store.delete(finalInputKey(jobId, 'Kitchen_01.jpg'))
  await deliver(jobId, 'Kitchen_01.jpg', one)
  t.ok((await store.read(finalInputKey(jobId, 'Kitchen_01.jpg')))?.equals(one), 'a file that has gone is back')
  await deliver(jobId, 'Kitchen_01.jpg', one, { origin: { kind: 'dslr_ingest' } })
  t.match(await images(jobId), [{ origin: { kind: 'dslr_ingest' }, revision: 1 }], 'it is known now where from')
  t.same(await database.select().from(audit), [], 'nobody asked for it')
})

t.test('000-08 other bytes under the same name are the next revision, and the old ones are kept', async (t) => {
  const { newJob, deliver, rows, store, images, versions, said, lies, database, logText } = await openEntry(t)
  const job = await newJob()
  const { imageId } = await deliver(job.id, 'Kitchen_01.jpg', one)
  const address = { shootId: job.shootId, imageId }
  await rows.setImage(imageId, { visionDone: true, gptDone: true, privacyStatus: 'clear' })
  await rows.setImage(imageId, { status: 'processed', processedAt: new Date(), usable: true })
  await rows.setImage(imageId, { roomType: 'office', roomSource: 'manual' })
  const edit = await rows.addEdit(imageId)
  await store.write(baseKey(address), third, { metadata: { sha256: hashOf(third) } })
  const base = { storageKey: baseKey(address), sha256: hashOf(third), bytes: third.length }
  await rows.addVersion(job.shootId, imageId, 'clean_v1')
  const { pixImageVersions } = await import('../../src/pix-schema.ts')
  await database.insert(pixImageVersions).values({ imageId, kind: 'base', ...base })
  await rows.setImage(imageId, { hasEdits: true, bestVersion: 'clean_v1' })
  await rows.endEdit(imageId, edit, 'clean_v1')

  t.match(await deliver(job.id, 'Kitchen_01.jpg', other, { who: 'me' }), { outcome: 'accepted', imageId, revision: 2 })
  const [image] = await images(job.id)
  t.match(image, {
    ...{ revision: 2, sha256: hashOf(other), width: 240, height: 320, status: 'pending_processing', epoch: 2 },
    ...{ readyForVision: true, visionDone: false, gptDone: false, hasEdits: false, bestVersion: 'master' },
    ...{ privacyStatus: 'unchecked', usable: false, processedAt: null },
    ...{ roomType: 'office', roomSource: 'manual' },
  })
  t.ok((await store.read(archiveKey(address)))?.equals(other))
  t.ok((await store.read(archiveKey(address, 1)))?.equals(one), 'the file before')
  t.ok((await store.read(baseKey(address, 1)))?.equals(third), 'the master before its edit')
  const kinds = (await versions(imageId)).map(({ kind, revision }) => `${kind} ${revision}`)
  t.same(kinds, ['base.r1 1', 'clean_v1 1', 'hr 2', 'hr.r1 1', 'master 2', 'thumb 2'])
  t.match(await database.select().from(pixEdits), [{ status: 'superseded', toVersion: 'clean_v1', finishedAt: Date }])
  t.match(await said(), [{}, { kind: 'pix-process', work: { imageId, revision: 2 } }])
  t.match(await database.select().from(audit), [
    { who: 'me', what: 'pix_image.delivered', before: { revision: 1 }, after: { revision: 2, sha256: hashOf(other) } },
  ])
  const missing = await lies()
  t.same(
    missing.filter((key) => !key.includes('clean_v1')),
    [],
    'but for the edit, which never was in the store here',
  )

  await deliver(job.id, 'Kitchen_01.jpg', one)
  t.match(await images(job.id), [{ revision: 3, sha256: hashOf(one) }])
  t.ok((await store.read(archiveKey(address, 2)))?.equals(other))
  t.ok((await store.read(archiveKey(address, 1)))?.equals(one))
  t.notMatch(logText(), /to be kept/)
})

/** Every moment at which a node may be killed, first for a new name, then for a name that is there. */
async function killEverywhere(t: Test, moment: 'before' | 'after') {
  const { newJob, deliver, acceptOn, store, images, said, lies, changelings } = await openEntry(t)
  const { id: jobId, shootId } = await newJob()
  let deaths = 0
  for (const hasOne of [false, true]) {
    for (let n = 1; ; n += 1) {
      const filename = `Kitchen_${hasOne ? 1 : 0}${n}.jpg`
      if (hasOne) await deliver(jobId, filename, one)
      const dying = createDyingStore(store, n, moment)
      const give = { jobId, shootId: null, filename, read: async () => other, source: 'editor' as const, who: null }
      const died = await acceptOn(dying.store)(give).then(
        () => false,
        () => true,
      )
      t.same(await lies(), [], `${filename}: no row without its object`)
      const revision = hasOne ? 2 : 1
      if (died) {
        deaths += 1
        const [before] = (await images(jobId)).filter((image) => image.filename === filename)
        t.equal(before?.revision, hasOne ? 1 : undefined, 'nothing is half there')
        t.match(await deliver(jobId, filename, other), { outcome: 'accepted', revision })
      }
      const [image] = (await images(jobId)).filter((each) => each.filename === filename)
      t.match(image, { revision, sha256: hashOf(other), readyForVision: true })
      const address = { shootId, imageId: image?.id ?? '' }
      t.ok((await store.read(archiveKey(address)))?.equals(other))
      if (hasOne) t.ok((await store.read(archiveKey(address, 1)))?.equals(one), 'the file before is not lost')
      t.same(await changelings(), [], 'every object is what its row says')
      const told = (await said()).filter(({ work }) => work.imageId === image?.id && work.revision === revision)
      t.equal(told.length, 1, 'said once')
      if (!dying.hasDied()) break
    }
  }
  t.ok(deaths > 20, `${deaths} deaths`)
}

t.test('killed before any step, nothing is lost and a repeat completes it', (t) => killEverywhere(t, 'before'))
t.test('killed after any step, nothing is lost and a repeat completes it', (t) => killEverywhere(t, 'after'))

t.test('killed before the commit, the files wait for the repeat', async (t) => {
  const { newJob, deliver, acceptOn, store, images, keys, said, clock, log, database } = await openEntry(t)
  const { id: jobId } = await newJob()
  const silent = { send: async () => Promise.reject(new Error('killed at the message')) }
  const accept = createFinalAcceptance({ database, store, queue: silent, clock, log })
  const give = {
    jobId,
    shootId: null,
    filename: 'A_1.jpg',
    read: async () => one,
    source: 'manual' as const,
    who: null,
  }
  await t.rejects(accept(give), /killed/)
  t.same(await images(jobId), [])
  const waiting = await keys()
  t.equal(waiting.length, 4)
  await acceptOn(store)(give)
  t.same(await keys(), waiting, 'the same places: the id follows from the name')
  await deliver(jobId, 'A_1.jpg', one)
  t.equal((await said()).length, 1)
})

t.test('of two at once under one name one wins, and the other is a duplicate or the next revision', async (t) => {
  const { newJob, deliver, images, said, store, lies } = await openEntry(t)
  const { id: jobId, shootId } = await newJob()
  const same = await Promise.all([1, 2, 3].map(() => deliver(jobId, 'Same_1.jpg', one)))
  t.same(same.map(({ outcome }) => outcome).sort(), ['accepted', 'duplicate', 'duplicate'])
  const different = await Promise.all([one, other, third].map((bytes) => deliver(jobId, 'Other_1.jpg', bytes)))
  t.same(different.map(({ revision }) => revision).sort(), [1, 2, 3])
  const [image] = await images(jobId)
  const address = { shootId, imageId: image?.id ?? '' }
  const kept = await Promise.all([archiveKey(address), archiveKey(address, 1), archiveKey(address, 2)].map(store.read))
  t.same(new Set(kept.map(hashOf)), new Set([one, other, third].map(hashOf)), 'each of them is kept')
  t.equal(hashOf(kept[0]), image?.sha256)
  t.equal((await said()).length, 4)
  t.same(await lies(), [])
})

t.test('a store that shows nothing of what it has taken is not believed', async (t) => {
  const { newJob, acceptOn, store, images } = await openEntry(t)
  const { id: jobId } = await newJob()
  const blind = { ...store, find: async () => undefined }
  const give = {
    jobId,
    shootId: null,
    filename: 'A_1.jpg',
    read: async () => one,
    source: 'manual' as const,
    who: null,
  }
  await t.rejects(acceptOn(blind)(give), { code: 'unavailable' })
  t.same(await images(jobId), [])
})

t.test('a closed job takes nothing', async (t) => {
  const { rows, deliver, keys } = await openEntry(t)
  await rows.addJob({ id: 'over', status: 'closed', closedAt: new Date() })
  await t.rejects(deliver('over', 'A_1.jpg', one), { code: 'conflict', details: /closed/ })
  t.same(await keys(), [])
})

t.test('what is brought to one shoot replaces nothing of another that has the same name', async (t) => {
  const { newJob, deliver, images, database, store } = await openEntry(t)
  const { id: jobId, shootId } = await newJob()
  await database.insert(pixShoots).values({ id: 'second', jobId, source: 'upload' })
  const { imageId } = await deliver(jobId, 'IMG_0001.jpg', one, { shootId })
  const refused = { code: 'invalid_request', details: /Another shoot/ }
  for (const bytes of [one, other])
    await t.rejects(deliver(jobId, 'IMG_0001.jpg', bytes, { shootId: 'second' }), refused)
  t.match(await images(jobId), [{ id: imageId, shootId, revision: 1 }])
  t.ok((await store.read(archiveKey({ shootId, imageId })))?.equals(one))
  t.match(await deliver(jobId, 'IMG_0001.jpg', other), { revision: 2 }, 'by job, its name is enough')
})

t.test('the same bytes once more are another try for an image that has failed', async (t) => {
  const { rows, newJob, deliver, images, said } = await openEntry(t)
  const job = await newJob()
  const { imageId } = await deliver(job.id, 'A_1.jpg', one)
  await rows.setImage(imageId, { status: 'error', errorCode: 'unreadable_image', errorMessage: 'it was missing' })
  t.match(await deliver(job.id, 'A_1.jpg', one), { outcome: 'duplicate', revision: 1 })
  t.match(await images(job.id), [{ status: 'pending_processing', errorCode: null, errorMessage: null, epoch: 2 }])
  t.same(
    (await said()).map(({ kind }) => kind),
    ['pix-process', 'pix-process'],
  )
})

t.test('with a quiet window an editor’s images wait for more of them, and other doors do not', async (t) => {
  const { newJob, database, store, clock, log, said, images } = await openEntry(t)
  const { id: jobId, shootId } = await newJob()
  const accept = createFinalAcceptance({ database, store, queue: tableQueue, clock, log, editorQuietSeconds: 3600 })
  const give = (filename: string, source: 'editor' | 'manual', more = {}) =>
    accept({ jobId, shootId, filename, read: async () => one, source, who: null, ...more })
  const quietUntil = async () =>
    (await database.select().from(pixShoots).where(eq(pixShoots.id, shootId)))[0]?.quietUntil
  await give('A_1.jpg', 'editor')
  const first = Number(await quietUntil())
  t.ok(first > 0)
  t.same(await said(), [])
  clock.advance(60_000)
  await give('B_1.jpg', 'editor')
  t.ok(Number(await quietUntil()) >= first + 60_000, 'the next one begins it anew')
  t.same(await said(), [])
  const until = await quietUntil()
  await give('C_1.jpg', 'manual')
  const key = finalInputKey(jobId, 'D_1.jpg')
  await store.write(key, one)
  await give('D_1.jpg', 'editor', { found: { key, etag: (await store.find(key))?.etag } })
  t.equal((await said()).length, 2, 'a slot, and what was found in final_input')
  t.same(await quietUntil(), until)
  for (const image of await images(jobId)) t.equal(image.status, 'pending_processing')
})

t.test('an image that could not be read becomes one with good bytes', async (t) => {
  const { rows, newJob, deliver, images, database } = await openEntry(t)
  const job = await newJob()
  const bad = { filename: 'A_1.jpg', status: 'error' as const, errorCode: 'unreadable_image', errorMessage: 'cut off' }
  const id = await rows.addImage(job, bad)
  t.match(await deliver(job.id, 'A_1.jpg', one), { outcome: 'accepted', imageId: id, revision: 2 })
  t.match(await images(job.id), [{ status: 'pending_processing', errorMessage: null, errorCode: null }])
  t.equal(await database.$count(pixImages), 1)
})
