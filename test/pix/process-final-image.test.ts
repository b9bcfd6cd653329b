import sharp from 'sharp'
import t from 'tap'
import { sql } from '../../src/drizzle.ts'
import { GatewayError } from '../../src/errors.ts'
import { archiveKey, depthKey, imageMetaKey, jobPrefix, masterKey, thumbKey } from '../../src/pix/keys.ts'
import { imageMetaShape } from '../../src/pix/shapes/image-meta.ts'
import { drawJpeg, openPixSide, type PixSide, sha256Of } from './pix-side.ts'

/** One for all tests that only look at their own job. */
let opened: Promise<PixSide> | undefined
const shared = () => (opened ??= openPixSide(t))

const report = {
  engine: 'test 1',
  checks: { faces: 'done', plates: 'done', logos: 'skipped', text: 'done' },
  findings: [{ type: 'text', subtype: 'house_number', box: [0.1, 0.1, 0.2, 0.2], score: 0.9, text_hash: null }],
} as const

t.test(
  '001-10 001-13 001-16 001-32 a final image gets its thumb, its texts and the file about it, and is processed',
  async (t) => {
    const side = await openPixSide(t)
    const job = await side.addJob({ id: 'ABC123' })
    const jpeg = await drawJpeg(1)
    const id = await side.addFinal(job, 'Livingroom_01.jpg', jpeg)
    await side.pix.processFinalImage('ABC123', 'Livingroom_01.jpg')

    t.match(await side.findImage(id), {
      status: 'processed',
      errorMessage: null,
      roomType: 'living_room',
      roomSource: 'filename',
      viewType: 'other',
      usable: true,
      readyForVision: true,
      visionDone: false,
      cleanupPossible: false,
      cleanupCandidates: [],
      privacyStatus: 'unchecked',
      leaseUntil: null,
      epoch: 1,
    })
    const meta = imageMetaShape.read((await side.disk.read(imageMetaKey('ABC123', id))) ?? Buffer.alloc(0))
    t.match(meta, {
      status: 'processed',
      caption_short: 'Wohnzimmer 1',
      caption_long: 'Wohnzimmer.',
      captions: { en: { short: 'Living room 1', alt: 'Picture: Living room' } },
      texts_source: { short: 'template', long: 'template', alt: 'template' },
      room_type: 'living_room',
      view_type: 'other',
      objects: [],
      cleanup_possible: false,
      cleanup_candidates: [],
      privacy: null,
      depth: { enabled: false, key: null },
      artefacts: { thumb: thumbKey('ABC123', id), depth: null, segments: [] },
      warnings: [],
    })
    const thumb = await side.disk.find(thumbKey('ABC123', id))
    t.match(thumb, { type: 'image/jpeg', metadata: { 'image-id': id, 'job-id': 'ABC123', revision: '1' } })
    t.same(await side.keys(jobPrefix('ABC123', 'final_input')), ['pix-jobs/ABC123/final_input/Livingroom_01.jpg'])
    t.same(await side.keys(jobPrefix('ABC123', 'depth')), [], '001-12 no depth map')
    t.match(await side.messages(), { 'pix-expose': 1 })
    t.notOk('pix-vision' in (await side.messages()), '001-33 nobody outside is asked')
  },
)

t.test(
  '001-11 001-12 what is found about faces and texts stands in the file, and a depth map is made where there is somebody',
  async (t) => {
    const looked: number[] = []
    const depth = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } })
      .png()
      .toBuffer()
    const side = await openPixSide(t, {
      inspectPrivacy: async (picture) => {
        looked.push(picture.length)
        return structuredClone(report) as never
      },
      drawDepth: async () => depth,
    })
    const job = await side.addJob()
    const id = await side.addFinal(job, 'Fassade_1.jpg', await drawJpeg(1))
    await side.pix.processFinalImage(job.id, 'Fassade_1.jpg')
    t.equal(looked.length, 1)
    t.match(await side.findImage(id), { privacyStatus: 'flagged', usable: true })
    t.match(await side.readJson(imageMetaKey(job.id, id)), {
      privacy: { ...report, verdict: 'flagged' },
      depth: { enabled: true, key: depthKey(job.id, id) },
    })
    t.equal(sha256Of((await side.disk.read(depthKey(job.id, id))) ?? Buffer.alloc(0)), sha256Of(depth))
  },
)

