import t, { type Test } from 'tap'
import { eq, sql } from '../../src/drizzle.ts'
import type { LedgerEntry } from '../../src/ledger.ts'
import { createFigureTable } from '../../src/queue/figure-table.ts'
import { findChangedHours } from '../../src/queue/figures-of-jobs.ts'
import { createStatistics } from '../../src/queue/statistics.ts'
import { jobs, refusals, slotFigures } from '../../src/schema.ts'
import { createRandom } from '../support/random.ts'
import { addAttempt, addJob, openOffice } from './office.ts'

const hour = 3_600_000
const day = 24 * hour

interface Known {
  slotId: string
  receivedAt: number
  status: 'done' | 'failed' | 'timeout' | 'cancelled' | 'processing'
  isTest: boolean
  isFallback: boolean
  own: number
  provider: number
  micros: number
}

async function openStatistics(t: Test) {
  const office = await openOffice(t, { environment: { ROLE: 'api' } })
  const { gateway } = office
  const table = createFigureTable(gateway)
  const known: Known[] = []
  const random = createRandom(5)
  const now = async () => {
    const { rows } = await gateway.database.execute<{ now: string }>(sql`select ${gateway.clock.databaseNow()} as now`)
    return Date.parse(rows[0]?.now ?? '')
  }

  async function add(receivedAt: number, finishedAt = receivedAt + 2000, patch: Partial<Known> = {}): Promise<void> {
    const job: Known = {
      receivedAt,
      slotId: random.pick(['slot-001', 'slot-002']),
      status: random.pick(['done', 'done', 'done', 'failed', 'timeout', 'cancelled', 'processing']),
      isTest: random.chance(0.1),
      isFallback: false,
      own: random.between(20, 900),
      provider: random.between(300, 9000),
      micros: random.whole(0, 40_000),
      ...patch,
    }
    job.isFallback = job.status === 'done' && random.chance(0.1)
    const isOpen = job.status === 'processing'
    const ledger: LedgerEntry[] = [
      { hop: 'upload', allowed: 0, spent: job.own / 2, epoch: 0 },
      { hop: 'provider', allowed: 0, spent: job.provider * 0.75, epoch: 1 },
      { hop: 'download', allowed: 0, spent: job.provider * 0.25, epoch: 1 },
      { hop: 'publish', allowed: 0, spent: job.own / 2, epoch: 1 },
    ]
    const id = await addJob(gateway, {
      ...{ slotId: job.slotId, status: job.status, source: job.isTest ? 'test_run' : 'ingest', ledger },
      ...{ failureReason: isOpen || job.status === 'done' ? null : 'provider_error' },
      ...{ receivedAt: new Date(receivedAt), finishedAt: isOpen ? null : new Date(finishedAt) },
      ...{
        ...(isOpen && { deadlineAt: new Date(Date.now() + day), workUntilAt: new Date(Date.now() + day) }),
        fallback: job.isFallback ? 'original' : null,
        inputSha256: String(known.length).padStart(64, '0'),
      },
    })
    await addAttempt(gateway, id, { costMicros: job.micros })
    known.push(job)
  }

  async function refuse(at: number): Promise<void> {
    const values = { at: new Date(at), slotId: 'slot-001', failureReason: 'payload_too_large', details: '' }
    await gateway.database.insert(refusals).values({ ...values, clientAddress: '', requestId: '' })
  }
  return { ...office, table, known, add, refuse, now, random }
}

const percentile = (values: number[], share: number) =>
  values.toSorted((one, other) => one - other)[Math.ceil(values.length * share) - 1] ?? 0

/** What the answer must be, counted in the plainest way. */
function countOf(known: readonly Known[], from: number, slotId?: string) {
  const meant = known.filter((job) => !job.isTest && job.receivedAt >= from && (!slotId || job.slotId === slotId))
  const of = (status: Known['status']) => meant.filter((job) => job.status === status).length
  const ended = meant.length - of('processing')
  const done = meant.filter(({ status }) => status === 'done')
  const good = done.filter(({ isFallback }) => !isFallback).length
  return {
    counts: {
      ...{ jobs: meant.length, in_flight: of('processing'), done: of('done'), failed: of('failed') },
      ...{ timeout: of('timeout'), cancelled: of('cancelled'), fallback: done.length - good },
      success_rate: ended === 0 ? null : good / ended,
      timeout_rate: ended === 0 ? null : of('timeout') / ended,
      cost_usd: meant.filter((job) => job.status !== 'processing').reduce((sum, { micros }) => sum + micros, 0) / 1e6,
    },
    own: done.map(({ own }) => own),
    provider: done.map(({ provider }) => provider),
  }
}

type Office = Awaited<ReturnType<typeof openStatistics>>

async function compare(t: Test, { call, known, now }: Office, query: string, span: (now: number) => number) {
  const from = span(await now())
  const { body } = await call(`/api/statistics?${query}`)
  const slot = new URLSearchParams(query).get('slot') ?? undefined
  const { counts, own, provider } = countOf(known, from, slot)
  t.match(body.whole, counts, query)
  for (const shown of body.slots) t.match(shown, countOf(known, from, shown.slot).counts, `${query} ${shown.slot}`)
  for (const [name, values] of [
    ['own_overhead_ms', own],
    ['provider_ms', provider],
  ] as const) {
    for (const [share, value] of [
      [0.5, body.whole[name].p50],
      [0.95, body.whole[name].p95],
    ] as const) {
      if (values.length === 0) t.equal(value, null)
      else t.ok(Math.abs(value / percentile(values, share) - 1) < 0.051, `${query} ${name} ${share}: ${value}`)
    }
  }
  return body
}

