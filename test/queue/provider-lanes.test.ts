import t, { type Test } from 'tap'
import { sql } from '../../src/drizzle.ts'
import type { CallFacts, EditedImage, Provider } from '../../src/providers/provider.ts'
import { type FailureKind, ProviderFailure } from '../../src/providers/provider-failure.ts'
import { echo, fakeChain, fakeProvider, gatedProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { createTestClock } from '../support/test-clock.ts'

const price = { estimatedUsd: 0.04, priceDate: '2026-11-01' }
const facts: CallFacts = { keyId: '0a1b2c3d', model: 'model-1', ...price }
const studio = { provider: 'studio', operation: 'passthrough', settings: {} }

let side = 40
/** Every time another photo: equal ones would join each other. */
const post = async (gateway: TestGateway, slot = 'slot-001') => {
  side += 1
  return postForm(`${gateway.url}/ingest/${slot}`, photoForm(await jpeg(side, 30), ingestPassword))
}
const reasonOf = async (answer: Response) => ((await answer.json()) as { failure_reason: string }).failure_reason
const rowsOf = async (gateway: TestGateway, query: ReturnType<typeof sql>) =>
  (await gateway.database.execute(query)).rows
const turn = () => new Promise((resolve) => setImmediate(resolve))
const until = async (isSo: () => Promise<boolean> | boolean) => {
  while (!(await isSo())) await turn()
}
/** A paid service that does what the test says next. */
function service(more: CallFacts = {}) {
  const steps: (FailureKind | 'done')[] = []
  let calls = 0
  const provider = fakeProvider(
    async (photo): Promise<EditedImage> => {
      calls += 1
      const step = steps.shift() ?? 'done'
      if (step !== 'done') throw new ProviderFailure(step, step)
      return echo(photo)
    },
    { facts: { ...facts, ...more } },
  )
  return { provider, calls: () => calls, next: (...more: (FailureKind | 'done')[]) => void steps.push(...more) }
}

async function start(t: Test, provider: Provider, environment: Record<string, string> = {}) {
  const clock = createTestClock()
  const gateway = await startTestGateway(t, { clock, environment, providers: { fake: provider } })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  return gateway
}

const lane = async (gateway: TestGateway) =>
  (
    await rowsOf(
      gateway,
      sql`select failures, openings, reason, open_until is not null as opened from provider_lanes where name like '% model-1'`,
    )
  )[0]

t.test(
  'after five failures in a row a service is left alone, then one call probes, and a success opens it for all',
  async (t) => {
    const { provider, calls, next } = service()
    const gateway = await start(t, provider)
    next(...Array<FailureKind>(6).fill('malformed'))
    for (let photo = 1; photo <= 5; photo += 1) {
      t.equal(await reasonOf(await post(gateway)), 'provider_error')
      await until(async () => (await lane(gateway))?.failures === photo)
    }
    t.match(await lane(gateway), { opened: true, reason: 'malformed' })
    await gateway.changeSlot('slot-001', { chain: [...fakeChain(), studio] })
    t.equal((await post(gateway)).status, 200, 'the studio steps in')
    t.equal(calls(), 5, 'at once')

    gateway.clock.advance(15_000)
    t.equal((await post(gateway)).status, 200)
    t.equal(calls(), 6, 'the probe')
    await until(async () => (await lane(gateway))?.openings === 2)
    gateway.clock.advance(15_000)
    t.equal((await post(gateway)).status, 200)
    t.equal(calls(), 6, 'the second time it is left alone for longer')
    gateway.clock.advance(15_000)
    t.equal((await post(gateway)).status, 200)
    await until(async () => (await lane(gateway))?.failures === 0)
    t.match(await lane(gateway), { failures: 0, openings: 0, opened: false })
    t.equal(calls(), 7)
  },
)

t.test('only one photo probes a service that has failed', async (t) => {
  const gated = gatedProvider({ facts })
  const gateway = await start(t, gated.provider)
  await gateway.changeSlot('slot-001', { chain: [...fakeChain(), studio] })
  await rowsOf(
    gateway,
    sql`insert into provider_lanes (name, failures, openings, open_until) values ('fake 0a1b2c3d model-1', 5, 1, clock_timestamp() - interval '1 second')`,
  )
  const answers = Array.from({ length: 4 }, () => post(gateway))
  await gated.holds(1)
  await until(
    async () =>
      Number((await rowsOf(gateway, sql`select count(*)::int as done from jobs where status = 'done'`))[0]?.done) === 3,
  )
  t.equal(gated.calls(), 1)
  gated.release()
  t.same(
    (await Promise.all(answers)).map(({ status }) => status),
    [200, 200, 200, 200],
  )
})

t.test('a key that is not taken, a model that is gone, an empty account: left alone at once', async (t) => {
  for (const kind of ['auth', 'model_gone', 'quota_exhausted'] as const) {
    const { provider, calls, next } = service()
    const gateway = await start(t, provider)
    next(kind)
    await post(gateway)
    await until(async () => (await lane(gateway))?.reason === kind)
    const again = await post(gateway)
    t.equal(again.status, 502, kind)
    t.equal(calls(), 1)
  }
})

t.test('a refusal says nothing against the service', async (t) => {
  const { provider, calls, next } = service()
  const gateway = await start(t, provider)
  next(...Array<FailureKind>(7).fill('refused'))
  for (let photo = 0; photo < 7; photo += 1) t.equal(await reasonOf(await post(gateway)), 'provider_refused')
  t.equal((await post(gateway)).status, 200)
  t.equal(calls(), 8)
})

t.test('calls at once with one key stay under its limit across two nodes, also as a fallback', async (t) => {
  const gated = gatedProvider({ facts: { ...facts, mostConcurrent: 3 } })
  const clock = createTestClock()
  const broken = fakeProvider(
    async () => {
      throw new ProviderFailure('malformed', 'broken')
    },
    { name: 'broken' },
  )
  const providers = { broken, fake: gated.provider }
  const first = await startTestGateway(t, { clock, providers })
  await first.changeSlot('slot-001', { chain: [...fakeChain('broken'), ...fakeChain()] })
  const second = await startTestGateway(t, {
    clock,
    providers,
    databaseUrl: first.databaseUrl,
    directory: first.directory,
  })
  const answers = Array.from({ length: 10 }, (_, at) => post(at % 2 ? first : second))
  for (let left = 10; left > 0; left -= Math.min(3, left)) {
    await gated.holds(Math.min(3, left))
    gated.releaseAll()
  }
  t.same(new Set((await Promise.all(answers)).map(({ status }) => status)), new Set([200]))
  t.equal(gated.mostInside(), 3)
})

t.test('calls a minute with one key stay under its rate', async (t) => {
  const { provider, calls } = service({ mostPerMinute: 12 })
  const gateway = await start(t, provider)
  const answers = Array.from({ length: 5 }, () => post(gateway))
  await until(() => calls() === 2)
  const startedAt = gateway.clock.monotonic()
  while (calls() < 5) {
    gateway.clock.advance(100)
    // Time must not run away from a database that has much to do.
    for (let look = 0; look < 5; look += 1) await rowsOf(gateway, sql`select 1`)
  }
  const seconds = (gateway.clock.monotonic() - startedAt) / 1000
  t.ok(seconds >= 14, `two at once, then one every five seconds: ${seconds}`)
  t.same(new Set((await Promise.all(answers)).map(({ status }) => status)), new Set([200]))
})

t.test('a budget of a slot stops the call that would exceed it, and the studio may still work', async (t) => {
  const { provider, calls } = service()
  const gateway = await start(t, provider)
  await gateway.changeSlot('slot-001', { dailyBudgetUsd: 0.1 })
  t.same([(await post(gateway)).status, (await post(gateway)).status], [200, 200])
  const over = await post(gateway)
  t.equal(over.status, 503)
  t.match(await over.json(), { failure_reason: 'budget_exhausted', details: /daily budget of slot slot-001/ })
  t.equal(calls(), 2)
  await gateway.changeSlot('slot-001', { chain: [...fakeChain(), studio] })
  t.equal((await post(gateway)).status, 200)
  t.equal(calls(), 2)
  gateway.clock.advance(86_400_000)
  t.equal((await post(gateway)).status, 200)
  t.equal(calls(), 3, 'tomorrow is another day')
})

t.test('a budget of a provider holds for all slots, and only what was charged counts', async (t) => {
  const { provider, calls, next } = service()
  const gateway = await start(t, provider)
  await gateway.changeSlot('slot-002', { chain: fakeChain() })
  await rowsOf(gateway, sql`insert into provider_limits (provider, monthly_budget_micros) values ('fake', 90000)`)
  next('bad_request', 'done', 'done')
  t.equal((await post(gateway)).status, 502)
  const spent = async () =>
    (
      await rowsOf(gateway, sql`select micros::int from spending where scope = 'provider fake' and length(period) = 7`)
    )[0]
  await until(async () => (await spent())?.micros === 0)
  t.equal((await post(gateway)).status, 200)
  t.equal((await post(gateway, 'slot-002')).status, 200)
  t.equal(await reasonOf(await post(gateway)), 'budget_exhausted')
  t.equal(calls(), 3)
  t.same(await spent(), { micros: 80_000 })
})

t.test('two photos do not both get the last money', async (t) => {
  const gated = gatedProvider({ facts })
  const gateway = await start(t, gated.provider)
  await gateway.changeSlot('slot-001', { dailyBudgetUsd: 0.1 })
  const answers = Array.from({ length: 6 }, () => post(gateway))
  await gated.holds(2)
  await until(
    async () =>
      Number(
        (await rowsOf(gateway, sql`select count(*)::int as failed from jobs where status = 'failed'`))[0]?.failed,
      ) === 4,
  )
  gated.releaseAll()
  t.same((await Promise.all(answers)).map(({ status }) => status).sort(), [200, 200, 503, 503, 503, 503])
  t.equal(gated.calls(), 2)
})

t.test('what a call costs stands with its attempt', async (t) => {
  const cost = { usd: 0.0336, basis: 'usage', priceDate: '2026-11-02' } as const
  const provider = fakeProvider(
    async (photo) => ({ ...(await echo(photo)), report: { httpStatus: 200, providerRequestId: 'req-1', cost } }),
    { facts },
  )
  const gateway = await start(t, provider)
  t.equal((await post(gateway)).status, 200)
  const spent = () =>
    rowsOf(gateway, sql`select scope, micros::int, calls from spending where length(period) = 10 order by scope`)
  await until(async () => (await spent())[0]?.micros === 33_600)
  t.same(await spent(), [
    { scope: 'provider fake', micros: 33_600, calls: 1 },
    { scope: 'slot slot-001', micros: 33_600, calls: 1 },
  ])
  t.match(await rowsOf(gateway, sql`select * from attempts`), [
    {
      ...{ model: 'model-1', outcome: 'done', billed: 'yes', cost_micros: '33600', cost_basis: 'usage' },
      ...{ price_date: '2026-11-02', http_status: 200, provider_request_id: 'req-1', link_index: 0, is_resumed: false },
    },
  ])
})

t.test('calls that were under way when a service was given up on do not make its pause longer', async (t) => {
  for (const kind of ['malformed', 'auth'] as const) {
    const gate = Promise.withResolvers<void>()
    let calls = 0
    const provider = fakeProvider(
      async () => {
        calls += 1
        await gate.promise
        throw new ProviderFailure(kind, kind)
      },
      { facts },
    )
    const gateway = await start(t, provider, { WORKER_CONCURRENCY: '10' })
    const answers = Array.from({ length: 10 }, () => post(gateway))
    await until(() => calls === 10)
    gate.resolve()
    await Promise.all(answers)
    await until(
      async () => (await rowsOf(gateway, sql`select 1 from attempts where reserved_micros is not null`)).length === 0,
    )
    t.match(await lane(gateway), { opened: true, openings: 1, reason: kind }, kind)
  }
})
