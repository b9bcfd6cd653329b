import t from 'tap'
import { sql } from '../../src/drizzle.ts'
import { GatewayError } from '../../src/errors.ts'
import { echo, fakeChain, fakeProvider, gatedProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { formBody, formType, photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { connectRaw } from '../support/raw-http.ts'

const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer())
const keyed = (key: string) => ({ headers: { 'idempotency-key': key } })
const until = async (isSo: () => Promise<boolean> | boolean) => {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
}

async function count({ database }: TestGateway, what: 'jobs' | 'attempts'): Promise<number> {
  const { rows } = await database.execute<{ count: number }>(
    sql`select count(*)::int as count from ${sql.identifier(what)}`,
  )
  return rows[0]?.count ?? -1
}

const waiters = async ({ database }: TestGateway) =>
  (await database.execute<{ waiters: number }>(sql`select waiters from jobs order by received_at desc limit 1`)).rows[0]
    ?.waiters

async function inputsIn({ store }: TestGateway): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list('inputs/')) keys.push(key)
  return keys
}

t.test('five identical photos at once are one job, also over two nodes, and all get the same picture', async (t) => {
  const gated = gatedProvider()
  const first = await startTestGateway(t, { providers: { fake: gated.provider } })
  const second = await startTestGateway(t, {
    providers: { fake: gated.provider },
    databaseUrl: first.databaseUrl,
    directory: first.directory,
  })
  await first.changeSlot('slot-001', { chain: fakeChain(), maxInFlight: 1 })
  const photo = await jpeg(64, 48)
  const answers = [0, 1, 2, 3, 4].map((at) =>
    postForm(
      `${[first, second][at % 2]?.url}/ingest/slot-001`,
      photoForm(photo, ingestPassword, [{ name: 'time', value: String(at) }]),
    ),
  )
  await gated.holds(1)
  await until(async () => (await waiters(first)) === 5)
  gated.releaseAll()
  const got = await Promise.all(answers)
  t.same(
    got.map(({ status }) => status),
    [200, 200, 200, 200, 200],
  )
  t.equal(new Set(got.map(({ headers }) => headers.get('x-job-id'))).size, 1)
  t.equal(got.filter(({ headers }) => headers.get('x-duplicate') === 'true').length, 4)
  const pictures = await Promise.all(got.map(bytesOf))
  t.ok(pictures.every((picture) => picture.equals(pictures[0] as Buffer)))
  t.equal(gated.calls(), 1)
  t.equal(await count(first, 'jobs'), 1)
  await until(async () => (await inputsIn(first)).length === 0)
})

t.test('the same photo for another slot, or another photo, is another job', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, { providers: { fake: gated.provider } })
  for (const slot of ['slot-001', 'slot-002']) await gateway.changeSlot(slot, { chain: fakeChain() })
  const [one, other] = [await jpeg(64, 48), await jpeg(65, 48)]
  const answers = [
    postForm(`${gateway.url}/ingest/slot-001`, photoForm(one, ingestPassword)),
    postForm(`${gateway.url}/ingest/slot-002`, photoForm(one, ingestPassword)),
    postForm(`${gateway.url}/ingest/slot-001`, photoForm(other, ingestPassword)),
  ]
  await gated.holds(3)
  gated.releaseAll()
  t.same(
    (await Promise.all(answers)).map(({ status }) => status),
    [200, 200, 200],
  )
})

t.test('a photo that was answered and comes again is worked on again', async (t) => {
  let calls = 0
  const gateway = await startTestGateway(t, {
    providers: {
      fake: fakeProvider((photo) => {
        calls += 1
        return echo(photo)
      }),
    },
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const form = photoForm(await jpeg(64, 48), ingestPassword)
  for (const expected of [1, 2]) {
    const answer = await postForm(`${gateway.url}/ingest/slot-001`, form)
    await bytesOf(answer)
    t.equal(calls, expected)
    const undelivered = sql`select 1 from jobs where delivered_at is null`
    await until(async () => (await gateway.database.execute(undelivered)).rows.length === 0)
  }
})

t.test('whoever hung up and sends the photo again joins the work, or gets the picture that is ready', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, { providers: { fake: gated.provider } })
  await gateway.changeSlot('slot-001', { chain: fakeChain(), maxInFlight: 1 })
  const form = photoForm(await jpeg(64, 48), ingestPassword)
  const body = formBody(form)
  const head = `POST /ingest/slot-001 HTTP/1.1\r\nHost: x\r\nContent-Type: ${formType}\r\nContent-Length: ${body.length}\r\n\r\n`
  const hangUp = async () => {
    const line = await connectRaw(gateway.port)
    line.send(head)
    line.send(body)
    await gated.holds(1)
    line.resetHard()
    await until(async () => (await waiters(gateway)) === 0)
  }

  await hangUp()
  const joined = postForm(`${gateway.url}/ingest/slot-001`, form)
  await until(async () => (await waiters(gateway)) === 1)
  gated.releaseAll()
  t.equal((await joined).status, 200)
  await bytesOf(await joined)
  t.equal(gated.calls(), 1)
  await until(
    async () => (await gateway.database.execute(sql`select 1 from jobs where delivered_at is null`)).rows.length === 0,
  )

  await hangUp()
  gated.releaseAll()
  await until(
    async () => (await gateway.database.execute(sql`select 1 from jobs where status <> 'done'`)).rows.length === 0,
  )
  const again = await postForm(`${gateway.url}/ingest/slot-001`, form)
  t.equal(again.status, 200)
  t.equal(again.headers.get('x-duplicate'), 'true')
  t.equal(gated.calls(), 2, 'the picture of the second round was ready')
})