const spans: [query: string, from: (now: number) => number][] = [
  ['window=1h', (now) => now - hour],
  ['window=24h', (now) => now - day],
  ['window=72h', (now) => now - 3 * day],
  ['window=72h&slot=slot-002', (now) => now - 3 * day],
  ['', (now) => now - day],
  ['days=1', (now) => now - (now % day)],
  ['days=20', (now) => now - (now % day) - 19 * day],
  ['days=90&slot=slot-001', (now) => now - (now % day) - 89 * day],
]

t.test(
  'what is told is what a plain count over all jobs says, before, between and after the sums are made',
  async (t) => {
    const office = await openStatistics(t)
    const { add, now, random, table, gateway, call } = office
    const start = await now()
    // None so near to an edge that the test itself could carry it over.
    const somewhere = () => {
      const ago = random.pick([
        random.between(0.01, 0.97),
        random.between(1.03, 23.9),
        random.between(24.1, 71),
        random.between(73, 480),
      ])
      return start - ago * hour
    }
    for (let at = 0; at < 200; at += 1) await add(somewhere())
    for (const [query, from] of spans) await compare(t, office, query, from)

    await table.update()
    t.ok((await gateway.database.$count(slotFigures, eq(slotFigures.hours, 24))) > 15)
    for (const [query, from] of spans) await compare(t, office, query, from)

    // Photos of all hours end now; the next sums have not been made yet.
    for (let at = 0; at < 40; at += 1) await add(somewhere(), await now())
    for (const [query, from] of spans) await compare(t, office, query, from)

    await table.update()
    await table.update()
    for (const [query, from] of spans) await compare(t, office, query, from)
    gateway.clock.advance(120_000)
    t.same(
      await findChangedHours(gateway.database, gateway.clock, new Date(await now())),
      [],
      'all comes from the sums now',
    )

    const { body } = await call('/api/statistics?days=20')
    t.equal(body.by_day.length, 20)
    const sum = body.by_day.reduce((total: number, of: { jobs: number }) => total + of.jobs, 0)
    t.equal(sum + body.whole.in_flight, body.whole.jobs)
  },
)

t.test('days are told when the rows of their jobs are gone', async (t) => {
  const { add, now, table, gateway } = await openStatistics(t)
  const at = (await now()) - 12 * day
  for (let each = 0; each < 5; each += 1) await add(at, at, { status: 'done', isTest: false, slotId: 'slot-001' })
  await table.update()
  await gateway.database.delete(jobs)
  // Only these two see it: nobody else has to live through a month.
  const clock = { ...gateway.clock, databaseNow: () => sql<Date>`(clock_timestamp() + interval '25 days')` }
  await createFigureTable({ database: gateway.database, clock }).update()
  const { parts } = await createStatistics({ database: gateway.database, clock }).read({ days: 90 })
  t.equal(parts.length, 1)
  t.match(parts, [{ slotId: 'slot-001', startsAt: at - (at % day), figures: { done: 5 } }])
})

t.test('refused photos have a rate and reasons of their own', async (t) => {
  const office = await openStatistics(t)
  const { add, refuse, now, table, call } = office
  const at = (await now()) - 60_000
  for (let each = 0; each < 3; each += 1) await add(at, at, { status: 'done', isTest: false, slotId: 'slot-001' })
  await refuse(at)
  for (const round of ['from the rows', 'from the sums']) {
    const { body } = await call('/api/statistics?window=24h')
    t.match(body.whole, { jobs: 3, refused: 1, refusal_rate: 0.25, refusal_reasons: { payload_too_large: 1 } }, round)
    await table.update()
  }
})

t.test('an empty gateway has no rates, and questions that mean nothing are refused', async (t) => {
  const { call, gateway } = await openStatistics(t)
  const { body } = await call('/api/statistics')
  t.match(body, { whole: { jobs: 0, success_rate: null, own_overhead_ms: { p50: null } }, slots: [], by_day: null })
  for (const query of ['window=2h', 'days=91', 'days=0', 'window=1h&days=1', 'slot=UPPER']) {
    t.equal((await call(`/api/statistics?${query}`)).body.failure_reason, 'invalid_request', query)
  }
  t.equal((await call('/api/statistics?slot=slot-099')).body.failure_reason, 'slot_not_found')
  t.equal((await fetch(`${gateway.url}/api/statistics`)).status, 401)
})

t.test('the sums are made by the schedule', async (t) => {
  const { gateway } = await openOffice(t)
  await addJob(gateway, { receivedAt: new Date(Date.now() - hour) })
  gateway.clock.advance(60_000)
  let rows = 0
  while (rows === 0) rows = await gateway.database.$count(slotFigures)
  t.equal(rows, 2, 'its hour and its day')
})
