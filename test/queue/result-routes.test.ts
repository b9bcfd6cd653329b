import { randomUUID } from 'node:crypto'
import t from 'tap'
import { eq, sql } from '../../src/drizzle.ts'
import { GatewayError } from '../../src/errors.ts'
import { audit, jobs } from '../../src/schema.ts'
import { echo, fakeChain, fakeProvider, gatedProvider } from '../support/fake-provider.ts'
import { ingestPassword, type TestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { addJob, openOffice } from './office.ts'

/** An office whose first slot hands photos back and keeps them. */
async function openStudio(t: Parameters<typeof openOffice>[0], patch: object = {}, fake = fakeProvider(echo)) {
  const office = await openOffice(t, { providers: { fake } })
  await office.gateway.changeSlot('slot-001', { chain: fakeChain(), keepOriginal: true, ...patch })
  async function post(width = 64): Promise<string> {
    const form = photoForm(await jpeg(width, 48), ingestPassword, [{ name: 'guest', value: 'Anna' }])
    const answer = await postForm(`${office.gateway.url}/ingest/slot-001`, form)
    await answer.arrayBuffer()
    return answer.headers.get('x-job-id') ?? ''
  }
  const wait = async (id: string) => (await fetch(`${office.gateway.url}/public/jobs/${id}?wait=30`)).json()
  return { ...office, post, wait }
}

async function findJob({ database }: TestGateway, id: string) {
  const [job] = await database.select().from(jobs).where(eq(jobs.id, id))
  if (!job) throw new Error('there is no job')
  return job
}

/** With a window that nobody ends while the test lasts. */
function stillOpen() {
  const end = new Date(Date.now() + 3_600_000)
  return { finishedAt: null, deadlineAt: end, workUntilAt: end }
}

async function completed(gateway: TestGateway, id: string): Promise<void> {
  await (await fetch(`${gateway.url}/public/jobs/${id}?wait=30`)).arrayBuffer()
}

t.test('a kept photo is worked on once more, and the new job names the old one', async (t) => {
  const { gateway, call, post, wait } = await openStudio(t)
  const id = await post()
  const { status, body } = await call(`/api/jobs/${id}/retry`, 'operator', 'POST')
  t.equal(status, 202)
  t.match(body, { retry_of: id, status: 'pending' })
  t.match(await wait(body.job_id), { status: 'done' })
  const [old, job] = [await findJob(gateway, id), await findJob(gateway, body.job_id)]
  t.match(job, { source: 'retry', retryOf: id, inputSha256: old.inputSha256, clientFields: { guest: 'Anna' } })
  t.match((await call(`/api/jobs/${body.job_id}`)).body, { source: 'retry', retry_of: id, status: 'done' })
  t.ok(await gateway.store.read(old.inputKey), 'the first photo is still kept')
  const [noted] = await gateway.database.select().from(audit).where(eq(audit.what, 'job.retried'))
  t.match(noted, { who: 'operator@studio.example', after: { job_id: body.job_id, retry_of: id } })
  t.match((await call('/api/jobs?source=retry&text=anna')).body.jobs, [{ job_id: body.job_id }])
})

t.test('what cannot be repeated says why, and leaves no photo behind', async (t) => {
  const { gateway, call, post } = await openStudio(t)
  const retry = (id: string, as: 'operator' | 'viewer' = 'operator') => call(`/api/jobs/${id}/retry`, as, 'POST')
  const id = await post()
  const notKept = await addJob(gateway, { inputDeletedAt: new Date() })
  const open = await addJob(gateway, { ...stillOpen(), status: 'pending' })
  const lost = await addJob(gateway, {})
  const table: [id: string, status: number, details: RegExp][] = [
    [notKept, 409, /has been deleted/],
    [lost, 409, /has been deleted/],
    [open, 409, /still being worked on/],
    [randomUUID(), 404, /no job/],
    ['slot-001', 404, /no job/],
  ]
  for (const [given, status, details] of table) {
    const answer = await retry(given)
    t.equal(answer.status, status, details.source)
    t.match(answer.body.details, details)
  }
  t.equal((await retry(id, 'viewer')).status, 403)
  await gateway.changeSlot('slot-001', { maxInFlight: 1 })
  t.equal((await retry(id)).status, 429, 'the open job takes the only place')
  await gateway.changeSlot('slot-001', { enabled: false })
  t.equal((await retry(id)).body.failure_reason, 'slot_disabled')
  const inputs: string[] = []
  for await (const { key } of gateway.store.list('inputs/')) inputs.push(key)
  t.same(inputs, [(await findJob(gateway, id)).inputKey])
})

t.test('a deleted result is gone for everybody, with its photo and with receipts', async (t) => {
  const { gateway, call, post } = await openStudio(t)
  const id = await post()
  t.equal((await fetch(`${gateway.url}/public/results/${id}/preview.webp`)).status, 200)
  t.equal((await call(`/api/jobs/${id}/result`, 'operator', 'DELETE')).status, 403)
  const { status, body } = await call(`/api/jobs/${id}/result`, 'admin', 'DELETE')
  t.equal(status, 200)
  t.same(body, { job_id: id, result: 'deleted' })
  for (const what of ['', '/preview.webp', '/qr.svg']) {
    t.equal((await fetch(`${gateway.url}/public/results/${id}${what}`)).status, 410, what)
  }
  for (const prefix of ['inputs/', 'results/', 'previews/']) {
    for await (const { key } of gateway.store.list(prefix)) t.fail(`${key} is still there`)
  }
  const shown = (await call(`/api/jobs/${id}`)).body
  t.same(shown.deletion_receipts.map(({ what }: { what: string }) => what).sort(), ['photo', 'result'])
  t.ok(shown.result.deleted_at)
  const [noted] = await gateway.database.select().from(audit).where(eq(audit.what, 'result.deleted'))
  t.match(noted, { who: 'admin@studio.example', before: { job_id: id, slot: 'slot-001' } })

  t.equal((await call(`/api/jobs/${id}/result`, 'admin', 'DELETE')).status, 410)
  t.equal((await call(`/api/jobs/${id}/retry`, 'operator', 'POST')).status, 409)
  const bare = await addJob(gateway, { inputDeletedAt: new Date() })
  t.equal((await call(`/api/jobs/${bare}/result`, 'admin', 'DELETE')).status, 404, 'nothing is left of it')
  const open = await addJob(gateway, { ...stillOpen(), status: 'processing' })
  t.equal((await call(`/api/jobs/${open}/result`, 'admin', 'DELETE')).status, 409, 'its end is still to come')
  t.equal((await call(`/api/jobs/${randomUUID()}/result`, 'admin', 'DELETE')).body.failure_reason, 'job_not_found')
})

t.test('the same photo again is made anew when its picture was deleted before anybody got it', async (t) => {
  const { gateway, call, post } = await openStudio(t)
  const id = await post()
  await gateway.database.update(jobs).set({ deliveredAt: null })
  t.equal((await call(`/api/jobs/${id}/result`, 'admin', 'DELETE')).status, 200)
  const again = await post()
  t.not(again, id)
  t.equal((await fetch(`${gateway.url}/public/results/${again}`)).status, 200)
})

t.test('a job that has failed is worked on once more from its kept photo, and so is what became of that', async (t) => {
  let isDown = true
  const flaky = fakeProvider(async (photo) => {
    if (isDown) throw new GatewayError('provider_error', 'is down')
    return echo(photo)
  })
  const { gateway, call, post, wait } = await openStudio(t, { chain: fakeChain() }, flaky)
  const id = await post()
  t.match(await findJob(gateway, id), { status: 'failed', inputDeletedAt: null, keepInputHours: 72 })
  const again = (await call(`/api/jobs/${id}/retry`, 'operator', 'POST')).body.job_id
  t.match(await wait(again), { status: 'failed' })
  isDown = false
  const third = await call(`/api/jobs/${again}/retry`, 'operator', 'POST')
  t.match(third, { status: 202, body: { retry_of: again } })
  t.match(await wait(third.body.job_id), { status: 'done' })
  t.equal((await fetch(`${gateway.url}/r/${third.body.job_id}`)).status, 200, 'it has a link of its own')

  t.equal((await call(`/api/jobs/${id}/result`, 'admin', 'DELETE')).status, 200, 'a kept photo can be taken away too')
  t.match((await call(`/api/jobs/${id}`)).body.deletion_receipts, [{ what: 'photo' }])
  t.equal((await call(`/api/jobs/${id}/retry`, 'operator', 'POST')).status, 409)
})

t.test('the photo of a slot that keeps originals outlives every end of its job', async (t) => {
  const gated = gatedProvider()
  const { gateway, call, post } = await openStudio(t, { chain: fakeChain(), syncSeconds: 10 }, gated.provider)
  const inFlight = async () =>
    (await gateway.database.select().from(jobs).where(sql`status = 'processing'`)).map(({ id }) => id)
  const ends: [how: string, end: (id: string) => Promise<unknown>, status: string][] = [
    ['an operator', (id) => call(`/api/jobs/${id}/cancel`, 'operator', 'POST'), 'cancelled'],
    ['the end of its window', async () => gateway.clock.advance(11_000), 'timeout'],
  ]
  for (const [at, [how, end, status]] of ends.entries()) {
    const answered = post(64 + at)
    await gated.holds(1)
    const [id = ''] = await inFlight()
    await end(id)
    await answered
    await completed(gateway, id)
    t.match(await findJob(gateway, id), { status, inputDeletedAt: null }, how)
    t.ok(await gateway.store.read(`inputs/${id}`), `${how} leaves the photo`)
    const { status: answer, body } = await call(`/api/jobs/${id}/retry`, 'operator', 'POST')
    t.equal(answer, 202, how)
    await gated.holds(1)
    gated.release()
    await completed(gateway, body.job_id)
  }
})

t.test('whoever asks twice for a retry gets one', async (t) => {
  const gated = gatedProvider()
  const { gateway, call, post } = await openStudio(t, { chain: fakeChain() }, gated.provider)
  const posted = post()
  await gated.holds(1)
  gated.release()
  const id = await posted
  const retry = () => call(`/api/jobs/${id}/retry`, 'operator', 'POST')
  const answers = await Promise.all([retry(), retry(), retry(), retry()])
  t.same(answers.map(({ status }) => status).sort(), [202, 409, 409, 409])
  const taken = answers.find(({ status }) => status === 202)?.body.job_id
  for (const { status, body } of answers) if (status === 409) t.match(body.details, taken)
  t.equal(await gateway.database.$count(jobs), 2)
  t.equal(await gateway.database.$count(audit, eq(audit.what, 'job.retried')), 1)
  await gated.holds(1)
  gated.release()
  await completed(gateway, taken)
  t.equal((await retry()).status, 202, 'once it has ended it may be tried again')
  gateway.clock.advance(0)
  await gated.holds(1)
  gated.releaseAll()
})

t.test('nobody waits for a retry, so it has the time of work in the background', async (t) => {
  const { gateway, call, post } = await openStudio(t, { syncSeconds: 10 })
  const id = await post()
  const job = await findJob(gateway, (await call(`/api/jobs/${id}/retry`, 'operator', 'POST')).body.job_id)
  t.equal(job.workUntilAt.getTime() - job.receivedAt.getTime(), 300_000)
  t.equal(job.waiters, 0)
})

t.test('a photo whose time is over is not worked on once more, also before the cleaner came', async (t) => {
  const { gateway, call } = await openStudio(t)
  const hour = 3_600_000
  const ago = (hours: number) => new Date(Date.now() - hours * hour)
  const kept = async (hours: number, values: Partial<typeof jobs.$inferInsert> = {}) => {
    const id = await addJob(gateway, { keepInput: true, keepInputHours: 72, finishedAt: ago(hours), ...values })
    await gateway.store.write(`inputs/${id}`, await jpeg(64, 48))
    return id
  }
  const table: [what: string, id: string, status: number][] = [
    ['just in time', await kept(71.9), 202],
    ['too late', await kept(72.1), 409],
    ['never meant to be kept', await kept(1, { keepInput: false, keepInputHours: null }), 409],
    ['its picture has expired', await kept(1, { status: 'done', expiresAt: ago(0.5) }), 409],
    ['its slot is gone', await kept(1, { slotId: 'slot-gone' }), 404],
    ['a test run', await kept(1, { source: 'test_run' }), 409],
  ]
  for (const [what, id, status] of table) {
    t.equal((await call(`/api/jobs/${id}/retry`, 'operator', 'POST')).status, status, what)
  }
})

t.test('a result that two people delete at once is deleted once, and no preview comes back', async (t) => {
  const { gateway, call, post } = await openStudio(t)
  const id = await post()
  const table = await Promise.all([1, 2, 3].map(() => call(`/api/jobs/${id}/result`, 'admin', 'DELETE')))
  t.same(table.map(({ status }) => status).sort(), [200, 410, 410])
  t.equal(await gateway.database.$count(audit, eq(audit.what, 'result.deleted')), 1)
  t.equal((await fetch(`${gateway.url}/public/results/${id}`, { headers: { 'if-none-match': '*' } })).status, 410)
})
