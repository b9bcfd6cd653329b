import t, { type Test } from 'tap'
import { sql } from '../../src/drizzle.ts'
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

/** One worker, and a provider that tells in which order it met the photos, by their width. */
async function startOneByOne(t: Test) {
  const order: number[] = []
  const gates: (() => void)[] = []
  const provider = fakeProvider(async (photo) => {
    order.push(photo.width)
    await new Promise<void>((resolve) => gates.push(resolve))
    return echo(photo)
  })
  const gateway = await startTestGateway(t, { providers: { fake: provider }, environment: { WORKER_CONCURRENCY: '1' } })
  for (const slot of ['slot-001', 'slot-002', 'slot-003']) await gateway.changeSlot(slot, { chain: fakeChain() })
  const answers: Promise<Response>[] = []
  const inFlight = async () =>
    (await gateway.database.execute(sql`select 1 from jobs where status <> 'done'`)).rows.length
  const until = async (isSo: () => Promise<boolean> | boolean) => {
    while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
  }
  return {
    gateway,
    order,
    async post(slot: string, width: number): Promise<void> {
      const before = await inFlight()
      answers.push(postForm(`${gateway.url}/ingest/${slot}`, photoForm(await jpeg(width, 48), ingestPassword)))
      await until(async () => (await inFlight()) === before + 1)
    },
    async serve(count: number): Promise<void> {
      for (let at = 0; at < count; at += 1) {
        await until(() => gates.length > 0)
        const left = await inFlight()
        gates.shift()?.()
        await until(async () => (await inFlight()) < left)
      }
    },
    statuses: async () => (await Promise.all(answers)).map(({ status }) => status),
  }
}

t.test('a flood on one slot does not keep another one waiting', async (t) => {
  const line = await startOneByOne(t)
  for (let at = 0; at < 10; at += 1) await line.post('slot-001', 100 + at)
  await line.serve(2)
  await line.post('slot-002', 200)
  await line.post('slot-003', 300)
  await line.post('slot-002', 201)
  await line.serve(11)
  t.same(line.order.slice(0, 2), [100, 101])
  t.ok(line.order.indexOf(200) <= 5, `the first photo of another slot is among the next: ${line.order}`)
  t.ok(line.order.indexOf(300) <= 5)
  t.ok(line.order.indexOf(201) <= 7)
  t.same(new Set(await line.statuses()), new Set([200]))
})

t.test('photos that come one by one on other slots do not keep a backlog waiting', async (t) => {
  const line = await startOneByOne(t)
  for (let at = 0; at < 6; at += 1) await line.post('slot-001', 100 + at)
  for (let round = 0; round < 8; round += 1) {
    await line.post('slot-002', 200 + round)
    await line.serve(1)
  }
  const served = line.order.slice(0, 9).filter((width) => width < 200).length
  t.ok(served >= 4, `the backlog has had its share: ${line.order}`)
  await line.serve(6)
  t.same(new Set(await line.statuses()), new Set([200]))
})

t.test(
  'the time to come back is the time that the photo before usually takes, and never beyond its window',
  async (t) => {
    const gated = gatedProvider()
    const gateway = await startTestGateway(t, { providers: { fake: gated.provider } })
    await gateway.changeSlot('slot-001', { chain: fakeChain(), maxInFlight: 1 })
    const refuse = async () => {
      const large = Buffer.concat([await jpeg(70, 48), Buffer.alloc(100_000)]) // not the size of the one in flight
      const refused = await postForm(`${gateway.url}/ingest/slot-001`, photoForm(large, ingestPassword))
      t.equal(refused.status, 429)
      return Number(refused.headers.get('retry-after'))
    }
    const first = postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
    await gated.holds(1)
    t.equal(await refuse(), 24, 'nothing to go by: the middle of the window')
    gateway.clock.advance(10_000)
    gated.releaseAll()
    await (await first).arrayBuffer()

    const second = postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(65, 48), ingestPassword))
    await gated.holds(1)
    gateway.clock.advance(4000)
    const seconds = await refuse()
    t.ok(seconds >= 5 && seconds <= 7, `the last one took ten seconds, this one has taken four: ${seconds}`)
    gated.releaseAll()
    await second
  },
)
