import t from 'tap'
import { and, eq } from '../../src/drizzle.ts'
import { createExports } from '../../src/pix/exports/exports.ts'
import { galleryImageKey } from '../../src/pix/keys.ts'
import { pixImageVersions } from '../../src/pix-schema.ts'
import { openExportHall } from './export-hall.ts'
import { sha256 } from './pix-galleries.ts'

/** One for all: each test begins with programs that have nothing. */
const room = await openExportHall(t)
const names = ['Wohnzimmer_01.jpg', 'Küche 2.jpg', 'Garten_03.jpg']

/** Tries as the queue does it until it is over. */
async function tryUntilOver(exportId: string, most = 20): Promise<number> {
  for (let tries = 1; tries <= most; tries += 1) {
    const isOver = await room.work(exportId).then(
      () => true,
      () => false,
    )
    if (isOver) return tries
  }
  throw new Error('never over')
}

const askFor = async (jobId: string, target_id: string, again = false): Promise<string> =>
  (await room.askExport(jobId, { target_id, again })).body.id

/** What the other side has, as it is seen there. */
const onofficeHas = () =>
  [...room.onoffice.files.values()]
    .toSorted((one, other) => Number(one.elements.position) - Number(other.elements.position))
    .map(({ elements, sha256: hash }) => ({ type: elements.type, title: elements.title, sha256: hash }))

const shaOf = (name: string, kind = 'master') => sha256(room.bytesOf(name, kind))

t.test('002-15 onOffice gets the cover first, each image with its texts, and the texts of the exposé', async (t) => {
  room.reset()
  const job = await room.addReleased({}, names)
  const id = await askFor(job.id, await room.addTarget('onoffice'))
  await room.work(id)
  t.match(await room.read(job.id, id), { status: 'done', error: null, pieces: 3 })
  t.same(onofficeHas(), [
    { type: 'Titelbild', title: `Kurz ${names[0]}`, sha256: shaOf(names[0] ?? '') },
    { type: 'Foto', title: `Kurz ${names[1]}`, sha256: shaOf(names[1] ?? '') },
    { type: 'Foto', title: `Kurz ${names[2]}`, sha256: shaOf(names[2] ?? '') },
  ])
  t.same(room.onoffice.texts, {
    ...{ objekttitel: 'Wohnen am See', dreizeiler: 'Kurz & gut', objektbeschreibung: 'Ein <Haus>.' },
    ausstatt_beschr: 'Ofen',
  })
})

t.test('002-15 a file of many blocks comes together as it was', async (t) => {
  room.reset()
  const job = await room.addReleased({}, names.slice(0, 1))
  const large = Buffer.alloc(2.5 * 1024 ** 2, 'pixels of a large picture ')
  const { database, store } = room.gateway
  for (const kind of ['gallery', 'master'] as const) {
    const isThis = and(eq(pixImageVersions.imageId, job.images[0]?.id ?? ''), eq(pixImageVersions.kind, kind))
    const [row] = await database.select().from(pixImageVersions).where(isThis)
    await store.write(row?.storageKey ?? '', large)
    const values = { sha256: sha256(large), bytes: large.length }
    await database.update(pixImageVersions).set(values).where(isThis)
  }
  await room.layOutGallery(job, job.images, { shaOf: new Map([[job.images[0]?.id ?? '', large]]) })
  await room.work(await askFor(job.id, await room.addTarget('onoffice')))
  t.same(
    onofficeHas().map(({ sha256: hash }) => hash),
    [sha256(large)],
  )
  t.equal(room.emulator.requests('onoffice').length, 1 + 3 + 1 + 1 + 1, 'list, three blocks, what it is, list, texts')
})

t.test('002-15 killed after any request, onOffice has everything once', async (t) => {
  room.reset()
  const target = await room.addTarget('onoffice')
  // One of the requests is done there, and nobody hears of it.
  for (let calls = 0; calls <= 12; calls += 1) {
    room.emulator.reset()
    const job = await room.addReleased({}, names.slice(0, 2))
    const id = await askFor(job.id, target)
    room.emulator.play('onoffice', [...Array.from({ length: calls }, () => 'success'), 'reset-before-headers'])
    await tryUntilOver(id)
    t.match(await room.read(job.id, id), { status: 'done', pieces: 2 })
    t.same(
      onofficeHas().map(({ sha256: hash }) => hash),
      names.slice(0, 2).map((name) => shaOf(name)),
      `after ${calls}`,
    )
  }
})

