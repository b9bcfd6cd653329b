import t, { type Test } from 'tap'
import { sql } from '../../src/drizzle.ts'
import type { CallFacts, Provider, RemoteWork } from '../../src/providers/provider.ts'
import { echo, fakeChain, fakeProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { createTestClock } from '../support/test-clock.ts'

const facts: CallFacts = {
  ...{ keyId: '0a1b2c3d', model: 'model-1', estimatedUsd: 0.04, priceDate: '2026-11-01' },
  ...{ mostConcurrent: 1, mostPerMinute: 6 },
}
const keyLane = 'fake 0a1b2c3d'

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
}
const rowsOf = async (gateway: TestGateway, query: ReturnType<typeof sql>) =>
  (await gateway.database.execute(query)).rows

/** A service at which work is handed in; says what it was asked to fetch, and what was handed in anew. */
function remoteService() {
  const resumed: (RemoteWork | undefined)[] = []
  const cancelled: RemoteWork[] = []
  const provider: Provider = {
    ...fakeProvider(echo, { facts }),
    async edit(request, { resume }) {
      resumed.push(resume)
      return {
        ...(await echo(request.photo)),
        report: { cost: { usd: 0.05, basis: 'table', priceDate: '2026-11-01' } },
      }
    },
    async cancel(remote) {
      cancelled.push(remote)
    },
  }
  return { provider, resumed, cancelled }
}

interface Left {
  epoch: number
  outcome: string
  remote?: RemoteWork
  isResumed?: boolean
}

/** A photo whose earlier workers are gone, and have left these calls; then a worker that lives. */
async function takeOver(t: Test, left: Left[], change: ReturnType<typeof sql>[] = [], slot = {}) {
  const service = remoteService()
  const api = await startTestGateway(t, { environment: { ROLE: 'api' }, providers: { fake: service.provider } })
  await api.changeSlot('slot-001', { chain: fakeChain(), ...slot })
  const answer = postForm(`${api.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  await until(async () => (await rowsOf(api, sql`select 1 from jobs`)).length === 1)
  for (const { epoch, outcome, remote = null, isResumed = false } of left) {
    await rowsOf(api, sql`update jobs set epoch = ${epoch}`)
    await rowsOf(
      api,
      sql`insert into attempts (job_id, epoch, number, provider, operation, model, worker, started_at, outcome, is_resumed,
        key_lane, billed, remote)
        select id, ${epoch}, 1, 'fake', 'edit', 'model-1', 'dead', clock_timestamp(), ${outcome}, ${isResumed}, ${keyLane},
          'unknown', ${remote && JSON.stringify(remote)}::jsonb from jobs`,
    )
  }
  for (const statement of change) await rowsOf(api, statement)
  await startTestGateway(t, {
    ...{ databaseUrl: api.databaseUrl, directory: api.directory, environment: { ROLE: 'worker' } },
    providers: { fake: service.provider },
  })
  return { ...service, api, answer: await answer }
}

const work = { id: 'work-1' }

t.test('work that is paid for is fetched whatever has become of its service and of its budgets', async (t) => {
  const cases: Record<string, ReturnType<typeof sql>> = {
    'an open circuit': sql`insert into provider_lanes (name, failures, openings, open_until, reason)
      values ('fake 0a1b2c3d model-1', 5, 1, clock_timestamp() + interval '5 minutes', 'overloaded')`,
    'a key that is left alone': sql`insert into provider_lanes (name, open_until) values (${keyLane}, clock_timestamp() + interval '5 minutes')`,
    'a used up rate': sql`insert into provider_lanes (name, tokens, tokens_at) values (${keyLane}, -100, clock_timestamp())`,
    'a budget that is overdrawn': sql`with own as (insert into provider_limits (provider, daily_budget_micros) values ('fake', 10))
      insert into spending (scope, period, micros) values ('provider fake', to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD'), 20)`,
  }
  for (const [what, change] of Object.entries(cases)) {
    const { answer, resumed } = await takeOver(t, [{ epoch: 1, outcome: 'lost', remote: work }], [change])
    t.equal(answer.status, 200, what)
    t.same(resumed, [work], what)
  }
})

t.test('work that was handed in is never handed in again, whenever its workers died', async (t) => {
  const cases: [what: string, left: Left[]][] = [
    [
      'while it was fetched for the second time',
      [
        { epoch: 1, outcome: 'lost', remote: work },
        { epoch: 2, outcome: 'lost', isResumed: true },
      ],
    ],
    ['with the picture in their hands', [{ epoch: 1, outcome: 'done', remote: work }]],
    [
      'with the picture of the second fetching in their hands',
      [
        { epoch: 1, outcome: 'cancelled', remote: work },
        { epoch: 2, outcome: 'done', isResumed: true },
      ],
    ],
  ]
  for (const [what, left] of cases) {
    const { answer, resumed } = await takeOver(t, left)
    t.equal(answer.status, 200, what)
    t.same(resumed, [work], what)
  }
})

