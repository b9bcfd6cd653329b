import t from 'tap'
import { Failure } from '../../src/admin-ui/src/api/failure.ts'
import { completeSettings } from '../../src/admin-ui/src/pages/slot-editor/draft/complete-settings.ts'
import { findDifferences } from '../../src/admin-ui/src/pages/slot-editor/draft/differences.ts'
import { mergeSettings } from '../../src/admin-ui/src/pages/slot-editor/draft/merge-settings.ts'
import { problemsOf } from '../../src/admin-ui/src/pages/slot-editor/draft/problems.ts'
import { readAt, writeAt } from '../../src/admin-ui/src/pages/slot-editor/draft/settings-path.ts'
import { freeRole, rolesOf } from '../../src/admin-ui/src/pages/slot-editor/effect/template-roles.ts'
import { firstSettings, kindOf } from '../../src/admin-ui/src/pages/slot-editor/form/json-schema.ts'
import { byPlace } from '../../src/admin-ui/src/parts/problem-words.ts'
import { problemsOf as findProblems, type Problem } from '../../src/problem.ts'
import { diffSettings } from '../../src/slots/diff-settings.ts'

const base = completeSettings({ name: 'Knights' })
const output = { ...base.output, quality: 80 }

t.test('what two people change apart from each other is put together', async (t) => {
  const mine = { ...base, output, templates: { style: 'a' } }
  const theirs = {
    ...base,
    name: 'Wedding',
    output: { ...base.output, format: 'png' as const },
    templates: { face: 'b' },
  }
  t.match(mergeSettings(base, mine, theirs), {
    name: 'Wedding',
    output: { quality: 80, format: 'png' },
    templates: { style: 'a', face: 'b' },
  })
})

t.test('where both changed the same, what I typed stays', async (t) => {
  t.equal(mergeSettings(base, { ...base, name: 'Mine' }, { ...base, name: 'Theirs' }).name, 'Mine')
})

t.test('what one took away is not brought back', async (t) => {
  const before = { ...base, templates: { style: 'a', face: 'b' } }
  const merged = mergeSettings(before, { ...before, templates: { face: 'b' } }, { ...before, name: 'Theirs' })
  t.same(merged.templates, { face: 'b' })
})

t.test('differences are found as the gateway finds them', async (t) => {
  const changed = writeAt(writeAt({ ...base, output }, 'chain.0.settings.strength', 3), 'output.frame', {
    fit: 'cover',
  })
  t.same(findDifferences(base, changed), diffSettings(base, changed))
  t.same(findDifferences({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }), [], 'in whatever order')
})

t.test('a setting is written, made and taken away by its path', async (t) => {
  const settings = { chain: [{ settings: { style: 'sepia' } }, { settings: {} }] }
  const written = writeAt(settings, 'chain.1.settings.parameters.seed', 7)
  t.equal(readAt(written, 'chain.1.settings.parameters.seed'), 7)
  t.ok(Array.isArray(written.chain))
  t.same(writeAt(written, 'chain.1.settings.parameters', undefined), settings)
  t.equal(readAt(settings, 'chain.constructor.name'), undefined)
})

t.test('the sentences of a refusal find their fields', async (t) => {
  const inWords = (problems: readonly Problem[]) => byPlace(problems, ({ text }) => text)
  const refusal = (details: string, status = 422) =>
    problemsOf(new Failure(status, { details, problems: findProblems('invalid_settings', details) }), inWords)
  t.same(refusal('configurations.1.settings.chain.0.settings.strength: must be at most 100; name: is missing'), {
    'chain.0.settings.strength': 'must be at most 100',
    name: 'is missing',
  })
  t.same(refusal('body: must be an object'), { '': 'must be an object' })
  t.same(refusal('Something else; and more'), { '': 'Something else; and more' })
  t.equal(refusal('name: is old', 409), null)
})

const kinds = [
  [{ type: 'string', enum: ['a', 'b'] }, 'choice'],
  [{ type: 'string', const: '1K' }, 'choice'],
  [{ type: 'boolean' }, 'flag'],
  [{ type: 'integer', minimum: 0, maximum: 100 }, 'number'],
  [{ type: 'string', pattern: '^#[0-9a-f]{6}$' }, 'colour'],
  [{ anyOf: [{ type: 'integer' }, { type: 'null' }] }, 'number'],
  [
    {
      anyOf: [
        { type: 'string', enum: ['green'] },
        { type: 'string', pattern: '^#' },
      ],
    },
    'choice',
  ],
  [{ type: 'object', properties: { a: {} } }, 'group'],
  [{ type: 'object', additionalProperties: {} }, 'record'],
  [{}, 'json'],
] as const

for (const [schema, kind] of kinds)
  t.test(`${JSON.stringify(schema)} is asked for as ${kind}`, async (t) => {
    t.equal(kindOf(JSON.parse(JSON.stringify(schema))).is, kind)
  })

t.test('seeds get no slider', async (t) => {
  t.match(kindOf({ type: 'integer', minimum: 0, maximum: 2_147_483_647 }), { range: null })
})

t.test('of what was typed everything stays that another model takes', async (t) => {
  const schema = {
    type: 'object',
    properties: {
      model: { type: 'string', const: 'new' },
      prompt: { type: 'string' },
      parameters: { type: 'object', properties: { size: { type: 'string', enum: ['1K'] }, seed: { type: 'integer' } } },
    },
    required: ['model', 'prompt'],
  }
  const before = { model: 'new', prompt: 'As knights.', safety: 'OFF', parameters: { size: '4K', seed: 3 } }
  t.same(firstSettings(schema, before), { model: 'new', prompt: 'As knights.', parameters: { seed: 3 } })
})

const operation = { settings: {}, models: [] }
const providers = [
  {
    name: 'studio',
    is_set_up: true,
    operations: [{ ...operation, operation: 'chroma_key', template_roles: ['background'], optional_roles: [] }],
  },
  {
    name: 'gemini',
    is_set_up: true,
    operations: [{ ...operation, operation: 'edit', template_roles: [], optional_roles: 'any' as const }],
  },
]
const linked = (provider: string, what: string, templates: Record<string, string>) => ({
  ...base,
  chain: [{ provider, operation: what, settings: {} }],
  templates,
})

t.test('a picture goes where an operation needs one', async (t) => {
  const roles = rolesOf(linked('studio', 'chroma_key', { old: 'x' }), providers)
  t.same(roles, { needed: ['background'], optional: [], useless: ['old'] })
  t.equal(freeRole(roles, {}), 'background')
  t.equal(freeRole(roles, { background: 'x' }), 'background', 'the only one is replaced')
})

t.test('a service that takes any template gets one more', async (t) => {
  const roles = rolesOf(linked('gemini', 'edit', { style: 'x' }), providers)
  t.same(roles, { needed: [], optional: null, useless: [] })
  t.equal(freeRole(roles, { style: 'x' }), 'background')
})
