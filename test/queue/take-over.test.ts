import t, { type Test } from 'tap'
import { sql } from '../../src/drizzle.ts'
import { GatewayError } from '../../src/errors.ts'
import { echo, fakeChain, fakeProvider, gatedProvider } from '../support/fake-provider.ts'
import { createFreezableClock } from '../support/freezable-clock.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { createTestClock, type TestClock } from '../support/test-clock.ts'

/** Lets time run about ten times as fast. */
function hurry(t: Test, clock: TestClock): void {
  const ticking = setInterval(() => clock.advance(100), 10)
  t.teardown(() => clearInterval(ticking))
}

async function rowsOf(gateway: TestGateway, query: ReturnType<typeof sql>) {
  return (await gateway.database.execute(query)).rows
}

const until = async (isSo: () => Promise<boolean> | boolean) => {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
}

/** One node for HTTP, one worker that will fail in some way, and options for a second worker. */
async function startNodes(t: Test, failing: ReturnType<typeof fakeProvider>) {
  const clock = createTestClock()
  const api = await startTestGateway(t, {
    clock,
    environment: { ROLE: 'api' },
    providers: { fake: failing, second: failing },
  })
  const shared = { databaseUrl: api.databaseUrl, directory: api.directory, environment: { ROLE: 'worker' } }
  const frozen = createFreezableClock(clock)
  const first = await startTestGateway(t, {
    ...shared,
    environment: { ROLE: 'worker', WORKER_CONCURRENCY: '1' }, // full: frozen timers alone do not make it deaf
    clock: { ...clock, ...frozen },
    providers: { fake: failing, second: failing },
  })
  return { clock, frozen, api, first, shared: { ...shared, clock } }
}

