import t from 'tap'
import { sql } from '../../src/drizzle.ts'
import { GatewayError } from '../../src/errors.ts'
import type { jobs } from '../../src/schema.ts'
import { providerLimits, spending } from '../../src/schema.ts'
import { echo, fakeChain, fakeProvider } from '../support/fake-provider.ts'
import { addJob, openOffice } from './office.ts'

type Values = Partial<typeof jobs.$inferInsert>

t.test('each slot says how it is, by its last quarter of an hour', async (t) => {
  const { gateway, call } = await openOffice(t)
  const { rows } = await gateway.database.execute<{ now: string }>(sql`select clock_timestamp()::text as now`)
  const now = new Date(rows[0]?.now ?? '').getTime()
  /** A photo with a window of 48 s that came so long ago and took so long. */
  const photo = (slotId: string, secondsAgo: number, seconds: number, values: Values = {}) => {
    const receivedAt = new Date(now - secondsAgo * 1000)
    const finishedAt = new Date(receivedAt.getTime() + seconds * 1000)
    const done = {
      status: 'done',
      failureReason: null,
      resultKey: 'results/x',
      resultWidth: 30,
      resultHeight: 20,
    } as const
    return addJob(gateway, { ...done, slotId, receivedAt, finishedAt, expiresAt: new Date(now + 3_600_000), ...values })
  }
  const failed = { status: 'failed', failureReason: 'provider_error', resultKey: null } as const

  for (const secondsAgo of [600, 300, 100]) await photo('slot-001', secondsAgo, 5)
  for (const secondsAgo of [600, 300, 100]) await photo('slot-002', secondsAgo, 45)
  for (const secondsAgo of [600, 300, 100]) await photo('slot-003', secondsAgo, 5, failed)
  for (const secondsAgo of [600, 300]) await photo('slot-004', secondsAgo, 5, failed)
  await photo('slot-004', 100, 5, { fallback: 'original' })
  for (const secondsAgo of [3000, 2000, 1000]) await photo('slot-005', secondsAgo, 5, failed)
  for (const secondsAgo of [600, 300, 100]) await photo('slot-006', secondsAgo, 5, { ...failed, source: 'test_run' })
  for (const secondsAgo of [600, 300, 100])
    await photo('slot-007', secondsAgo, 5, { status: 'cancelled', resultKey: null })
  await gateway.changeSlot('slot-008', { enabled: false })
  await gateway.changeSlot('slot-009', { openUntil: '2026-01-01T00:00:00Z' })

  const { status, body } = await call('/api/overview')
  t.equal(status, 200)
  const shown = body.slots
    .slice(0, 10)
    .map((slot: Record<string, { ended: number; done: number }>) => [
      slot.id,
      slot.state,
      slot.last_hour?.ended,
      slot.last_hour?.done,
    ])
  t.same(shown, [
    ['slot-001', 'ready', 3, 3],
    ['slot-002', 'slow', 3, 3],
    ['slot-003', 'degraded', 3, 0],
    ['slot-004', 'degraded', 3, 0],
    ['slot-005', 'ready', 3, 0],
    ['slot-006', 'ready', 0, 0],
    ['slot-007', 'ready', 0, 0],
    ['slot-008', 'off', 0, 0],
    ['slot-009', 'closed', 0, 0],
    ['slot-010', 'ready', 0, 0],
  ])
  t.match(body.slots[8].details, /closed/)
  t.same(body.warnings, [])
})

t.test('the last picture of a slot is one that can still be looked at', async (t) => {
  const { gateway, call } = await openOffice(t)
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 12, minute))
  const { rows } = await gateway.database.execute<{ soon: Date }>(sql`select now() + interval '1 hour' as soon`)
  const expiresAt = new Date(rows[0]?.soon ?? '')
  const done = { status: 'done', failureReason: null, resultWidth: 30, resultHeight: 20, expiresAt } as const
  const seen = await addJob(gateway, { ...done, resultKey: 'results/a', receivedAt: at(1), finishedAt: at(1) })
  await addJob(gateway, { ...done, resultKey: 'results/b', receivedAt: at(2), resultDeletedAt: at(3) })
  await addJob(gateway, { ...done, resultKey: 'results/c', receivedAt: at(3), expiresAt: at(4) })
  await addJob(gateway, { ...done, resultKey: 'results/d', receivedAt: at(4), source: 'test_run' })
  await addJob(gateway, { receivedAt: at(5) })
  const { body } = await call('/api/overview')
  t.match(body.slots[0].last_result, { job_id: seen, width: 30, preview_path: `/public/results/${seen}/preview.webp` })
  t.match(body.slots[0].last_result, { late: false, fallback: null })
  t.equal(body.slots[1].last_result, null)

  const late = { ...done, slotId: 'slot-002', receivedAt: at(1), finishedAt: at(2) }
  await addJob(gateway, { ...late, resultKey: 'results/e' })
  await addJob(gateway, {
    ...late,
    slotId: 'slot-003',
    finishedAt: at(1),
    resultKey: 'results/f',
    fallback: 'original',
  })
  const { slots } = (await call('/api/overview')).body
  t.match(slots[1].last_result, { late: true, fallback: null })
  t.match(slots[2].last_result, { late: false, fallback: 'original' })
})

t.test('a place for files that does not answer takes no overview away', async (t) => {
  let isAway = false
  const { gateway, call } = await openOffice(t, {
    wrapStore: (store) => ({
      ...store,
      measure: () => (isAway ? Promise.reject(new GatewayError('unavailable', 'no such disk')) : store.measure()),
    }),
  })
  await gateway.changeSlot('slot-008', { enabled: false })
  isAway = true
  const { status, body } = await call('/api/overview')
  t.equal(status, 200)
  t.equal(body.slots.length, 15)
  t.equal(body.slots[7].state, 'off')
  t.same(body.warnings, [])
})

t.test('what is wrong is named, and only where a slot feels it', async (t) => {
  const provider = { ...fakeProvider(echo), isSetUp: false }
  const { gateway, call } = await openOffice(t, { providers: { fake: provider } })
  const { database } = gateway
  t.same(
    (await call('/api/overview')).body.warnings,
    [],
    'a provider without a key that nobody uses is nobody’s trouble',
  )

  await gateway.changeSlot('slot-001', { chain: fakeChain(), dailyBudgetUsd: 10 })
  await gateway.changeSlot('slot-002', { dailyBudgetUsd: 10, monthlyBudgetUsd: 100 })
  await database
    .insert(providerLimits)
    .values({ provider: 'fake', monthlyBudgetMicros: 1_000_000, changedAt: sql`now()` })
  const { rows } = await database.execute<{ day: string }>(
    sql`select to_char(now() at time zone 'UTC', 'YYYY-MM-DD') as day`,
  )
  const day = rows[0]?.day ?? ''
  await database.insert(spending).values([
    { scope: 'slot slot-001', period: day, micros: 8_000_000, calls: 1 },
    { scope: 'slot slot-002', period: day, micros: 7_990_000, calls: 1 },
    { scope: 'provider fake', period: day.slice(0, 7), micros: 1_500_000, calls: 1 },
  ])
  await call('/api/queue/pause', 'admin', 'POST')
  t.match((await call('/api/overview')).body.warnings, [
    { kind: 'queue_paused', by: 'admin@studio.example' },
    { kind: 'provider_without_key', provider: 'fake', slots: ['slot-001'] },
    { kind: 'budget_near', scope: 'provider fake', period: 'monthly', percent: 150 },
    { kind: 'budget_near', scope: 'slot slot-001', period: 'daily', percent: 80 },
  ])
})
