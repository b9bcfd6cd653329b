import sharp from 'sharp'
import t, { type Test } from 'tap'
import { eq, sql } from '../../src/drizzle.ts'
import { GatewayError } from '../../src/errors.ts'
import { resultKey } from '../../src/media/keys.ts'
import { createFinalAcceptance } from '../../src/pix/accept-final.ts'
import { archiveKey } from '../../src/pix/keys.ts'
import { createResultPublisher } from '../../src/pix/publish-results.ts'
import { pixImages, pixPublications } from '../../src/pix-schema.ts'
import { jobs } from '../../src/schema.ts'
import { ingestPassword } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg, quarters } from '../support/pictures.ts'
import { openEntry, tableQueue } from './entry.ts'
import { startPixGateway } from './pix-gateway.ts'

const silent = { send: async () => {} }

/** A gateway whose first slot publishes. */
async function startPublishing(t: Test) {
  const gateway = await startPixGateway(t)
  const { app, database, store, clock, url } = gateway
  const { jobId, shootId } = await gateway.newJob({ id: 'ABC123' })
  const { settings } = (await app.slots.find('slot-001')) ?? {}
  if (!settings) throw new Error('no slot')
  await gateway.changeSlot('slot-001', { publishTargets: [{ kind: 'pix_shoot', shootId }] })
  const log = { warn: () => {} } as never
  const acceptFinal = createFinalAcceptance({ database, store, queue: silent, clock, log })
  const { publishDue } = createResultPublisher({ database, store, acceptFinal, clock, log })

  async function shoot(photo: Buffer): Promise<string> {
    const answer = await postForm(`${url}/ingest/slot-001`, photoForm(photo, ingestPassword))
    if (answer.status !== 200) throw new Error(await answer.text())
    await answer.arrayBuffer()
    return answer.headers.get('x-job-id') ?? ''
  }

  /** By this test, or by the gateway itself. */
  async function published(ingestJobId: string) {
    for (;;) {
      await publishDue()
      const [row] = await database.select().from(pixPublications).where(eq(pixPublications.ingestJobId, ingestJobId))
      if (!row) throw new Error('it is not in line')
      if (row.doneAt) return row
      if (row.failedAt) throw new Error(row.error ?? '')
    }
  }

  return { ...gateway, jobId, shootId, shoot, published }
}

t.test('001-34 a slot’s finished picture becomes a final image, and outlives the guest’s link', async (t) => {
  const { shoot, published, database, store, jobId, shootId, app, url } = await startPublishing(t)
  const id = await shoot(await jpeg(320, 240))
  const row = await published(id)
  t.match(row, { slotId: 'slot-001', jobId, shootId, filename: `slot-001-${id}.jpg`, error: null })
  const [image] = await database.select().from(pixImages)
  t.match(image, {
    ...{ id: row.imageId, jobId, shootId, source: 'manual', status: 'pending_processing', readyForVision: true },
    ...{ origin: { kind: 'dslr_ingest', slot: 'slot-001', ingest_job_id: id }, filename: `slot-001-${id}.jpg` },
  })
  const [job] = await database.select().from(jobs).where(eq(jobs.id, id))
  t.ok(
    (await store.read(image?.storagePath ?? ''))?.equals((await store.read(job?.resultKey ?? '')) ?? Buffer.alloc(0)),
  )

  await database.update(jobs).set({ expiresAt: sql`clock_timestamp() - interval '1 second'` }).where(eq(jobs.id, id))
  await app.cleaner.run({ dryRun: false, withOrphans: false })
  t.equal((await fetch(`${url}/public/results/${id}`)).status, 410)
  t.ok(await store.find(archiveKey({ shootId, imageId: image?.id ?? '' })))
  t.ok(await store.find(image?.storagePath ?? ''), 'the bytes were copied')
})

t.test('001-34 a PNG is published as a JPEG', async (t) => {
  const { shoot, published, changeSlot, app, store, database } = await startPublishing(t)
  const slot = await app.slots.find('slot-001')
  await changeSlot('slot-001', { output: { ...slot?.settings.output, format: 'png' } as never })
  await published(await shoot(await quarters(320, 240)))
  const [image] = await database.select().from(pixImages)
  t.match(await sharp(await store.read(image?.storagePath ?? '')).metadata(), {
    format: 'jpeg',
    width: 320,
    height: 240,
  })
})