t.test('a stage that may fail is a warning in the file, and the image is processed', async (t) => {
  const side = await openPixSide(t, {
    inspectPrivacy: () => Promise.reject(new Error('/secret/path')),
    drawDepth: () => Promise.reject(new Error('away')),
  })
  const job = await side.addJob()
  const id = await side.addFinal(job, 'Bad.jpg', await drawJpeg(1))
  await side.pix.processFinalImage(job.id, 'Bad.jpg')
  t.match(await side.findImage(id), { status: 'processed', privacyStatus: 'unchecked' })
  const { warnings } = await side.readJson(imageMetaKey(job.id, id))
  t.same(
    warnings.map(({ stage, code }: Record<string, string>) => [stage, code]),
    [
      ['privacy', 'internal_error'],
      ['depth', 'internal_error'],
    ],
  )
  t.notMatch(JSON.stringify(warnings), /secret/)
})

t.test('000-02 000-03 what is missing of an image is made, and what is there is left alone', async (t) => {
  const side = await shared()
  const job = await side.addJob()
  const jpeg = await drawJpeg(3)
  const id = await side.addFinal(job, 'Kitchen_01.jpg', jpeg, { isPromoted: false })
  const address = { shootId: job.shootId, imageId: id }
  await side.pix.processFinalImage(job.id, 'Kitchen_01.jpg')
  t.same(await side.disk.read(archiveKey(address)), jpeg)
  t.match(await side.findImage(id), { status: 'processed', readyForVision: true })
  const before = await Promise.all(
    [masterKey(address), thumbKey(job.id, id), imageMetaKey(job.id, id)].map(side.disk.find),
  )

  await side.setImage(id, { status: 'pending_processing' })
  await side.pix.processFinalImage(job.id, 'Kitchen_01.jpg')
  const after = await Promise.all(
    [masterKey(address), thumbKey(job.id, id), imageMetaKey(job.id, id)].map(side.disk.find),
  )
  t.same(
    after.map((found) => found?.etag),
    before.map((found) => found?.etag),
    'nothing is written again',
  )

  await side.disk.delete(thumbKey(job.id, id))
  await side.setImage(id, { status: 'pending_processing' })
  await side.pix.processFinalImage(job.id, 'Kitchen_01.jpg')
  t.ok(await side.disk.find(thumbKey(job.id, id)))
})

t.test('001-05 001-16 001-17 one that cannot be read is an error with a sentence, and the others go on', async (t) => {
  const side = await shared()
  const job = await side.addJob()
  const torn = (await drawJpeg(1, 800, 600)).subarray(0, 1500)
  const bad = await side.addFinal(job, 'Bad.jpg', torn, { isPromoted: false, width: 800, height: 600 })
  const good = await side.addFinal(job, 'Flur.jpg', await drawJpeg(2))
  await side.processAll(job.id)
  t.match(await side.findImage(bad), {
    status: 'error',
    errorCode: 'unreadable_image',
    errorMessage: 'The picture is damaged and cannot be read.',
    usable: false,
    leaseUntil: null,
  })
  t.match(await side.findImage(good), { status: 'processed' })
  t.match(await side.findJob(job.id), { galleryStatus: 'draft_ready', galleryVisibility: 'internal' })
})

t.test('001-18 an image in error that is tried again with success has no error any more', async (t) => {
  const side = await shared()
  const job = await side.addJob()
  const id = await side.addFinal(job, 'Bad.jpg', await drawJpeg(1))
  await side.setImage(id, { status: 'error', errorCode: 'unavailable', errorMessage: 'away' })
  await side.pix.processFinalImage(job.id, 'Bad.jpg')
  t.match(await side.findImage(id), { status: 'processed', errorCode: null, errorMessage: null })
})