t.test('a frozen worker loses its photo in time, and when it wakes up nothing it does counts', async (t) => {
  const gated = gatedProvider()
  const { clock, frozen, api, shared } = await startNodes(t, gated.provider)
  await api.changeSlot('slot-001', { chain: fakeChain() })
  const answer = postForm(`${api.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  await gated.holds(1)
  frozen.freeze()
  let calls = 0
  const healthy = fakeProvider((photo) => {
    calls += 1
    return echo(photo)
  })
  const started = clock.monotonic()
  await startTestGateway(t, { ...shared, providers: { fake: healthy, second: healthy } })
  hurry(t, clock)
  t.equal((await answer).status, 200)
  t.ok(clock.monotonic() - started < 15_000, 'well inside the window')

  const [job] = await rowsOf(api, sql`select id, status, epoch, ledger, result_key from jobs`)
  t.match(job, { status: 'done', epoch: 2, result_key: /\/2\.jpg$/ })
  t.match(
    ((job?.ledger ?? []) as { hop: string; epoch: number }[]).map(({ hop, epoch }) => `${hop} ${epoch}`),
    ['upload 0', 'queue 1', 'lost 1', 'queue 2', 'provider 2', 'publish 2'],
    'the ledger tells of the time that was lost',
  )
  t.equal(calls, 1)

  frozen.thaw()
  await until(() => gated.aborted.length > 0 || gated.inside() === 0)
  gated.releaseAll()
  const attempts = sql`select epoch, outcome from attempts order by epoch`
  await until(async () => (await rowsOf(api, attempts))[0]?.outcome !== 'lost')
  t.match(await rowsOf(api, attempts), [
    { epoch: 1, outcome: 'cancelled' },
    { epoch: 2, outcome: 'done' },
  ])
  t.match(gated.aborted, [{ code: 'cancelled' }], "the zombie's call was cut off")
  const keys: string[] = []
  for await (const { key } of api.store.list('')) keys.push(key)
  t.same(keys, [job?.result_key], 'and it left no file')
})

t.test('a worker that has lost its photo calls no other provider', async (t) => {
  const gate = Promise.withResolvers<void>()
  const entered = Promise.withResolvers<void>()
  let calls = 0
  const failing = fakeProvider(async () => {
    calls += 1
    entered.resolve()
    await gate.promise
    throw new GatewayError('provider_error', 'status 500')
  })
  const { api } = await startNodes(t, failing)
  await api.changeSlot('slot-001', { chain: [...fakeChain(), ...fakeChain('second')] })
  const answer = postForm(`${api.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  await entered.promise
  // As after a freeze: somebody else has it.
  await rowsOf(
    api,
    sql`update jobs set epoch = epoch + 1, worker = 'another', lease_until = clock_timestamp() + interval '1 day'`,
  )
  gate.resolve()
  await until(async () => (await rowsOf(api, sql`select 1 from attempts where outcome = 'started'`)).length === 1)
  hurry(t, api.clock)
  t.equal((await answer).status, 504)
  t.equal(calls, 1)
  t.same(await rowsOf(api, sql`select number from attempts`), [{ number: 1 }])
})

t.test('a photo that kills every worker is given up', async (t) => {
  const gated = gatedProvider()
  const { clock, api, first } = await startNodes(t, gated.provider)
  await api.changeSlot('slot-001', { chain: fakeChain() })
  const answer = postForm(`${api.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  hurry(t, clock)
  for (let round = 1; round <= 3; round += 1) {
    await gated.holds(1)
    // What a kill leaves: a lease that nobody renews.
    await rowsOf(api, sql`update jobs set worker = 'dead', lease_until = clock_timestamp() - interval '1 second'`)
    await until(() => gated.inside() === 0)
  }
  const body = (await (await answer).json()) as { failure_reason: string; details: string }
  t.match(body, { failure_reason: 'internal_error', details: /broke off again and again/ })
  t.equal(gated.calls(), 3)
  t.equal(first.logText().includes('gave up photos') || api.logText().includes('gave up photos'), true)
})

t.test('a stopping worker hands its photo to another one', async (t) => {
  const gated = gatedProvider()
  const { clock, api, first, shared } = await startNodes(t, gated.provider)
  await api.changeSlot('slot-001', { chain: fakeChain() })
  const answer = postForm(`${api.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  await gated.holds(1)
  const stopped = first.stop()
  await t.rejects(fetch(`${first.url}/livez`), 'the door is closed')
  clock.advance(2000)
  await stopped
  t.match(await rowsOf(api, sql`select status, epoch, worker from jobs`), [
    { status: 'pending', epoch: 1, worker: null },
  ])
  await startTestGateway(t, { ...shared, providers: { fake: fakeProvider(echo), second: fakeProvider(echo) } })
  t.equal((await answer).status, 200)
  t.match(await rowsOf(api, sql`select epoch, outcome from attempts order by epoch`), [
    { epoch: 1, outcome: 'cancelled' },
    { epoch: 2, outcome: 'done' },
  ])
})

t.test('after the database was away nobody takes over from workers that are alive', async (t) => {
  const gated = gatedProvider()
  const { clock, api } = await startNodes(t, gated.provider)
  await api.changeSlot('slot-001', { chain: fakeChain() })
  const answer = postForm(`${api.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  await gated.holds(1)
  // Nobody could renew anything for ten seconds, and nobody could look.
  clock.advance(10_000)
  hurry(t, clock)
  const isRenewed = sql`select 1 from jobs where lease_until > clock_timestamp()`
  await until(async () => (await rowsOf(api, isRenewed)).length === 1)
  gated.releaseAll()
  t.equal((await answer).status, 200)
  t.equal(gated.calls(), 1)
})

t.test('a worker that slept through the end of its job does not call the missing photo a fault', async (t) => {
  const gate = Promise.withResolvers<void>()
  const entered = Promise.withResolvers<void>()
  const sleeping = fakeProvider(async (photo) => {
    entered.resolve()
    await gate.promise
    return echo(photo)
  })
  const { api, first } = await startNodes(t, sleeping)
  await api.changeSlot('slot-001', { chain: fakeChain() })
  const answer = postForm(`${api.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  await entered.promise
  await rowsOf(
    api,
    sql`update jobs set epoch = epoch + 1, worker = 'another', lease_until = clock_timestamp() + interval '1 day'`,
  )
  for await (const { key } of api.store.list('inputs/')) await api.store.delete(key)
  gate.resolve()
  await until(async () => (await rowsOf(api, sql`select 1 from attempts where outcome = 'cancelled'`)).length === 1)
  t.notMatch(first.logText(), /"level":50/)
  hurry(t, api.clock)
  t.equal((await answer).status, 504)
})
