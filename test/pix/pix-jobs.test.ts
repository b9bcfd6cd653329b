import t from 'tap'
import { eq, sql } from '../../src/drizzle.ts'
import { finalInputKey, keepKeys } from '../../src/pix/keys.ts'
import { createPixImages } from '../../src/pix/pix-images.ts'
import { createPixJobs } from '../../src/pix/pix-jobs.ts'
import { pixImages, pixShoots } from '../../src/pix-schema.ts'
import { audit } from '../../src/schema.ts'
import { jpeg } from '../support/pictures.ts'
import { openEntry, tableQueue } from './entry.ts'
import { jpegPart, startPixGateway } from './pix-gateway.ts'
import { pixRows } from './pix-rows.ts'

const one = await jpeg(320, 240)

t.test('001-01 a new job lays out its folders and has a shoot', async (t) => {
  const { call, newJob, store } = await startPixGateway(t)
  const { jobId, shootId } = await newJob({ id: 'ABC123', shoot: { shoot_code: 'AB3KQ', source: 'dslr' } })
  const found: string[] = []
  for await (const { key } of store.list('pix-jobs/')) found.push(key)
  const folders = ['final_input', 'gallery/images', 'pipeline/depth', 'pipeline/meta/images', 'pipeline/segments']
  for (const folder of [...folders, 'pipeline/thumbs', 'pipeline/meta', 'gallery']) {
    t.ok(found.includes(`pix-jobs/ABC123/${folder}/_keep`), folder)
  }
  t.same(found, keepKeys('ABC123').sort())
  t.match((await call('GET', `/api/pix/jobs/${jobId}`)).json, {
    ...{ id: 'ABC123', status: 'open', locale: 'de', gallery_status: 'none', gallery_visibility: 'internal' },
    ...{ images: { registered: 0 }, shoots: [{ id: shootId, shoot_code: 'AB3KQ', source: 'dslr' }] },
  })
  const taken = await call('POST', '/api/pix/jobs', { body: { id: 'ABC123' } })
  t.match(taken, { status: 409, json: { problems: [{ code: 'detail.pix_job_taken' }] } })
  const code = await call('POST', '/api/pix/jobs', { body: { shoot: { shoot_code: 'AB3KQ' } } })
  t.match(code, { status: 409, json: { problems: [{ code: 'detail.shoot_taken' }] } })
  for (const id of ['../x', 'a b', '']) t.equal((await call('POST', '/api/pix/jobs', { body: { id } })).status, 422, id)
})