t.test('a delivery that is not in the store is an error, not a picture of something else', async (t) => {
  const side = await shared()
  const job = await side.addJob()
  const id = await side.addFinal(job, 'Bad.jpg', await drawJpeg(1), { isPromoted: false, sha256: 'a'.repeat(64) })
  await side.pix.processFinalImage(job.id, 'Bad.jpg')
  t.match(await side.findImage(id), { status: 'error', errorMessage: /Deliver it again/ })
})

t.test('000-08 a delivery that comes while the earlier one is worked on is not marked as done by it', async (t) => {
  let deliver = async () => {}
  const side = await openPixSide(t, {
    inspectPrivacy: async () => {
      await deliver()
      return structuredClone(report) as never
    },
  })
  const job = await side.addJob()
  const id = await side.addFinal(job, 'Bad.jpg', await drawJpeg(1))
  deliver = async () => {
    await side.setImage(id, { revision: 2, sha256: 'b'.repeat(64), status: 'pending_processing' })
  }
  await side.pix.processFinalImage(job.id, 'Bad.jpg')
  t.match(await side.findImage(id), { status: 'pending_processing', revision: 2, processedAt: null })
  t.equal(await side.disk.find(imageMetaKey(job.id, id)), undefined)
})

t.test('001-19 a worker whose claim was taken over writes nothing any more', async (t) => {
  let freeze = async () => {}
  const side = await openPixSide(t, {
    inspectPrivacy: async () => {
      await freeze()
      return structuredClone(report) as never
    },
  })
  const job = await side.addJob()
  const id = await side.addFinal(job, 'Bad.jpg', await drawJpeg(1))
  freeze = async () => {
    freeze = async () => {}
    await side.setImage(id, { leaseUntil: new Date(0) })
    await side.pix.processFinalImage(job.id, 'Bad.jpg')
  }
  await side.pix.processFinalImage(job.id, 'Bad.jpg')
  t.match(await side.findImage(id), { status: 'processed', epoch: 2 })
  t.match(await side.messages(), { 'pix-expose': 1 })
})

t.test('while one worker has an image, another does not begin it', async (t) => {
  const side = await shared()
  const job = await side.addJob()
  const id = await side.addFinal(job, 'Bad.jpg', await drawJpeg(1))
  await side.setImage(id, { status: 'processing', leaseUntil: new Date('2100-01-01') })
  await t.rejects(side.pix.processFinalImage(job.id, 'Bad.jpg'), { code: 'cancelled' })
})

t.test('what people say of an image while it is worked on is not overwritten', async (t) => {
  let say = async () => {}
  const side = await openPixSide(t, {
    inspectPrivacy: async () => {
      await say()
      return structuredClone(report) as never
    },
  })
  const job = await side.addJob()
  const id = await side.addFinal(job, 'Bad.jpg', await drawJpeg(1))
  const again = async (privacyStatus: 'flagged' | 'cleared_by_admin') => {
    await side.setImage(id, { status: 'pending_processing', privacyStatus })
    await side.pix.processFinalImage(job.id, 'Bad.jpg')
  }
  say = () => side.setImage(id, { roomType: 'kitchen', roomSource: 'manual', excludedAt: new Date(), excludedBy: 'a' })
  await side.pix.processFinalImage(job.id, 'Bad.jpg')
  t.match(await side.findImage(id), { status: 'processed', roomType: 'kitchen', roomSource: 'manual', usable: false })
  t.match(await side.readJson(imageMetaKey(job.id, id)), { room_type: 'kitchen', caption_short: 'Küche' })

  say = () => side.setImage(id, { privacyStatus: 'flagged' })
  await again('cleared_by_admin')
  t.match(await side.findImage(id), { privacyStatus: 'flagged' }, 'taken back, and so it does not leave as it is')
  say = () => side.setImage(id, { privacyStatus: 'cleared_by_admin' })
  await again('flagged')
  t.match(await side.findImage(id), { privacyStatus: 'cleared_by_admin' })
})

