import t from 'tap'
import { findRetryAfter } from '../../src/providers/retry-after.ts'

const date = 'Sat, 21 Nov 2026 12:00:00 GMT'

t.test('a service says how long to wait, in seconds or as a time on its own clock', async (t) => {
  const cases: [headers: Record<string, string | string[]>, milliseconds: number | undefined][] = [
    [{}, undefined],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '1.2345' }, 1235],
    [{ 'retry-after': '-5', date }, undefined],
    [{ 'retry-after': '1763726400', date }, undefined],
    [{ 'retry-after': 'soon', date }, undefined],
    [{ 'retry-after': 'Sat, soon', date }, undefined],
    [{ 'retry-after': ['7', '8'] }, undefined],
    [{ 'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT', date }, 30_000],
    [{ 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT', date }, 0],
    [{ 'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT' }, undefined],
  ]
  for (const [headers, milliseconds] of cases) t.equal(findRetryAfter(headers), milliseconds, JSON.stringify(headers))
})
