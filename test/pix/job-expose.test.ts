import sharp from 'sharp'
import t from 'tap'
import { eq, sql } from '../../src/drizzle.ts'
import { isBarePicture } from '../../src/media/bare-picture.ts'
import { bareJpegOf } from '../../src/pix/bare-jpeg.ts'
import { candidatesIn } from '../../src/pix/cleanup.ts'
import {
  archiveKey,
  finalInputKey,
  galleryExposeKey,
  galleryImageKey,
  imageMetaKey,
  jobExposeKey,
  jobPrefix,
  masterKey,
  versionKey,
  visionKey,
} from '../../src/pix/keys.ts'
import { createPixImages } from '../../src/pix/pix-images.ts'
import { galleryExposeOf, galleryExposeShape } from '../../src/pix/shapes/gallery-expose.ts'
import { jobExposeShape } from '../../src/pix/shapes/job-expose.ts'
import { visionShape } from '../../src/pix/shapes/vision.ts'
import { pixCaptions, pixImageVersions, pixJobs } from '../../src/pix-schema.ts'
import { quarters } from '../support/pictures.ts'
import { drawJpeg, openPixSide, type PixSide, sha256Of } from './pix-side.ts'

type Job = { id: string; shootId: string }

/** One for all tests that only look at their own job. */
let opened: Promise<PixSide> | undefined
const shared = () => (opened ??= openPixSide(t))

const exposeOf = async (side: PixSide, jobId: string) =>
  jobExposeShape.read((await side.disk.read(jobExposeKey(jobId))) ?? Buffer.alloc(0))
const galleryOf = async (side: PixSide, jobId: string) =>
  galleryExposeShape.read((await side.disk.read(galleryExposeKey(jobId))) ?? Buffer.alloc(0))

async function addJobOf(side: PixSide, names: string[]): Promise<Job & { ids: string[] }> {
  const job = await side.addJob()
  const ids: string[] = []
  for (const [number, name] of names.entries()) ids.push(await side.addFinal(job, name, await drawJpeg(number)))
  return { ...job, ids }
}

async function rebuild(side: PixSide, { id }: Job) {
  await side.pix.buildJobExpose(id)
  await side.pix.syncGallery(id)
}

const release = (side: PixSide, { id }: Job) =>
  side.database
    .update(pixJobs)
    .set({ galleryVisibility: 'customer', releasedAt: new Date(), releasedBy: 'a', releasedRevision: 1 })
    .where(eq(pixJobs.id, id))

/** As a service has seen it. */
async function addVision(side: PixSide, job: Job, imageId: string, labels: string[]) {
  const image = { shootId: job.shootId, imageId }
  const vision = {
    schema: 'piximmo.vision/1',
    ...{ image_id: imageId, shoot_id: job.shootId, shoot_code: null, job_id: job.id },
    input: { version: 'master', key: masterKey(image), sha256: 'a'.repeat(64), width: 8, height: 8, blurred_boxes: 0 },
    provider: 'mock',
    models: { object_detection: null, caption: null, regional_caption: null, segmentation: null },
    caption: null,
    regions: [],
    objects: labels.map((label, index) => ({ label, box: [0.1 * index, 0.2, 0.3, 0.4], score: null })),
    ...{ object_counts: {}, masks: [], dominant_colors: [], warnings: [], errors: [], status: 'complete' },
    ...{ created_at: '2026-11-21T12:00:00.000Z', duration_ms: 1, cost_usd: null },
  }
  await side.disk.write(visionKey(image), visionShape.write(vision as never))
  await side.setImage(imageId, { visionDone: true })
}

