import t from 'tap'
import { createDeadline } from '../src/deadline.ts'
import { sql } from '../src/drizzle.ts'
import { createLedger, type LedgerEntry, sumByHop } from '../src/ledger.ts'
import { fakeChain, gatedProvider } from './support/fake-provider.ts'
import { ingestPassword, startTestGateway } from './support/gateway.ts'
import { photoForm, postForm } from './support/multipart.ts'
import { jpeg } from './support/pictures.ts'
import { createTestClock } from './support/test-clock.ts'

t.test('hops follow each other without a gap, each with what it was allowed', async (t) => {
  let now = 1000
  const clock = { ...createTestClock(), monotonic: () => now }
  const deadline = createDeadline(clock, 10_000)
  const ledger = createLedger(clock, deadline, 'queue', 2, 400)
  now += 500
  ledger.enter('provider')
  now += 2000
  ledger.enter('provider')
  now += 1000
  ledger.enter('publish')
  now += 30
  t.same(ledger.close(), [
    { hop: 'queue', allowed: 10_300, spent: 1100, epoch: 2 },
    { hop: 'provider', allowed: 9250, spent: 3000, epoch: 2 },
    { hop: 'publish', allowed: 6400, spent: 30, epoch: 2 },
  ])
  t.same(sumByHop(ledger.close()), { queue: 1100, provider: 3000, publish: 30 })
})

t.test('the job and the answer tell the same times, also when nobody was there to write them down', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, {
    clock: createTestClock({ standsStill: true }),
    providers: { fake: gated.provider },
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const shoot = async (width: number, milliseconds: number) => {
    const waiting = postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(width, 48), ingestPassword))
    await gated.holds(1)
    gateway.clock.advance(milliseconds)
    return waiting
  }
  const lastJob = async () => {
    const { rows } = await gateway.database.execute<{ ledger: LedgerEntry[]; total: number }>(
      sql`select ledger, extract(epoch from finished_at - received_at)::float8 * 1000 as total from jobs order by received_at desc limit 1`,
    )
    const [job] = rows
    if (!job) throw new Error('no job')
    return { ...job, sums: sumByHop(job.ledger) }
  }

  const pending = shoot(64, 20_000)
  while (gated.calls() === 0) await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  gated.releaseAll()
  const answer = await pending
  const timing = answer.headers.get('server-timing') ?? ''
  const done = await lastJob()
  t.same(
    done.ledger.map(({ hop }) => hop),
    ['upload', 'queue', 'provider', 'publish'],
  )
  for (const hop of ['upload', 'queue', 'provider', 'publish'] as const) {
    t.ok(timing.includes(`${hop};dur=${done.sums[hop]?.toFixed(1)}`), `${hop} in ${timing}`)
  }
  t.ok((done.sums.provider ?? 0) >= 20_000)
  const sum = done.ledger.reduce((all, { spent }) => all + spent, 0)
  t.ok(Math.abs(sum - done.total) < 1000, `the hops (${sum}) are the whole time (${done.total})`)

  const late = await shoot(65, 48_000)
  t.equal(late.status, 504)
  t.match(late.headers.get('server-timing'), /upload;dur=.*queue;dur=.*provider;dur=4[78]\d{3}/)
  const ended = await lastJob()
  t.ok(Math.abs(ended.ledger.reduce((all, { spent }) => all + spent, 0) - ended.total) < 1000)
})
