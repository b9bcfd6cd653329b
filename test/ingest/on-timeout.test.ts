import { createHash } from 'node:crypto'
import sharp from 'sharp'
import t from 'tap'
import { sql } from '../../src/drizzle.ts'
import { GatewayError } from '../../src/errors.ts'
import { fakeChain, fakeProvider, gatedProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { differ, jpeg, look, quarterColours } from '../support/pictures.ts'
import { createTestClock } from '../support/test-clock.ts'

const until = async (isSo: () => Promise<boolean> | boolean) => {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
}
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer())
const greyLook = { provider: 'studio', operation: 'look', settings: { style: 'black-and-white', strength: 100 } }

async function jobIn({ database }: TestGateway) {
  return (await database.execute(sql`select * from jobs`)).rows[0] ?? {}
}

async function keysIn({ store }: TestGateway): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list('')) keys.push(key)
  return keys
}

/** A photo as a telephone makes it: with a place where it was taken. */
async function photoWithPlace(): Promise<Buffer> {
  return sharp(await jpeg(320, 240))
    .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1' } })
    .jpeg()
    .toBuffer()
}

/** To the moment when the picture that stands by is made, and then to the end. */
async function letWindowEnd(gateway: TestGateway, isReady: () => Promise<boolean>): Promise<void> {
  gateway.clock.advance(46_000)
  await until(isReady)
  gateway.clock.advance(1950)
}

t.test(
  'continue: 504 in time, and the picture comes under the same link, marked late, from the same call',
  async (t) => {
    const gated = gatedProvider()
    const gateway = await startTestGateway(t, {
      clock: createTestClock({ standsStill: true }),
      providers: { fake: gated.provider },
    })
    await gateway.changeSlot('slot-001', { chain: fakeChain(), onTimeout: 'continue' })
    const form = photoForm(await jpeg(64, 48), ingestPassword)
    const waiting = postForm(`${gateway.url}/ingest/slot-001`, form)
    await gated.holds(1)
    gateway.clock.advance(48_000)
    const answer = await waiting
    t.equal(answer.status, 504)
    const { job_id: id } = (await answer.json()) as { job_id: string }
    const link = answer.headers.get('x-result-url') ?? ''
    t.equal((await fetch(link)).status, 404)
    t.same(gated.aborted, [], 'the call goes on')

    await until(async () => (await jobIn(gateway)).waiters === 0)
    const again = postForm(`${gateway.url}/ingest/slot-001`, form)
    await until(async () => (await jobIn(gateway)).waiters === 1)
    gateway.clock.advance(1000)
    gated.releaseAll()
    t.equal((await again).status, 200, 'whoever sends it again gets it')
    t.equal((await fetch(link)).status, 200)
    const status = await (await fetch(`${gateway.url}/public/jobs/${id}`)).json()
    t.match(status, { status: 'done', late: true, job_id: id })
    t.equal(gated.calls(), 1)
    t.match(gateway.logText(), /came after its window/)
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
    t.match(metrics, /photochanger_late_results_total\{slot="slot-001"\} 1/)
  },
)

t.test('continue: what never comes ends after five minutes', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, {
    clock: createTestClock({ standsStill: true }),
    providers: { fake: gated.provider },
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain(), onTimeout: 'continue' })
  const waiting = postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  await gated.holds(1)
  gateway.clock.advance(48_000)
  t.equal((await waiting).status, 504)
  gateway.clock.advance(252_000)
  await until(async () => (await jobIn(gateway)).status === 'timeout')
  await until(async () => (await keysIn(gateway)).length === 0)
  t.match(gated.aborted, [{ code: 'provider_timeout' }])
})

t.test('original: 200 with the photo byte for byte; under the link it is clean', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, {
    clock: createTestClock({ standsStill: true }),
    providers: { fake: gated.provider },
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain(), onTimeout: 'original' })
  const photo = await photoWithPlace()
  t.ok((await sharp(photo).metadata()).exif, 'the photo has something to hide')
  const waiting = postForm(`${gateway.url}/ingest/slot-001`, photoForm(photo, ingestPassword))
  await gated.holds(1)
  await letWindowEnd(gateway, async () => (await keysIn(gateway)).some((key) => key.startsWith('results/')))
  const answer = await waiting
  t.equal(answer.status, 200)
  t.equal(answer.headers.get('x-fallback'), 'original')
  t.ok((await bytesOf(answer)).equals(photo))
  await until(() => gated.aborted.length > 0)
  t.match(gated.aborted, [{ code: 'provider_timeout' }], 'the call was cut off')

  t.match(await jobIn(gateway), { status: 'done', fallback: 'original', epoch: 1 })
  const published = await bytesOf(await fetch(answer.headers.get('x-result-url') ?? ''))
  const { exif, width, height } = await sharp(published).metadata()
  t.notOk(exif)
  t.match({ width, height }, { width: 320, height: 240 })
  await until(async () => (await keysIn(gateway)).every((key) => !key.startsWith('inputs/')))
})