t.test('002-15 once more changes nothing, another picture takes its place, and others’ stay', async (t) => {
  room.reset()
  const job = await room.addReleased({}, names)
  const target = await room.addTarget('onoffice')
  room.onoffice.files.set(1, {
    ...{ id: 1, sha256: 'x' },
    elements: { type: 'Foto', originalname: 'Eigenes.jpg', title: 'Eigenes', freetext: '', position: 50 },
  })
  await room.work(await askFor(job.id, target))
  const before = [...room.onoffice.files.keys()]
  const submits = room.emulator.submits('onoffice').length
  await room.work(await askFor(job.id, target, true))
  t.same([...room.onoffice.files.keys()], before)
  t.equal(room.emulator.submits('onoffice').length, submits, 'not one file was sent')

  const [first] = job.images
  if (!first) return t.fail()
  const other = Buffer.from('another picture of the same name')
  await room.gateway.store.write(galleryImageKey(job.id, first.filename), other)
  const values = { sha256: sha256(other), bytes: other.length, revision: 2 }
  const { database } = room.gateway
  for (const { kind, imageId } of await database.select().from(pixImageVersions))
    if (kind === 'gallery' && imageId === first.id)
      await database
        .update(pixImageVersions)
        .set(values)
        .where(eq(pixImageVersions.storageKey, galleryImageKey(job.id, first.filename)))
  await room.layOutGallery(job, job.images.slice(0, 2), { revision: 2, shaOf: new Map([[first.id, other]]) })
  await room.release(job.id)
  await room.work(await askFor(job.id, target))
  t.same(
    onofficeHas().map(({ title, sha256: hash }) => [title, hash]),
    [
      [`Kurz ${names[0]}`, sha256(other)],
      [`Kurz ${names[1]}`, shaOf(names[1] ?? '')],
      ['Eigenes', 'x'],
    ],
    'what was replaced and what is no longer in the gallery is gone; nobody else’s is',
  )
})

t.test('002-15 what cannot become better is not tried again, the rest is the queue’s', async (t) => {
  room.reset()
  const job = await room.addReleased({}, names.slice(0, 1))
  const target = await room.addTarget('onoffice')
  for (const step of ['status:503', 'status:429', 'unheard', 'html', 'truncated-json', 'reset-mid-body']) {
    const id = await askFor(job.id, target, true)
    room.emulator.play('onoffice', [step])
    await t.rejects(room.work(id), step)
    t.match(await room.read(job.id, id), { status: 'running', remark: { code: /^export\./ } })
    await room.work(id)
    t.match(await room.read(job.id, id), { status: 'done', error: null, attempts: 2 })
  }
  const wrongKeys = await room.call('POST', '/api/pix/targets', {
    ...room.bodies.onoffice,
    secret: { token: room.bodies.onoffice.secret.token, secret: 'wrong' },
  })
  const refused = await askFor(job.id, wrongKeys.body.id)
  await room.work(refused)
  t.match(await room.read(job.id, refused), { status: 'failed', error: 'onOffice refused it with the error 137.' })
  const elsewhere = await room.addReleased({ externalIds: { onoffice: '98' } }, names.slice(0, 1))
  const unknown = await askFor(elsewhere.id, target)
  await room.work(unknown)
  t.match(await room.read(elsewhere.id, unknown), { status: 'failed', error: 'onOffice refused it with the error 53.' })
  t.notMatch(room.gateway.logText(), room.bodies.onoffice.secret.secret)
})

t.test('002-15 a worker whose export was taken over writes nothing', async (t) => {
  room.reset()
  const job = await room.addReleased({}, names.slice(0, 1))
  const id = await askFor(job.id, await room.addTarget('propstack'))
  const { database, clock } = room.gateway
  const exports = createExports({ database, clock, collect: undefined as never, queue: undefined as never })
  const [first, second] = [await exports.claim(id), await exports.claim(id)]
  if (!first || !second) return t.fail('not claimed')
  await t.rejects(exports.write(first, { remoteIds: { 'image:x': '1' } }), { code: 'cancelled' })
  await exports.write(second, { remoteIds: { 'image:x': '2' } })
  await t.rejects(exports.end(first, { status: 'done' }), { code: 'cancelled' })
  t.match(await room.read(job.id, id), { status: 'running', attempts: 2 })
})