t.test('a job says whose it is, changes, is closed and opened again', async (t) => {
  const { call, newJob, database } = await startPixGateway(t)
  const { jobId, shootId } = await newJob({ customer_id: 'c-1', locale: 'en' })
  await call('POST', `/api/editor-return/${shootId}`, { form: [jpegPart('Kitchen_01.jpg', one)] })
  const wish = {
    ...{ customer_id: 'c-2', customer_name: 'Erika Muster', customer_email: 'erika@customer.example' },
    ...{
      address: { street: 'Gartenweg 7', city: 'Ulm' },
      property: { rooms: 4, kind: 'house' },
      property_label: 'House',
    },
  }
  const changed = await call('PATCH', `/api/pix/jobs/${jobId}`, { body: wish })
  t.match(changed.json, { ...wish, locale: 'en', images: { registered: 1, pending: 1, usable: 0 } }, changed.text)
  t.match(await database.select().from(pixImages), [{ customerId: 'c-2' }], 'its images know it')
  t.match((await call('PATCH', `/api/pix/jobs/${jobId}`, { body: { status: 'closed' } })).json, { closed_at: String })
  t.match((await call('PATCH', `/api/pix/jobs/${jobId}`, { body: { status: 'open' } })).json, { closed_at: null })
  const told = JSON.stringify(await database.select().from(audit))
  for (const secret of ['Erika', 'erika@', 'Gartenweg']) t.notOk(told.includes(secret), `${secret} is not in the audit`)
  t.match(await call('PATCH', '/api/pix/jobs/nobody', { body: {} }), {
    status: 404,
    json: { failure_reason: 'pix_job_not_found' },
  })
  t.equal((await call('PATCH', `/api/pix/jobs/${jobId}`, { body: { customer_email: 'none' } })).status, 422)

  const shoot = await call('POST', `/api/pix/jobs/${jobId}/shoots`, { body: { id: 'second' } })
  t.match(shoot, { status: 201, json: { id: 'second', shoot_code: /^[A-Z2-9]{5}$/, source: 'upload' } })
  await call('PATCH', `/api/pix/shoots/${shootId}`, { body: { shoot_code: 'ZZ9ZZ', photographer_id: 'p-9' } })
  t.match(await database.select().from(pixImages), [{ shootCode: 'ZZ9ZZ', photographerId: 'p-9' }])
  const clash = await call('PATCH', '/api/pix/shoots/second', { body: { shoot_code: 'ZZ9ZZ' } })
  t.equal(clash.status, 409)
  const photographer = async () => (await database.select().from(pixImages))[0]?.photographerId
  await call('PATCH', `/api/pix/jobs/${jobId}`, { body: { photographer_id: 'p-1' } })
  t.equal(await photographer(), 'p-9', 'a shoot has its own')
  await call('PATCH', `/api/pix/shoots/${shootId}`, { body: { photographer_id: null } })
  t.equal(await photographer(), 'p-1', 'or the job’s')
  await call('PATCH', `/api/pix/shoots/${shootId}`, { body: { shoot_code: 'YY8YY' } })
  t.match(await database.select().from(pixImages), [{ shootCode: 'YY8YY', photographerId: 'p-1', customerId: 'c-2' }])
  const { shoots } = (await call('GET', `/api/pix/jobs/${jobId}/shoots`)).json
  t.same(
    shoots.map(({ id }: { id: string }) => id),
    [shootId, 'second'],
  )
  t.match(await call('GET', '/api/pix/shoots/none'), { status: 404, json: { failure_reason: 'shoot_not_found' } })
})

t.test('jobs and images are listed page by page, and found', async (t) => {
  const { call, newJob, database } = await startPixGateway(t)
  for (let n = 1; n <= 7; n += 1) await newJob({ id: `job_${n}`, property_label: n === 3 ? '100% House' : 'Flat' })
  await call('PATCH', '/api/pix/jobs/job_2', { body: { status: 'closed' } })
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await call('GET', `/api/pix/jobs?limit=3${cursor && `&cursor=${cursor}`}`)
    seen.push(...page.json.jobs.map(({ id }: { id: string }) => id))
    cursor = page.json.next
  }
  t.same(seen, ['job_7', 'job_6', 'job_5', 'job_4', 'job_3', 'job_2', 'job_1'])
  const idsOf = async (query: string) =>
    (await call('GET', `/api/pix/jobs?${query}`, { role: 'viewer' })).json.jobs.map(({ id }: { id: string }) => id)
  t.same(await idsOf('status=closed'), ['job_2'])
  t.same(await idsOf(`text=${encodeURIComponent('0%')}`), ['job_3'])
  t.equal((await call('GET', '/api/pix/jobs?cursor=x')).status, 400)

  const rows = pixRows(database)
  const [shoot] = await database.select().from(pixShoots).where(eq(pixShoots.jobId, 'job_1'))
  const job = { id: 'job_1', shootId: shoot?.id ?? '' }
  for (const filename of ['b.jpg', 'Ä.jpg', 'a.jpg', 'B.jpg']) await rows.addImage(job, { filename })
  await rows.addImage(job, { filename: 'bad.jpg', status: 'error', errorMessage: 'cut off' })
  const names: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await call('GET', `/api/pix/jobs/job_1/images?limit=2${cursor && `&cursor=${cursor}`}`)
    names.push(...page.json.images.map(({ filename }: { filename: string }) => filename))
    cursor = page.json.next
  }
  t.same(names, ['B.jpg', 'a.jpg', 'b.jpg', 'bad.jpg', 'Ä.jpg'])
  const failed = await call('GET', '/api/pix/jobs/job_1/images?status=error')
  t.match(failed.json.images, [{ filename: 'bad.jpg', error_message: 'cut off' }])
  t.equal((await call('GET', '/api/pix/jobs/job_1/images?text=a')).json.images.length, 2)
  t.equal((await call('GET', '/api/pix/jobs/none/images')).status, 404)
})

