import t from 'tap'
import { createJobList, type JobFilters } from '../../src/queue/list-jobs.ts'
import type { jobStatuses } from '../../src/schema.ts'
import { openTestDatabase } from '../support/database.ts'
import { createRandom } from '../support/random.ts'
import { addAttempt, addJob, openOffice } from './office.ts'

const day = 86_400_000
const start = Date.parse('2026-03-01T22:00:00.000Z')
const statuses: readonly [(typeof jobStatuses)[number], ...(typeof jobStatuses)[number][]] = [
  'done',
  'done',
  'failed',
  'timeout',
  'cancelled',
  'pending',
]

interface Known {
  id: string
  slotId: string
  status: (typeof jobStatuses)[number]
  source: 'ingest' | 'test_run' | 'render' | 'retry'
  failureReason: string | null
  provider: string
  receivedAt: Date
  clientFields: Record<string, string>
}

/** Three days of random jobs; many at the same moment. */
async function drawJobs(database: Parameters<typeof addJob>[0]['database'], count: number): Promise<Known[]> {
  const random = createRandom(20261121)
  const known: Known[] = []
  for (let at = 0; at < count; at += 1) {
    const status = random.pick(statuses)
    const isOpen = status === 'pending'
    const job = {
      slotId: random.pick(['slot-001', 'slot-001', 'slot-001', 'slot-002', 'slot-003']),
      status,
      source: random.pick(['ingest', 'ingest', 'ingest', 'test_run', 'retry']),
      failureReason:
        status === 'done' || isOpen ? null : random.pick(['provider_error', 'provider_timeout', 'cancelled']),
      receivedAt: new Date(start + random.whole(0, 60) * (day / 20)),
      clientFields: random.chance(0.7)
        ? {
            [random.pick(['Guest', 'table'])]: random.pick(['Zoë Müller', 'ŁUKASZ', 'no. 17', 'mueller@gäste.example']),
          }
        : {},
    }
    const finishedAt = isOpen ? null : job.receivedAt
    const inputSha256 = String(at).padStart(64, '0')
    const id = await addJob({ database }, { ...job, finishedAt, inputSha256 })
    const provider = random.pick(['studio', 'studio', 'gemini'])
    await addAttempt({ database }, id, { provider, startedAt: job.receivedAt })
    known.push({ id, provider, ...job })
  }
  return known.sort((one, other) => {
    const difference = other.receivedAt.getTime() - one.receivedAt.getTime()
    return difference || (one.id < other.id ? 1 : -1)
  })
}

/** What a filter means, in the plainest words. */
function isMeant(job: Known, { slots, statuses: wanted, reasons, provider, sources, from, until, text }: JobFilters) {
  const written = Object.entries(job.clientFields).flat().join('\n').toLowerCase()
  return (
    (slots?.includes(job.slotId) ?? true) &&
    (wanted?.includes(job.status) ?? true) &&
    (reasons?.includes(job.failureReason ?? '') ?? true) &&
    (provider === undefined || job.provider === provider) &&
    (sources?.includes(job.source) ?? true) &&
    (from === undefined || job.receivedAt >= from) &&
    (until === undefined || job.receivedAt < until) &&
    (text === undefined || written.includes(text.toLowerCase()))
  )
}

function drawFilters(random: ReturnType<typeof createRandom>): JobFilters {
  const filters: JobFilters = {}
  const maybe = (likelihood: number, set: () => void) => random.chance(likelihood) && set()
  maybe(0.4, () => {
    filters.slots = random.pick<readonly string[]>([
      ['slot-002'],
      ['slot-001', 'slot-003'],
      ['slot-001', 'slot-002', 'slot-009'],
    ])
  })
  maybe(0.4, () => {
    filters.statuses = random.pick<readonly Known['status'][]>([
      ['done'],
      ['failed', 'timeout'],
      ['pending'],
      ['done', 'cancelled'],
    ])
  })
  maybe(0.2, () => {
    filters.reasons = random.pick([['provider_error'], ['provider_error', 'cancelled']])
  })
  maybe(0.2, () => {
    filters.provider = random.pick(['gemini', 'studio', 'nobody'])
  })
  maybe(0.3, () => {
    filters.sources = random.pick<readonly Known['source'][]>([['test_run'], ['ingest'], ['ingest', 'retry']])
  })
  maybe(0.3, () => {
    filters.from = new Date(start + random.whole(0, 60) * (day / 20))
  })
  maybe(0.3, () => {
    filters.until = new Date(start + random.whole(0, 60) * (day / 20))
  })
  maybe(0.5, () => {
    filters.text = random.pick(['MÜLLER', 'zoë', 'łuk', 'guest', 'able', 'no. 1', 'example', 'nowhere'])
  })
  return filters
}

t.test(
  'every combination of filters finds exactly the jobs that are meant, in order, however little one page may look at',
  async (t) => {
    const { database } = await openTestDatabase(t)
    const known = await drawJobs(database, 260)
    const random = createRandom(7)
    let found = 0
    let short = 0
    for (let round = 0; round < 120; round += 1) {
      const filters = drawFilters(random)
      const { list } = createJobList({ database, mostLookedAt: random.pick([12, 40, 10_000]) })
      const limit = random.pick([3, 20, 200])
      const seen: string[] = []
      let page = await list(filters, { limit })
      for (let pages = 0; pages < 500; pages += 1) {
        t.ok(page.jobs.length <= limit)
        seen.push(...page.jobs.map(({ id }) => id))
        if (!page.next) break
        if (page.jobs.length < limit) short += 1
        page = await list(filters, { after: page.next, limit })
      }
      const meant = known.filter((job) => isMeant(job, filters)).map(({ id }) => id)
      found += meant.length
      t.same(seen, meant, JSON.stringify(filters))
    }
    t.ok(found > 1000 && short > 20, `${found} found, ${short} short pages`)
  },
)

