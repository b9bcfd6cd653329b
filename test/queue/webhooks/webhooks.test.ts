import { randomUUID } from 'node:crypto'
import t from 'tap'
import { eq } from '../../../src/drizzle.ts'
import { GatewayError } from '../../../src/errors.ts'
import { createDeliveries } from '../../../src/queue/webhooks/deliveries.ts'
import { webhookData } from '../../../src/queue/webhooks/webhook-event.ts'
import { audit, jobs, webhookDeliveries } from '../../../src/schema.ts'
import { fakeChain, fakeProvider, gatedProvider } from '../../support/fake-provider.ts'
import { startTestGateway } from '../../support/gateway.ts'
import { isSigned, openOffice, post } from './open-office.ts'

t.test('a finished photo is told, signed, without anything of the guest', async (t) => {
  const { gateway, receiver, add } = await openOffice(t)
  const { secret } = await add(['job.done'])
  const id = (await post(gateway)).headers.get('x-job-id')
  const [told] = await receiver.hears(1)
  if (!told) throw new Error('nothing was told')
  t.match(told.headers, { 'content-type': 'application/json', 'user-agent': 'PhotoChanger' })
  t.match(told.headers['webhook-id'], /^msg_[0-9a-f]{32}$/)
  t.ok(Math.abs(Number(told.headers['webhook-timestamp']) - Date.now() / 1000) < 60)
  t.ok(isSigned(told, secret))
  t.notOk(isSigned({ ...told, body: `${told.body} ` }, secret))
  const [job] = await gateway.database.select().from(jobs)
  t.same(JSON.parse(told.body), {
    type: 'job.done',
    timestamp: job?.finishedAt?.toISOString(),
    data: {
      job_id: id,
      slot: 'slot-001',
      slot_revision: 2,
      source: 'ingest',
      status: 'done',
      failure_reason: null,
      fallback: null,
      received_at: job?.receivedAt.toISOString(),
      finished_at: job?.finishedAt?.toISOString(),
      expires_at: job?.expiresAt?.toISOString(),
      result_url: `https://photos.example/public/results/${id}`,
    },
  })
  t.notMatch(told.body, /guest|127\.0\.0\.1|IMG_0001/)
  t.doesNotThrow(() => webhookData.job.strict().parse(JSON.parse(told.body).data))
})

t.test('every end of a photo is told under its own name, to whoever wants it', async (t) => {
  const gated = gatedProvider()
  const failing = fakeProvider(async () => Promise.reject(new GatewayError('provider_refused', 'no')), {
    name: 'failing',
  })
  const { gateway, add, rows, receiver } = await openOffice(t, { providers: { fake: gated.provider, failing } })
  const all = ['job.done', 'job.failed', 'job.late']
  await add(all, '/all')
  await add(['job.failed'], '/failed')

  await gateway.changeSlot('slot-001', { onTimeout: 'continue' })
  const late = post(gateway, 65)
  await gated.holds(1)
  gateway.clock.advance(49_000)
  t.equal((await late).status, 504)
  gated.release()
  await receiver.hears(1, '/all')

  await gateway.changeSlot('slot-001', { onTimeout: 'fail' })
  const hung = post(gateway, 66)
  await gated.holds(1)
  gateway.clock.advance(49_000)
  t.equal((await hung).status, 504)

  await gateway.changeSlot('slot-001', { chain: fakeChain('failing'), onTimeout: 'fail' })
  t.equal((await post(gateway, 68)).status, 502)

  const bodies = (await receiver.hears(3, '/all')).map(({ body }) => JSON.parse(body))
  const ends = bodies.map(({ type, data }) => [type, data.status, data.failure_reason, data.fallback])
  t.same(ends.sort(), [
    ['job.failed', 'failed', 'provider_refused', null],
    ['job.failed', 'timeout', 'provider_timeout', null],
    ['job.late', 'done', null, null],
  ])
  t.same(
    (await receiver.hears(2, '/failed')).map(({ body }) => JSON.parse(body).type),
    ['job.failed', 'job.failed'],
  )
  t.equal((await rows()).length, 5)
})

