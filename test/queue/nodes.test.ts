import t from 'tap'
import { sql } from '../../src/drizzle.ts'
import { until } from '../support/answers.ts'
import { fakeChain, gatedProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'

t.test('one node answers, another works', async (t) => {
  const api = await startTestGateway(t, { environment: { ROLE: 'api' } })
  const worker = await startTestGateway(t, {
    environment: { ROLE: 'worker' },
    databaseUrl: api.databaseUrl,
    directory: api.directory,
  })
  const answer = await postForm(`${api.url}/ingest/slot-001`, photoForm(await jpeg(640, 480), ingestPassword))
  t.equal(answer.status, 200)
  t.equal(answer.headers.get('content-type'), 'image/jpeg')
  t.equal((await fetch(`${worker.url}/readyz`)).status, 200)
  t.equal((await fetch(`${worker.url}/ingest/slot-001`, { method: 'POST' })).status, 404, 'a worker takes no photos')
})

t.test('the notification line is cut while photos are under way, and all are answered', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, { providers: { fake: gated.provider } })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const form = photoForm(await jpeg(64, 48), ingestPassword)
  const before = postForm(`${gateway.url}/ingest/slot-001`, form)
  await gated.holds(1)
  await gateway.database.execute(
    sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'photochanger-listen-%'`,
  )
  gated.releaseAll()
  // Only then may time hurry: the work itself takes as long as this machine needs for it.
  await until('the photo is done', async () => {
    const { rows } = await gateway.pool.query("select 1 from jobs where status = 'done'")
    return rows.length === 1
  })
  const ticking = setInterval(() => gateway.clock.advance(1000), 20)
  t.teardown(() => clearInterval(ticking))
  t.equal((await before).status, 200, 'the one whose notice was lost')
  clearInterval(ticking) // at this pace the database would seem to be away
  const after = postForm(`${gateway.url}/ingest/slot-001`, form)
  await gated.holds(1)
  gated.releaseAll()
  t.equal((await after).status, 200, 'and the next')
})

t.test('stopping refuses new photos and finishes those it has', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, { providers: { fake: gated.provider } })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const form = photoForm(await jpeg(64, 48), ingestPassword)
  const waiting = postForm(`${gateway.url}/ingest/slot-001`, form)
  await gated.holds(1)
  const stopped = gateway.stop()
  await t.rejects(fetch(`${gateway.url}/livez`), 'nobody is let in any more')
  gated.releaseAll()
  t.equal((await waiting).status, 200)
  await stopped
})

t.test('stopping does not wait for ever: what runs is handed back and the client is asked to come again', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, { providers: { fake: gated.provider } })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const waiting = postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  await gated.holds(1)
  const stopped = gateway.stop()
  await t.rejects(fetch(`${gateway.url}/livez`), 'the door is closed')
  gateway.clock.advance(2000)
  const answer = await waiting
  t.equal(answer.status, 503)
  t.match(await answer.json(), { failure_reason: 'unavailable', retry_after: Number, job_id: String })
  await stopped
})
