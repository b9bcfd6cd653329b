import t from 'tap'
import { nameTrouble, type Trouble } from './name-trouble.ts'
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

const troubles: [name: string, trouble: Trouble, weakest: object][] = [
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
]
for (const [name, trouble, weakest] of troubles) {
  t.test(`${name}: NO-GO, and named`, (t) => nameTrouble(t, trouble, weakest))
}
