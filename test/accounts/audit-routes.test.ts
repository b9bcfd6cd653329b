import t from 'tap'
import { audit } from '../../src/schema.ts'
import { startAccounts } from './start-accounts.ts'

async function open(t: Parameters<typeof startAccounts>[0]) {
  const { database, server, cookieOf } = await startAccounts(t)
  await database.delete(audit)
  for (let at = 1; at <= 25; at += 1)
    await database.insert(audit).values({
      at: new Date(Date.UTC(2026, 10, at, 12)),
      who: at % 2 === 0 ? 'ann@studio.example' : 'bob@studio.example',
      what: at % 5 === 0 ? 'slotted.saved' : at % 3 === 0 ? 'slot.saved' : 'slot.restored',
      before: { day: at - 1 },
      after: { day: at },
    })
  const cookie = await cookieOf('admin')
  const ask = async (query: string) => {
    const answer = await server.inject({ url: `/api/audit?${query}`, headers: { cookie } })
    return { status: answer.statusCode, body: answer.json() }
  }
  const daysOf = async (query: string) =>
    (await ask(query)).body.changes.map(({ after }: { after: { day: number } }) => after.day)
  return { ask, daysOf }
}

t.test('the newest change comes first, with who, what, before and after', async (t) => {
  const { ask } = await open(t)
  const { body } = await ask('limit=1')
  t.match(body, {
    changes: [
      {
        at: '2026-11-25T12:00:00.000Z',
        ...{ who: 'bob@studio.example', what: 'slotted.saved', before: { day: 24 }, after: { day: 25 } },
      },
    ],
    next: /^\d+$/,
  })
})

t.test('page by page every change is seen once', async (t) => {
  const { ask } = await open(t)
  const seen: number[] = []
  let next: string | null = ''
  let pages = 0
  while (next !== null) {
    const { body }: Awaited<ReturnType<typeof ask>> = await ask(`limit=10${next && `&cursor=${next}`}`)
    seen.push(...body.changes.map(({ after }: { after: { day: number } }) => after.day))
    next = body.next
    pages += 1
  }
  t.strictSame(
    seen,
    Array.from({ length: 25 }, (_, at) => 25 - at),
  )
  t.equal(pages, 3)
})

t.test('filters narrow it down, and go together', async (t) => {
  const { daysOf } = await open(t)
  const table: [query: string, days: number[]][] = [
    ['who=ann@studio.example&limit=3', [24, 22, 20]],
    ['who=ann', []],
    ['what=slot.saved', [24, 21, 18, 12, 9, 6, 3]],
    ['what=slot&limit=4', [24, 23, 22, 21]],
    ['what=slotted', [25, 20, 15, 10, 5]],
    ['what=slo', []],
    ['what=slot.%25', []],
    ['from=2026-11-23T12:00:00Z', [25, 24, 23]],
    ['from=2026-11-23T12:00:00.001Z', [25, 24]],
    ['to=2026-11-02T12:00:00Z', [1]],
    ['from=2026-11-10T13:00:00%2B01:00&to=2026-11-12T00:00:00Z', [11, 10]],
    ['who=bob@studio.example&what=slot.saved&to=2026-11-20T00:00:00Z', [9, 3]],
  ]
  for (const [query, days] of table) t.strictSame(await daysOf(query), days, query)
})

t.test('a question that makes no sense is refused by name', async (t) => {
  const { ask } = await open(t)
  for (const [query, details] of [
    ['limit=0', /limit/],
    ['limit=201', /limit/],
    ['cursor=x', /cursor/],
    ['cursor=-1', /cursor/],
    ['from=yesterday', /from/],
    ['colour=red', /colour/],
    ['who=%00', /who/],
  ] as const)
    t.match(await ask(query), { status: 400, body: { failure_reason: 'invalid_request', details } }, query)
})