t.test(
  '001-20 the exposé of a job has its processed images in their order, with all that is known of them',
  async (t) => {
    const side = await shared()
    const job = await addJobOf(side, ['DSC01234.jpg', 'Küche_2.jpg', 'Küche_1.jpg', 'Wohnzimmer.jpg', 'Fassade.jpg'])
    const torn = await side.addFinal(job, 'Bad.jpg', (await drawJpeg(9, 800, 600)).subarray(0, 900), {
      isPromoted: false,
    })
    await side.addFinal(job, 'Flur.jpg', await drawJpeg(8))
    for (const { filename } of await side.imagesOf(job.id)) {
      if (filename !== 'Flur.jpg') await side.pix.processFinalImage(job.id, filename)
    }
    await addVision(side, job, job.ids[1] ?? '', ['Bottle', 'sofa', 'sofa'])
    await rebuild(side, job)

    const expose = await exposeOf(side, job.id)
    t.same(
      expose.images.map(({ filename }) => filename),
      ['Wohnzimmer.jpg', 'Küche_1.jpg', 'Küche_2.jpg', 'Fassade.jpg', 'DSC01234.jpg'],
      'by room, by number, and what nobody has named last',
    )
    t.match(expose, {
      counts: { registered: 7, processed: 5, error: 1, excluded: 0, usable: 5 },
      rooms: [
        { room_type: 'living_room' },
        { room_type: 'kitchen' },
        { room_type: 'exterior' },
        { room_type: 'undefined_space' },
      ],
      object_totals: { Bottle: 1, sofa: 2 },
      cleanup: { images_with_candidates: 1, total_candidates: 1 },
      errors: [{ image_id: torn, filename: 'Bad.jpg' }],
      revision: 1,
    })
    t.match(expose.images[2], {
      cleanup_possible: true,
      cleanup_candidates: [{ label: 'bottle', state: 'open', source: 'vision' }],
      captions: { de: { short: 'Küche 2' }, en: { short: 'Kitchen 2' } },
      sort_index: 2,
    })
    t.match(await side.findImage(job.ids[1] ?? ''), { cleanupPossible: true }, '001-14')
    t.match(await side.findImage(job.ids[0] ?? ''), { cleanupPossible: false, cleanupCandidates: [] }, '001-14')
    t.same(
      expose.images.map(({ is_cover }) => is_cover),
      [true, false, false, false, false],
    )
    t.same(await galleryOf(side, job.id), galleryExposeOf(expose), '001-23')
  },
)

t.test('001-21 what has not changed is not written again, and a text that a person changed is', async (t) => {
  const side = await shared()
  const job = await addJobOf(side, ['Bad.jpg', 'Flur.jpg'])
  await side.processAll(job.id)
  const names = [jobExposeKey(job.id), galleryExposeKey(job.id), galleryImageKey(job.id, 'Bad.jpg')]
  const etags = async () => (await Promise.all(names.map(side.disk.find))).map((found) => found?.etag)
  const [before, row] = [await etags(), await side.findJob(job.id)]
  await rebuild(side, job)
  t.same(await etags(), before)
  t.match(await side.findJob(job.id), { galleryRevision: 1, draftReadyAt: row?.draftReadyAt })

  const text = { short: 'Das Bad', long: 'Hell.', altText: 'Ein Bad', source: 'human' as const, lockedByHuman: true }
  await side.database
    .update(pixCaptions)
    .set(text)
    .where(eq(pixCaptions.imageId, job.ids[0] ?? ''))
  await rebuild(side, job)
  t.match(await exposeOf(side, job.id), { revision: 2 })
  t.match(await galleryOf(side, job.id), { images: [{}, { caption_short: { de: 'Das Bad' } }], revision: 2 })
  t.match(await side.readJson(imageMetaKey(job.id, job.ids[0] ?? '')), { texts_source: { short: 'human' } })
  t.match(await side.findJob(job.id), { galleryRevision: 2 })
  await side.setImage(job.ids[0] ?? '', { status: 'pending_processing' })
  await side.pix.processFinalImage(job.id, 'Bad.jpg')
  const texts = await side.database
    .select()
    .from(pixCaptions)
    .where(eq(pixCaptions.imageId, job.ids[0] ?? ''))
  t.same(new Set(texts.map(({ short }) => short)), new Set(['Das Bad']), 'the pipeline does not overwrite a person')
})

t.test('001-22 the gallery has copies of the usable images, and loses those that are not any more', async (t) => {
  const side = await openPixSide(t)
  const job = await addJobOf(side, ['Bad.jpg', 'Flur.jpg'])
  await side.processAll(job.id)
  const images = jobPrefix(job.id, 'gallery_images')
  t.same(await side.keys(images), [`${images}Bad.jpg`, `${images}Flur.jpg`])
  const [first = ''] = job.ids
  await side.setImage(first, { excludedAt: new Date(), excludedBy: 'a', usable: false })
  await rebuild(side, job)
  t.same(await side.keys(images), [`${images}Flur.jpg`])
  t.match(await galleryOf(side, job.id), { images: [{ filename: 'Flur.jpg', is_cover: true }] })
  const versions = await side.database.select().from(pixImageVersions).where(eq(pixImageVersions.kind, 'gallery'))
  t.match(versions, [{ storageKey: `${images}Flur.jpg` }])
  await side.setImage(job.ids[1] ?? '', { excludedAt: new Date(), excludedBy: 'a', usable: false })
  await rebuild(side, job)
  t.same(await side.keys(images), [])
  t.match(await side.findJob(job.id), { galleryStatus: 'none', galleryVisibility: 'internal' })
  t.same((await galleryOf(side, job.id)).images, [])
})