t.test('what was cleared is not clear when something else is found in it', async (t) => {
  const [finding] = report.findings
  let findings: object[] = [finding]
  const side = await openPixSide(t, { inspectPrivacy: async () => ({ ...report, findings }) as never })
  const job = await side.addJob()
  const id = await side.addFinal(job, 'Bad.jpg', await drawJpeg(1))
  await side.pix.processFinalImage(job.id, 'Bad.jpg')
  const again = async (found: object[]) => {
    findings = found
    await side.setImage(id, { status: 'pending_processing', privacyStatus: 'cleared_by_admin' })
    await side.pix.processFinalImage(job.id, 'Bad.jpg')
    return (await side.findImage(id))?.privacyStatus
  }
  t.equal(await again([{ ...finding, text_hash: 'a'.repeat(64) }]), 'cleared_by_admin', 'with another key')
  t.equal(await again([{ ...finding, type: 'face', subtype: null }]), 'flagged', 'as many, but a face')
})

t.test('a privacy check that broke off is made once more', async (t) => {
  let looks = 0
  const side = await openPixSide(t, {
    inspectPrivacy: async () => {
      looks += 1
      if (looks !== 2) throw new GatewayError('unavailable', 'the privacy check ended')
      return structuredClone(report) as never
    },
  })
  const job = await side.addJob()
  const ids: string[] = []
  for (const name of ['Bad.jpg', 'Flur.jpg']) {
    ids.push(await side.addFinal(job, name, await drawJpeg(1)))
    await side.pix.processFinalImage(job.id, name)
  }
  t.equal(looks, 4)
  t.match(await side.findImage(ids[0] ?? ''), { status: 'processed', privacyStatus: 'flagged' })
  t.match(await side.findImage(ids[1] ?? ''), { status: 'processed', privacyStatus: 'unchecked' })
  t.match(await side.readJson(imageMetaKey(job.id, ids[1] ?? '')), { warnings: [{ stage: 'privacy' }], privacy: null })
})

t.test('an image that could not be looked at is looked at later, and leaves only then', async (t) => {
  let isBroken = true
  const side = await openPixSide(t, {
    inspectPrivacy: async () => {
      if (isBroken) throw new GatewayError('unavailable', 'the privacy check ended')
      return structuredClone(report) as never
    },
  })
  const job = await side.addJob()
  const id = await side.addFinal(job, 'Bad.jpg', await drawJpeg(1))
  await side.processAll(job.id)
  t.equal(await side.pix.checkPrivacyAgain(), 0, 'not so soon')
  await side.setImage(id, { processedAt: new Date('2026-01-01') })
  t.equal(await side.pix.checkPrivacyAgain(), 0)
  t.match(await side.findImage(id), { status: 'processed', privacyStatus: 'unchecked' })
  isBroken = false
  t.equal(await side.pix.checkPrivacyAgain(), 1)
  t.match(await side.findImage(id), { status: 'processed', privacyStatus: 'flagged', usable: true })
  await side.pix.buildJobExpose(job.id)
  t.match(await side.readJson(imageMetaKey(job.id, id)), { warnings: [], privacy: report })
  await side.pix.syncGallery(job.id)
  t.match(await side.findJob(job.id), { galleryStatus: 'draft_ready', galleryRevision: 1 }, 'customers see the same')
  t.equal(await side.pix.checkPrivacyAgain(), 0)
})

t.test('001-21 when the last images end in the same moment, the exposé does not wait for others', async (t) => {
  const side = await openPixSide(t)
  for (let round = 0; round < 5; round += 1) {
    const job = await side.addJob()
    const names = ['Bad.jpg', 'Flur.jpg', 'Küche.jpg']
    for (const [number, name] of names.entries()) await side.addFinal(job, name, await drawJpeg(number))
    await Promise.all(names.map((name) => side.pix.processFinalImage(job.id, name)))
    const { rows } = await side.database.execute(
      sql`select start_after <= now() as now from pgboss.job where name = 'pix-expose' and singleton_key = ${job.id}`,
    )
    t.same(rows, [{ now: true }])
  }
})
