import t from 'tap'
import { stateOf } from '../../src/admin-ui/src/pages/dashboard/slot-state.ts'
import { findWarnings } from '../../src/admin-ui/src/pages/dashboard/warnings.ts'

const now = Date.parse('2026-11-21T18:00:00Z')
const before = '2026-11-21T17:00:00Z'
const after = '2026-11-21T19:00:00Z'
const settings = { enabled: true, openFrom: null, openUntil: null, syncSeconds: null }
const figures = { done: 40, failed: 0, timeout: 0, fallback: 0, late: 0, provider_ms: { p95: 9000 } }

const states = [
  ['works', {}, null, {}, 'ready'],
  ['has had no photo', {}, null, null, 'ready'],
  ['is switched off, whatever else', { enabled: false }, 'no such model', { failed: 40 }, 'off'],
  ['lacks something', {}, 'no such model', {}, 'broken'],
  ['opens later', { openFrom: after }, null, {}, 'closed'],
  ['was open until now', { openUntil: '2026-11-21T18:00:00Z' }, null, {}, 'closed'],
  ['is inside its hours', { openFrom: before, openUntil: after }, null, {}, 'ready'],
  ['failed twice', {}, null, { failed: 2 }, 'ready'],
  ['failed three times in forty', {}, null, { failed: 3, done: 37 }, 'ready'],
  ['failed four times in forty', {}, null, { failed: 4, done: 36 }, 'degraded'],
  ['answered with stand-ins', {}, null, { fallback: 6 }, 'degraded'],
  ['was too late once', {}, null, { timeout: 1 }, 'slow'],
  ['had a late picture', {}, null, { late: 1 }, 'slow'],
  ['is near the end of the usual window', {}, null, { provider_ms: { p95: 39_000 } }, 'slow'],
  ['is near the end of its own window', { syncSeconds: 10 }, null, {}, 'slow'],
  ['has a wide window of its own', { syncSeconds: 60 }, null, { provider_ms: { p95: 39_000 } }, 'ready'],
] as const

for (const [what, own, problem, seen, state] of states) {
  t.test(`a slot that ${what} is ${state}`, async (t) => {
    const slot = { settings: { ...settings, ...own }, problem }
    const hour = seen && { ...figures, ...seen }
    t.equal(stateOf(slot, hour ?? undefined, { now, usualSyncSeconds: 48 }), state)
  })
}

type Known = Parameters<typeof findWarnings>[0]
type Provider = NonNullable<Known['providers']>['providers'][number]
type Slot = Known['slots'][number]

const provider: Provider = {
  ...{ name: 'gemini', is_local: false, is_set_up: true, operations: ['edit'], circuits: [], models: [] },
  limits: { most_concurrent: null, most_per_minute: null, daily_budget_usd: 10, monthly_budget_usd: 100 },
  spent: { today_usd: 1, month_usd: 5 },
}
const slot = {
  id: 'slot-001',
  settings: { name: 'Comic', enabled: true, chain: [{ provider: 'gemini' }], dailyBudgetUsd: null },
} as unknown as Slot
const ready = { status: 'ready', parts: { database: 'ok', storage: 'ok', queue: 'ok' } } as const

const known = (over: Partial<Known> = {}, ofProvider: Partial<Provider> = {}): Known => ({
  readiness: ready,
  providers: { providers: [{ ...provider, ...ofProvider }], ending: [] },
  slots: [slot],
  today: undefined,
  ...over,
})

t.test('nothing is said while nothing is wrong, or nothing known', async (t) => {
  t.same(findWarnings(known()), [])
  t.same(findWarnings({ readiness: undefined, providers: undefined, slots: [], today: undefined }), [])
})

t.test('a disk that is full is named', async (t) => {
  const readiness = { status: 'not ready', parts: { database: 'ok', storage: 'failing', queue: 'ok' } } as const
  t.same(findWarnings(known({ readiness })), [{ kind: 'storage', isGrave: true }])
})

t.test('a service that is left alone comes before one without a key', async (t) => {
  const circuits = [{ model: 'flash', is_open: true, open_until: after, failures: 5, reason: 'HTTP 500' }]
  t.match(findWarnings(known({}, { circuits, is_set_up: false })), [
    { kind: 'circuit', provider: 'gemini', model: 'flash', until: after },
    { kind: 'noKey', slots: ['Comic'] },
  ])
  t.same(findWarnings(known({ slots: [] }, { is_set_up: false })), [], 'a key that nobody needs is not missing')
})

t.test('a budget is spoken of from four fifths on, and is grave when it is used up', async (t) => {
  const spent = (today_usd: number) => findWarnings(known({}, { spent: { today_usd, month_usd: 5 } }))
  t.same(spent(7.9), [])
  t.match(spent(8), [{ kind: 'budgetDay', isGrave: false, share: 0.8 }])
  t.match(spent(10), [{ kind: 'budgetDay', isGrave: true }])
})

t.test('a slot that nears its own budget is named', async (t) => {
  const own = { ...slot, settings: { ...slot.settings, dailyBudgetUsd: 2 } } as Slot
  const today = { slots: [{ slot: 'slot-001', cost_usd: 1.9 }] } as unknown as Known['today']
  t.match(findWarnings(known({ slots: [own], today })), [{ kind: 'slotBudget', slot: 'Comic', isGrave: false }])
})

t.test('a model that is shut down soon is named with its slots and its successor', async (t) => {
  const ending = [
    {
      ...{ provider: 'gemini', model: 'old', shutdown_on: '2026-12-01', days_left: 10 },
      replaced_by: 'new',
      slots: ['slot-001'],
    },
  ]
  t.match(findWarnings(known({ providers: { providers: [], ending } })), [
    { kind: 'ending', model: 'old', days: 10, next: 'new', slots: ['slot-001'] },
  ])
})
