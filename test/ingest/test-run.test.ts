import sharp from 'sharp'
import t, { type Test } from 'tap'
import { type Role, roles } from '../../src/accounts/roles.ts'
import { createSessions } from '../../src/accounts/sessions.ts'
import { and, eq, isNull } from '../../src/drizzle.ts'
import { audit, jobs } from '../../src/schema.ts'
import type { SlotSettings } from '../../src/slots/slot.ts'
import { until } from '../support/answers.ts'
import { echo, fakeChain, fakeProvider, gatedProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway } from '../support/gateway.ts'
import { type FormPart, photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'

const photo = await jpeg(64, 48)
const photoPart: FormPart = { name: 'file', value: photo, filename: 'IMG_0001.JPG', type: 'image/jpeg' }
const field = (name: string, value: unknown): FormPart => ({
  name,
  value: typeof value === 'string' ? value : JSON.stringify(value),
})
const output = (format: string) => ({ format, quality: 90, longestSidePixels: null, frame: null })
const wait = { prefer: 'wait=20' }

/** Until it is stopped. */
function repeatedly(what: () => void): () => void {
  const timer = setInterval(what, 20)
  return () => clearInterval(timer)
}

/** A gateway with one signed-in person per role, a provider that costs something and one that waits to be let go. */
async function openStudio(t: Test, environment: Record<string, string> = {}) {
  const gated = gatedProvider({ name: 'gated' })
  const paid = fakeProvider(
    async (source) => ({
      ...(await echo(source)),
      report: { billed: 'yes', cost: { usd: 0.04, basis: 'usage', priceDate: '2026-11-21' } },
    }),
    { name: 'paid', facts: { model: 'brush', keyId: 'key', estimatedUsd: 0.05, priceDate: '2026-11-21' } },
  )
  const gateway = await startTestGateway(t, { providers: { gated: gated.provider, paid }, environment })
  const cookies = {} as Record<Role, string>
  for (const role of roles) {
    const email = `${role}@studio.example`
    const { id } = await gateway.app.people.create({ email, password: 'correct horse', role, who: 'test' })
    cookies[role] = `photochanger_session=${(await createSessions(gateway).open(id)).token}`
  }
  const run = (parts: FormPart[], { slot = 'slot-001', as = 'operator' as Role, headers = {} } = {}) =>
    postForm(`${gateway.url}/api/slots/${slot}/test-run`, parts, { headers: { cookie: cookies[as], ...headers } })
  const send = (password = ingestPassword) =>
    postForm(`${gateway.url}/ingest/slot-001`, photoForm(photo, password), { headers: { prefer: 'respond-async' } })
  const get = (url: string, as: Role = 'viewer') => fetch(`${gateway.url}${url}`, { headers: { cookie: cookies[as] } })
  async function storedKeys(): Promise<string[]> {
    const keys: string[] = []
    for await (const { key } of gateway.store.list('')) keys.push(key)
    return keys
  }
  return { gateway, gated, run, send, get, storedKeys }
}

t.test('a photo goes through settings that nobody has saved, and nothing of them is saved', async (t) => {
  const { gateway, run, storedKeys } = await openStudio(t)
  const tried = { output: output('png'), onTimeout: 'continue' }
  const answer = await run([photoPart, field('settings', tried)], { headers: wait })
  t.equal(answer.status, 200)
  const body = (await answer.json()) as Record<string, unknown>
  t.match(body, {
    status: 'done',
    slot: 'slot-001',
    mime: 'image/png',
    milliseconds: Number,
    cost_usd: 0,
    settings: tried,
  })
  const picture = await fetch(String(body.result_url))
  t.equal((await sharp(Buffer.from(await picture.arrayBuffer())).metadata()).format, 'png')

  const [job] = await gateway.database.select().from(jobs)
  t.match(job, { source: 'test_run', slotRevision: 1, settings: tried, testRunId: body.test_run_id })
  t.match(await gateway.app.slots.find('slot-001'), { revision: 1, settings: { output: { format: 'jpeg' } } })
  await until('the photo is forgotten', async () => !(await storedKeys()).some((key) => key.startsWith('inputs/')))
  const [row] = await gateway.database.select().from(audit).where(eq(audit.what, 'test_run.started'))
  t.match(row, { who: 'operator@studio.example', after: { slot: 'slot-001' } })
})

t.test('who does not wait is told where to ask, as for every asynchronous photo', async (t) => {
  const { gateway, gated, run, get } = await openStudio(t)
  const answer = await run([field('settings', { chain: fakeChain('gated') }), photoPart])
  t.equal(answer.status, 202)
  const body = (await answer.json()) as Record<string, string>
  t.equal(answer.headers.get('location'), body.status_url)
  t.match(body, { milliseconds: null, cost_usd: null, result_url: `${gateway.url}/public/results/${body.job_id}` })
  await gated.holds(1)
  gated.releaseAll()
  const status = (await (await fetch(`${body.status_url}?wait=20`)).json()) as Record<string, string>
  t.equal(status.status, 'done')
  t.match(await (await get(`/api/test-runs/${body.test_run_id}`)).json(), { configurations: [{ status: 'done' }] })
})

t.test('one photo through up to six configurations, side by side, with the time and the cost of each', async (t) => {
  const { run, get, storedKeys } = await openStudio(t)
  const studio = (style: string) => [{ provider: 'studio', operation: 'look', settings: { style, strength: 100 } }]
  const configurations = [
    { name: 'Sepia', settings: { chain: studio('sepia') } },
    { settings: { chain: fakeChain('paid') } },
    { name: 'Cool', settings: { chain: studio('cool'), output: output('webp') } },
    { name: 'As it is', settings: {} },
    { settings: { chain: studio('warm') } },
    { name: 'Last', settings: { output: output('png') } },
  ]
  const answer = await run([photoPart, field('configurations', configurations)], { headers: wait })
  t.equal(answer.status, 200)
  // biome-ignore lint/suspicious/noExplicitAny: the test looks into it
  const body = (await answer.json()) as any
  t.equal(answer.headers.get('location'), `/api/test-runs/${body.test_run_id}`)
  t.match(body.configurations, [
    { name: 'Sepia', status: 'done', mime: 'image/jpeg', cost_usd: 0 },
    { name: null, status: 'done', cost_usd: 0.04 },
    { name: 'Cool', mime: 'image/webp' },
    { name: 'As it is', mime: 'image/jpeg' },
    { name: null },
    { name: 'Last', mime: 'image/png' },
  ])
  for (const { milliseconds } of body.configurations) t.ok(milliseconds > 0)
  t.strictSame(await (await get(`/api/test-runs/${body.test_run_id}`)).json(), body)
  await until(
    'all six photos are forgotten',
    async () => !(await storedKeys()).some((key) => key.startsWith('inputs/')),
  )
})

t.test('a test run takes no place of a guest, is joined by none, and is in no figure', async (t) => {
  const { gateway, gated, run, send } = await openStudio(t, { METRICS_TOKEN: 'a token of sixteen' })
  await gateway.changeSlot('slot-001', { chain: fakeChain('gated'), maxInFlight: 1, priority: 3 })
  const configurations = [{ settings: {} }, { settings: {} }]
  t.equal((await run([photoPart, field('configurations', configurations)])).status, 202, 'beyond the limit of the slot')
  await gated.holds(2)
  const guest = await send()
  t.equal(guest.status, 202, 'there is room for the guest')
  t.equal(guest.headers.get('x-duplicate'), null, 'the same photo, but not the same job')
  await gated.holds(3)
  t.equal((await run([photoPart])).status, 202, 'nor does a guest take a place of a test run')
  await gated.holds(4)
  gated.releaseAll()
  const isOver = async () => (await gateway.database.select().from(jobs)).every(({ status }) => status === 'done')
  await until('all are done', isOver)
  t.strictSame(
    (await gateway.database.select().from(jobs)).map(({ source, priority }) => `${source} ${priority}`).sort(),
    ['ingest 3', 'test_run -1', 'test_run -1', 'test_run -1'],
  )
  const metrics = await fetch(`${gateway.url}/metrics`, { headers: { authorization: 'Bearer a token of sixteen' } })
  t.match(await metrics.text(), /photochanger_provider_attempt_seconds_count\{[^}]*provider="gated"[^}]*\} 1\n/)
})

