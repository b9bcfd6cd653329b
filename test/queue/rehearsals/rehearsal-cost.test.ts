import t from 'tap'
import { rehearsals } from '../../../src/schema.ts'
import { openTheatre, paidService } from './open-theatre.ts'

t.setTimeout(90_000)

t.test('what calls of the last days have shown counts more than the catalogue', async (t) => {
  const { gateway, load, play } = await openTheatre(t, [paidService('easel').provider])
  await gateway.pool.query(`
    insert into jobs (id, slot_id, slot_revision, source, status, client_address, client_fields, input_key, input_mime,
      input_bytes, input_sha256, input_width, input_height, received_at, deadline_at, work_until_at, finished_at)
    select gen_random_uuid(), 'slot-003', 1, 'ingest', 'done', '', '{}', '', 'image/jpeg', 1, n::text, 1, 1, now(), now(), now(), now()
    from generate_series(1, 24) n`)
  await gateway.pool.query(`
    insert into attempts (job_id, epoch, number, provider, operation, model, started_at, milliseconds, outcome, key_lane, billed, cost_micros)
    select id, 1, 1, 'easel', 'edit', 'brush', now(), 9000, 'done', 'easel key', 'yes', 50000 from jobs`)
  const { report } = await play({ slots: [load()] })
  t.match(report.services, [{ source: 'measured' }])
  t.ok(Math.abs((report.services[0]?.milliseconds.p50 ?? 0) - 9000) < 2500)
  t.ok(Math.abs(report.cost.forecast_hour_usd - 0.05 * 2 * 6 * 60) < 0.01, 'at the price that was paid')
})

t.test('a real rehearsal pays, foretells the bill within 5 %, and tells the first calls apart', async (t) => {
  const service = paidService('easel')
  const { gateway, load, play, pass, count, start } = await openTheatre(t, [service.provider])
  t.match(await start({ slots: [load()], mode: 'real' }, 'admin'), { status: 422 }, 'without a limit it is not started')
  t.match(await start({ slots: [load()], mode: 'real', max_cost_usd: 5 }), { status: 403 }, 'nor by an operator')
  const { verdict, report } = await play({ slots: [load()], mode: 'real', max_cost_usd: 5 }, 'admin')
  t.equal(verdict, 'go', JSON.stringify(report.reasons))
  t.ok(Math.abs(report.cost.rehearsal_usd - service.billed()) < 1e-6)
  t.equal(report.figures.shots, service.calls() - 1)
  const bill = (service.billed() / service.calls()) * 2 * 6 * 60
  t.ok(Math.abs(report.cost.forecast_hour_usd - bill) <= 0.05 * bill)
  t.match(report.services, [{ source: 'called', warm_up_milliseconds: [Number] }])
  await pass(async () => (await gateway.database.select().from(rehearsals))[0]?.tidiedAt !== null)
  t.equal(await count('jobs'), 0)
  const { rows } = await gateway.pool.query(
    "select sum(micros)::float8 as micros from spending where scope = 'slot slot-001' and length(period) = 10",
  )
  t.ok(Math.abs(rows[0].micros / 1e6 - service.billed()) < 1e-6, "the slot's budget has paid")
})

t.test('a real rehearsal ends before it would cost more than it may', async (t) => {
  const service = paidService('easel')
  const { load, play } = await openTheatre(t, [service.provider])
  const { state, ended_because, report } = await play(
    { slots: [load('slot-001', 4, 10)], mode: 'real', max_cost_usd: 0.2 },
    'admin',
  )
  t.match({ state, ended_because }, { state: 'stopped', ended_because: 'max_cost' })
  t.ok(service.billed() > 0.1 && service.billed() <= 0.2, `${service.billed()}`)
  t.ok(Math.abs(report.cost.rehearsal_usd - service.billed()) < 1e-6)
})
