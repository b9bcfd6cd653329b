import os from 'node:os'
import path from 'node:path'
import t, { type Test } from 'tap'
import { readConfig } from '../../src/config.ts'
import { eq, sql } from '../../src/drizzle.ts'
import { createS3Store } from '../../src/media/s3/s3-store.ts'
import type { Store } from '../../src/media/store.ts'
import { createPixCleaner } from '../../src/pix/clean-pix.ts'
import { finalInputKey, galleryImageKey, imageMetaKey, jobPrefix, shootPrefix, summaryKey } from '../../src/pix/keys.ts'
import { pixImages, pixJobs } from '../../src/pix-schema.ts'
import { s3Environment, startS3 } from '../emulators/s3.ts'
import { keysIn } from '../media/store-contract.ts'
import { until } from '../support/answers.ts'
import { jpegPart, startPixGateway } from './pix-gateway.ts'
import { drawJpeg, sha256Of } from './pix-side.ts'

const s3 = await startS3(t)
t.afterEach(() => s3.heal())

const away = { status: 503, json: { failure_reason: 'unavailable' } }
const patience = 60_000

/** Somebody waits before what is said of an image is written, until they are let go. */
function createGate() {
  let held: { reached(): void; opened: Promise<void> } | undefined
  return {
    async pass(key: string): Promise<void> {
      if (!key.startsWith(imageMetaKey('HAUS1', 'x').replace('x.json', ''))) return
      held?.reached()
      await held?.opened
    },
    /** Resolves when somebody stands there. */
    close() {
      const [reached, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      held = { reached: reached.resolve, opened: opened.promise }
      return { reached: reached.promise, open: opened.resolve }
    },
  }
}

async function openStudio(t: Test) {
  const bucket = s3.nextBucket()
  const gate = createGate()
  const wrapStore = (store: Store): Store => ({
    ...store,
    async writeIf(condition, key, bytes, particulars) {
      await gate.pass(key)
      return store.writeIf(condition, key, bytes, particulars)
    },
  })
  const environment = {
    ...{ ...s3Environment(bucket), FINAL_INPUT_POLL_SECONDS: '1', PUBLIC_BASE_URL: 'https://pix.example' },
  }
  const gateway = await startPixGateway(t, { environment, wrapStore })
  // The customer of the bucket, with a program of their own.
  const outside = createS3Store(bucket)
  t.teardown(outside.close)
  const { database } = gateway
  const { shootId } = await gateway.newJob({ id: 'HAUS1', customer_email: 'anna@kunde.example' })
  const images = () => database.select().from(pixImages).orderBy(pixImages.filename)
  const job = async () => (await database.select().from(pixJobs).where(eq(pixJobs.id, 'HAUS1')))[0]
  const imageOf = async (filename: string) => (await images()).find((image) => image.filename === filename)
  const drop = (filename: string, bytes: Buffer) => outside.write(finalInputKey('HAUS1', filename), bytes)
  const settled = (count: number) =>
    until(
      `${count} images are in the draft`,
      async () => {
        const names = (await keysIn(outside, jobPrefix('HAUS1', 'gallery_images'))).filter(
          (key) => !key.endsWith('_keep'),
        )
        return names.length === count && (await job())?.galleryStatus === 'draft_ready'
      },
      patience,
    )
  /** What was put off need not wait for its time. */
  const hasten = () =>
    database.execute(sql`update pgboss.job set start_after = now() where name like 'pix-%' and state < 'active'`)
  return { ...gateway, gate, outside, shootId, images, imageOf, job, drop, settled, hasten }
}

const ways = {
  '403': [() => s3.break({ answer: 403, code: 'AccessDenied' }), () => s3.heal()],
  '500': [() => s3.break({ answer: 500, code: 'InternalError' }), () => s3.heal()],
  'nobody there': [() => s3.leave(), () => s3.comeBack()],
} as const

t.test(
  '001-02 001-24 001-28 in a bucket: from a dropped JPEG to the customer, and the bucket goes away on the way',
  async (t) => {
    const { call, url, gate, drop, shootId, images, imageOf, job, settled, hasten, outside, database, clock } =
      await openStudio(t)
    const files: Record<string, Buffer> = { 'Bad_01.jpg': await drawJpeg(1), 'Kitchen_01.jpg': await drawJpeg(2) }
    for (const [name, bytes] of Object.entries(files)) await drop(name, bytes)
    await settled(2)
    t.match(await images(), [
      { filename: 'Bad_01.jpg', status: 'processed', source: 'manual', usable: true },
      { filename: 'Kitchen_01.jpg', status: 'processed', source: 'manual', usable: true },
    ])

    for (const [way, [leave, comeBack]] of Object.entries(ways)) {
      const number = Object.keys(files).length + 1
      const [name, bytes] = [`Flur_0${number}.jpg`, await drawJpeg(number)]
      files[name] = bytes
      const { reached, open } = gate.close()
      const door = `/api/editor-return/${shootId}`
      t.equal((await call('POST', door, { form: [jpegPart(name, bytes)] })).status, 200)
      await reached
      await leave()
      open()
      await until(`${way}: the row says why`, async () => (await imageOf(name))?.errorCode !== null, patience)
      t.match(
        await imageOf(name),
        { status: 'pending_processing', errorCode: 'unavailable', errorMessage: String },
        way,
      )

      const [first] = await images()
      for (const [method, path, given] of [
        ['POST', door, { form: [jpegPart('Late_01.jpg', bytes)] }],
        ['POST', '/api/pix/jobs', { body: {} }],
        ['GET', `/api/pix/images/${first?.id}/files/thumb`, {}],
        ['GET', '/api/pix/jobs/HAUS1/gallery/expose.json', {}],
        ['GET', `${door}/files?area=raw`, {}],
      ] as const) {
        const answer = await call(method, path, given)
        t.match(answer, away, `${way}: ${method} ${path} ${answer.text}`)
      }
      t.match(await call('GET', '/api/pix/jobs/HAUS1/images'), { status: 200, json: { images: { length: number } } })
      t.equal((await images()).length, number, `${way}: nothing has come in, and nothing has gone`)
      for (const image of await images()) t.equal(image.excludedAt, null)

      await comeBack()
      await hasten()
      await settled(number)
      t.match(await imageOf(name), { status: 'processed', errorCode: null, errorMessage: null, revision: 1 }, way)
    }

    const { rows: told } = await database.execute(
      sql`select name, state::text, count(*)::int from pgboss.job where name like 'pix-%' and state = 'failed' group by 1, 2`,
    )
    t.same(told, [], 'none of it has failed for good')
    for (const [name, bytes] of Object.entries(files)) {
      const image = await imageOf(name)
      t.equal(image?.sha256, sha256Of(bytes))
      t.ok((await outside.read(finalInputKey('HAUS1', name)))?.equals(bytes), 'nothing is lost')
    }

    t.equal((await call('POST', '/api/pix/jobs/HAUS1/gallery/link', { role: 'admin' })).status, 200)
    const { link } = (await call('GET', '/api/pix/jobs/HAUS1/gallery/link', { role: 'admin' })).json
    const gallery = `${url}/pix/${link.replace(/^.*\/pix\//, '')}`
    t.equal((await fetch(gallery)).status, 404, 'a draft is not there for customers')
    const released = await call('POST', '/api/pix/jobs/HAUS1/gallery/release', { role: 'admin', body: {} })
    t.match(released, { status: 200, json: { visibility: 'customer' } }, released.text)
    t.equal((await fetch(gallery)).status, 200)
    for (const name of Object.keys(files)) {
      const answer = await fetch(`${gallery}/images/${name}`)
      const kept = await outside.read(galleryImageKey('HAUS1', name))
      t.ok(kept?.equals(Buffer.from(await answer.bytes())), name)
    }
    s3.break({ answer: 500, code: 'InternalError' })
    for (const path of ['', '/images/Bad_01.jpg', '/expose.json', '/images.zip']) {
      const answer = await fetch(`${gallery}${path}`, { headers: { accept: 'application/json' } })
      t.equal(answer.status, 503, path)
      await answer.arrayBuffer()
    }
    s3.heal()
    const zip = Buffer.from(await (await fetch(`${gallery}/images.zip`)).bytes())
    for (const name of Object.keys(files)) t.ok(zip.includes(name), `${name} is in the archive`)
    t.match(await job(), { galleryVisibility: 'customer' })

    t.equal((await call('PATCH', '/api/pix/jobs/HAUS1', { body: { status: 'closed' } })).status, 200)
    await database.update(pixJobs).set({ closedAt: new Date('2020-01-01') })
    const lasting = async () => (await keysIn(outside)).filter((key) => !key.startsWith('analysis/')).sort()
    const before = await lasting()
    t.ok(await outside.find(summaryKey(shootId)))
    const cleaner = createPixCleaner({
      ...{ database, store: outside, clock, log: { warn: () => {} } as never },
      retention: readConfig({}).pix.retention,
      mailDirectory: path.join(os.tmpdir(), 'photochanger-no-mails'),
    })
    s3.break({ answer: 500, code: 'InternalError' }, ['DeleteObject'])
    t.match((await cleaner.run({ dryRun: false })).errors, [new RegExp(`^${summaryKey(shootId)}: `)])
    s3.heal()
    t.match(await cleaner.run({ dryRun: false }), { removed: { pixAnalysis: 1 }, errors: [] }, 'it is deleted later')
    t.same(await keysIn(outside, shootPrefix('analysis', shootId)), [])
    t.same(await lasting(), before, 'what came in, the archive and the gallery stay')
    t.equal((await fetch(`${gallery}/images/Bad_01.jpg`)).status, 200)
  },
)
