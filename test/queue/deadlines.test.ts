import t from 'tap'
import { sql } from '../../src/drizzle.ts'
import { GatewayError } from '../../src/errors.ts'
import { echo, fakeChain, fakeProvider, gatedProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { createTestClock } from '../support/test-clock.ts'

async function keysIn({ store }: TestGateway): Promise<string[]> {
  const keys: string[] = []
  for (const prefix of ['inputs/', 'results/']) for await (const { key } of store.list(prefix)) keys.push(key)
  return keys
}

async function jobRows({ database }: TestGateway) {
  const { rows } = await database.execute(
    sql`select id, status, failure_reason, result_key from jobs order by received_at`,
  )
  return rows
}

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
}

t.test('a provider that does not answer in the window gives 504, is cut off and leaves nothing', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, {
    clock: createTestClock({ standsStill: true }),
    providers: { fake: gated.provider },
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain(), maxInFlight: 1 })
  const form = photoForm(await jpeg(64, 48), ingestPassword)
  const waiting = postForm(`${gateway.url}/ingest/slot-001`, form)
  await gated.holds(1)
  gateway.clock.advance(48_000)

  const answer = await waiting
  t.equal(answer.status, 504)
  const body = (await answer.json()) as { job_id: string }
  t.match(body, { status: 'timeout', failure_reason: 'provider_timeout', job_id: String, request_id: String })
  t.equal(answer.headers.get('cache-control'), 'no-store')
  t.match(gated.aborted, [{ code: 'provider_timeout' }], 'the call was cut off')
  await eventually(async () => (await jobRows(gateway))[0]?.status === 'timeout')
  t.match(await jobRows(gateway), [
    { id: body.job_id, status: 'timeout', failure_reason: 'provider_timeout', result_key: null },
  ])
  await eventually(async () => (await keysIn(gateway)).length === 0)

  const next = postForm(`${gateway.url}/ingest/slot-001`, form)
  await gated.holds(1)
  gated.releaseAll()
  t.equal((await next).status, 200, 'the slot was free at once')
})

t.test('a provider that is deaf to the end of the window cannot publish afterwards', async (t) => {
  const gate = Promise.withResolvers<void>()
  const entered = Promise.withResolvers<void>()
  const deaf = fakeProvider(async (photo) => {
    entered.resolve()
    const bytes = await echo(photo)
    await gate.promise
    return bytes
  })
  const gateway = await startTestGateway(t, {
    clock: createTestClock({ standsStill: true }),
    providers: { fake: deaf },
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const waiting = postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  await entered.promise
  gateway.clock.advance(48_000)
  const { job_id: id } = (await (await waiting).json()) as { job_id: string }
  gate.resolve()
  await eventually(async () => (await keysIn(gateway)).length === 0)
  t.match(await jobRows(gateway), [{ id, status: 'timeout', result_key: null }])
  t.equal((await fetch(`${gateway.url}/public/results/${id}`)).status, 404)
})

t.test("the window begins with the head, can be the slot's own, and Prefer: wait can only shorten it", async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, {
    clock: createTestClock({ standsStill: true }),
    providers: { fake: gated.provider },
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain(), syncSeconds: 20 })
  const form = photoForm(await jpeg(64, 48), ingestPassword)
  const cases: [prefer: string | undefined, seconds: number][] = [
    [undefined, 20],
    ['wait=12', 12],
    ['wait=300', 20],
  ]
  for (const [prefer, seconds] of cases) {
    const waiting = postForm(`${gateway.url}/ingest/slot-001`, form, prefer ? { headers: { prefer } } : {})
    await gated.holds(1)
    gateway.clock.advance((seconds - 1) * 1000)
    const early = await Promise.race([
      waiting.then(() => 'answered'),
      new Promise((resolve) => setImmediate(() => resolve('waiting'))),
    ])
    t.equal(early, 'waiting', `${prefer}: not before the end`)
    gateway.clock.advance(1000)
    t.equal((await waiting).status, 504, `${prefer}: at the end`)
  }
})

t.test(
  "a provider's failures reach the caller with their reason, and only some go on to the next in the chain",
  async (t) => {
    const outcomes = new Map<string, () => Promise<never>>([
      [
        'refusing',
        async () =>
          Promise.reject(
            new GatewayError('provider_refused', 'SAFETY', {
              details: 'The picture service refused this photo (safety).',
            }),
          ),
      ],
      ['failing', async () => Promise.reject(new GatewayError('provider_error', 'status 500'))],
      ['empty', async () => Promise.reject(new GatewayError('provider_no_image', 'no image'))],
      ['broken', async () => Promise.reject(new TypeError('a bug with a secret /path/to/things'))],
    ])
    const failing = Object.fromEntries([...outcomes].map(([name, edit]) => [name, fakeProvider(edit, { name })]))
    const gateway = await startTestGateway(t, {
      clock: createTestClock({ standsStill: true }),
      providers: { ...failing, good: fakeProvider(echo, { name: 'good' }) },
    })
    const form = photoForm(await jpeg(64, 48), ingestPassword)
    const link = (provider: string) => fakeChain(provider)[0] as ReturnType<typeof fakeChain>[number]

    const cases: [chain: string[], status: number, reason: string | null, attempts: number][] = [
      [['failing'], 502, 'provider_error', 1],
      [['refusing'], 502, 'provider_refused', 1],
      [['empty'], 502, 'provider_no_image', 1],
      [['broken'], 500, 'internal_error', 1],
      [['failing', 'good'], 200, null, 2],
      [['empty', 'failing', 'good'], 200, null, 3],
      [['refusing', 'good'], 502, 'provider_refused', 1],
    ]
    for (const [chain, status, reason, attempts] of cases) {
      await gateway.changeSlot('slot-001', { chain: chain.map(link) })
      const answer = await postForm(`${gateway.url}/ingest/slot-001`, form)
      t.equal(answer.status, status, chain.join(' → '))
      const text = await answer.text()
      t.notMatch(text, '/path/to', 'nothing internal in the answer')
      if (reason) t.match(JSON.parse(text), { failure_reason: reason }, chain.join(' → '))
      const { rows } = await gateway.database.execute(
        sql`select count(*)::int as count from attempts where job_id = (select id from jobs order by received_at desc limit 1)`,
      )
      t.same(rows, [{ count: attempts }], `${chain.join(' → ')}: attempts`)
    }
    await eventually(async () => (await keysIn(gateway)).every((key) => key.startsWith('results/')))
  },
)

t.test('a job whose node was killed ends at the end of its window', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, {
    clock: createTestClock({ standsStill: true }),
    providers: { fake: gated.provider },
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const answer = await postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword), {
    headers: { prefer: 'respond-async' },
  })
  const { job_id: id } = (await answer.json()) as { job_id: string }
  await gated.holds(1)
  // What a kill leaves: a row that says processing and nobody who works on it.
  await gateway.database.execute(
    sql`update jobs set epoch = epoch + 1, work_until_at = clock_timestamp() - interval '2 seconds' where id = ${id}`,
  )
  gated.releaseAll()
  gateway.clock.advance(1000)
  await eventually(async () => (await jobRows(gateway))[0]?.status === 'timeout')
  await eventually(async () => (await keysIn(gateway)).length === 0)
  t.match(await jobRows(gateway), [{ id, status: 'timeout', failure_reason: 'provider_timeout', result_key: null }])
})