t.test('001-30 000-20 the best version is what customers get', async (t) => {
  const side = await shared()
  const job = await addJobOf(side, ['Bad.jpg'])
  await side.processAll(job.id)
  const [id = ''] = job.ids
  const clean = await drawJpeg(77)
  const key = versionKey({ shootId: job.shootId, imageId: id }, 'clean_v1')
  await side.disk.write(key, clean)
  const measures = { sha256: sha256Of(clean), bytes: clean.length, width: 160, height: 120 }
  await side.database.insert(pixImageVersions).values({ imageId: id, kind: 'clean_v1', storageKey: key, ...measures })
  await side.setImage(id, { hasEdits: true, bestVersion: 'clean_v1' })
  await rebuild(side, job)
  t.same(await side.disk.read(galleryImageKey(job.id, 'Bad.jpg')), clean)
  t.match(await galleryOf(side, job.id), { images: [{ version: 'clean_v1', sha256: sha256Of(clean) }] })
  await side.setImage(id, { bestVersion: 'master' })
  await rebuild(side, job)
  t.same(await side.disk.read(galleryImageKey(job.id, 'Bad.jpg')), await drawJpeg(0))
})

t.test('customers get the delivered picture without its position and its owner, turned as it was', async (t) => {
  const telling = {
    IFD0: { Artist: 'SECRET' },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1' },
  }
  for (const progressive of [false, true]) {
    const upright = sharp(await quarters(60, 40))
      .jpeg({ quality: 95, progressive })
      .withExif(telling)
      .withMetadata({ orientation: 6 })
    const jpeg = Buffer.concat([await upright.toBuffer(), Buffer.from('SECRET'), await drawJpeg(3)])
    const orientation = (await sharp(jpeg, { failOn: 'none' }).metadata()).orientation ?? 1
    t.equal(orientation, 6)
    const bare = bareJpegOf(jpeg, orientation)
    t.notMatch(bare.toString('latin1'), /SECRET|GPS/)
    t.match(await sharp(bare).metadata(), { orientation: 6, width: 60, height: 40 })
    const pixels = (bytes: Buffer) => sharp(bytes, { failOn: 'none' }).raw().toBuffer()
    t.same(await pixels(bare), await pixels(jpeg), 'not a pixel is changed')
    const plain = bareJpegOf(jpeg, 1)
    const read = async (start: number, end: number) => plain.subarray(start, end + 1)
    t.ok(await isBarePicture({ type: 'image/jpeg', byteLength: plain.length, read }))
    t.same(bareJpegOf(plain, 1), plain, 'one that is bare stays as it is')
    t.throws(() => bareJpegOf(jpeg.subarray(0, 300), 1), { code: 'unreadable_image' })
  }

  const side = await shared()
  const job = await side.addJob()
  const turned = await sharp(await quarters(60, 40))
    .jpeg()
    .withExif(telling)
    .withMetadata({ orientation: 6 })
    .toBuffer()
  await side.addFinal(job, 'Bad.jpg', turned, { width: 40, height: 60 })
  await side.processAll(job.id)
  const given = (await side.disk.read(galleryImageKey(job.id, 'Bad.jpg'))) ?? Buffer.alloc(0)
  t.notMatch(given.toString('latin1'), /SECRET/)
  t.match(await galleryOf(side, job.id), {
    images: [{ sha256: sha256Of(given), bytes: given.length, width: 40, height: 60 }],
  })
  t.match(await sharp(given).metadata(), { orientation: 6 })
})

t.test('001-22 a gallery is made anew from where images were delivered when the archive is gone', async (t) => {
  const side = await openPixSide(t)
  const job = await addJobOf(side, ['Bad.jpg', 'Flur.jpg'])
  await side.processAll(job.id)
  for (const imageId of job.ids) await side.disk.delete(archiveKey({ shootId: job.shootId, imageId }))
  await side.disk.delete(galleryImageKey(job.id, 'Bad.jpg'))
  await side.setImage(job.ids[1] ?? '', { excludedAt: new Date(), excludedBy: 'a', usable: false })
  await rebuild(side, job)
  t.same(await side.disk.read(galleryImageKey(job.id, 'Bad.jpg')), await drawJpeg(0))
  t.match(await side.findJob(job.id), { galleryStatus: 'draft_ready' })
})

