import t, { type Test } from 'tap'
import { createSessions } from '../../src/accounts/sessions.ts'
import { sql } from '../../src/drizzle.ts'
import { createCatalogue } from '../../src/providers/catalogue/catalogue.ts'
import type { CallFacts, Provider } from '../../src/providers/provider.ts'
import { ProviderFailure } from '../../src/providers/provider-failure.ts'
import { fakeChain, fakeProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'

const facts: CallFacts = { keyId: '0a1b2c3d', model: 'model-1', estimatedUsd: 0.04, priceDate: '2026-11-01' }

async function openOffice(
  t: Test,
  providers: Record<string, Provider>,
  more: Parameters<typeof startTestGateway>[1] = {},
) {
  const gateway = await startTestGateway(t, { providers, ...more })
  const cookies = {} as Record<'admin' | 'viewer', string>
  for (const role of ['admin', 'viewer'] as const) {
    const email = `${role}@studio.example`
    const { id } = await gateway.app.people.create({ email, password: 'correct horse', role, who: 'test' })
    cookies[role] = `photochanger_session=${(await createSessions(gateway).open(id)).token}`
  }
  async function call(method: string, url: string, as: 'admin' | 'viewer' | undefined, body?: unknown) {
    const headers = {
      ...(as && { cookie: cookies[as] }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    const answer = await fetch(`${gateway.url}${url}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    // biome-ignore lint/suspicious/noExplicitAny: the test looks into it
    return { status: answer.status, body: (text ? JSON.parse(text) : null) as any }
  }
  return { gateway, call }
}

const post = async (gateway: TestGateway, width: number) =>
  postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(width, 48), ingestPassword))

t.test('people see how the services are, what they may and what they cost, and never a key', async (t) => {
  let isBroken = false
  const fake = fakeProvider(
    async (photo) => {
      if (isBroken) throw new ProviderFailure('auth', 'no')
      return { bytes: await photo.read(), type: photo.type, width: photo.width, height: photo.height }
    },
    { facts },
  )
  const { gateway, call } = await openOffice(t, { fake })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  t.equal((await post(gateway, 64)).status, 200)
  isBroken = true
  t.equal((await post(gateway, 65)).status, 503)

  const find = async () =>
    (await call('GET', '/api/providers/status', 'viewer')).body.providers.find(
      ({ name }: { name: string }) => name === 'fake',
    )
  while ((await find()).circuits.length === 0) await new Promise((resolve) => setImmediate(resolve))
  const shown = await find()
  t.match(shown, {
    is_local: false,
    is_set_up: true,
    operations: ['edit'],
    spent: { today_usd: 0.04, month_usd: 0.04 },
    circuits: [{ model: 'model-1', is_open: true, failures: 1, reason: 'auth' }],
  })
  t.notOk(JSON.stringify(shown).includes('0a1b2c3d'), 'not even the digits that tell keys apart')
  t.equal((await call('GET', '/api/providers/status', undefined)).status, 401)
})

t.test('an administrator changes limits and budgets, and every change is written down', async (t) => {
  const fake = fakeProvider(
    async () => {
      throw new ProviderFailure('auth', 'no')
    },
    { facts },
  )
  const { gateway, call } = await openOffice(t, { fake })
  const limits = { most_concurrent: 4, most_per_minute: 60, daily_budget_usd: 12.5, monthly_budget_usd: null }
  t.equal((await call('PUT', '/api/providers/fake/limits', 'viewer', limits)).status, 403)
  t.equal((await call('PUT', '/api/providers/fake/limits', 'admin', limits)).status, 204)
  t.equal((await call('PUT', '/api/providers/nobody/limits', 'admin', limits)).status, 404)
  t.equal((await call('PUT', '/api/providers/fake/limits', 'admin', { ...limits, most_concurrent: 0 })).status, 422)
  const { body } = await call('GET', '/api/providers/status', 'viewer')
  t.same(body.providers.find(({ name }: { name: string }) => name === 'fake').limits, limits)
  const { rows } = await gateway.database.execute(
    sql`select who, what from audit where what = 'provider.limits_changed'`,
  )
  t.same(rows, [{ who: 'admin@studio.example', what: 'provider.limits_changed' }])
})

t.test('an administrator has a service tested', async (t) => {
  const fake = {
    ...fakeProvider(async () => Promise.reject()),
    probe: async () => ({ isFine: false, says: 'the key is not taken' }),
  }
  const { call } = await openOffice(t, { fake })
  t.same((await call('POST', '/api/providers/fake/test', 'admin')).body, {
    is_fine: false,
    says: 'the key is not taken',
    remark: null,
  })
  fake.probe = async () => ({ isFine: false, says: 'cannot be reached from here' })
  t.match((await call('POST', '/api/providers/fake/test', 'admin')).body, { remark: { code: 'probe.unreachable' } })
  t.equal((await call('POST', '/api/providers/fake/test', 'viewer')).status, 403)
  t.equal((await call('POST', '/api/providers/studio/test', 'admin')).status, 404)
  t.equal((await call('POST', '/api/providers/constructor/test', 'admin')).status, 404)
})

t.test('a test that goes well ends the rests of a service, and no others', async (t) => {
  let isFine = false
  const fake = {
    ...fakeProvider(async () => Promise.reject()),
    probe: async () => ({ isFine, says: 'so it is' }),
  }
  const { gateway, call } = await openOffice(t, { fake })
  await gateway.database.execute(sql`insert into provider_lanes (name, failures, openings, open_until, reason) values
    ('fake 0a1b model-1', 6, 2, now() + interval '1 hour', 'overloaded'),
    ('faker 0a1b model-1', 6, 2, now() + interval '1 hour', 'overloaded'),
    ('fake 0a1b', 0, 0, now() + interval '1 hour', 'rate_limited')`)
  const open = async () =>
    (await gateway.database.execute(sql`select name from provider_lanes where open_until > now() order by name`)).rows
  const audited = async () =>
    (await gateway.database.execute(sql`select who, after from audit where what = 'provider.rests_ended'`)).rows
  await call('POST', '/api/providers/fake/test', 'admin')
  t.equal((await open()).length, 3, 'one that goes badly changes nothing')
  isFine = true
  await call('POST', '/api/providers/fake/test', 'admin')
  t.same(await open(), [{ name: 'fake 0a1b' }, { name: 'faker 0a1b model-1' }])
  await call('POST', '/api/providers/fake/test', 'admin')
  t.same(await audited(), [{ who: 'admin@studio.example', after: { provider: 'fake', models: ['model-1'] } }])
})

t.test('a model that a slot uses and that is about to end is told of, also when only its service knows', async (t) => {
  const catalogue = createCatalogue({ today: () => '2026-11-21' })
  const environment = { OPENAI_API_KEY: 'test-key-1234', OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' }
  const { gateway, call } = await openOffice(t, {}, { catalogue, environment, withServices: true })
  const openai = (model: string) => ({ provider: 'openai', operation: 'edit', settings: { model, prompt: 'x' } })
  await gateway.changeSlot('slot-002', { chain: [openai('gpt-image-1.5')] })
  await gateway.changeSlot('slot-003', { chain: [openai('gpt-image-2')] })
  await gateway.changeSlot('slot-004', { chain: [openai('gpt-image-1.5')], enabled: false })
  const ending = async () => (await call('GET', '/api/providers/status', 'viewer')).body.ending
  t.match(await ending(), [
    { provider: 'openai', model: 'gpt-image-1.5', shutdown_on: '2026-12-01', days_left: 10, slots: ['slot-002'] },
  ])
  await gateway.database.execute(sql`insert into model_shutdowns values ('openai', 'gpt-image-2', '2026-12-05', now())`)
  t.match(await ending(), [
    { model: 'gpt-image-1.5' },
    { model: 'gpt-image-2', shutdown_on: '2026-12-05', slots: ['slot-003'] },
  ])
})

t.test('the daily look asks the services, once for all nodes, and warns', async (t) => {
  let asked = 0
  const fake = {
    ...fakeProvider(async () => Promise.reject(), { facts: { ...facts, model: 'old' } }),
    isSetUp: true,
    async listShutdowns() {
      asked += 1
      return [{ id: 'old', shutdownOn: '2026-11-30' }]
    },
  }
  const catalogue = createCatalogue({ today: () => '2026-11-21' })
  const { gateway } = await openOffice(t, { fake }, { catalogue })
  const second = await startTestGateway(t, {
    ...{ providers: { fake }, catalogue, clock: gateway.clock },
    ...{ databaseUrl: gateway.databaseUrl, directory: gateway.directory },
  })
  await gateway.database.execute(
    sql`update slot_revisions set settings = jsonb_set(settings, '{chain}', '[{"provider":"fake","operation":"edit","settings":{"model":"old"}}]') where slot_id = 'slot-005'`,
  )
  const warned = () => `${gateway.logText()}${second.logText()}`.includes('about to be shut down')
  const until = async () => {
    while (!warned()) {
      gateway.clock.advance(1000)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  await until()
  for (let second = 0; second < 180; second += 1) {
    gateway.clock.advance(1000)
    await new Promise((resolve) => setImmediate(resolve))
  }
  t.equal(asked, 1)
  t.match(
    `${gateway.logText()}${second.logText()}`,
    /"model":"old","shutdownOn":"2026-11-30","daysLeft":9,.*"slots":\["slot-005"\]/,
  )
})
