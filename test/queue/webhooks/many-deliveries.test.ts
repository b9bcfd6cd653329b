import t from 'tap'
import { sql } from '../../../src/drizzle.ts'
import { webhookDeliveries, webhookEndpoints } from '../../../src/schema.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { openOffice } from './open-office.ts'

async function addDeliveries({ database, clock }: TestGateway, path: string, count: number): Promise<void> {
  await database.execute(sql`
    insert into webhook_deliveries (endpoint_id, type, data, happened_at, next_at)
    select id, 'job.done', '{}', ${clock.databaseNow()}, ${clock.databaseNow()}
    from ${webhookEndpoints}, generate_series(1, ${count}) where url like ${`%${path}`}`)
}

t.test(
  'a dead endpoint with ten thousand events before it keeps nobody else waiting, and ten of them are tried at once',
  async (t) => {
    const { gateway, add, receiver } = await openOffice(t)
    receiver.answers.set('/dead', 'silence')
    await add(['job.done'], '/dead')
    await add(['job.done'], '/quick')
    await addDeliveries(gateway, '/dead', 10_000)
    gateway.clock.advance(1000)
    await receiver.hears(10, '/dead')
    await addDeliveries(gateway, '/quick', 30)
    gateway.clock.advance(1000)
    await receiver.hears(30, '/quick')
    t.equal(receiver.heard.filter(({ path }) => path === '/dead').length, 10)

    gateway.clock.advance(15_000)
    receiver.answers.set('/dead', { status: 200 })
    await receiver.hears(30, '/dead')
    const ids = new Set(receiver.heard.map(({ headers }) => headers['webhook-id']))
    t.equal(ids.size, receiver.heard.length, 'those that were not tried yet come before those that were')
  },
)

t.test('of two nodes one sends each event', async (t) => {
  const { gateway, add, receiver, rows } = await openOffice(t)
  const { databaseUrl, directory, clock } = gateway
  const environment = { WEBHOOK_TRUSTED_ORIGINS: receiver.origin, ROLE: 'worker' }
  const other = await startTestGateway(t, { databaseUrl, directory, clock, environment })
  await add(['job.done'])
  await addDeliveries(gateway, '/', 100)
  clock.advance(1000)
  await receiver.hears(100)
  const isOpen = async () => (await rows()).some(({ status }) => status === 'pending')
  while (await isOpen()) clock.advance(10)
  clock.advance(61_000)
  await gateway.database.select().from(webhookDeliveries)
  t.equal(receiver.heard.length, 100)
  t.equal(new Set(receiver.heard.map(({ headers }) => headers['webhook-id'])).size, 100)
  for (const node of [gateway, other]) t.match(node.logText(), /a webhook was delivered/, 'both have sent')
  t.same(new Set((await rows()).map(({ attempts }) => attempts)), new Set([1]))
})

t.test('a sender that stops in the middle hands over at once, and the event keeps its id', async (t) => {
  const { gateway, add, receiver } = await openOffice(t)
  const { databaseUrl, directory, clock } = gateway
  receiver.answers.set('/', 'silence')
  await add(['job.done'])
  await addDeliveries(gateway, '/', 1)
  clock.advance(1000)
  const [first] = await receiver.hears(1)
  receiver.answers.set('/', { status: 200 })
  await gateway.stop()
  const environment = { WEBHOOK_TRUSTED_ORIGINS: receiver.origin, ROLE: 'worker' }
  const other = await startTestGateway(t, { databaseUrl, directory, clock, environment })
  clock.advance(1000)
  const [, second] = await receiver.hears(2)
  t.equal(second?.headers['webhook-id'], first?.headers['webhook-id'])
  const isDelivered = async () => (await other.database.select().from(webhookDeliveries))[0]?.status === 'delivered'
  while (!(await isDelivered())) clock.advance(10)
  t.match(await other.database.select().from(webhookDeliveries), [{ attempts: 2, step: 1 }], 'it costs no try')
})

t.test('no more than fifty webhooks', async (t) => {
  const { gateway, add, call } = await openOffice(t, { environment: { ROLE: 'api' } })
  const { url } = await add(['job.done'])
  await gateway.database.execute(sql`
    insert into webhook_endpoints (url, label, events, secret)
    select url, label, events, secret from webhook_endpoints, generate_series(1, 49)`)
  const refused = await call('POST', '', { url, label: '', events: ['job.done'], enabled: true })
  t.match(refused, { status: 422, body: { failure_reason: 'invalid_settings', details: /There are 50 webhooks/ } })
})
