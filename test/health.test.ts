import { rm } from 'node:fs/promises'
import t from 'tap'
import { createApiTokens } from '../src/accounts/api-tokens.ts'
import { ingestPassword, startTestGateway } from './support/gateway.ts'
import { photoForm, postForm } from './support/multipart.ts'
import { jpeg } from './support/pictures.ts'

t.test('ready when database, storage and queue are; and it names the part that is not', async (t) => {
  const gateway = await startTestGateway(t)
  t.equal((await fetch(`${gateway.url}/livez`)).status, 200)
  const ready = await fetch(`${gateway.url}/readyz`)
  t.equal(ready.status, 200)
  t.same(await ready.json(), { status: 'ready', parts: { database: 'ok', storage: 'ok', queue: 'ok' } })

  await rm(gateway.filesDirectory, { recursive: true })
  const broken = await fetch(`${gateway.url}/readyz`)
  t.equal(broken.status, 503)
  t.same(await broken.json(), { status: 'not ready', parts: { database: 'ok', storage: 'failing', queue: 'ok' } })
  t.equal((await fetch(`${gateway.url}/livez`)).status, 200, 'alive all the same')

  const refused = await postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  t.equal(refused.status, 503)
  t.match(await refused.json(), { failure_reason: 'unavailable' })
})

t.test('metrics are valid, counters only rise, and refusals are counted by reason', async (t) => {
  const gateway = await startTestGateway(t)
  const scrape = async () => {
    const text = await (await fetch(`${gateway.url}/metrics`)).text()
    for (const line of text.split('\n').filter(Boolean))
      t.match(line, /^(#.*|[a-z_][a-z0-9_]*(\{.*\})? [-+0-9.eNaInf]+)$/)
    return new Map(
      text
        .split('\n')
        .filter((line) => line && !line.startsWith('#'))
        .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
    )
  }
  const photo = await jpeg(64, 48)
  await postForm(`${gateway.url}/ingest/slot-001`, photoForm(photo, ingestPassword))
  await postForm(`${gateway.url}/ingest/slot-001`, photoForm(photo, 'wrong'))
  const first = await scrape()
  const refused =
    'photochanger_http_requests_total{route="/ingest/:slotId",method="POST",status="401",failure_reason="invalid_password"}'
  t.equal(first.get(refused), 1)
  t.equal(first.get('photochanger_photo_seconds_count{slot="slot-001",status="200"}'), 1)
  t.equal(first.get('photochanger_photo_overhead_seconds_count{slot="slot-001"}'), 1)
  t.equal(
    first.get('photochanger_provider_attempt_seconds_count{provider="studio",operation="enhance",outcome="done"}'),
    1,
  )
  t.equal(first.get('photochanger_queue_pending'), 0)

  await postForm(`${gateway.url}/ingest/slot-001`, photoForm(photo, ingestPassword))
  const second = await scrape()
  for (const [name, value] of first)
    if (/^photochanger_.*_(total|count|bucket)/.test(name)) t.ok((second.get(name) ?? -1) >= value, name)
})

t.test('metrics are for this machine, or for whoever has the token', async (t) => {
  const gateway = await startTestGateway(t, { environment: { METRICS_TOKEN: 'a token of 24 characters' } })
  t.equal((await fetch(`${gateway.url}/metrics`)).status, 403)
  t.equal((await fetch(`${gateway.url}/metrics`, { headers: { authorization: 'Bearer wrong' } })).status, 403)
  t.equal(
    (await fetch(`${gateway.url}/metrics`, { headers: { authorization: 'Bearer a token of 24 characters' } })).status,
    200,
  )
})

t.test("a machine's own token reads the metrics when it was made for that", async (t) => {
  const gateway = await startTestGateway(t, { environment: { METRICS_TOKEN: 'a token of 24 characters' } })
  const person = { email: 'a@studio.example', password: 'correct horse', role: 'viewer' as const }
  const { id, email, role } = await gateway.app.people.create({ ...person, who: 'test' })
  const maker = { ...{ id, email, role }, hasTemporaryPassword: false, sessionId: null, sessionExpiresAt: new Date() }
  for (const [scope, status] of [
    ['metrics:read', 200],
    ['jobs:read', 403],
  ] as const) {
    const { token } = await createApiTokens(gateway).create({ name: scope, scopes: [scope], expiresInDays: 1 }, maker)
    const answer = await fetch(`${gateway.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })
    t.equal(answer.status, status, scope)
  }
  t.equal((await fetch(`${gateway.url}/metrics`, { headers: { authorization: 'Bearer pct_x' } })).status, 401)
})