t.test('somebody who presses twenty times holds up no guest', async (t) => {
  const { gateway, gated, run, send } = await openStudio(t, { WORKER_CONCURRENCY: '4' })
  await gateway.changeSlot('slot-001', { chain: fakeChain('gated') })
  const six = field('configurations', Array(6).fill({ settings: {} }))
  const answers = await Promise.all(Array.from({ length: 20 }, () => run([photoPart, six])))
  const taken = answers.filter(({ status }) => status === 202)
  t.equal(taken.length, 4, 'four comparisons at once, each of them whole')
  t.equal(await gateway.database.$count(jobs), 24)
  const [refused] = answers.filter(({ status }) => status !== 202)
  t.equal(refused?.status, 429)
  t.match(await refused?.json(), {
    failure_reason: 'rate_limited',
    details: /^4 test runs are still under way/,
    retry_after: 10,
  })
  await gated.holds(2)
  t.equal((await send()).status, 202)
  await gated.holds(3)
  t.equal(
    await gateway.database.$count(jobs, and(eq(jobs.source, 'ingest'), eq(jobs.status, 'processing'))),
    1,
    'half of the places are free for guests',
  )
  t.equal(await gateway.database.$count(jobs, and(eq(jobs.source, 'test_run'), eq(jobs.status, 'processing'))), 2)
  const settle = repeatedly(() => gated.releaseAll())
  t.teardown(settle)
  await until('all have ended', async () => (await gateway.database.$count(jobs, isNull(jobs.finishedAt))) === 0)
})

