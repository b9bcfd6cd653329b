import t from 'tap'
import { diffSettings } from '../../src/slots/diff-settings.ts'

const link = { provider: 'studio', settings: { tone: 1 } }

const outcomes: [what: string, before: unknown, after: unknown, differences: unknown[]][] = [
  ['nothing', { a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }, []],
  ['a value', { name: 'A', n: 1 }, { name: 'B', n: 1 }, [{ field: 'name', before: 'A', after: 'B' }]],
  [
    'a setting of a choice',
    { chain: [link] },
    { chain: [{ ...link, settings: { tone: 2 } }] },
    [{ field: 'chain.0.settings.tone', before: 1, after: 2 }],
  ],
  ['a choice more', { chain: [] }, { chain: [link] }, [{ field: 'chain.0', after: link }]],
  ['a key less', { templates: { frame: 'x' } }, { templates: {} }, [{ field: 'templates.frame', before: 'x' }]],
  [
    'null and something',
    { frame: null },
    { frame: { fit: 'cover' } },
    [{ field: 'frame', before: null, after: { fit: 'cover' } }],
  ],
  ['a list for a record', { a: [] }, { a: {} }, [{ field: 'a', before: [], after: {} }]],
  ['another type', { a: 1 }, { a: '1' }, [{ field: 'a', before: 1, after: '1' }]],
]

for (const [what, before, after, differences] of outcomes) {
  t.test(`what differs is named by its field: ${what}`, async (t) => {
    t.strictSame(diffSettings(before, after), differences)
  })
}