t.test('002-15 Propstack gets images, floor plans as documents, and texts; once more changes them', async (t) => {
  room.reset()
  const job = await room.addReleased({}, names)
  const target = await room.addTarget('propstack')
  await room.layOutGallery(job, job.images, { floorPlan: job.images[2]?.id ?? '' })
  await room.release(job.id)
  const id = await askFor(job.id, target)
  await room.work(id)
  t.match(await room.read(job.id, id), { status: 'done', pieces: 3 })
  const titles = () => [...room.propstack.images.values()].map(({ title }) => title)
  t.same(titles(), [`Kurz ${names[0]}`, `Kurz ${names[1]}`])
  t.match([...room.propstack.documents.values()], [{ title: `Kurz ${names[2]}`, isFloorPlan: true }])
  t.same(room.propstack.texts, {
    ...{ title: 'Wohnen am See', description_note: 'Ein <Haus>.', furnishing_note: 'Ofen' },
  })
  const submits = room.emulator.submits('propstack').length
  await room.work(await askFor(job.id, target, true))
  t.equal(room.emulator.submits('propstack').length, submits, 'everything was changed, nothing was added')
  const [one] = room.propstack.images.keys()
  room.propstack.images.delete(one ?? 0)
  await room.work(await askFor(job.id, target, true))
  t.equal(room.propstack.images.size, 2, 'what somebody has removed there is brought again')
})

t.test(
  '002-15 Propstack that does not say what it has, or says with nothing that it is done, gets nothing twice',
  async (t) => {
    room.reset()
    const job = await room.addReleased({}, names)
    const target = await room.addTarget('propstack')
    room.propstack.isQuiet = true
    await room.work(await askFor(job.id, target))
    t.equal(room.propstack.images.size, 3)
    const again = await askFor(job.id, target, true)
    await room.work(again)
    t.match(await room.read(job.id, again), { status: 'done', error: null, attempts: 1 })
    t.equal(room.propstack.images.size, 3)
    t.equal(room.propstack.texts.title, 'Wohnen am See')
  },
)

t.test('002-15 killed after any request, Propstack has everything once', async (t) => {
  room.reset()
  const target = await room.addTarget('propstack')
  for (let calls = 0; calls <= 6; calls += 1) {
    for (const fault of ['reset-before-headers', 'truncated-json']) {
      room.emulator.reset()
      const job = await room.addReleased({}, names)
      await room.layOutGallery(job, job.images, { floorPlan: job.images[2]?.id ?? '' })
      await room.release(job.id)
      const id = await askFor(job.id, target)
      room.emulator.play('propstack', [...Array.from({ length: calls }, () => 'success'), fault])
      await tryUntilOver(id)
      t.match(await room.read(job.id, id), { status: 'done', pieces: 3 })
      const has = [...room.propstack.images.values(), ...room.propstack.documents.values()]
      t.same(
        has.map(({ sha256: hash }) => hash).sort(),
        names.map((name) => shaOf(name)).sort(),
        `${fault} after ${calls}`,
      )
    }
  }
})

t.test('002-15 a wrong key and a wrong unit are for good', async (t) => {
  room.reset()
  const job = await room.addReleased({}, names.slice(0, 1))
  const wrong = await room.call('POST', '/api/pix/targets', { ...room.bodies.propstack, secret: { api_key: 'wrong' } })
  const id = await askFor(job.id, wrong.body.id)
  await room.work(id)
  t.match(await room.read(job.id, id), { status: 'failed', error: 'Propstack answered 401.' })
  const other = await room.addReleased({ externalIds: { propstack: '1' } }, names.slice(0, 1))
  const lost = await askFor(other.id, await room.addTarget('propstack'))
  await room.work(lost)
  t.match(await room.read(other.id, lost), { status: 'failed', error: 'Propstack answered 404.' })
})