t.test('an Idempotency-Key gets the same answer for 24 hours, and other bytes are refused', async (t) => {
  let calls = 0
  const fake = fakeProvider((photo) => {
    calls += 1
    return echo(photo)
  })
  const gateway = await startTestGateway(t, { providers: { fake } })
  for (const slot of ['slot-001', 'slot-002']) await gateway.changeSlot(slot, { chain: fakeChain() })
  const url = `${gateway.url}/ingest/slot-001`
  const [photo, other] = [await jpeg(64, 48), await jpeg(65, 48)]
  const form = photoForm(photo, ingestPassword)

  const first = await postForm(url, form, keyed('shot 1'))
  const again = await postForm(url, form, keyed('shot 1'))
  t.equal(again.status, 200)
  t.equal(again.headers.get('x-job-id'), first.headers.get('x-job-id'))
  t.ok((await bytesOf(again)).equals(await bytesOf(first)))
  t.equal(calls, 1)

  const conflict = await postForm(url, photoForm(other, ingestPassword), keyed('shot 1'))
  t.equal(conflict.status, 409)
  t.match(await conflict.json(), { failure_reason: 'idempotency_conflict' })
  t.equal(await count(gateway, 'jobs'), 1)
  t.same(await inputsIn(gateway), [], 'nothing is left of the refused photo')

  t.equal(
    (await postForm(`${gateway.url}/ingest/slot-002`, form, keyed('shot 1'))).status,
    200,
    'a key belongs to its slot',
  )
  t.equal(calls, 2)
  for (const key of ['', 'x'.repeat(256), 'ümlaut']) {
    const bad = await postForm(url, form, { headers: { 'idempotency-key': Buffer.from(key).toString('latin1') } })
    t.equal(bad.status, 400, JSON.stringify(key.slice(0, 8)))
  }

  const almost = sql`select extract(epoch from expires_at - clock_timestamp()) > 86390 as almost from idempotency_keys`
  t.match((await gateway.database.execute(almost)).rows, [{ almost: true }, { almost: true }])
  await gateway.database.execute(sql`update idempotency_keys set expires_at = clock_timestamp()`)
  t.equal(
    (await postForm(url, photoForm(other, ingestPassword), keyed('shot 1'))).status,
    200,
    'after a day it is free',
  )
  t.equal(calls, 3)
})

t.test('a key also repeats failures of a provider, but not those that say "try again"', async (t) => {
  let calls = 0
  const fake = fakeProvider(async () => {
    calls += 1
    throw new GatewayError('provider_refused', 'SAFETY', {
      details: 'The picture service refused this photo (safety).',
    })
  })
  const gateway = await startTestGateway(t, { providers: { fake } })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const form = photoForm(await jpeg(64, 48), ingestPassword)
  const first = await (await postForm(`${gateway.url}/ingest/slot-001`, form, keyed('k'))).json()
  const again = await postForm(`${gateway.url}/ingest/slot-001`, form, keyed('k'))
  t.equal(again.status, 502)
  const { request_id: _, ...body } = (await again.json()) as Record<string, string>
  t.match(first, body)
  t.equal(calls, 1)

  await gateway.database.execute(sql`update jobs set failure_reason = 'unavailable'`)
  await postForm(`${gateway.url}/ingest/slot-001`, form, keyed('k'))
  t.equal(calls, 2)
})

t.test('ten requests with one key at once: one job; with two photos one of them wins', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, { providers: { fake: gated.provider } })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const photos = [await jpeg(64, 48), await jpeg(65, 48)]
  const answers = Array.from({ length: 10 }, (_, at) =>
    postForm(`${gateway.url}/ingest/slot-001`, photoForm(photos[at % 2] as Buffer, ingestPassword), keyed('one')),
  )
  const statuses: number[] = []
  for (const answer of answers) void answer.then(({ status }) => statuses.push(status))
  await until(() => statuses.length === 5)
  t.same(statuses, [409, 409, 409, 409, 409])
  await gated.holds(1)
  gated.releaseAll()
  await Promise.all(answers)
  t.same(statuses.slice(5), [200, 200, 200, 200, 200])
  t.equal(gated.calls(), 1)
  t.equal(await count(gateway, 'jobs'), 1)
})

t.test('a replay never brings back what has expired', async (t) => {
  const gateway = await startTestGateway(t, { environment: { RESULT_RETENTION_HOURS: '1' } })
  const form = photoForm(await jpeg(64, 48), ingestPassword)
  t.equal((await postForm(`${gateway.url}/ingest/slot-001`, form, keyed('k'))).status, 200)
  gateway.clock.advance(3_600_000)
  const late = await postForm(`${gateway.url}/ingest/slot-001`, form, keyed('k'))
  t.equal(late.status, 410)
  t.match(await late.json(), { failure_reason: 'result_expired' })
})