t.test('a test run and an endpoint that is switched off are told nothing', async (t) => {
  const gated = gatedProvider()
  const { gateway, add, call, rows } = await openOffice(t, { providers: { fake: gated.provider } })
  const { id } = await add(['job.done', 'job.failed', 'job.late'])
  await gateway.changeSlot('slot-001', { responseMode: 'async' })
  await post(gateway, 65)
  await gated.holds(1)
  await gateway.database.update(jobs).set({ source: 'test_run' })
  gated.release()
  const isDone = async () => (await gateway.database.select().from(jobs).where(eq(jobs.status, 'done'))).length
  while ((await isDone()) < 1) gateway.clock.advance(10)
  await call('PATCH', `/${id}`, { enabled: false })
  await post(gateway, 66)
  await gated.holds(1)
  gated.release()
  while ((await isDone()) < 2) gateway.clock.advance(10)
  t.same(await rows(), [])
})

t.test('without an endpoint the end of a photo costs no statement more', async (t) => {
  const { gateway, add, rows } = await openOffice(t)
  const statements: string[] = []
  const heard = new WeakSet<object>()
  gateway.pool.on('acquire', (client) => {
    if (heard.has(client)) return
    heard.add(client)
    const { query } = client
    client.query = ((...given: [{ text?: string }]) => {
      statements.push(String(given[0].text ?? given[0]))
      return Reflect.apply(query, client, given)
    }) as never
  })
  const toldIn = () => statements.splice(0).filter((text) => /insert into "webhook_deliveries"/.test(text))
  await post(gateway, 65)
  const [without, ...more] = toldIn()
  t.match(without, /^with changed as \(update "jobs"/, 'a part of the statement that ends the job')
  t.same(more, [])
  t.same(await rows(), [])
  await add(['job.done'])
  toldIn()
  await post(gateway, 66)
  t.same(new Set(toldIn()), new Set([without]))
  t.equal((await rows()).length, 1)
})

t.test('what fails is sent again by the schedule, under the same id, with a new timestamp and signature', async (t) => {
  const { gateway, add, receiver, settled } = await openOffice(t)
  const { secret } = await add(['job.done'])
  receiver.answers.set('/', { status: 500 })
  await post(gateway)
  const [first] = await receiver.hears(1)
  await settled(1)
  gateway.clock.advance(6000)
  const [, second] = await receiver.hears(2)
  await settled(2)
  receiver.answers.set('/', { status: 204 })
  gateway.clock.advance(331_000)
  const [, , third] = await receiver.hears(3)
  if (!first || !second || !third) throw new Error('too few tries')
  t.equal(second.headers['webhook-id'], first.headers['webhook-id'])
  t.equal(third.headers['webhook-id'], first.headers['webhook-id'])
  t.equal(third.body, first.body)
  const times = [first, second, third].map(({ headers }) => Number(headers['webhook-timestamp']))
  t.ok((times[1] ?? 0) - (times[0] ?? 0) >= 5)
  t.ok((times[2] ?? 0) - (times[1] ?? 0) >= 300)
  t.ok(isSigned(third, secret))
  t.match(await settled(3), { status: 'delivered', attempts: 3, httpStatus: 204, error: null })
})

t.test('what counts as delivered, and what is tried again', async (t) => {
  const { gateway, call, add, receiver } = await openOffice(t)
  const { id } = await add(['job.done'])
  const cases: [what: string, answer: Parameters<typeof receiver.answers.set>[1], outcome: object][] = [
    ['200', { status: 200 }, { status: 'delivered', http_status: 200, error: null }],
    ['299', { status: 299 }, { status: 'delivered', http_status: 299 }],
    ['compressed', { status: 200, headers: { 'content-encoding': 'gzip' } }, { status: 'delivered', http_status: 200 }],
    ['a large answer', { status: 200, headers: { 'content-length': '6' } }, { status: 'delivered' }],
    ['404', { status: 404 }, { status: 'failed', http_status: 404, error: 'It answered 404.' }],
    ['a redirect', { status: 307, headers: { location: '/elsewhere' } }, { status: 'failed', http_status: 307 }],
  ]
  for (const [what, answer, outcome] of cases) {
    receiver.answers.set('/', answer)
    const { status, body } = await call('POST', `/${id}/test`)
    t.equal(status, 200, what)
    t.match(body, { type: 'webhook.test', attempts: 1, ...outcome }, what)
  }
  t.same(
    receiver.heard.filter(({ path }) => path === '/elsewhere'),
    [],
    'nobody follows a redirect',
  )

  receiver.answers.set('/', 'silence')
  const before = receiver.heard.length
  const silent = call('POST', `/${id}/test`)
  await receiver.hears(before + 1)
  gateway.clock.advance(15_000)
  t.match((await silent).body, {
    status: 'failed',
    http_status: null,
    error: /No answer within 15 seconds|nothing for 15000/,
  })
})

t.test('410 switches the endpoint off, and what waits is not sent to it any more', async (t) => {
  const { gateway, add, call, receiver, rows } = await openOffice(t)
  const { id } = await add(['job.done'])
  receiver.answers.set('/', { status: 410 })
  await post(gateway, 65)
  await receiver.hears(1)
  let shown = (await call('GET', `/${id}`)).body
  while (shown.enabled) shown = (await call('GET', `/${id}`)).body
  t.match(shown, { enabled: false, disabled_because: 'It answered 410 Gone.' })
  await post(gateway, 66)
  t.match(await rows(), [{ status: 'failed', httpStatus: 410 }])
  const noted = await gateway.database.select().from(audit).where(eq(audit.what, 'webhook.changed'))
  t.match(noted, [{ who: 'gateway', before: { enabled: true }, after: { enabled: false } }])

  receiver.answers.set('/', { status: 200 })
  t.match((await call('PATCH', `/${id}`, { enabled: true })).body, { enabled: true, disabled_because: null })
  await post(gateway, 67)
  await receiver.hears(2)
})

t.test('a sender that is killed leaves nothing behind: another one sends it again', async (t) => {
  const { gateway, add, receiver, settled } = await openOffice(t, { environment: { ROLE: 'api' } })
  const { id } = await add(['job.done'])
  const now = gateway.clock.databaseNow()
  await gateway.database
    .insert(webhookDeliveries)
    .values({ endpointId: id, type: 'job.done', data: { job_id: randomUUID() }, happenedAt: now, nextAt: now })
  const deliveries = createDeliveries(gateway)
  const [dead] = await deliveries.take([])
  t.match(dead, { attempts: 1, step: 1 })
  t.same(await deliveries.take([]), [], 'nobody else has it in the meantime')

  const other = await startTestGateway(t, {
    ...{ databaseUrl: gateway.databaseUrl, directory: gateway.directory, clock: gateway.clock },
    environment: { WEBHOOK_TRUSTED_ORIGINS: receiver.origin, ROLE: 'worker' },
  })
  gateway.clock.advance(59_000)
  t.same(await deliveries.take([]), [], 'and as long as it may be alive')
  t.equal(receiver.heard.length, 0)
  gateway.clock.advance(2000)
  await receiver.hears(1)
  t.match(await settled(2), { status: 'delivered', attempts: 2 })
  if (!dead) throw new Error('nothing was taken')
  await deliveries.settle(dead, { kind: 'again', httpStatus: 500, error: 'x', milliseconds: 1, delaySeconds: 5 })
  t.match(await settled(2), { status: 'delivered', httpStatus: 200 }, 'the dead one, come back, changes nothing')
  await other.stop()
})

t.test('an endpoint that does not answer keeps only itself waiting', async (t) => {
  const { gateway, add, receiver } = await openOffice(t)
  await add(['job.done'], '/slow')
  await add(['job.done'], '/quick')
  receiver.answers.set('/slow', 'silence')
  await post(gateway, 65)
  await receiver.hears(1, '/slow')
  await post(gateway, 66)
  await receiver.hears(2, '/quick')
  t.equal(receiver.heard.filter(({ path }) => path === '/slow').length, 1)
})
