import t from 'tap'
import { findRange, isNotModified } from '../../src/media/conditional-request.ts'

const validators = { etag: '"abc"', lastModified: new Date('2026-11-21T12:00:00.700Z') }
const sameSecond = 'Sat, 21 Nov 2026 12:00:00 GMT'
const earlier = 'Sat, 21 Nov 2026 11:59:59 GMT'

for (const [range, expected] of [
  [undefined, undefined],
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=0-', { start: 0, end: 99 }],
  ['bytes=10-19', { start: 10, end: 19 }],
  ['Bytes=10-19', { start: 10, end: 19 }],
  ['bytes=10-1000', { start: 10, end: 99 }],
  ['bytes=99-', { start: 99, end: 99 }],
  ['bytes=-1', { start: 99, end: 99 }],
  ['bytes=-1000', { start: 0, end: 99 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=100-200', 'unsatisfiable'],
  ['bytes=99999999999999999999-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=20-10', undefined],
  ['bytes=-', undefined],
  ['bytes=', undefined],
  ['bytes=a-b', undefined],
  ['bytes=0-1,5-6', undefined],
  ['items=0-1', undefined],
] as const) {
  t.test(`of 100 bytes, Range ${range} asks for ${JSON.stringify(expected) ?? 'everything'}`, async (t) => {
    t.same(findRange(range === undefined ? {} : { range }, 100, validators), expected)
  })
}

for (const [condition, isOurs] of [
  ['"abc"', true],
  ['"other"', false],
  ['W/"abc"', false],
  [sameSecond, true],
  [earlier, false],
  ['nonsense', false],
] as const) {
  t.test(`If-Range ${condition} ${isOurs ? 'gives the range' : 'gives everything'}`, async (t) => {
    const expected = isOurs ? { start: 1, end: 2 } : undefined
    t.same(findRange({ range: 'bytes=1-2', 'if-range': condition }, 100, validators), expected)
  })
}

for (const [headers, expected] of [
  [{}, false],
  [{ 'if-none-match': '"abc"' }, true],
  [{ 'if-none-match': 'W/"abc"' }, true],
  [{ 'if-none-match': '"x", "abc"' }, true],
  [{ 'if-none-match': '*' }, true],
  [{ 'if-none-match': '"x"' }, false],
  [{ 'if-none-match': '"x"', 'if-modified-since': sameSecond }, false],
  [{ 'if-modified-since': sameSecond }, true],
  [{ 'if-modified-since': 'Sun, 22 Nov 2026 12:00:00 GMT' }, true],
  [{ 'if-modified-since': earlier }, false],
  [{ 'if-modified-since': 'nonsense' }, false],
] as const) {
  t.test(`${JSON.stringify(headers)} ${expected ? 'is' : 'is not'} what the caller has already`, async (t) => {
    t.equal(isNotModified(headers, validators), expected)
  })
}
