import t from 'tap'
import { openTheatre, paidService } from './open-theatre.ts'

t.setTimeout(90_000)

t.test('one slow provider is NO-GO, and named', async (t) => {
  const [good, slow] = [paidService('easel'), paidService('snail', { typicalSeconds: 90 })]
  const { load, play } = await openTheatre(t, [good.provider, slow.provider])
  const { verdict, report } = await play({ slots: [load('slot-001'), load('slot-002')] })
  t.equal(verdict, 'no_go')
  t.match(report.weakest, { link: 'provider', service: 'snail brush', advice: /faster model/ })
  t.match(report.weakest?.says, /snail brush is too slow/)
  t.notOk(report.reasons.some(({ service }) => service === 'easel brush'))
})

const troubles: [
  string,
  { environment?: Record<string, string>; facts?: object; slot?: object; plan?: object },
  object,
][] = [
  [
    'too few workers',
    { environment: { WORKER_CONCURRENCY: '1' }, facts: { typicalSeconds: 12 } },
    { link: 'workers', advice: /WORKER_CONCURRENCY to at least \d/ },
  ],
  [
    "a service's rate",
    { facts: { mostPerMinute: 6 } },
    { link: 'rate_limit', service: 'easel brush', says: /6 calls a minute/ },
  ],
  [
    "a service's calls at once",
    { facts: { mostConcurrent: 1, typicalSeconds: 12 } },
    { link: 'concurrency_limit', service: 'easel brush' },
  ],
  ['maxInFlight', { slot: { maxInFlight: 1 } }, { link: 'slot_limit', slot: 'slot-001', advice: /at least 6/ }],
  ['a budget', { slot: { dailyBudgetUsd: 1 } }, { link: 'budget', slot: 'slot-001' }],
]
for (const [name, { environment, facts, slot }, weakest] of troubles) {
  t.test(`${name}: NO-GO, and named`, async (t) => {
    const service = paidService('easel', facts)
    const { gateway, load, play } = await openTheatre(t, [service.provider], environment)
    if (slot) await gateway.changeSlot('slot-001', slot)
    const { verdict, report } = await play({ slots: [load('slot-001', 6, 10)] })
    t.equal(verdict, 'no_go')
    t.match(report.weakest, weakest, JSON.stringify(report.reasons))
  })
}
