import { randomUUID } from 'node:crypto'
import t from 'tap'
import { sql } from '../../../src/drizzle.ts'
import { mostClaims } from '../../../src/queue/job.ts'
import { jobs, webhookEndpoints } from '../../../src/schema.ts'
import { keysIn } from '../../media/store-contract.ts'
import { gatedProvider } from '../../support/fake-provider.ts'
import type { TestGateway } from '../../support/gateway.ts'
import { createTestClock } from '../../support/test-clock.ts'
import { openOffice, post } from './open-office.ts'

const ends = ['job.done', 'job.failed', 'job.late']

async function addJob(
  { database, clock }: TestGateway,
  secondsLeft: number,
  values: Partial<typeof jobs.$inferInsert>,
) {
  const id = randomUUID()
  const at = (seconds: number) => sql`${clock.databaseNow()} + ${seconds} * interval '1 second'`
  await database.insert(jobs).values({
    ...{ id, slotId: 'slot-003', slotRevision: 1, source: 'ingest', status: 'processing', leaseUntil: at(-60) },
    ...{ clientAddress: '127.0.0.1', clientFields: {}, inputKey: `inputs/${id}`, inputMime: 'image/jpeg' },
    ...{ inputBytes: 3, inputSha256: id, inputWidth: 1, inputHeight: 1 },
    ...{ receivedAt: at(-70), deadlineAt: at(secondsLeft), workUntilAt: at(secondsLeft) },
    ...values,
  })
  return id
}

t.test('a photo that nobody looks after any more is told, too', async (t) => {
  const { gateway, add, rows } = await openOffice(t, { environment: { ROLE: 'api' } })
  await add(ends)
  const overdue = await addJob(gateway, -10, { status: 'pending', leaseUntil: null })
  const lost = await addJob(gateway, 600, { epoch: mostClaims, worker: randomUUID() })
  while ((await rows()).length < 2) {
    gateway.clock.advance(500)
    await gateway.database.execute(sql`select 1`)
  }
  const told = (await rows()).map(({ type, data }) => [type, data.job_id, data.status, data.failure_reason])
  t.strictSame(
    told.sort((one, other) => String(one[2]).localeCompare(String(other[2]))),
    [
      ['job.failed', lost, 'failed', 'internal_error'],
      ['job.failed', overdue, 'timeout', 'provider_timeout'],
    ],
  )
})

t.test('the picture that stood by at the end of the window is a finished photo, and no late one', async (t) => {
  for (const onTimeout of ['original', 'fallback'] as const) {
    const gated = gatedProvider()
    const clock = createTestClock({ standsStill: true })
    const { gateway, add, rows } = await openOffice(t, { clock, providers: { fake: gated.provider } })
    const fallback = { provider: 'studio', operation: 'passthrough', settings: {} }
    await gateway.changeSlot('slot-001', { onTimeout, ...(onTimeout === 'fallback' && { fallback }) })
    await add(ends)
    const answered = post(gateway)
    await gated.holds(1)
    clock.advance(46_000)
    while (!(await keysIn(gateway.store)).some((key) => key.startsWith('results/'))) clock.advance(10)
    clock.advance(3000)
    t.equal((await answered).headers.get('x-fallback'), onTimeout)
    t.match(await rows(), [{ type: 'job.done', data: { status: 'done', fallback: onTimeout, failure_reason: null } }])
    await gateway.stop()
  }
})

t.test('a photo that a person stopped is told to nobody', async (t) => {
  const gated = gatedProvider()
  const { gateway, add, call, rows } = await openOffice(t, { providers: { fake: gated.provider } })
  await add(ends)
  await gateway.changeSlot('slot-001', { responseMode: 'async' })
  const id = (await post(gateway)).headers.get('x-job-id')
  await gated.holds(1)
  t.equal((await call('POST', `/../jobs/${id}/cancel`)).status, 200)
  t.match(await gateway.database.select().from(jobs), [{ status: 'cancelled' }])
  t.same(await rows(), [])
})

t.test('an endpoint that is removed in the moment a photo ends does not undo its end', async (t) => {
  const gated = gatedProvider()
  const { gateway, add, rows } = await openOffice(t, { providers: { fake: gated.provider } })
  await add(ends)
  const answered = post(gateway)
  await gated.holds(1)
  const client = await gateway.pool.connect()
  await client.query('begin')
  await client.query('delete from webhook_endpoints')
  gated.release()
  const waits = sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
  while ((await gateway.database.execute(waits)).rows.length === 0) gateway.clock.advance(1)
  await client.query('commit')
  client.release()
  t.equal((await answered).status, 200)
  t.same(await rows(), [])
})

t.test('an endpoint that is being changed keeps no photo waiting', async (t) => {
  const { gateway, add, rows } = await openOffice(t)
  await add(ends)
  await gateway.database.transaction(async (tx) => {
    await tx.select().from(webhookEndpoints).for('no key update')
    t.equal((await post(gateway)).status, 200)
  })
  t.equal((await rows()).length, 1)
})
