import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { type Role, roles } from '../../src/accounts/roles.ts'
import { createSessions } from '../../src/accounts/sessions.ts'
import { asc, eq } from '../../src/drizzle.ts'
import { drawQrCode } from '../../src/media/qr-code.ts'
import { audit, galleries, jobs } from '../../src/schema.ts'
import { createSlotRemover } from '../../src/slots/remove-slot.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'

type Options = Parameters<typeof startTestGateway>[1]
// biome-ignore lint/suspicious/noExplicitAny: the tests look into it
type Body = any

const minute = 60_000

/** A gateway with one signed-in person per role. */
async function openHall(t: Test, options: Options = {}) {
  const gateway = await startTestGateway(t, options)
  const cookies = {} as Record<Role, string>
  for (const role of roles) {
    const email = `${role}@studio.example`
    const { id } = await gateway.app.people.create({ email, password: 'correct horse', role, who: 'test' })
    cookies[role] = `photochanger_session=${(await createSessions(gateway).open(id)).token}`
  }
  async function call(method: string, path: string, body?: unknown, as: Role | null = 'operator') {
    const headers = {
      ...(as && { cookie: cookies[as] }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    const answer = await fetch(`${gateway.url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body }
  }
  const share = async (patch: object = {}) =>
    (await call('POST', '/api/galleries', { title: 'Wedding', slots: ['slot-001'], minutes: 60, ...patch })).body
  const see = (id: string, query = '') => call('GET', `/public/galleries/${id}${query}`, undefined, null)
  return { gateway, call, share, see }
}

let width = 64
/** Each photo is another one. */
async function shoot({ url }: TestGateway, slot = 'slot-001'): Promise<string> {
  width += 8
  const answer = await postForm(`${url}/ingest/${slot}`, photoForm(await jpeg(width, 48), ingestPassword))
  await answer.arrayBuffer()
  return answer.headers.get('x-job-id') ?? ''
}

const page = (gateway: TestGateway, id: string, headers: Record<string, string> = {}) =>
  fetch(`${gateway.url}/g/${id}`, { headers: { accept: 'text/html', ...headers } })
const idsIn = ({ body }: { body: Body }) => body.results.map((result: Body) => result.job_id)

t.test('a gallery shows what its slots have made since it began, the newest first, page by page', async (t) => {
  const { gateway, share, see } = await openHall(t)
  await shoot(gateway)
  const gallery = await share({ slots: ['slot-001', 'slot-002', 'slot-001'] })
  t.match(gallery, { slots: ['slot-001', 'slot-002'], is_live: true, stopped_at: null, created_by: /operator/ })
  t.equal(gallery.page_url, `${gateway.url}/g/${gallery.id}`)
  t.strictSame((await see(gallery.id)).body.results, [])

  const made: string[] = []
  for (const slot of ['slot-001', 'slot-002', 'slot-001']) made.unshift(await shoot(gateway, slot))
  await shoot(gateway, 'slot-003')
  const first = await see(gallery.id, '?limit=2')
  t.equal(first.headers.get('cache-control'), 'no-store')
  t.strictSame(idsIn(first), made.slice(0, 2))
  t.match(first.body.results[0], {
    preview_url: `${gateway.url}/public/results/${made[0]}/preview.webp`,
    page_url: `${gateway.url}/r/${made[0]}`,
  })
  const second = await see(gallery.id, `?limit=2&cursor=${first.body.next}`)
  t.strictSame(idsIn(second), made.slice(2))
  t.equal(second.body.next, null)
  t.equal((await fetch(first.body.results[0].preview_url)).status, 200)
})

t.test('what is not public is not in a gallery: failed, expired, deleted, and test runs', async (t) => {
  const { gateway, share, see } = await openHall(t)
  const gallery = await share()
  const shown = await shoot(gateway)
  const [row] = await gateway.database.select().from(jobs)
  if (!row) throw new Error('there is no job')
  const past = new Date(Date.now() - minute)
  const patches: Partial<typeof row>[] = [
    { status: 'failed', resultKey: null },
    { expiresAt: past },
    { resultDeletedAt: past },
    { source: 'test_run' },
    { slotId: 'slot-009' },
    { receivedAt: new Date(Date.now() - 10 * minute) },
    { status: 'processing' },
  ]
  for (const [at, patch] of patches.entries()) {
    await gateway.database.insert(jobs).values({ ...row, id: randomUUID(), inputSha256: String(at), ...patch })
  }
  t.strictSame(idsIn(await see(gallery.id)), [shown])
})

t.test('it ends by itself, on every node, and a restart neither forgets nor prolongs it', async (t) => {
  const { gateway, share, see } = await openHall(t)
  const gallery = await share({ minutes: 5 })
  gateway.clock.advance(4.9 * minute)
  t.equal((await see(gallery.id)).status, 200)
  const { databaseUrl, directory, clock } = gateway
  await gateway.stop()
  const again = await startTestGateway(t, { databaseUrl, directory, clock })
  const seeAgain = () => fetch(`${again.url}/public/galleries/${gallery.id}`)
  t.equal((await seeAgain()).status, 200)
  clock.advance(0.2 * minute)
  const over = await seeAgain()
  t.equal(over.status, 410)
  t.match(await over.json(), { failure_reason: 'gallery_over' })
})

t.test('a picture that came late has its place, and what a retry made is there', async (t) => {
  const { gateway, share, see } = await openHall(t)
  const gallery = await share()
  const early = await shoot(gateway)
  const [row] = await gateway.database.select().from(jobs)
  if (!row) throw new Error('there is no job')
  const at = (seconds: number) => new Date(row.receivedAt.getTime() + seconds * 1000)
  const late = { ...row, id: randomUUID(), inputSha256: 'late', receivedAt: at(1), status: 'processing' as const }
  const newest = { ...row, id: randomUUID(), inputSha256: 'newest', receivedAt: at(2), source: 'retry' as const }
  await gateway.database.insert(jobs).values([late, newest])
  t.strictSame(idsIn(await see(gallery.id)), [newest.id, early])
  await gateway.database.update(jobs).set({ status: 'done' }).where(eq(jobs.id, late.id))
  t.strictSame(idsIn(await see(gallery.id)), [newest.id, late.id, early])
})

t.test('a stranger sees of a picture what a guest may see, and nothing else', async (t) => {
  const { gateway, share, see } = await openHall(t)
  const gallery = await share({ title: '<script>alert(1)</script>' })
  await shoot(gateway)
  const { body } = await see(gallery.id)
  t.strictSame(Object.keys(body).sort(), ['ends_at', 'next', 'results', 'started_at', 'title'])
  const fields = ['height', 'job_id', 'page_url', 'preview_url', 'received_at', 'result_url', 'width']
  t.strictSame(Object.keys(body.results[0]).sort(), fields)
  const text = await (await page(gateway, gallery.id)).text()
  const scripts = text.match(/<script[^>]*>/g)
  t.ok(
    scripts?.every((script) => script.includes('src="/public/guest.js?')),
    'no script but our own',
  )
  t.match(text, /&lt;script&gt;alert/)
  t.notMatch(text, /slot-001|operator@/)
})

t.test('a gallery goes thirty days after its end, and until then says that it is over', async (t) => {
  const { gateway, share, see } = await openHall(t)
  const run = () => gateway.app.cleaner.run({ dryRun: false, withOrphans: false })
  const day = 24 * 60 * minute
  const endAt = (ago: number) => gateway.database.update(galleries).set({ endsAt: new Date(Date.now() - ago) })
  const gallery = await share({ minutes: 60 })
  await endAt(30 * day - minute)
  t.equal((await run()).removed.galleries, 0)
  t.equal((await see(gallery.id)).status, 410)
  await endAt(30 * day + minute)
  t.equal((await run()).removed.galleries, 1)
  t.equal((await see(gallery.id)).status, 404)
})

t.test('the pictures of a slot that is removed stay as long as the gallery and their own time', async (t) => {
  const { gateway, call, share, see } = await openHall(t)
  const gallery = await share()
  const made = await shoot(gateway)
  const { database, clock, app } = gateway
  await createSlotRemover({ database, clock, slots: app.slots })('slot-001', { expectedRevision: 1, who: 'test' })
  t.strictSame(idsIn(await see(gallery.id)), [made])
  t.match((await call('POST', '/api/galleries', { title: 'x', slots: ['slot-001'], minutes: 60 })).body, {
    failure_reason: 'invalid_settings',
    details: 'slots: there is no slot-001',
  })
})

t.test('it can be stopped at once, and stopping it again changes nothing', async (t) => {
  const { gateway, call, share, see } = await openHall(t)
  const gallery = await share()
  const url = `/api/galleries/${gallery.id}/stop`
  const stopped = await call('POST', url)
  t.match(stopped, { status: 200, body: { is_live: false, stopped_at: String } })
  t.equal((await see(gallery.id)).status, 410)
  t.strictSame((await call('POST', url)).body, stopped.body)
  t.match((await call('GET', '/api/galleries')).body, [{ id: gallery.id, is_live: false }])
  const rows = await gateway.database.select().from(audit).orderBy(asc(audit.id))
  t.match(
    rows.filter(({ what }) => what.startsWith('gallery.')),
    [
      { who: 'operator@studio.example', what: 'gallery.opened', after: { title: 'Wedding', minutes: 60 } },
      { who: 'operator@studio.example', what: 'gallery.stopped' },
    ],
  )
})

t.test('what cannot be shared is refused, and viewers share nothing', async (t) => {
  const { call, share } = await openHall(t)
  const good = { title: 'Wedding', slots: ['slot-001'], minutes: 60 }
  const outcomes: [body: object, status: number, says: RegExp, as?: Role][] = [
    [{ ...good, minutes: 4 }, 422, /^minutes: /],
    [{ ...good, minutes: 1441 }, 422, /^minutes: /],
    [{ ...good, minutes: 7.5 }, 422, /^minutes: /],
    [{ ...good, slots: [] }, 422, /^slots: /],
    [{ ...good, slots: ['slot-001', 'nowhere'] }, 422, /^slots: there is no nowhere$/],
    [{ ...good, title: ' ' }, 422, /^title: /],
    [{ ...good, more: 1 }, 422, /more/],
    [good, 403, /role/, 'viewer'],
    [{ ...good, minutes: 5 }, 201, /^undefined$/],
    [{ ...good, minutes: 1440 }, 201, /^undefined$/],
  ]
  for (const [body, status, says, as] of outcomes) {
    const answer = await call('POST', '/api/galleries', body, as)
    t.equal(answer.status, status, JSON.stringify(body))
    t.match(String(answer.body.details), says)
  }
  const { id } = await share()
  t.equal((await call('GET', '/api/galleries', undefined, 'viewer')).status, 403, 'an id opens a gallery')
  t.equal((await call('POST', `/api/galleries/${id}/stop`, undefined, 'viewer')).status, 403)
  t.equal((await call('GET', '/api/galleries', undefined, null)).status, 401)
})

t.test('a gallery that never was, and a cursor that nobody gave out', async (t) => {
  const { share, see } = await openHall(t)
  for (const id of ['nowhere', randomUUID(), '%00'])
    t.equal((await see(id)).body.failure_reason, 'gallery_not_found', id)
  const { id } = await share()
  for (const query of [
    '?cursor=x',
    `?cursor=0000-01-01T00:00:00.000Z_${randomUUID()}`,
    `?cursor=${randomUUID()}_x`,
    '?limit=0',
    '?limit=101',
  ]) {
    t.match(await see(id, query), { status: 400, body: { failure_reason: 'invalid_request' } }, query)
  }
})

t.test('guests see a page in their own language, and it looks again by itself, also without a script', async (t) => {
  const { gateway, share } = await openHall(t)
  const title = '<b>Ann & Bob</b>'
  const { id } = await share({ title })
  const empty = await page(gateway, id)
  t.equal(empty.status, 200)
  t.match(empty.headers.get('content-security-policy'), /default-src 'none'/)
  t.equal(empty.headers.get('referrer-policy'), 'no-referrer')
  const emptyText = await empty.text()
  t.match(emptyText, '<noscript><meta http-equiv="refresh" content="20"></noscript>')
  t.match(emptyText, /will appear here/)
  const job = await shoot(gateway)
  const languages = [
    ['en', 'Open until'],
    ['de', 'Geöffnet bis'],
    ['ru', 'Открыта до'],
  ] as const
  for (const [language, words] of languages) {
    const text = await (await page(gateway, id, { 'accept-language': language })).text()
    t.match(text, `<html lang="${language}">`)
    t.ok(text.includes(words), words)
    t.match(
      text,
      new RegExp(`<li id="p-${job}"><a href="/r/${job}"[^>]*><img src="/public/results/${job}/preview.webp"`),
    )
    t.ok(text.includes('&lt;b&gt;Ann &amp; Bob&lt;/b&gt;') && !text.includes(title), 'a title is no markup')
    t.notMatch(text, /<script(?! type="module" src="\/public\/guest\.js)| on[a-z]+=|javascript:/i)
  }
})

t.test('who looks at older pictures stays there, and finds the way back', async (t) => {
  const { gateway, share } = await openHall(t)
  const { id } = await share()
  const [older, newer] = [await shoot(gateway), await shoot(gateway)]
  const first = await (await page(gateway, `${id}?limit=1`)).text()
  t.ok(first.includes(String(newer)) && !first.includes(String(older)))
  const path = /href="(\/g\/[^"]+)">Older pictures/.exec(first)?.[1] ?? ''
  const second = await fetch(`${gateway.url}${path}`)
  const text = await second.text()
  t.notMatch(text, /http-equiv|data-news/)
  t.ok(text.includes(String(older)))
  t.ok(text.includes(`href="/g/${id}">Newest pictures`))
})

t.test('a guest who comes too late, or with a wrong link, reads why', async (t) => {
  const { gateway, call, share } = await openHall(t)
  const { id } = await share()
  await call('POST', `/api/galleries/${id}/stop`)
  const outcomes: [id: string, language: string, status: number, words: RegExp][] = [
    [id, 'en', 410, /This gallery is closed/],
    [id, 'de', 410, /Diese Galerie ist geschlossen/],
    [id, 'ru', 410, /Эта галерея закрыта/],
    ['x', 'en', 404, /no gallery here/],
  ]
  for (const [which, language, status, words] of outcomes) {
    const answer = await page(gateway, which, { 'accept-language': language })
    t.equal(answer.status, status)
    t.match(answer.headers.get('content-type'), /text\/html/)
    t.match(await answer.text(), words)
  }
})

t.test('one address that looks too often is asked to wait; a stranger cannot borrow another address', async (t) => {
  const outcomes: [environment: Record<string, string>, borrowed: number][] = [
    [{}, 429],
    [{ TRUSTED_PROXIES: '127.0.0.1' }, 200],
  ]
  for (const [environment, borrowed] of outcomes) {
    const { gateway, share } = await openHall(t, { environment })
    const { id } = await share()
    const look = (from: string, accept = '*/*') =>
      fetch(`${gateway.url}/public/galleries/${id}`, { headers: { 'x-forwarded-for': from, accept } })
    for (let at = 0; at < 900; at += 20) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => look('192.0.2.1')))
      for (const answer of answers) await answer.arrayBuffer()
      if (answers.some(({ status }) => status !== 200)) t.fail(`one of ${at} and more was refused`)
    }
    const refused = await look('192.0.2.1')
    t.equal(refused.status, 429)
    t.match(await refused.json(), { failure_reason: 'rate_limited', retry_after: Number })
    t.match(refused.headers.get('retry-after'), /^\d+$/)
    const refusedPage = await look('192.0.2.1', 'text/html')
    t.ok(Number(refusedPage.headers.get('refresh')) >= 5, 'the page that says so comes back by itself')
    t.match(await refusedPage.text(), /Very many are looking right now/)
    t.equal((await look('192.0.2.2')).status, borrowed, JSON.stringify(environment))
    t.equal((await fetch(`${gateway.url}/livez`)).status, 200, 'nobody else is slowed down')
  }
})

t.test('the code for the screen at the booth leads to the gallery while it lasts', async (t) => {
  const { gateway, call, share } = await openHall(t)
  const { id } = await share()
  const code = () => fetch(`${gateway.url}/g/${id}/qr.svg`)
  const answer = await code()
  t.equal(answer.headers.get('content-type'), 'image/svg+xml')
  t.equal(await answer.text(), drawQrCode(`${gateway.url}/g/${id}`))
  await call('POST', `/api/galleries/${id}/stop`)
  t.equal((await code()).status, 410)
})
