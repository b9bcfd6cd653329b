import t from 'tap'
import { openDatabase } from '../../src/database.ts'
import { until } from '../support/answers.ts'
import { ingestPassword } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { createTestClock } from '../support/test-clock.ts'
import { openOffice } from './office.ts'

t.test('a photo is stopped although a worker is taking it at the same moment', async (t) => {
  const clock = createTestClock({ standsStill: true })
  const { gateway, call } = await openOffice(t, { clock, environment: { ROLE: 'api' } })
  const { pool, url } = gateway
  const answering = postForm(`${url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  let id = ''
  await until('the photo waits', async () => {
    id = (await pool.query<{ id: string }>('select id from jobs')).rows[0]?.id ?? ''
    return id !== ''
  })

  // As a worker does: the message first, and then the row. Not by the line of those who ask, which waits half a second
  // longer for an answer than PostgreSQL takes to see a deadlock.
  const upkeep = openDatabase({ url: gateway.databaseUrl, purpose: 'upkeep', onIdleError: () => {} })
  t.teardown(upkeep.close)
  const worker = await upkeep.pool.connect()
  await worker.query('begin')
  await worker.query('select 1 from pgboss.job where id = $1 for update', [id])
  const cancelling = call(`/api/jobs/${id}/cancel`, 'admin', 'POST')
  await until('the end waits for the message', async () => {
    const { rows } = await pool.query<{ count: number }>('select count(*)::int from pg_locks where not granted')
    return (rows[0]?.count ?? 0) > 0
  })
  await worker.query(`update jobs set lease_until = lease_until where id = $1`, [id])
  await worker.query('commit')
  worker.release()

  t.equal((await cancelling).status, 200)
  t.match(await (await answering).json(), { failure_reason: 'cancelled' })
  t.match((await pool.query('select status from jobs')).rows, [{ status: 'cancelled' }])
})
