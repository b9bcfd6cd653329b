import { readFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { sql } from '../../src/drizzle.ts'
import { createMetrics } from '../../src/metrics.ts'
import { createPixCounters } from '../../src/pix/pix-counters.ts'
import { createPixFigures } from '../../src/pix/pix-figures.ts'
import { pixJobs, pixNotifications } from '../../src/pix-schema.ts'
import { openTestDatabase } from '../support/database.ts'
import { createTestClock } from '../support/test-clock.ts'
import { startPixGateway } from './pix-gateway.ts'
import { hashOf, pixRows } from './pix-rows.ts'

const hourAgo = () => new Date(Date.now() - 3_630_000)

t.test(
  'what waits, has failed or is to be released stands in the figures, and each of them in the documentation',
  async (t) => {
    const gateway = await startPixGateway(t, { environment: { ROLE: 'api' } })
    const { database, url } = gateway
    const rows = pixRows(database)
    const job = await rows.addJob()
    await rows.addImage(job, { registeredAt: hourAgo() })
    await rows.addImage(job)
    await rows.addImage(job, { status: 'error', errorCode: 'unreadable_image', errorMessage: 'broken' })
    await rows.addPromoted(job, { status: 'processed', processedAt: new Date(), privacyStatus: 'flagged' })
    await database.insert(pixJobs).values({
      ...{ id: 'draft', jobNumber: 'PIX-draft', locale: 'de', galleryStatus: 'draft_ready', galleryRevision: 1 },
      ...{ galleryContentHash: hashOf('draft'), draftReadyAt: hourAgo() },
    })
    await database.insert(pixJobs).values({
      ...{ id: 'shown', jobNumber: 'PIX-shown', locale: 'de', galleryStatus: 'draft_ready', galleryRevision: 2 },
      ...{ galleryContentHash: hashOf('shown'), draftReadyAt: hourAgo(), galleryVisibility: 'customer' },
      ...{ releasedAt: hourAgo(), releasedBy: 'a', releasedRevision: 2 },
    })
    const mail = {
      kind: 'gallery_released',
      jobId: 'draft',
      recipient: 'a@b.example',
      locale: 'de' as const,
      payload: {},
    }
    await database.insert(pixNotifications).values([
      { ...mail, revision: 1, dedupeKey: '1', nextAt: new Date() },
      { ...mail, jobId: 'shown', revision: 2, dedupeKey: '2', nextAt: new Date(), status: 'failed', error: 'refused' },
    ])
    await database.execute(
      sql`insert into pgboss.job (name, data, state, singleton_key, policy)
        values ('pix-vision', '{}', 'created', 'a', 'short'), ('pix-export', '{}', 'failed', 'a', 'short')`,
    )

    const text = await (await fetch(`${url}/metrics`)).text()
    const figures = new Map(
      text
        .split('\n')
        .filter((line) => line.startsWith('photochanger_pix_'))
        .map((line) => [line.slice('photochanger_pix_'.length, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
    )
    const wanted: Record<string, number> = {
      'images{status="pending_processing"}': 2,
      'images{status="processing"}': 0,
      'images{status="processed"}': 1,
      'images{status="error"}': 1,
      'images_by_privacy{verdict="flagged"}': 1,
      'messages_waiting{kind="pix-vision"}': 1,
      'messages_waiting{kind="pix-process"}': 0,
      'messages_failed{kind="pix-export"}': 1,
      'messages_active{kind="pix-export"}': 0,
      'mails{status="queued"}': 1,
      'mails{status="failed"}': 1,
      drafts: 1,
    }
    for (const [name, value] of Object.entries(wanted)) t.equal(figures.get(name), value, name)
    for (const name of ['oldest_wait_seconds', 'oldest_draft_seconds']) {
      t.ok(Math.abs((figures.get(name) ?? 0) - 3600) < 600, name)
    }
    t.notOk(figures.has('node_look_age_seconds'), 'this node does not work')
    const { warnings } = (await gateway.call('GET', '/api/overview', { role: 'viewer' })).json
    t.match(warnings, [
      { kind: 'pix_images_waiting', images: 2, minutes: 60 },
      { kind: 'mails_failed', mails: 1 },
    ])

    const documentation = await readFile(path.join(import.meta.dirname, '..', '..', 'docs', 'operating.md'), 'utf8')
    const named = new Set(documentation.match(/photochanger_pix_\w+/g))
    t.same(
      [...text.matchAll(/^# TYPE (photochanger_pix_\w+)/gm)]
        .map(([, name]) => name)
        .filter((name) => !named.has(name ?? '')),
      [],
    )
    t.same(
      [...named].filter((name) => !text.includes(`# HELP ${name} `)),
      [],
    )
  },
)

t.test('what a node has done is counted', async (t) => {
  const { registry } = createMetrics()
  const counters = createPixCounters(registry)
  counters.looked({ seen: 9, accepted: 2, faulty: 1, refused: 0, removed: 0 })
  counters.imageEnded('error')
  counters.privacyChecked(null)
  counters.privacyChecked([])
  counters.privacyChecked([{ type: 'face' }, { type: 'face' }, { type: 'text' }])
  counters.serviceAsked('vision', 'answered')
  counters.mailTried('broken off')
  const text = await registry.metrics()
  for (const line of [
    'final_inputs_total{outcome="accepted"} 2',
    'final_inputs_total{outcome="faulty"} 1',
    'images_ended_total{outcome="error"} 1',
    'privacy_checks_total{outcome="failed"} 1',
    'privacy_checks_total{outcome="clear"} 1',
    'privacy_checks_total{outcome="flagged"} 1',
    'privacy_findings_total{type="face"} 2',
    'service_calls_total{stage="vision",outcome="answered"} 1',
    'mail_tries_total{outcome="broken_off"} 1',
  ]) {
    t.ok(text.includes(`photochanger_pix_${line}\n`), line)
  }
})

t.test('who asks often costs the database little, and a figure that nobody knows is not made up', async (t) => {
  const { database } = await openTestDatabase(t)
  const clock = createTestClock({ standsStill: true })
  let asked = 0
  const counted = new Proxy(database, {
    get(target, name, receiver) {
      if (name === 'select') asked += 1
      return Reflect.get(target, name, receiver)
    },
  })
  const figures = createPixFigures({ database: counted, clock, kinds: ['pix-process'] })
  await Promise.all([figures.countImages(), figures.countImages()])
  await figures.countImages()
  t.equal(asked, 1)
  clock.advance(61_000)
  await figures.countImages()
  t.equal(asked, 2)
  const metrics = createMetrics()
  metrics.observeEach('some', 'Some.', 'of', () => Promise.reject(new Error('away')))
  t.notMatch(await metrics.registry.metrics(), /^some\{/m)
})
