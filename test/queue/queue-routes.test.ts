import t from 'tap'
import { advisoryLocks } from '../../src/database.ts'
import { eq, sql } from '../../src/drizzle.ts'
import { audit, cleanerRuns, jobs } from '../../src/schema.ts'
import { fakeChain, gatedProvider } from '../support/fake-provider.ts'
import { ingestPassword } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { addJob, openOffice } from './office.ts'

t.test('a held queue takes photos in, gives none to a worker, and goes on where it stood', async (t) => {
  const gated = gatedProvider()
  const { gateway, call } = await openOffice(t, { providers: { fake: gated.provider } })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const post = async (width: number) =>
    postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(width, 48), ingestPassword))

  const first = post(64)
  await gated.holds(1)
  const paused = await call('/api/queue/pause', 'admin', 'POST')
  t.match(paused, { status: 200, body: { processing: 1, paused: { by: 'admin@studio.example' } } })
  t.equal((await call('/api/queue/pause', 'admin', 'POST')).status, 200, 'twice is as good as once')

  const second = post(72)
  while ((await call('/api/queue')).body.pending === 0) await new Promise(setImmediate)
  gated.release()
  t.equal((await first).status, 200, 'what was being worked on is finished')
  t.equal(gated.calls(), 1, 'and its free place is left free')

  const resumed = await call('/api/queue/resume', 'admin', 'POST')
  t.match(resumed, { status: 200, body: { paused: null } })
  await gated.holds(1)
  gated.release()
  t.equal((await second).status, 200)
  const rows = await gateway.database.select().from(audit).where(sql`what like 'queue.%'`)
  t.same(
    rows.map(({ who, what }) => [who, what]),
    [
      ['admin@studio.example', 'queue.paused'],
      ['admin@studio.example', 'queue.resumed'],
    ],
  )
})

t.test('the history of the queue is what the rows say', async (t) => {
  const { gateway, call } = await openOffice(t)
  const { rows } = await gateway.database.execute<{ now: string }>(sql`select clock_timestamp()::text as now`)
  const now = new Date(rows[0]?.now ?? '').getTime()
  const ago = (seconds: number) => new Date(now - seconds * 1000)
  const ledger = (own: number, provider: number) =>
    [
      { hop: 'upload', spent: own },
      { hop: 'provider', spent: provider },
    ] as (typeof jobs.$inferInsert)['ledger']
  const done = { status: 'done', failureReason: null } as const
  // Five stretches of a minute each: the last ends now.
  await addJob(gateway, {
    ...done,
    receivedAt: ago(230),
    startedAt: ago(225),
    finishedAt: ago(215),
    ledger: ledger(100, 9000),
  })
  await addJob(gateway, {
    ...done,
    receivedAt: ago(170),
    startedAt: ago(100),
    finishedAt: ago(40),
    ledger: ledger(300, 5000),
  })
  await addJob(gateway, { receivedAt: ago(150), startedAt: ago(149), finishedAt: ago(140) })
  await addJob(gateway, { status: 'timeout', receivedAt: ago(50), startedAt: null, finishedAt: ago(2) })

  const { status, body } = await call('/api/queue/history?minutes=5&points=5')
  t.equal(status, 200)
  const columns = [
    'waiting',
    'working',
    'received',
    'done',
    'failed',
    'timeout',
    'wait_p95_ms',
    'own_overhead_p50_ms',
    'provider_p50_ms',
  ]
  t.same(
    body.points.map((point: Record<string, number>) => columns.map((column) => point[column] ?? null)),
    [
      [0, 0, 0, 0, 0, 0, null, null, null],
      [0, 0, 1, 1, 0, 0, 5000, 100, 9000],
      [1, 0, 2, 0, 1, 0, 1000, null, null],
      [0, 1, 0, 0, 0, 0, 70_000, null, null],
      [0, 0, 1, 1, 0, 1, null, 300, 5000],
    ],
  )
  t.match(await call('/api/queue/history?minutes=1'), { status: 400, body: { failure_reason: 'invalid_request' } })
})

t.test('the cleaner can be asked what it would do, then told to do it, and what it did can be read', async (t) => {
  const { gateway, cookies, call } = await openOffice(t)
  const clean = async (body: object) => {
    const headers = { cookie: cookies.admin, 'content-type': 'application/json' }
    const answer = await fetch(`${gateway.url}/api/cleaner/runs`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    return { status: answer.status, body: await answer.json() }
  }
  const longAgo = new Date('2025-01-01T12:00:00.000Z')
  const id = await addJob(gateway, { receivedAt: longAgo, inputDeletedAt: longAgo })

  t.match(await clean({ dry_run: true }), {
    status: 200,
    body: { dry_run: true, removed: { job_rows: 1 }, errors: [] },
  })
  t.equal((await gateway.database.select().from(jobs).where(eq(jobs.id, id))).length, 1, 'nothing was touched')
  t.equal((await gateway.database.select().from(cleanerRuns)).length, 0)

  t.match(await clean({ dry_run: false }), { status: 200, body: { dry_run: false, removed: { job_rows: 1 } } })
  t.equal((await gateway.database.select().from(jobs).where(eq(jobs.id, id))).length, 0)
  t.match(await call('/api/cleaner/runs', 'admin'), { status: 200, body: { runs: [{ removed: { job_rows: 1 } }] } })
  const [row] = await gateway.database.select().from(audit).where(eq(audit.what, 'cleaner.run'))
  t.match(row, { who: 'admin@studio.example', after: { removed: { job_rows: 1 } } })

  await gateway.database.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLocks.cleaning})`)
    t.match(await clean({ dry_run: true }), { status: 409, body: { failure_reason: 'conflict' } }, 'never two at once')
  })
})
