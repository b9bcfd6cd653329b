import { randomUUID } from 'node:crypto'
import t from 'tap'
import { eq, sql } from '../../../src/drizzle.ts'
import { createLogger } from '../../../src/log.ts'
import { createNearBudgets } from '../../../src/queue/near-budgets.ts'
import { createAlarmWatch } from '../../../src/queue/webhooks/alarm-watch.ts'
import { createOutbox } from '../../../src/queue/webhooks/outbox.ts'
import { webhookData } from '../../../src/queue/webhooks/webhook-event.ts'
import { jobs, providerLimits, spending } from '../../../src/schema.ts'
import type { TestGateway } from '../../support/gateway.ts'
import { openOffice } from './open-office.ts'

async function addJob({ database, clock }: TestGateway, values: Partial<typeof jobs.$inferInsert>): Promise<void> {
  const id = randomUUID()
  const now = clock.databaseNow()
  await database.insert(jobs).values({
    ...{ id, slotId: 'slot-003', slotRevision: 1, source: 'ingest', status: 'failed', failureReason: 'provider_error' },
    ...{ clientAddress: '127.0.0.1', clientFields: {}, inputKey: id, inputMime: 'image/jpeg', inputBytes: 3 },
    ...{ inputSha256: 'a'.repeat(64), inputWidth: 1, inputHeight: 1, inputDeletedAt: now },
    ...{ receivedAt: now, deadlineAt: sql`${now} + interval '48 seconds'`, workUntilAt: now, finishedAt: now },
    ...values,
  })
}

t.test('a slot in trouble is told once, and again only after it was well', async (t) => {
  const { gateway, add, receiver, rows } = await openOffice(t)
  await add(['slot.degraded'])
  await addJob(gateway, {})
  await addJob(gateway, { status: 'timeout', failureReason: 'provider_timeout' })
  await addJob(gateway, { source: 'test_run' })
  await addJob(gateway, { status: 'cancelled', failureReason: 'cancelled' })
  await addJob(gateway, { slotId: 'slot-004' })
  gateway.clock.advance(15_000)
  await gateway.database.execute(sql`select 1`)
  t.same(await rows(), [], 'two are not three')
  await addJob(gateway, { status: 'done', failureReason: null, fallback: 'original' })
  gateway.clock.advance(15_000)
  const [told] = await receiver.hears(1)
  t.match(JSON.parse(told?.body ?? ''), {
    type: 'slot.degraded',
    data: { slot: 'slot-003', photos: 3, minutes: 15, reasons: { provider_error: 1, provider_timeout: 1, late: 1 } },
  })
  t.doesNotThrow(() => webhookData['slot.degraded'].strict().parse(JSON.parse(told?.body ?? '').data))
  gateway.clock.advance(15_000)
  await addJob(gateway, {})
  const isOver = async () => (await gateway.database.execute(sql`select 1 from webhook_alarms`)).rows.length === 0
  for (let looks = 0; looks < 100 && !(await isOver()); looks += 1) gateway.clock.advance(15_000)
  t.equal((await rows()).length, 1, 'once')
  for (let count = 0; count < 3; count += 1) await addJob(gateway, {})
  gateway.clock.advance(15_000)
  await receiver.hears(2)
})

t.test('a slot that goes on failing now and then is told once, by whichever node', async (t) => {
  const { gateway, add, rows } = await openOffice(t, { environment: { ROLE: 'api' } })
  const { database, clock, app } = gateway
  const watch = () =>
    createAlarmWatch({
      ...{ database, clock, log: createLogger('silent') },
      findNearBudgets: createNearBudgets({ database, clock, slots: app.slots }),
      outbox: createOutbox({ clock, publicBaseUrl: () => null }),
    })
  const nodes = [watch(), watch()]
  await add(['slot.degraded'])
  for (let minute = 0; minute < 60; minute += 1) {
    if (minute % 6 === 0) await addJob(gateway, {})
    for (const node of nodes) node.look()
    for (const node of nodes) await node.stop()
    clock.advance(60_000)
  }
  t.equal((await rows()).length, 1)
})

t.test('a budget that nears its end is told once a day and once a month', async (t) => {
  const { gateway, add, receiver, rows } = await openOffice(t)
  await add(['budget.near'])
  const day = new Date().toISOString().slice(0, 10)
  const scope = 'provider fake'
  await gateway.database
    .insert(providerLimits)
    .values({ provider: 'fake', dailyBudgetMicros: 1_000_000, monthlyBudgetMicros: 10_000_000 })
  await gateway.changeSlot('slot-002', { dailyBudgetUsd: 1 })
  await gateway.database.insert(spending).values([
    { scope, period: day, micros: 799_999, calls: 1 },
    { scope, period: day.slice(0, 7), micros: 799_999, calls: 1 },
    { scope: 'slot slot-002', period: day, micros: 850_000, calls: 1 },
  ])
  gateway.clock.advance(15_000)
  const [first] = await receiver.hears(1)
  const data = { scope: 'slot slot-002', period: day, spent_usd: 0.85, budget_usd: 1, percent: 85 }
  t.match(JSON.parse(first?.body ?? ''), { type: 'budget.near', data })
  await gateway.database.update(spending).set({ micros: 800_000 }).where(eq(spending.scope, scope))
  gateway.clock.advance(15_000)
  const [, second] = await receiver.hears(2)
  t.doesNotThrow(() => webhookData['budget.near'].strict().parse(JSON.parse(second?.body ?? '').data))
  t.match(JSON.parse(second?.body ?? '').data, { scope, period: day, percent: 80 })
  gateway.clock.advance(15_000)
  gateway.clock.advance(15_000)
  await gateway.database.execute(sql`select 1`)
  t.equal((await rows()).length, 2)

  await gateway.database.update(providerLimits).set({ dailyBudgetMicros: 900_000 })
  while ((await rows()).length < 3) gateway.clock.advance(1000)
  const last = (await rows()).at(-1)
  t.match(last?.data, { scope, budget_usd: 0.9, percent: 88 }, 'a budget that was changed is another one')
})
