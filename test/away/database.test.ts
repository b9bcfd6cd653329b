import { setTimeout as pause } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { type TimedAnswer, timed, until } from '../support/answers.ts'
import { postAnother } from '../support/different-photos.ts'
import { fakeChain, gatedProvider } from '../support/fake-provider.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { onlyLinux, startCluster } from '../support/postgres-cluster.ts'

const cluster = await startCluster(t)
const fastMilliseconds = 2000

const post = (gateway: TestGateway) => postAnother(gateway.url)
const readiness = (gateway: TestGateway) => timed(fetch(`${gateway.url}/readyz`))
const isReady = async (gateway: TestGateway) => (await readiness(gateway)).status === 200

/** A gateway on the cluster that is going to be mistreated, whose first slot waits for the test. */
async function startGated(t: Test) {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, { databaseUrl: cluster.url, providers: { fake: gated.provider } })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  return { gateway, gated }
}

function isRefusedFast(t: Test, answer: TimedAnswer): void {
  t.equal(answer.status, 503)
  t.match(answer.body, { failure_reason: 'unavailable', retry_after: 2 })
  t.equal(answer.retryAfter, '2')
  t.ok(answer.milliseconds < fastMilliseconds, `within 2 s: ${Math.round(answer.milliseconds)} ms`)
}

/** A photo goes through, as if nothing had been. */
async function works(t: Test, gateway: TestGateway, gated: ReturnType<typeof gatedProvider>): Promise<void> {
  const answering = post(gateway)
  await gated.holds(1)
  gated.releaseAll()
  const { status, body } = await answering
  t.equal(status, 200, JSON.stringify(body))
}

/** Lets go of every photo, also of those that come later. */
function releaseAlways(t: Test, gated: ReturnType<typeof gatedProvider>): void {
  const releasing = setInterval(() => gated.releaseAll(), 20)
  t.teardown(() => clearInterval(releasing))
}

const ways: Record<string, () => Promise<void>> = {
  'PostgreSQL is restarted in the hard way': async () => {
    await cluster.stop('immediate')
    await cluster.start()
  },
  'all connections are cut': async () => {
    const others = 'from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()'
    await cluster.query(`select pg_terminate_backend(pid) ${others}`)
  },
}

for (const [way, happen] of Object.entries(ways)) {
  t.test(`${way} while photos wait and are worked on; every one is answered`, async (t) => {
    const { gateway, gated } = await startGated(t)
    const answering = Array.from({ length: 12 }, () => post(gateway))
    await gated.holds(8)
    await happen()
    releaseAlways(t, gated)
    for (const { status, body, milliseconds } of await Promise.all(answering)) {
      t.ok(status === 200 || body.failure_reason === 'unavailable', `${status} ${JSON.stringify(body)}`)
      t.ok(milliseconds < 15_000, `after ${Math.round(milliseconds)} ms`)
    }
    t.equal((await post(gateway)).status, 200, 'and the next works')
    await until('ready', () => isReady(gateway))
  })
}

t.test('PostgreSQL is gone for half a minute', async (t) => {
  const { gateway, gated } = await startGated(t)
  await gateway.changeSlot('slot-001', { syncSeconds: 60 })
  const waiting = post(gateway)
  await gated.holds(1)
  await cluster.stop('fast')

  isRefusedFast(t, await post(gateway))
  for (const address of [
    '/public/results/0198a000-0000-7000-8000-000000000000',
    '/api/slots',
    '/public/jobs/0198a000-0000-7000-8000-000000000000',
  ]) {
    const { status, body, milliseconds } = await timed(
      fetch(`${gateway.url}${address}`, { headers: { cookie: 'photochanger_session=x', accept: 'application/json' } }),
    )
    t.ok(
      milliseconds < fastMilliseconds && status < 504 && status !== 500,
      `${address}: ${status} ${JSON.stringify(body)}`,
    )
  }
  const { status, body, milliseconds } = await readiness(gateway)
  t.equal(status, 503)
  t.match(body, { parts: { database: 'failing', storage: 'ok' } })
  t.ok(milliseconds < fastMilliseconds)

  gated.releaseAll()
  for (let second = 0; second < 30; second += 1) {
    gateway.clock.advance(1000)
    await pause(10)
  }
  isRefusedFast(t, await post(gateway))
  await cluster.start()
  await until('ready', () => isReady(gateway))
  t.equal((await waiting).status, 200, 'the photo that was being worked on all the time')
  await works(t, gateway, gated)
})

t.test('somebody holds all connections', async (t) => {
  const { gateway, gated } = await startGated(t)
  const held = await Promise.all(Array.from({ length: gateway.pool.options.max }, () => gateway.pool.connect()))
  isRefusedFast(t, await post(gateway))
  t.match((await readiness(gateway)).body, { parts: { database: 'failing' } })
  for (const client of held) client.release()
  await works(t, gateway, gated)
  t.ok(await isReady(gateway))
})

t.test('PostgreSQL freezes', onlyLinux, async (t) => {
  const { gateway, gated } = await startGated(t)
  const waiting = post(gateway)
  await gated.holds(1)
  cluster.freeze()
  t.teardown(cluster.thaw)
  const refused = await Promise.all(Array.from({ length: 5 }, () => post(gateway)))
  for (const answer of refused) isRefusedFast(t, answer)
  isRefusedFast(t, await post(gateway))
  t.match((await readiness(gateway)).body, { parts: { database: 'failing' } })

  cluster.thaw()
  gated.releaseAll()
  t.equal((await waiting).status, 200)
  await works(t, gateway, gated)
  await until('ready', () => isReady(gateway))
})