t.test('one image is seen with its files, kept out, let in, and its room is said', async (t) => {
  const { call, newJob } = await startPixGateway(t)
  const { shootId } = await newJob()
  const back = await call('POST', `/api/editor-return/${shootId}`, { form: [jpegPart('Kitchen_01.jpg', one)] })
  const at = `/api/pix/images/${back.json.files[0].image_id}`
  const kinds = (await call('GET', at, { role: 'viewer' })).json.versions.map(({ kind }: { kind: string }) => kind)
  t.same(kinds, ['hr', 'master', 'thumb'])
  const file = await call('GET', `${at}/files/thumb`)
  t.match(
    [file.status, file.headers.get('content-type'), file.headers.get('cache-control')],
    [...[200, 'image/jpeg', 'private, no-store']],
  )
  t.match(await call('GET', `${at}/files/depth`), { status: 404, json: { failure_reason: 'media_not_found' } })
  const out = await call('POST', `${at}/exclude`)
  t.match(out.json, { usable: false, excluded_by: 'operator@studio.example', excluded_at: String })
  t.match((await call('POST', `${at}/include`)).json, { excluded_by: null, excluded_at: null })
  const room = await call('PATCH', at, { body: { room_type: 'dining_room' } })
  t.match(room.json, { room_type: 'dining_room', room_source: 'manual' })
  t.equal((await call('PATCH', at, { body: { room_type: 'moon' } })).status, 422)
  t.match(await call('POST', `${at}/retry`), { status: 409, json: { problems: [{ code: 'detail.image_not_failed' }] } })
  for (const id of ['x', '00000000-0000-4000-8000-000000000000']) {
    t.match(await call('GET', `/api/pix/images/${id}`), { status: 404, json: { failure_reason: 'image_not_found' } })
  }
})

t.test('001-18 an image that failed goes through the pipeline once more, told in the same transaction', async (t) => {
  const { database, store, clock, rows, said, images } = await openEntry(t)
  const pixJobs = createPixJobs({ database, store, queue: tableQueue, clock })
  const pixImagesRoom = createPixImages({ database, store, queue: tableQueue, clock })
  const job = await rows.addJob()
  const failed = { status: 'error' as const, errorCode: 'provider_error', errorMessage: 'it broke' }
  const id = await rows.addPromoted(job, failed)
  await pixImagesRoom.retry(id, 'me')
  t.match(await images(job.id), [{ status: 'pending_processing', errorMessage: null, errorCode: null, epoch: 1 }])
  t.match(await said(), [{ kind: 'pix-process', work: { imageId: id, revision: 1 } }])

  const unread = await rows.addImage(job, { ...failed, filename: 'no-picture.jpg' })
  await t.rejects(pixImagesRoom.retry(unread, 'me'), { code: 'conflict', details: /Deliver it again/ })

  await rows.setImage(id, { status: 'processed', processedAt: new Date(), usable: true })
  await pixImagesRoom.exclude(id, 'me')
  await pixImagesRoom.exclude(id, 'me')
  t.match(await images(job.id), [{ usable: false, excludedBy: 'me' }, {}])
  await pixImagesRoom.include(id, 'me')
  t.match(await images(job.id), [{ usable: true, excludedBy: null }, {}])
  await pixImagesRoom.setRoom(id, 'kitchen', 'me')
  await pixJobs.change(job.id, { propertyLabel: 'House' }, 'me')
  t.match(
    (await said()).slice(1),
    Array.from({ length: 4 }, () => ({ kind: 'pix-expose', work: { jobId: job.id } })),
  )
  await database.execute(sql`drop table said`)
  await t.rejects(pixImagesRoom.exclude(id, 'me'))
  t.match(await images(job.id), [{ usable: true, excludedBy: null }, {}], 'nothing without its message')
  t.equal(await store.find(finalInputKey(job.id, 'x.jpg')), undefined)
})