t.test('a picture that was lost with its worker is paid for again only where the slot wants that', async (t) => {
  for (const [onUnknownOutcome, status, calls] of [
    ['next', 502, 0],
    ['again', 200, 1],
  ] as const) {
    const { answer, resumed } = await takeOver(t, [{ epoch: 1, outcome: 'done' }], [], { onUnknownOutcome })
    t.equal(answer.status, status, onUnknownOutcome)
    t.equal(resumed.length, calls, onUnknownOutcome)
  }
})

t.test('a service can still fetch what it was lent when its photo goes to another worker', async (t) => {
  const { promise: handedIn, resolve } = Promise.withResolvers<string>()
  const folder = t.testdir({ 'photo.jpg': 'prepared' })
  const provider: Provider = {
    ...fakeProvider(echo, { facts }),
    async edit({ photo }, { signal, remember, resume }) {
      if (resume) return echo(photo)
      const link = await photo.lend?.({ path: `${folder}/photo.jpg`, type: 'image/jpeg' })
      await remember(work)
      resolve(new URL(link ?? '').pathname)
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    },
  }
  const environment = { PUBLIC_BASE_URL: 'https://photos.example' }
  const clock = createTestClock()
  const options = { clock, providers: { fake: provider } }
  const api = await startTestGateway(t, { ...options, environment: { ROLE: 'api', ...environment } })
  await api.changeSlot('slot-001', { chain: fakeChain() })
  const node = { ...options, databaseUrl: api.databaseUrl, directory: api.directory }
  const first = await startTestGateway(t, { ...node, environment: { ROLE: 'worker', ...environment } })
  const answer = postForm(`${api.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  const link = await handedIn
  const stopped = first.stop()
  await t.rejects(fetch(`${first.url}/livez`))
  clock.advance(2000)
  await stopped
  const fetched = await fetch(`${api.url}${link}`)
  t.equal(fetched.status, 200)
  t.equal(await fetched.text(), 'prepared')
  await startTestGateway(t, { ...node, environment: { ROLE: 'worker', ...environment } })
  t.equal((await answer).status, 200)
})

t.test('work whose photo has ended while nobody held it is cancelled at its service, once', async (t) => {
  const { provider, cancelled } = remoteService()
  const clock = createTestClock()
  const api = await startTestGateway(t, { clock, environment: { ROLE: 'api' }, providers: { fake: provider } })
  await api.changeSlot('slot-001', { chain: fakeChain(), responseMode: 'async' })
  for (const width of [64, 65, 66]) {
    await postForm(`${api.url}/ingest/slot-001`, photoForm(await jpeg(width, 48), ingestPassword))
  }
  await rowsOf(
    api,
    sql`insert into attempts (job_id, epoch, number, provider, operation, worker, started_at, outcome, key_lane, remote)
      select id, 1, 1, 'fake', 'edit', 'dead', clock_timestamp(), 'lost', ${keyLane}, '{"id": "work-1"}' from jobs`,
  )
  // One is still wanted, one was fetched by somebody else, and one nobody wants any more.
  await rowsOf(
    api,
    sql`insert into attempts (job_id, epoch, number, provider, operation, worker, started_at, outcome, is_resumed)
      select id, 2, 1, 'fake', 'edit', 'other', clock_timestamp(), 'done', true from jobs where input_width = 65`,
  )
  await rowsOf(
    api,
    sql`update jobs set status = case when input_width = 65 then 'done' else 'cancelled' end, finished_at = clock_timestamp()
      where input_width > 64`,
  )
  await rowsOf(
    api,
    sql`update jobs set status = 'processing', worker = 'x', epoch = 1, lease_until = 'infinity' where input_width = 64`,
  )
  const node = { clock, providers: { fake: provider }, databaseUrl: api.databaseUrl, directory: api.directory }
  for (const _ of [1, 2]) await startTestGateway(t, { ...node, environment: { ROLE: 'worker' } })
  for (let look = 0; look < 20; look += 1) {
    clock.advance(500)
    for (let turn = 0; turn < 3; turn += 1) await rowsOf(api, sql`select 1`)
  }
  t.match(cancelled, [{ id: 'work-1' }])
  t.equal(cancelled.length, 1)
})