t.test('a test run is paid from the saved budget, whatever budget it brings', async (t) => {
  const { gateway, run } = await openStudio(t)
  await gateway.changeSlot('slot-001', { chain: fakeChain('paid'), dailyBudgetUsd: 0.06, monthlyBudgetUsd: 50 })
  const settings = field('settings', { dailyBudgetUsd: null, monthlyBudgetUsd: 1000 })
  const once = (await (await run([photoPart, settings], { headers: wait })).json()) as Record<string, unknown>
  t.match(once, { status: 'done', cost_usd: 0.04, settings: { dailyBudgetUsd: 0.06, monthlyBudgetUsd: 50 } })
  const again = await (await run([photoPart, settings], { headers: wait })).json()
  t.match(again, { status: 'failed', failure_reason: 'budget_exhausted', cost_usd: 0 })
})

t.test('one configuration may fail beside others, and says why', async (t) => {
  const { gateway, run } = await openStudio(t)
  await gateway.changeSlot('slot-001', { dailyBudgetUsd: 0.01 })
  const configurations = [
    { name: 'Dear', settings: { chain: fakeChain('paid') } },
    { name: 'As it is', settings: {} },
  ]
  const answer = await run([photoPart, field('configurations', configurations)], { headers: wait })
  t.match(await answer.json(), {
    configurations: [
      { name: 'Dear', status: 'failed', failure_reason: 'budget_exhausted', details: String },
      { name: 'As it is', status: 'done', cost_usd: 0 },
    ],
  })
})

t.test('a test photo may be as large as a guest’s', async (t) => {
  const { gateway, run, storedKeys } = await openStudio(t)
  await gateway.changeSlot('slot-001', { maxUploadMegabytes: 1 })
  const large = { ...photoPart, value: Buffer.concat([photo, Buffer.alloc(1024 ** 2)]) }
  const answer = await run([large])
  t.equal(answer.status, 413)
  t.match(await answer.json(), { failure_reason: 'payload_too_large' })
  t.strictSame(await storedKeys(), [])
})

t.test('a slot that takes no photos yet can be tried out', async (t) => {
  const { gateway, run } = await openStudio(t)
  const patches: Partial<SlotSettings>[] = [{ enabled: false }, { openFrom: '2999-01-01T00:00:00Z', enabled: true }]
  for (const patch of patches) {
    await gateway.changeSlot('slot-001', patch)
    t.equal((await run([photoPart], { headers: wait })).status, 200, JSON.stringify(patch))
  }
})