t.test('original: JSON has the photo inside, and its own measures', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, {
    clock: createTestClock({ standsStill: true }),
    providers: { fake: gated.provider },
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain(), onTimeout: 'original', responseFormat: 'json' })
  const photo = await jpeg(64, 48)
  const waiting = postForm(`${gateway.url}/ingest/slot-001`, photoForm(photo, ingestPassword))
  await gated.holds(1)
  await letWindowEnd(gateway, async () => (await keysIn(gateway)).some((key) => key.startsWith('results/')))
  const body = (await (await waiting).json()) as { result_inline_base64: string }
  const sha256 = createHash('sha256').update(photo).digest('hex')
  t.match(body, { status: 'done', fallback: 'original', sha256, bytes: photo.length, mime: 'image/jpeg' })
  t.ok(Buffer.from(body.result_inline_base64, 'base64').equals(photo))
})

t.test("fallback: 200 with the slot's look, which is also under the link", async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, {
    clock: createTestClock({ standsStill: true }),
    providers: { fake: gated.provider },
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain(), onTimeout: 'fallback', fallback: greyLook })
  const waiting = postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  await gated.holds(1)
  await letWindowEnd(gateway, async () => (await keysIn(gateway)).some((key) => key.startsWith('results/')))
  const answer = await waiting
  t.equal(answer.status, 200)
  t.equal(answer.headers.get('x-fallback'), 'fallback')
  const picture = await bytesOf(answer)
  const [red = 0, green = 0, blue = 0] = (await look(picture)).at(0.25, 0.25)
  t.ok(Math.max(red, green, blue) - Math.min(red, green, blue) < 4, 'it is grey')
  t.ok(differ([red, green, blue], quarterColours.topLeft) > 50)
  t.ok((await bytesOf(await fetch(answer.headers.get('x-result-url') ?? ''))).equals(picture))
  t.match(await (await fetch(`${gateway.url}/metrics`)).text(), /photochanger_fallbacks_total\{kind="fallback"\} 1/)
})

t.test('fallback: where its look cannot be made in time, the photo itself', async (t) => {
  const gated = gatedProvider()
  const never = { ...fakeProvider(() => new Promise(() => {}), { name: 'never' }), isLocal: true }
  const gateway = await startTestGateway(t, {
    clock: createTestClock({ standsStill: true }),
    providers: { fake: gated.provider, never },
  })
  const fallback = fakeChain('never')[0] ?? null
  await gateway.changeSlot('slot-001', { chain: fakeChain(), onTimeout: 'fallback', fallback })
  const photo = await jpeg(64, 48)
  const waiting = postForm(`${gateway.url}/ingest/slot-001`, photoForm(photo, ingestPassword))
  await gated.holds(1)
  gateway.clock.advance(48_000)
  const answer = await waiting
  t.equal(answer.status, 200)
  t.equal(answer.headers.get('x-fallback'), 'original')
  t.ok((await bytesOf(answer)).equals(photo))
  t.match(await jobIn(gateway), { status: 'timeout', failure_reason: 'provider_timeout', result_key: null })
  await until(async () => (await keysIn(gateway)).length === 0)
})

t.test('a picture that comes in time wins, and what stood by is thrown away', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, {
    clock: createTestClock({ standsStill: true }),
    providers: { fake: gated.provider },
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain(), onTimeout: 'fallback', fallback: greyLook })
  const photo = await jpeg(64, 48)
  const waiting = postForm(`${gateway.url}/ingest/slot-001`, photoForm(photo, ingestPassword))
  await gated.holds(1)
  gateway.clock.advance(46_000)
  await until(async () => (await keysIn(gateway)).some((key) => key.startsWith('results/')))
  gated.releaseAll()
  const answer = await waiting
  t.equal(answer.headers.get('x-fallback'), null)
  t.ok((await bytesOf(answer)).equals(photo), 'what the provider made')
  await until(async () => (await keysIn(gateway)).length === 1)
  t.match(await keysIn(gateway), [/\/1\.jpg$/])
})

t.test('a failure of the provider is a failure, whatever stands by', async (t) => {
  const fake = fakeProvider(async () => {
    throw new GatewayError('provider_refused', 'SAFETY')
  })
  const gateway = await startTestGateway(t, {
    clock: createTestClock({ standsStill: true }),
    providers: { fake },
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain(), onTimeout: 'original' })
  const answer = await postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  t.equal(answer.status, 502)
  await until(async () => (await keysIn(gateway)).length === 0)
})
