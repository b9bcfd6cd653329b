import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { type Role, roles } from '../../src/accounts/roles.ts'
import { createSessions } from '../../src/accounts/sessions.ts'
import { eq, sql } from '../../src/drizzle.ts'
import type { JobState } from '../../src/queue/find-jobs.ts'
import { createJobFeed } from '../../src/queue/job-feed.ts'
import type { Job } from '../../src/queue/jobs.ts'
import { attempts, audit, deletionReceipts, jobs, sessions } from '../../src/schema.ts'
import { fakeChain, gatedProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { connectRaw } from '../support/raw-http.ts'
import { addJob } from './office.ts'

type Options = Parameters<typeof startTestGateway>[1]

/** A gateway with one signed-in person per role, and a provider that waits until it is let go. */
async function openOffice(t: Test, options: Options = {}) {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, { providers: { fake: gated.provider }, ...options })
  const cookies = {} as Record<Role, string>
  for (const role of roles) {
    const email = `${role}@studio.example`
    const { id } = await gateway.app.people.create({ email, password: 'correct horse', role, who: 'test' })
    cookies[role] = `photochanger_session=${(await createSessions(gateway).open(id)).token}`
  }
  await gateway.changeSlot('slot-001', { chain: fakeChain() })

  async function call(url: string, as: Role | undefined = 'viewer', method: 'GET' | 'POST' = 'GET') {
    const headers: Record<string, string> = as ? { cookie: cookies[as] } : {}
    const answer = await fetch(`${gateway.url}${url}`, { method, headers })
    // biome-ignore lint/suspicious/noExplicitAny: the test looks into it
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as any }
  }
  const cancel = (id: string, as: Role = 'operator') => call(`/api/jobs/${id}/cancel`, as, 'POST')
  const nobody = (url: string, method: 'GET' | 'POST' = 'GET') => fetch(`${gateway.url}${url}`, { method })

  return { gateway, gated, cookies, call, cancel, nobody }
}

const post = async (gateway: TestGateway, width = 64) =>
  postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(width, 48), ingestPassword))

async function onlyJob({ database }: TestGateway): Promise<Job> {
  const [job] = await database.select().from(jobs)
  if (!job) throw new Error('there is no job')
  return job
}

/** Listens to the events, one after the other. */
async function listen(t: Test, gateway: TestGateway, cookie: string) {
  const stop = new AbortController()
  t.teardown(() => stop.abort())
  const answer = await fetch(`${gateway.url}/api/events`, { headers: { cookie }, signal: stop.signal })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  async function nextBlock(): Promise<string | undefined> {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end >= 0) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        return block
      }
      const { value, done } = (await reader?.read()) ?? { done: true }
      if (done) return undefined
      text += value
    }
  }
  async function nextEvent() {
    for (let block = await nextBlock(); block !== undefined; block = await nextBlock()) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? []
      if (name && data) return { name, ...(JSON.parse(data) as Record<string, unknown>) }
    }
    return undefined
  }
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    nextBlock,
    nextEvent,
    /** The next change, gaps passed by: they may come at any time. `undefined` when the line has ended. */
    async next() {
      let event = await nextEvent()
      while (event?.name === 'gap') event = await nextEvent()
      return event
    },
  }
}

t.test('viewers look, operators act, strangers do neither', async (t) => {
  const { gateway, call, cancel, nobody } = await openOffice(t)
  const id = await addJob(gateway)
  for (const url of ['/api/jobs', `/api/jobs/${id}`, '/api/events']) t.equal((await nobody(url)).status, 401, url)
  t.equal((await nobody(`/api/jobs/${id}/cancel`, 'POST')).status, 401)
  t.equal((await call('/api/jobs')).status, 200)
  t.equal((await call(`/api/jobs/${id}`)).status, 200)
  t.equal((await cancel(id, 'viewer')).status, 403)
  t.equal((await cancel(id, 'operator')).status, 409)
  t.equal((await cancel(id, 'admin')).status, 409)
})