t.test('001-22 a gallery is not taken back for a new image whose file is gone', async (t) => {
  const side = await openPixSide(t)
  const job = await addJobOf(side, ['Bad.jpg'])
  await side.processAll(job.id)
  await release(side, job)
  const imageId = await side.addFinal(job, 'Flur.jpg', await drawJpeg(5))
  await side.pix.processFinalImage(job.id, 'Flur.jpg')
  await side.pix.buildJobExpose(job.id)
  await side.disk.delete(archiveKey({ shootId: job.shootId, imageId }))
  await side.disk.delete(finalInputKey(job.id, 'Flur.jpg'))
  await t.rejects(side.pix.syncGallery(job.id), { code: 'internal_error' }, 'counted as a try, and told')
  t.match(await side.findJob(job.id), { galleryVisibility: 'customer', galleryRevision: 1 })
  await side.setImage(imageId, { excludedAt: new Date(), excludedBy: 'a', usable: false })
  await rebuild(side, job)
  t.match(await side.findJob(job.id), { galleryVisibility: 'customer', galleryStatus: 'draft_ready' })
})

t.test('GALLERY_SOURCE=master gives customers the master', async (t) => {
  const side = await openPixSide(t, { environment: { GALLERY_SOURCE: 'master' } })
  const job = await addJobOf(side, ['Bad.jpg'])
  await side.processAll(job.id)
  const master = await side.disk.read(masterKey({ shootId: job.shootId, imageId: job.ids[0] ?? '' }))
  t.same(await side.disk.read(galleryImageKey(job.id, 'Bad.jpg')), master)
})

t.test('001-29 a released gallery is hidden when its content changes, and only then', async (t) => {
  const side = await shared()
  const job = await addJobOf(side, ['Bad.jpg'])
  await side.processAll(job.id)
  await release(side, job)
  await rebuild(side, job)
  t.match(await side.findJob(job.id), { galleryVisibility: 'customer', galleryRevision: 1 })

  await side.addFinal(job, 'Flur.jpg', (await drawJpeg(9, 800, 600)).subarray(0, 900), { isPromoted: false })
  await side.processAll(job.id)
  t.match(await side.findJob(job.id), { galleryVisibility: 'customer', galleryRevision: 1 }, 'one in error is not seen')
  t.equal((await galleryOf(side, job.id)).content_hash, (await exposeOf(side, job.id)).content_hash)

  await side.addFinal(job, 'Küche.jpg', await drawJpeg(5))
  await side.processAll(job.id)
  t.match(await side.findJob(job.id), {
    galleryVisibility: 'internal',
    galleryStatus: 'draft_ready',
    releasedAt: null,
    galleryRevision: 3,
  })
})

t.test('001-29 what customers do not see takes no gallery from them, killed between any two steps', async (t) => {
  const side = await openPixSide(t)
  const job = await addJobOf(side, ['Küche.jpg'])
  await side.processAll(job.id)
  const [imageId = ''] = job.ids
  await addVision(side, job, imageId, ['bottle'])
  await rebuild(side, job)
  await release(side, job)
  const before = await side.findJob(job.id)
  const [bottle = ''] = candidatesIn((await side.findImage(imageId))?.cleanupCandidates).map(({ id }) => id)
  const queue = { send: async () => {} }
  const images = createPixImages({ database: side.database, store: side.store, queue, clock: side.clock })
  await images.decideCleanup(imageId, { candidate: bottle, state: 'dismissed' }, 'me')
  await rebuild(side, job)
  t.match(await side.findJob(job.id), { galleryVisibility: 'customer', galleryRevision: before?.galleryRevision })
  const [shown] = (await galleryOf(side, job.id)).images
  t.equal(shown?.cleanup_count, 0, 'what may stay is not counted')
  const told = await side.readJson(imageMetaKey(job.id, imageId))
  t.match(told, { cleanup_possible: false, cleanup_candidates: [{ id: bottle, state: 'dismissed' }] })

  await images.decideCleanup(imageId, { candidate: bottle, state: 'open' }, 'me')
  await side.pix.buildJobExpose(job.id)
  // The exposé of the gallery is written, and its row is not.
  await side.pix.syncGallery(job.id)
  await side.database.update(pixJobs).set({ galleryContentHash: before?.galleryContentHash ?? '' })
  const written = await galleryOf(side, job.id)
  await side.pix.syncGallery(job.id)
  t.match(await side.findJob(job.id), { galleryVisibility: 'customer', galleryContentHash: written.content_hash })
  t.equal(written.images[0]?.cleanup_count, 1)
})

