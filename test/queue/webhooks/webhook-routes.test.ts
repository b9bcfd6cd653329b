import { randomUUID } from 'node:crypto'
import t from 'tap'
import { sql } from '../../../src/drizzle.ts'
import { audit, webhookDeliveries, webhookEndpoints } from '../../../src/schema.ts'
import { isSigned, openOffice, post } from './open-office.ts'

t.test('a delivery is replayed under its own id', async (t) => {
  const { gateway, add, call, receiver, settled } = await openOffice(t)
  const { id } = await add(['job.done'])
  await post(gateway)
  await settled(1)
  const { body } = await call('GET', `/${id}/deliveries`)
  const [listed] = body.deliveries
  t.match(listed, { status: 'delivered', attempts: 1, type: 'job.done', next_at: null, http_status: 200 })
  t.equal((await call('POST', `/${id}/deliveries/${listed.id}/replay`)).status, 202)
  const [first, second] = await receiver.hears(2)
  t.equal(second?.headers['webhook-id'], first?.headers['webhook-id'])
  t.equal(second?.headers['webhook-id'], listed.webhook_id)
  t.equal(second?.body, first?.body)
  t.equal((await call('POST', `/${id}/deliveries/${randomUUID()}/replay`)).status, 404)
  t.equal((await call('POST', `/${randomUUID()}/deliveries/${listed.id}/replay`)).status, 404)
})

t.test('deliveries are read page by page, the newest first', async (t) => {
  const { gateway, add, call } = await openOffice(t, { environment: { ROLE: 'api' } })
  const { id } = await add(['job.done'])
  const at = new Date('2026-01-01T12:00:00.000Z')
  const ids = Array.from({ length: 5 }, () => randomUUID())
  const values = { endpointId: id, type: 'job.done', data: {}, happenedAt: at, nextAt: at }
  await gateway.database.insert(webhookDeliveries).values(ids.map((one) => ({ ...values, id: one })))
  const newest = randomUUID()
  await gateway.database
    .insert(webhookDeliveries)
    .values({ ...values, id: newest, happenedAt: new Date('2026-01-02T12:00:00.000Z'), status: 'failed' })
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await call('GET', `/${id}/deliveries?limit=2${cursor && `&cursor=${cursor}`}`)
    seen.push(...body.deliveries.map((row: { id: string }) => row.id))
    cursor = body.next
  }
  t.same(seen, [newest, ...ids.sort().reverse()])
  const failed = (await call('GET', `/${id}/deliveries?status=failed`)).body.deliveries
  t.same(
    failed.map((row: { id: string }) => row.id),
    [newest],
  )
  t.equal((await call('GET', `/${id}/deliveries?cursor=x`)).body.failure_reason, 'invalid_request')
})

t.test('a changed secret and the one before it both sign for a day', async (t) => {
  const { gateway, add, call, receiver } = await openOffice(t)
  const { id, secret: old } = await add(['job.done'])
  const { body } = await call('POST', `/${id}/rotate-secret`)
  t.match(body.secret, /^whsec_/)
  t.not(body.secret, old)
  await call('POST', `/${id}/test`)
  // The row is made older instead of the clock being put forward: a day has too many timers.
  const earlier = sql`previous_secret_until - interval '24 hours'`
  await gateway.database.execute(sql`update webhook_endpoints set previous_secret_until = ${earlier}`)
  await call('POST', `/${id}/test`)
  const [during, after] = await receiver.hears(2)
  if (!during || !after) throw new Error('too few')
  t.same([isSigned(during, old), isSigned(during, body.secret)], [true, true])
  t.same([isSigned(after, old), isSigned(after, body.secret)], [false, true])
})

t.test('nobody but an administrator, and no address inside', async (t) => {
  const { gateway, add, call, receiver } = await openOffice(t)
  const { id, secret } = await add(['job.done'])
  const wish = { url: 'https://hooks.example/x', label: '', events: ['job.done'], enabled: true }
  const doors: [method: string, url: string, body?: object][] = [
    ['GET', ''],
    ['POST', '', wish],
    ['GET', `/${id}`],
    ['PATCH', `/${id}`, {}],
    ['DELETE', `/${id}`],
    ['POST', `/${id}/rotate-secret`],
    ['POST', `/${id}/test`],
    ['GET', `/${id}/deliveries`],
    ['POST', `/${id}/deliveries/${id}/replay`],
  ]
  for (const [method, url, body] of doors) {
    t.equal((await call(method, url, body, 'operator')).status, 403, `${method} ${url}`)
    const stranger = await fetch(`${gateway.url}/api/webhooks${url}`, { method })
    t.equal(stranger.status, 401, `${method} ${url}`)
  }
  for (const url of [
    'http://hooks.example/',
    'https://hooks.example:8443/',
    'https://127.0.0.1/',
    'https://169.254.169.254/',
    'https://[::1]/',
    'https://user:word@hooks.example/',
    'http://127.0.0.1:1/',
    'hooks.example',
    'file:///etc/passwd',
  ]) {
    const refused = await call('POST', '', { ...wish, url })
    t.match(refused.body, { failure_reason: 'invalid_settings', details: /^url: / }, url)
    t.equal((await call('PATCH', `/${id}`, { url })).status, 422, url)
  }
  t.equal((await call('POST', '', { ...wish, events: ['job.begun'] })).status, 422)
  t.equal((await call('POST', '', { ...wish, events: [] })).status, 422)

  const { url } = (await call('GET', `/${id}`)).body
  t.equal(url, `${receiver.origin}/`)
  const shown = JSON.stringify([await call('GET', ''), await call('GET', `/${id}`), await call('PATCH', `/${id}`, {})])
  const noted = JSON.stringify(await gateway.database.select().from(audit))
  const kept = JSON.stringify(await gateway.database.select().from(webhookEndpoints))
  for (const text of [shown, noted, kept, gateway.logText()]) {
    t.notMatch(text, secret.slice('whsec_'.length))
    t.notMatch(text, /whsec_/)
  }
  t.equal((await call('DELETE', `/${id}`)).status, 204)
  t.equal((await call('GET', `/${id}`)).status, 404)
  t.equal((await call('GET', '/x')).status, 400)
})