t.test('the list is read page by page, newest first, and nothing is left out or told twice', async (t) => {
  const { gateway, call } = await openOffice(t)
  const ids: string[] = []
  for (let at = 0; at < 7; at += 1) ids.push(await addJob(gateway))
  const newest = await addJob(gateway, { receivedAt: new Date('2026-01-02T00:00:00.000Z'), status: 'cancelled' })
  const elsewhere = await addJob(gateway, { slotId: 'slot-002', receivedAt: new Date('2025-12-31T00:00:00.000Z') })

  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await call(`/api/jobs?limit=2${cursor && `&cursor=${cursor}`}`)
    t.ok(body.jobs.length <= 2)
    seen.push(...body.jobs.map((job: { job_id: string }) => job.job_id))
    cursor = body.next
  }
  t.same(seen, [newest, ...ids.sort().reverse(), elsewhere])

  const idsOf = async (query: string) =>
    (await call(`/api/jobs?${query}`)).body.jobs.map((job: { job_id: string }) => job.job_id)
  t.same(await idsOf('slot=slot-002'), [elsewhere])
  t.same(await idsOf('status=cancelled'), [newest])
  t.same(await idsOf('slot=slot-002&status=cancelled'), [])
  for (const query of [
    'limit=0',
    'limit=201',
    'status=gone',
    'cursor=x',
    'cursor=2026-99-01T00:00:00.000Z_x',
    'slt=1',
  ]) {
    t.match((await call(`/api/jobs?${query}`)).body, { failure_reason: 'invalid_request' }, query)
  }
})

t.test('one job is told with everything that is kept of it, and what its client wrote stays text', async (t) => {
  const { gateway, gated, call } = await openOffice(t)
  const hostile = '</script><script>alert(1)</script>\u2028"'
  const form = photoForm(await jpeg(64, 48), ingestPassword, [
    { name: 'guest', value: hostile },
    { name: 'hash', value: 'abc' },
  ])
  const answered = postForm(`${gateway.url}/ingest/slot-001`, form)
  await gated.holds(1)
  gated.release()
  const id = (await answered).headers.get('x-job-id') ?? ''
  await (await answered).arrayBuffer()
  const { headers, body } = await call(`/api/jobs/${id}`)

  t.match(headers.get('content-type'), 'application/json')
  t.equal(headers.get('x-content-type-options'), 'nosniff')
  const job = await onlyJob(gateway)
  t.match(body, {
    job_id: id,
    slot: 'slot-001',
    slot_revision: 2,
    source: 'ingest',
    status: 'done',
    failure_reason: null,
    late: false,
    fallback: null,
    client: { address: '127.0.0.1', fields: { guest: hostile }, hash: 'abc', hash_match: 'none' },
    input: { mime: 'image/jpeg', width: 64, height: 48, sha256: job.inputSha256 },
    result: { key: job.resultKey, bytes: job.resultBytes, sha256: job.resultSha256, deleted_at: null },
    received_at: job.receivedAt.toISOString(),
    deadline_at: job.deadlineAt.toISOString(),
    finished_at: job.finishedAt?.toISOString(),
    expires_at: job.expiresAt?.toISOString(),
    epoch: 1,
    worker: job.worker,
    attempts: [{ epoch: 1, number: 1, provider: 'fake', operation: 'edit', outcome: 'done' }],
  })
  t.same(body.ledger, job.ledger)
  t.equal((await call(`/api/jobs/${randomUUID()}`)).body.failure_reason, 'job_not_found')
  t.equal((await call('/api/jobs/slot-001')).body.failure_reason, 'job_not_found')
})

