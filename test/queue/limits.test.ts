import { sql } from 'drizzle-orm'
import t from 'tap'
import { echo, fakeChain, fakeProvider, gatedProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'

/** A photo that comes twice is one photo, so each of these is another one. */
const differentForms = (count: number) =>
  Promise.all(Array.from({ length: count }, async (_, at) => photoForm(await jpeg(64 + at, 48), ingestPassword)))

t.test('a burst of three times the workers leaves no worker idle while work waits', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, {
    providers: { fake: gated.provider },
    environment: { WORKER_CONCURRENCY: '8' },
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const forms = await differentForms(24)
  const answers = forms.map((form) => postForm(`${gateway.url}/ingest/slot-001`, form))
  for (let done = 0; done < 24; done += 1) {
    await gated.holds(Math.min(8, 24 - done))
    gated.release()
  }
  const statuses = (await Promise.all(answers)).map((answer) => answer.status)
  t.same(statuses, Array(24).fill(200))
  t.equal(gated.mostInside(), 8)
  t.equal(gated.calls(), 24)
})

t.test('of 20 requests at once a slot with maxInFlight 5 takes exactly 5', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, {
    providers: { fake: gated.provider },
    environment: { WORKER_CONCURRENCY: '20' },
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain(), maxInFlight: 5 })
  const url = `${gateway.url}/ingest/slot-001`
  const answers = (await differentForms(20)).map((form) => postForm(url, form))

  const refusals: Response[] = []
  for (const answer of answers) void answer.then((response) => response.status === 429 && refusals.push(response))
  await gated.holds(5)
  while (refusals.length < 15) await new Promise((resolve) => setImmediate(resolve))
  for (const refusal of refusals) {
    t.ok(Number(refusal.headers.get('retry-after')) > 0)
    t.match(await refusal.json(), { failure_reason: 'rate_limited', retry_after: Number })
  }
  gated.releaseAll()
  const statuses = (await Promise.all(answers)).map((answer) => answer.status).sort()
  t.same(statuses, [...Array(5).fill(200), ...Array(15).fill(429)])

  const after = postForm(url, photoForm(await jpeg(64, 48), ingestPassword))
  await gated.holds(1)
  gated.releaseAll()
  t.equal((await after).status, 200, 'the slot is free again')
})

t.test("a provider's limit holds exactly across two nodes", async (t) => {
  const gated = gatedProvider({ maxConcurrent: 3 })
  const options = { providers: { fake: gated.provider }, environment: { WORKER_CONCURRENCY: '8' } }
  const first = await startTestGateway(t, options)
  const second = await startTestGateway(t, { ...options, databaseUrl: first.databaseUrl, directory: first.directory })
  await first.changeSlot('slot-001', { chain: fakeChain() })
  const forms = await differentForms(12)
  const answers = forms.map((form, at) => postForm(`${[first, second][at % 2]?.url}/ingest/slot-001`, form))
  for (let done = 0; done < 12; done += 1) {
    await gated.holds(Math.min(3, 12 - done))
    gated.release()
  }
  t.same(
    (await Promise.all(answers)).map(({ status }) => status),
    Array(12).fill(200),
  )
  t.equal(gated.mostInside(), 3)
})

t.test('a full queue says so at once and when to come back', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, {
    providers: { fake: gated.provider },
    environment: { QUEUE_CAPACITY: '2' },
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const forms = await differentForms(3)
  const taken = forms.slice(0, 2).map((form) => postForm(`${gateway.url}/ingest/slot-001`, form))
  await gated.holds(2)
  const refused = await postForm(`${gateway.url}/ingest/slot-002`, forms[2] ?? [])
  t.equal(refused.status, 503)
  t.ok(Number(refused.headers.get('retry-after')) > 0)
  t.match(await refused.json(), { failure_reason: 'queue_full' })
  gated.releaseAll()
  t.same(
    (await Promise.all(taken)).map(({ status }) => status),
    [200, 200],
  )
})

t.test('a slot of higher priority overtakes what waits', async (t) => {
  const entered = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const order: number[] = []
  const provider = fakeProvider(async (photo) => {
    order.push(photo.width)
    entered.resolve()
    await gate.promise
    return echo(photo)
  })
  const gateway = await startTestGateway(t, { providers: { fake: provider }, environment: { WORKER_CONCURRENCY: '1' } })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  await gateway.changeSlot('slot-002', { chain: fakeChain(), priority: 9 })
  const pending = async (count: number) => {
    const isSo = async () => {
      const { rows } = await gateway.database.execute(sql`select 1 from jobs where status = 'pending'`)
      return rows.length === count
    }
    while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
  }
  const post = async (slot: string, width: number) =>
    postForm(`${gateway.url}/ingest/${slot}`, photoForm(await jpeg(width, 48), ingestPassword))

  const first = post('slot-001', 64)
  await entered.promise
  const second = post('slot-001', 65)
  await pending(1)
  const third = post('slot-002', 66)
  await pending(2)
  gate.resolve()
  t.same(
    (await Promise.all([first, second, third])).map(({ status }) => status),
    [200, 200, 200],
  )
  t.same(order, [64, 66, 65])
})
