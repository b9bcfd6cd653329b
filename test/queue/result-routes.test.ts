import { execFileSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { eq } from 'drizzle-orm'
import t from 'tap'
import { resultKey } from '../../src/media/keys.ts'
import { audit, jobs } from '../../src/schema.ts'
import { echo, fakeChain, fakeProvider } from '../support/fake-provider.ts'
import { ingestPassword, type TestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { addJob, openOffice } from './office.ts'

/** An office whose first slot hands photos back and keeps them. */
async function openStudio(t: Parameters<typeof openOffice>[0], patch: object = {}) {
  const office = await openOffice(t, { providers: { fake: fakeProvider(echo) } })
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
  const open = await addJob(gateway, { status: 'pending', finishedAt: null })
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
  t.equal((await call(`/api/jobs/${await addJob(gateway)}/result`, 'admin', 'DELETE')).status, 404)
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

/** A finished job with a file. */
async function addResult(gateway: TestGateway, content: string, values: Partial<typeof jobs.$inferInsert> = {}) {
  const bytes = Buffer.from(content)
  const finishedAt = values.receivedAt instanceof Date ? values.receivedAt : new Date()
  const key = resultKey(values.slotId ?? 'slot-001', randomUUID(), 1, 'image/jpeg')
  await gateway.store.write(key, bytes)
  return addJob(gateway, {
    ...{ status: 'done', failureReason: null, finishedAt, expiresAt: new Date(Date.now() + 3_600_000) },
    ...{ resultKey: key, resultMime: 'image/jpeg', resultBytes: bytes.length, resultWidth: 1, resultHeight: 1 },
    resultSha256: createHash('sha256').update(bytes).digest('hex'),
    ...values,
  })
}

const readZip = (file: string) =>
  JSON.parse(
    execFileSync('python3', [
      '-c',
      'import json,sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nprint(json.dumps([[n,z.read(n).decode()] for n in z.namelist()]))',
      file,
    ]).toString(),
  ) as [name: string, content: string][]

t.test("a slot's living pictures of a time come as one archive, the oldest first", async (t) => {
  const { gateway, ask, call } = await openStudio(t)
  const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour))
  const second = await addResult(gateway, 'second', { receivedAt: at(12) })
  const first = await addResult(gateway, 'first', { receivedAt: at(11) })
  await addResult(gateway, 'too early', { receivedAt: at(9) })
  await addResult(gateway, 'at the end', { receivedAt: at(13) })
  await addResult(gateway, 'elsewhere', { receivedAt: at(12), slotId: 'slot-002' })
  await addResult(gateway, 'expired', { receivedAt: at(12), expiresAt: new Date(Date.now() - 1000) })
  await addResult(gateway, 'deleted', { receivedAt: at(12), resultDeletedAt: at(12) })
  await addResult(gateway, 'cut short', { receivedAt: at(12), resultBytes: 100 })
  await addResult(gateway, 'lost', {
    receivedAt: at(12),
    resultKey: resultKey('slot-001', randomUUID(), 1, 'image/png'),
  })

  const url = '/api/slots/slot-001/results.zip?from=2026-01-01T10:00:00Z&to=2026-01-01T13:00:00Z'
  const answer = await ask(url)
  t.equal(answer.status, 200)
  t.equal(answer.headers.get('content-type'), 'application/zip')
  t.equal(answer.headers.get('content-length'), null, 'it is not made before it is sent')
  const file = path.join(gateway.directory, 'results.zip')
  await writeFile(file, Buffer.from(await answer.arrayBuffer()))
  t.same(readZip(file), [
    [`slot-001-2026-01-01T110000-${first}.jpg`, 'first'],
    [`slot-001-2026-01-01T120000-${second}.jpg`, 'second'],
  ])

  const table: [url: string, status: number, reason: string][] = [
    ['/api/slots/slot-099/results.zip', 404, 'slot_not_found'],
    ['/api/slots/slot-003/results.zip', 404, 'result_not_found'],
    ['/api/slots/slot-001/results.zip?from=today', 400, 'invalid_request'],
  ]
  for (const [asked, status, reason] of table) {
    t.match(await call(asked), { status, body: { failure_reason: reason } }, asked)
  }
  t.equal((await fetch(`${gateway.url}${url}`)).status, 401)
})

t.test('more pictures than fit into one archive are refused, not left out', async (t) => {
  const { gateway, call } = await openStudio(t)
  const id = await addResult(gateway, 'one')
  const { id: _id, ...job } = await findJob(gateway, id)
  for (let batch = 0; batch < 4; batch += 1) {
    const copies = Array.from({ length: 500 }, () => ({ ...job, id: randomUUID() }))
    await gateway.database.insert(jobs).values(copies)
  }
  const { status, body } = await call('/api/slots/slot-001/results.zip')
  t.equal(status, 400)
  t.match(body.details, /more than 2000/)
})