t.test('proofs of deletion are told with their job and after it', async (t) => {
  const { gateway, call } = await openOffice(t)
  const id = await addJob(gateway)
  const [dueAt, deletedAt] = [new Date('2026-01-01T12:00:00.000Z'), new Date('2026-01-01T12:00:07.000Z')]
  const receipt = { what: 'photo', slotId: 'slot-001', sha256: 'a'.repeat(64), bytes: 3, dueAt, deletedAt } as const
  await gateway.database.insert(deletionReceipts).values({ jobId: id, ...receipt })
  const told = [
    {
      what: 'photo',
      slot: 'slot-001',
      sha256: 'a'.repeat(64),
      bytes: 3,
      due_at: dueAt.toISOString(),
      deleted_at: deletedAt.toISOString(),
    },
  ]
  t.same((await call(`/api/jobs/${id}`)).body.deletion_receipts, told)
  await gateway.database.delete(jobs)
  t.same((await call(`/api/jobs/${id}`)).body, { job_id: id, deletion_receipts: told })
})

t.test('an operator stops a photo that is being worked on', async (t) => {
  const { gateway, gated, cancel } = await openOffice(t)
  const waiting = post(gateway)
  await gated.holds(1)
  const { id, inputKey: key } = await onlyJob(gateway)

  const { status, body } = await cancel(id)
  t.equal(status, 200)
  t.match(body, {
    job_id: id,
    status: 'cancelled',
    failure_reason: 'cancelled',
    deletion_receipts: [{ what: 'photo' }],
  })
  const answer = await waiting
  t.equal(answer.status, 503)
  t.match(await answer.json(), { failure_reason: 'cancelled', job_id: id })
  t.notOk(await gateway.store.read(key), 'the photo is gone')
  const [noted] = await gateway.database.select().from(audit).where(eq(audit.what, 'job.cancelled'))
  t.match(noted, {
    who: 'operator@studio.example',
    before: { job_id: id, slot: 'slot-001', status: 'processing' },
    after: { job_id: id, slot: 'slot-001', status: 'cancelled' },
  })

  const again = await cancel(id)
  t.equal(again.status, 409)
  t.match(again.body, { failure_reason: 'conflict', details: /nothing to stop.*"cancelled"/ })
  t.equal(await gateway.database.$count(audit, eq(audit.what, 'job.cancelled')), 1)
  t.equal((await cancel(randomUUID())).body.failure_reason, 'job_not_found')
})

t.test('an operator stops a photo that nobody works on yet', async (t) => {
  const { gateway, cancel } = await openOffice(t, { environment: { ROLE: 'api' } })
  await gateway.changeSlot('slot-001', { responseMode: 'async' })
  t.equal((await post(gateway)).status, 202)
  const { id, inputKey: key } = await onlyJob(gateway)
  t.match((await cancel(id)).body, { status: 'cancelled', deletion_receipts: [{ what: 'photo' }] })
  t.notOk(await gateway.store.read(key))
  t.equal(await gateway.database.$count(attempts), 0)
})

t.test('every change of every job is told as it happens', async (t) => {
  const { gateway, gated, cookies } = await openOffice(t)
  const line = await listen(t, gateway, cookies.viewer)
  t.equal(line.status, 200)
  t.equal(line.type, 'text/event-stream')
  t.same(await line.nextEvent(), { name: 'gap' }, 'what was before, the list knows')

  const answered = post(gateway)
  const common = { slot: 'slot-001', late: false, fallback: null, failure_reason: null }
  t.match(await line.next(), { name: 'pending', status: 'pending', ...common })
  t.match(await line.next(), { name: 'processing', status: 'processing', ...common })
  await gated.holds(1)
  gated.release()
  const done = await line.next()
  t.equal((await answered).status, 200)
  const { id, finishedAt } = await onlyJob(gateway)
  t.match(done, { name: 'done', status: 'done', job_id: id, ...common, at: finishedAt?.toISOString() })
})

t.test('a picture that comes after its window is told as late', async (t) => {
  const { gateway, gated, cookies, call } = await openOffice(t)
  await gateway.changeSlot('slot-001', { onTimeout: 'continue' })
  const line = await listen(t, gateway, cookies.viewer)
  const answered = post(gateway)
  await gated.holds(1)
  gateway.clock.advance(49_000)
  t.equal((await answered).status, 504)
  gated.release()
  let event = await line.next()
  while (event?.name !== 'done') event = await line.next()
  const { id } = await onlyJob(gateway)
  t.match(event, { job_id: id, status: 'done', late: true })
  t.match((await call(`/api/jobs/${id}`)).body, { late: true, status: 'done' })
})

