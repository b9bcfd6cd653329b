import t from 'tap'
import { nameTrouble, type Trouble } from './name-trouble.ts'

t.setTimeout(90_000)

const troubles: [name: string, trouble: Trouble, weakest: object][] = [
  [
    "a service's calls at once",
    { facts: { mostConcurrent: 1, typicalSeconds: 12 } },
    { link: 'concurrency_limit', service: 'easel brush' },
  ],
  ['maxInFlight', { slot: { maxInFlight: 1 } }, { link: 'slot_limit', slot: 'slot-001', advice: /at least 6/ }],
  ['a budget', { slot: { dailyBudgetUsd: 1 } }, { link: 'budget', slot: 'slot-001' }],
]
for (const [name, trouble, weakest] of troubles) {
  t.test(`${name}: NO-GO, and named`, (t) => nameTrouble(t, trouble, weakest))
}