t.test('001-29 with GALLERY_RESYNC_POLICY=keep customers go on to see what they saw', async (t) => {
  const side = await openPixSide(t, { environment: { GALLERY_RESYNC_POLICY: 'keep' } })
  const job = await addJobOf(side, ['Bad.jpg'])
  await side.processAll(job.id)
  await release(side, job)
  const before = await galleryOf(side, job.id)
  await side.addFinal(job, 'Küche.jpg', await drawJpeg(5))
  await side.processAll(job.id)
  t.match(await side.findJob(job.id), { galleryVisibility: 'customer' })
  t.same(await galleryOf(side, job.id), before)
  t.same(await side.disk.find(galleryImageKey(job.id, 'Küche.jpg')), undefined)
  t.match(await side.pix.sweep(), { galleries: 0 }, 'it is not asked for again and again')
  await side.pix.syncGallery(job.id, { replacesShown: true })
  t.match(await side.findJob(job.id), { galleryVisibility: 'internal', galleryStatus: 'draft_ready' })
  t.equal((await galleryOf(side, job.id)).images.length, 2)
})

t.test('001-04 who has delivered it makes no difference to what is made of it', async (t) => {
  const made: unknown[] = []
  for (const source of ['editor', 'manual']) {
    const side = await openPixSide(t)
    const job = await side.addJob({ id: 'ABC123' })
    const id = '7b6f0c1e-8d5a-4e55-9a30-0f7d3a1c2b4d'
    await side.addFinal(job, 'Bad.jpg', await drawJpeg(1), { id, source })
    await side.processAll('ABC123')
    const { generated_at: _, ...gallery } = await galleryOf(side, 'ABC123')
    const { updated_at: __, source: said, ...meta } = await side.readJson(imageMetaKey('ABC123', id))
    t.equal(said, source)
    made.push({ gallery, meta })
  }
  t.same(made[0], made[1])
})

t.test('001-29 what is released while a sync begins is not taken back without a word', async (t) => {
  let meanwhile = async () => {}
  const side = await openPixSide(t, {
    environment: { GALLERY_RESYNC_POLICY: 'keep' },
    wrapStore: (store) => ({
      ...store,
      async read(key) {
        if (key.endsWith('job_expose.json')) await meanwhile()
        return store.read(key)
      },
    }),
  })
  const job = await addJobOf(side, ['Bad.jpg'])
  await side.processAll(job.id)
  await side.addFinal(job, 'Küche.jpg', await drawJpeg(5))
  await side.pix.processFinalImage(job.id, 'Küche.jpg')
  await side.pix.buildJobExpose(job.id)
  meanwhile = () => release(side, job).then(() => {})
  await t.rejects(side.pix.syncGallery(job.id), { code: 'cancelled' })
  t.match(await side.findJob(job.id), { galleryVisibility: 'customer', galleryStatus: 'draft_ready' })
  meanwhile = async () => {}
  await side.pix.syncGallery(job.id)
  t.match(await side.findJob(job.id), { galleryVisibility: 'customer' }, 'it is kept as it is')
})

t.test(
  '001-23 a node that was frozen in a sync, and has lost its lock, changes nothing when it wakes up',
  async (t) => {
    let meanwhile = async () => {}
    const side = await openPixSide(t, {
      wrapStore: (store) => ({
        ...store,
        async read(key) {
          const bytes = await store.read(key)
          if (key.startsWith('archive/')) {
            const freeze = meanwhile
            meanwhile = async () => {}
            await freeze()
          }
          return bytes
        },
      }),
    })
    const job = await addJobOf(side, ['Bad.jpg', 'Flur.jpg'])
    for (const name of ['Bad.jpg', 'Flur.jpg']) await side.pix.processFinalImage(job.id, name)
    await side.pix.buildJobExpose(job.id)
    meanwhile = async () => {
      // As PostgreSQL ends a transaction that has said nothing for long.
      await side.database.execute(
        sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()
            and database = (select oid from pg_database where datname = current_database())`,
      )
      await side.setImage(job.ids[1] ?? '', { excludedAt: new Date(), excludedBy: 'a', usable: false })
      await rebuild(side, job)
      await release(side, job)
    }
    await t.rejects(side.pix.syncGallery(job.id))
    t.match(await side.findJob(job.id), { galleryVisibility: 'customer', galleryStatus: 'draft_ready' })
    t.match(await galleryOf(side, job.id), { images: [{ filename: 'Bad.jpg' }] })
    const images = jobPrefix(job.id, 'gallery_images')
    t.same(await side.keys(images), [`${images}Bad.jpg`])
  },
)