t.test(
  'what a slot publishes to has to be there, and stays out of the way of slots that publish nothing',
  async (t) => {
    const { call, shoot, database, changeSlot, app } = await startPublishing(t)
    const save = async (publishTargets: unknown) => {
      const slot = await app.slots.find('slot-001')
      const { settings } = (await call('GET', '/api/slots/slot-001', { role: 'admin' })).json
      const body = { ...settings, publishTargets }
      return call('PUT', '/api/slots/slot-001', { role: 'admin', body, ifMatch: `"${slot?.revision}"` })
    }
    const wrong = [
      [[{ kind: 'pix_shoot', shootId: 'none' }], 'publishTargets.0.shootId', 'field.target_shoot_unknown'],
      [[{ kind: 'pix_job', jobId: 'none' }], 'publishTargets.0.jobId', 'field.target_job_unknown'],
      [[{ kind: 'pix_job', jobId: '../x' }], 'publishTargets.0.jobId', 'field.pix_id'],
    ] as const
    for (const [targets, field, code] of wrong) {
      const answer = await save(targets)
      t.match(answer, { status: 422, json: { problems: [{ field, code }] } }, answer.text)
    }
    t.equal((await save([{ kind: 'pix_job', jobId: 'ABC123' }])).status, 200)
    await changeSlot('slot-001', { publishTargets: [] })
    await shoot(await jpeg(320, 240))
    t.equal(await database.$count(pixPublications), 0)
  },
)

t.test('what cannot be published now is tried again, and what is gone is given up with its reason', async (t) => {
  const { database, store, clock, log, rows, images, said } = await openEntry(t)
  const { id: jobId } = await rows.addJob()
  const ingestJobId = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
  const key = resultKey('slot-001', ingestJobId, 1, 'image/jpeg')
  await store.write(key, await jpeg(320, 240))
  const about = { ingestJobId, slotId: 'slot-001', mime: 'image/jpeg', jobId, filename: 'a.jpg', nextAt: new Date(0) }
  await database.insert(pixPublications).values({ ...about, resultKey: key })
  const one = () => database.select().from(pixPublications)
  const down = { ...store, write: async () => Promise.reject(new Error('the store is away')) }
  const accept = (on: typeof store) => createFinalAcceptance({ database, store: on, queue: tableQueue, clock, log })
  const publisher = (on: typeof store) =>
    createResultPublisher({ database, store, acceptFinal: accept(on), clock, log })

  t.equal(await publisher(down).publishDue(), 1)
  t.match(await one(), [{ attempts: 1, doneAt: null, failedAt: null, error: 'the store is away' }])
  t.equal(await publisher(store).publishDue(), 0, 'not at once')
  await database.update(pixPublications).set({ nextAt: new Date(0) })
  const [first = 0, second = 0] = await Promise.all([1, 2].map(() => publisher(store).publishDue()))
  t.equal(first + second, 1, 'two nodes, one of them')
  t.match(await one(), [{ attempts: 2, doneAt: Date, error: null }])
  t.match(await images(jobId), [{ source: 'manual', origin: { kind: 'dslr_ingest', slot: 'slot-001' } }])
  t.equal((await said()).length, 1)

  // Killed after it was accepted and before that was written: the next one finds a duplicate.
  await database.update(pixPublications).set({ doneAt: null, imageId: null, nextAt: new Date(0) })
  await publisher(store).publishDue()
  t.match(await one(), [{ doneAt: Date, imageId: String }])
  t.equal((await said()).length, 1)

  // Away for longer than a closed job may be.
  const read = async () => Promise.reject(new GatewayError('unavailable', 'the bucket is away'))
  const waiting = { doneAt: null, imageId: null, attempts: 500, nextAt: new Date(0) }
  await database.update(pixPublications).set(waiting)
  await createResultPublisher({
    database,
    store: { ...store, read },
    acceptFinal: accept(store),
    clock,
    log,
  }).publishDue()
  t.match(await one(), [{ attempts: 501, failedAt: null, error: /away/ }])
  const isSoon = sql<boolean>`${pixPublications.nextAt} <= ${clock.databaseNow()} + interval '5 minutes'`
  t.same(await database.select({ isSoon }).from(pixPublications), [{ isSoon: true }], 'it does not wait much longer')

  await store.delete(key)
  await database.update(pixPublications).set({ doneAt: null, nextAt: new Date(0) })
  await publisher(store).publishDue()
  t.match(await one(), [{ failedAt: Date, error: /gone/ }])
})