t.test('what failed is said, with what was tried', async (t) => {
  const { gateway, gated, run, get } = await openStudio(t)
  const answer = await run([photoPart, field('settings', { chain: fakeChain('gated') })])
  const { test_run_id: id } = (await answer.json()) as Record<string, string>
  await gated.holds(1)
  gateway.clock.advance(301_000)
  // biome-ignore lint/suspicious/noExplicitAny: the test looks into it
  const look = async () => ((await (await get(`/api/test-runs/${id}`)).json()) as any).configurations[0]
  await until('it is over', async () => (await look()).status !== 'processing')
  t.match(await look(), { status: 'timeout', failure_reason: 'provider_timeout', settings: { name: 'Enhance' } })
  t.equal((await get('/api/test-runs/6e9a3f0a-3f0b-4c59-8a3f-3c0f6a1b2c3d')).status, 404)
})

t.test('what cannot be tried is refused, and leaves nothing behind', async (t) => {
  const { gateway, run, storedKeys } = await openStudio(t)
  const anything = { settings: {} }
  type Options = Parameters<typeof run>[1]
  const refusals: [parts: FormPart[], status: number, says: RegExp, options?: Options][] = [
    [[photoPart], 403, /role/, { as: 'viewer' }],
    [[photoPart], 404, /no slot/, { slot: 'nowhere' }],
    [[field('settings', {})], 400, /no photo/],
    [[photoPart, field('settings', '{')], 422, /^settings: is not JSON$/],
    [[photoPart, field('settings', [])], 422, /^settings: /],
    [[photoPart, field('settings', { syncSeconds: 9 })], 422, /^syncSeconds: /],
    [[photoPart, field('settings', { chain: fakeChain('nobody') })], 422, /^chain\.0\.provider: must be one of/],
    [[photoPart, field('settings', { nonsense: 1 })], 422, /^nonsense: is not a known setting/],
    [[photoPart, field('configurations', [])], 422, /^configurations: /],
    [[photoPart, field('configurations', Array(7).fill(anything))], 422, /^configurations: must be at most 6/],
    [
      [photoPart, field('configurations', [anything, { settings: { priority: 99 } }])],
      422,
      /^configurations\.1\.settings\.priority: /,
    ],
    [
      [photoPart, field('settings', {}), field('configurations', [anything])],
      422,
      /^settings: goes into configurations/,
    ],
    [[{ ...photoPart, value: 'no picture at all' }], 415, /not a JPEG/],
    [[{ ...photoPart, value: photo.subarray(0, 300) }], 422, /damaged/],
  ]
  for (const [parts, status, says, options] of refusals) {
    const answer = await run(parts, options)
    t.equal(answer.status, status, String(says))
    t.match(((await answer.json()) as { details: string }).details, says)
  }
  t.equal(await gateway.database.$count(jobs), 0)
  t.strictSame(await storedKeys(), [])
})

t.test('when the gateway has no room for all of them, none is left', async (t) => {
  const { gateway, run, storedKeys } = await openStudio(t, { QUEUE_CAPACITY: '2' })
  const configurations = Array(3).fill({ settings: { chain: fakeChain('gated') } })
  const answer = await run([photoPart, field('configurations', configurations)])
  t.equal(answer.status, 503)
  t.match(await answer.json(), { failure_reason: 'queue_full' })
  const left = await gateway.database.select().from(jobs)
  t.strictSame(
    left.map(({ status }) => status),
    ['cancelled', 'cancelled'],
  )
  await until('no photo is left', async () => (await storedKeys()).length === 0)
})

t.test('a long prompt fits into a test run, and not into the field of a camera', async (t) => {
  const { run, send } = await openStudio(t)
  const answer = await run([photoPart, field('settings', { name: 'x'.repeat(50_000) })])
  t.match(await answer.json(), { failure_reason: 'invalid_settings', details: /^name: / })
  t.equal((await send()).status, 202)
})
