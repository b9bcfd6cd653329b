import t from 'tap'
import { eq } from '../../../src/drizzle.ts'
import { audit, rehearsals } from '../../../src/schema.ts'
import { fakeChain } from '../../support/fake-provider.ts'
import { ingestPassword } from '../../support/gateway.ts'
import { photoForm, postForm } from '../../support/multipart.ts'
import { jpeg } from '../../support/pictures.ts'
import { openTheatre, paidService } from './open-theatre.ts'

t.setTimeout(90_000)

t.test('a healthy evening is GO; nobody is called, nothing is spent, and nothing is left of it', async (t) => {
  const service = paidService('easel')
  const { gateway, load, play, pass, call, count, files } = await openTheatre(t, [service.provider])
  const before = { statistics: (await call('GET', '/api/statistics')).body, files: await files() }
  const { state, verdict, report, id } = await play({ slots: [load()], event_hours: 2 })
  t.match({ state, verdict }, { state: 'finished', verdict: 'go' }, JSON.stringify(report))
  t.same(report.reasons, [])
  t.ok(report.figures.shots > 4, 'two booths have shot')
  t.equal(report.figures.answered_in_time, report.figures.shots)
  t.match(report.services, [{ service: 'easel brush', source: 'catalogue', failed: 0 }])
  t.ok((report.services[0]?.milliseconds.p50 ?? 0) > 2000, 'the stand-in took its time')
  t.equal(report.cost.rehearsal_usd, 0)
  t.ok(Math.abs(report.cost.forecast_hour_usd - 0.04 * 2 * 6 * 60) < 0.01, 'at the list price')
  t.equal(report.cost.forecast_event_usd, report.cost.forecast_hour_usd * 2)

  t.equal(service.calls(), 0)
  await pass(async () => (await gateway.database.select().from(rehearsals))[0]?.tidiedAt !== null)
  for (const table of [
    'jobs',
    'attempts',
    'job_texts',
    'spending',
    'provider_lanes',
    'deletion_receipts',
    'webhook_deliveries',
    'refusals',
    'slot_figures',
  ])
    t.equal(await count(table), 0, `${table} is as it was`)
  t.same(await files(), before.files)
  const { whole, slots } = (await call('GET', '/api/statistics')).body
  t.same({ whole, slots }, { whole: before.statistics.whole, slots: before.statistics.slots })
  t.match((await call('GET', '/api/rehearsals')).body, { rehearsals: [{ id, verdict: 'go' }] })
})

t.test('a guest who would have to wait ends the rehearsal and gets the place at once', async (t) => {
  const { gateway, load, start, pass, ended, look } = await openTheatre(
    t,
    [paidService('snail', { typicalSeconds: 40 }).provider],
    {
      WORKER_CONCURRENCY: '1',
    },
  )
  await gateway.changeSlot('slot-003', { chain: [{ provider: 'studio', operation: 'passthrough', settings: {} }] })
  const { body } = await start({ slots: [load('slot-001', 3, 20)], minutes: 5 })
  await pass(async () => ((await look(body.id)).progress?.open ?? 0) === 3)
  const startedAt = gateway.clock.monotonic()
  const answer = await postForm(`${gateway.url}/ingest/slot-003`, photoForm(await jpeg(64, 48), ingestPassword))
  t.equal(answer.status, 200)
  t.ok(
    gateway.clock.monotonic() - startedAt < 3000,
    'time stood still but for itself: the guest has not waited for a shot',
  )
  t.match(await ended(body.id), { state: 'stopped', ended_because: 'guests' })
})

t.test('a guest whose photo is on its way, or another rehearsal, is in the way of a new one', async (t) => {
  const { gateway, load, start, call, ended } = await openTheatre(t, [paidService('easel').provider])
  const first = await start({ slots: [load()], minutes: 30 })
  t.match(await start({ slots: [load()] }), { status: 409, body: { failure_reason: 'rehearsal_busy' } })
  const stopped = await call('POST', `/api/rehearsals/${first.body.id}/stop`)
  t.equal(stopped.status, 202)
  t.match(await ended(first.body.id), { state: 'stopped', ended_because: 'person' })
  const rows = await gateway.database.select().from(audit).where(eq(audit.who, 'operator@studio.example'))
  t.match(
    rows.map(({ what }) => what),
    ['rehearsal.started', 'rehearsal.stopped'],
  )
  t.equal((await call('POST', `/api/rehearsals/${first.body.id}/stop`)).status, 202, 'again changes nothing')
  await gateway.pool.query(`
    insert into jobs (id, slot_id, slot_revision, source, status, client_address, client_fields, input_key, input_mime,
      input_bytes, input_sha256, input_width, input_height, received_at, deadline_at, work_until_at)
    values (gen_random_uuid(), 'slot-003', 1, 'ingest', 'processing', '', '{}', '', 'image/jpeg', 1, '', 1, 1, now(),
      now() + interval '1 day', now() + interval '1 day')`)
  t.match(await start({ slots: [load()] }), {
    status: 409,
    body: { failure_reason: 'rehearsal_busy', details: /quiet/ },
  })
  await gateway.pool.query("delete from jobs where slot_id = 'slot-003'")
  t.equal((await start({ slots: [load('slot-099')] })).status, 404)
  t.equal((await start({ slots: [load(), load()] })).status, 422)
})

t.test(
  'a rehearsal whose node is gone is broken for whoever looks, its shots are taken away, and another may begin',
  async (t) => {
    const { gateway, load, start, pass, look, count, files, ended, call } = await openTheatre(t, [
      paidService('snail', { typicalSeconds: 40 }).provider,
    ])
    const before = await files()
    const { body } = await start({ slots: [load('slot-001', 3, 20)], minutes: 5 })
    await pass(async () => (await count('jobs')) > 0)
    const elsewhere = { node: 'a node that died', leaseUntil: new Date(0) }
    await gateway.database.update(rehearsals).set(elsewhere)
    t.match(await look(body.id), { state: 'broken', verdict: null, report: null })
    await pass(async () => (await gateway.database.select().from(rehearsals))[0]?.tidiedAt !== null)
    await pass(async () => (await count('jobs')) === 0 && (await files()).length === before.length)
    const next = await start({ slots: [load()] })
    t.equal(next.status, 202)
    await call('POST', `/api/rehearsals/${next.body.id}/stop`)
    await ended(next.body.id)
  },
)

t.test('a slot cannot be saved with a stand-in', async (t) => {
  const { gateway } = await openTheatre(t, [])
  await t.rejects(gateway.changeSlot('slot-001', { chain: fakeChain('stand_in') }), { code: 'invalid_settings' })
})