t.test('jobs are asked for by several slots, statuses, sources, reasons, provider, time and text', async (t) => {
  const { gateway, call } = await openOffice(t)
  const receivedAt = new Date('2026-01-02T10:00:00.000Z')
  const first = await addJob(gateway, { clientFields: { Gast: '100% Anna_B' }, failureReason: 'provider_refused' })
  const second = await addJob(gateway, { slotId: 'slot-002', status: 'timeout', failureReason: 'provider_timeout' })
  const third = await addJob(gateway, { slotId: 'slot-003', source: 'test_run', receivedAt })
  await addAttempt(gateway, third, { provider: 'gemini', startedAt: receivedAt })
  const table: [query: string, ids: string[]][] = [
    ['slot=slot-001&slot=slot-003', [third, first]],
    ['status=timeout&status=done', [second]],
    ['reason=provider_refused', [first]],
    ['reason=provider_refused&reason=provider_timeout&slot=slot-002', [second]],
    ['source=test_run', [third]],
    ['provider=gemini', [third]],
    ['from=2026-01-02T00:00:00Z', [third]],
    ['from=2026-01-02T12:00:00%2B02:00&to=2026-01-02T12:00:01%2B02:00', [third]],
    ['to=2026-01-02T10:00:00Z&status=timeout', [second]],
    ['text=100%25%20anna_', [first]],
    ['text=GAST', [first]],
    ['text=anna%25b', []],
  ]
  for (const [query, ids] of table) {
    const { body } = await call(`/api/jobs?${query}`)
    t.same(
      body.jobs?.map((job: { job_id: string }) => job.job_id),
      ids,
      query,
    )
    t.equal(body.next, null)
  }
  for (const query of ['text=ab', 'from=yesterday', 'source=nobody', 'status=done&status=gone', 'provider=']) {
    t.match((await call(`/api/jobs?${query}`)).body, { failure_reason: 'invalid_request' }, query)
  }
})

t.test('whatever is asked, the answer is a page or a refusal, never an error', async (t) => {
  const { gateway, call, ask } = await openOffice(t)
  const id = await addJob(gateway, { clientFields: { 'Straße "7"': "O'Hara \\ 50%_Ёлка% 🎉 ﬁn" } })
  async function statusOf(url: string): Promise<number> {
    const answer = await ask(url)
    await answer.arrayBuffer()
    return answer.status
  }
  const any = '88888888-8888-4888-8888-888888888888'
  const finds = ['straße', '"7"', "o'hara", '\\ 5', '50%_', 'ёлка', 'ЁЛКА', '% 🎉', '🎉 ﬁ', '_Ёл']
  for (const text of finds) {
    const { body } = await call(`/api/jobs?text=${encodeURIComponent(text)}`)
    t.match(body.jobs, [{ job_id: id }], text)
  }
  for (const text of ['%%%', '___', '5_%', '\\\\5', 'STRASSE']) {
    t.same((await call(`/api/jobs?text=${encodeURIComponent(text)}`)).body, { jobs: [], next: null }, text)
  }
  const table: [query: string, status: number][] = [
    ['from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', 200],
    ['limit=1', 200],
    ['limit=200', 200],
    ['limit=0', 400],
    ['limit=201', 400],
    ['limit=1.5', 400],
    ['limit=', 400],
    ['text=ab', 400],
    ['text=%20a%20%20', 400],
    [`text=${'a'.repeat(200)}`, 200],
    [`text=${'a'.repeat(201)}`, 400],
    ['text=a%00b', 400],
    ['slot=%00', 400],
    ['reason=a%00b', 400],
    ['provider=a%00b', 400],
    ['from=0000-01-01T00:00:00Z', 400],
    ['to=9999-12-31T23:59:59-14:00', 400],
    ['to=9999-12-31T00:00:00Z', 200],
    ['from=2026-02-30T00:00:00Z', 400],
    ['from=2026-02-03T00:00:00', 400],
    [`cursor=2026-01-01T00:00:00.000Z_${any}`, 200],
    [`cursor=2026-01-01T00:00:00.000Z_${any}_x`, 400],
    [`cursor=0000-01-01T00:00:00.000Z_${any}`, 400],
    ['cursor=2026-01-01T00:00:00.000Z_1', 400],
    [`cursor=${any}`, 400],
    ['cursor=', 400],
    ['cursor=a&cursor=b', 400],
    ['order=asc', 400],
  ]
  for (const [query, status] of table) {
    t.equal((await call(`/api/jobs?${query}`)).status, status, query)
    if (!/limit|cursor/.test(query)) t.equal(await statusOf(`/api/jobs.csv?${query}`), status, `${query} as CSV`)
  }
})

t.test('a reader who goes on page by page misses nothing and meets nothing twice while new jobs come', async (t) => {
  const { gateway, call } = await openOffice(t)
  const receivedAt = new Date('2026-01-02T10:00:00.000Z')
  const before = new Set<string>()
  for (let at = 0; at < 25; at += 1) before.add(await addJob(gateway, { receivedAt }))
  const seen: string[] = []
  let cursor = ''
  for (;;) {
    const { body } = await call(`/api/jobs?limit=4${cursor}`)
    seen.push(...body.jobs.map((job: { job_id: string }) => job.job_id))
    if (!body.next) break
    cursor = `&cursor=${encodeURIComponent(body.next)}`
    await addJob(gateway, { receivedAt: new Date('2026-01-03T10:00:00.000Z') })
  }
  t.equal(seen.length, new Set(seen).size)
  t.same(new Set(seen), before)
})