t.test('when the line to the database was down, listeners are told to ask the list', async (t) => {
  const { gateway, cookies } = await openOffice(t)
  const line = await listen(t, gateway, cookies.viewer)
  t.same(await line.nextEvent(), { name: 'gap' })
  await gateway.database.execute(
    sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'photochanger-listen-%'`,
  )
  const ticking = setInterval(() => gateway.clock.advance(500), 20)
  t.teardown(() => clearInterval(ticking))
  t.same(await line.nextEvent(), { name: 'gap' })
})

t.test('a line that says nothing shows that it is alive, and ends with the right to listen', async (t) => {
  const { gateway, cookies } = await openOffice(t)
  const line = await listen(t, gateway, cookies.viewer)
  t.same(await line.nextEvent(), { name: 'gap' })
  gateway.clock.advance(15_000)
  let block = await line.nextBlock()
  while (block?.startsWith('event: gap')) block = await line.nextBlock()
  t.equal(block, ': still here')

  await gateway.database.delete(sessions)
  gateway.clock.advance(60_000)
  t.equal(await line.next(), undefined)
})

t.test('listeners do not hold up a stop', async (t) => {
  const { gateway, cookies } = await openOffice(t)
  const line = await listen(t, gateway, cookies.admin)
  t.same(await line.nextEvent(), { name: 'gap' })
  const ended = line.next()
  const startedAt = gateway.clock.monotonic()
  await gateway.stop()
  t.equal(await ended, undefined)
  t.ok(gateway.clock.monotonic() - startedAt < 2000, 'the grace was not used up')
})

t.test('a listener who does not read is cut off, and the others hear on', async (t) => {
  const { gateway, cookies } = await openOffice(t)
  // Long news, and only so many at once as the good listener surely takes before the next: the kernel keeps some ten
  // megabytes for whoever does not read, before anything is kept here.
  const id = await addJob(gateway, { failureReason: 'x'.repeat(1000) })
  const newsAtOnce = 500
  const good = await listen(t, gateway, cookies.viewer)
  const slow = await connectRaw(gateway.port)
  slow.send(`GET /api/events HTTP/1.1\r\nHost: x\r\nCookie: ${cookies.viewer}\r\n\r\n`)
  await slow.hears('event: gap')
  slow.socket.pause()

  let heard = 0
  const shout = () =>
    gateway.database.execute(
      sql`select pg_notify('photochanger_job', ${`${id} failed `} || n) from generate_series(1, ${newsAtOnce}::int) as n`,
    )
  while (!gateway.logText().includes('reads too slowly')) {
    await shout()
    for (const before = heard; heard < before + newsAtOnce; heard += 1) await good.next()
    if (heard > 100_000) break
  }
  t.match(gateway.logText(), 'reads too slowly')
  await shout()
  t.match(await good.next(), { name: 'failed', job_id: id })
  slow.destroy()
})

t.test('news that come faster than the database answers are told as a gap', async (t) => {
  const said: string[] = []
  const answer = Promise.withResolvers<Map<string, JobState>>()
  let hear = (_payload: string) => {}
  const feed = createJobFeed({
    search: { findStates: () => answer.promise },
    notifications: {
      on(_channel, listener) {
        hear = listener
        return () => {}
      },
      onGap: () => () => {},
    },
    log: { warn() {} } as never,
  })
  for (let at = 0; at < 100; at += 1) hear(`${at} done`)
  const quiet = Promise.withResolvers<void>()
  feed.join({
    say: (text) => {
      said.push(text)
      if (said.length === 3) quiet.resolve()
    },
    end() {},
  })
  for (let at = 0; at < 30_000; at += 1) hear(`${at} done`)
  answer.resolve(new Map())
  await quiet.promise
  t.same(said, ['event: gap\ndata: {}\n\n', '', 'event: gap\ndata: {}\n\n'])
})
