import t from 'tap'
import { describeShots, type Outcome } from '../../src/cli/shot-report.ts'

const outcome = (label: string, totalMs: number | null): Outcome => ({
  isOk: label === '200',
  label,
  timings: totalMs === null ? null : { continueMs: 1, firstByteMs: totalMs, totalMs },
  headers: {},
  saved: null,
  complaint: null,
})

t.test('the times of a series are those of the good shots, each one somebody really waited', async (t) => {
  const good = Array.from({ length: 20 }, (_, index) => outcome('200', (20 - index) * 100))
  const bad = [outcome('429 rate_limited', 3), outcome('no answer', null), outcome('429 rate_limited', 4)]
  t.equal(
    describeShots([...good, ...bad], 4000),
    [
      'shots               23',
      'ok                  20',
      '  200               20',
      '  429 rate_limited  2',
      '  no answer         1',
      'p50 ms              1000',
      'p95 ms              1900',
      'max ms              2000',
      'shots per second    5.5',
      '',
    ].join('\n'),
  )
})

t.test('a series without a good shot has no times', async (t) => {
  t.match(describeShots([outcome('no answer', null), outcome('no answer', null)], 0), /^p95 ms +–$/m)
})
