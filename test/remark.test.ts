import t from 'tap'
import { failureTable } from '../src/errors.ts'
import { problemsOf } from '../src/problem.ts'
import { createRemarks } from '../src/remark.ts'

const { say, find } = createRemarks(
  'greeting',
  {
    hello: 'Hello!',
    guests: '{{count}} guests, most of them {{name}}.',
    one_of: 'must be one of {{values}}',
    least: 'must be {{least}}',
  },
  { 'Hi.': 'hello', 'Mostly {{name}}, of {{count}}.': 'guests' },
)

t.test('a sentence is said with its code and with what stands in it', async (t) => {
  t.strictSame(say('hello'), { code: 'greeting.hello', params: {}, text: 'Hello!' })
  t.strictSame(say('guests', { count: 53_205, name: '{{count}}' }), {
    code: 'greeting.guests',
    params: { count: 53_205, name: '{{count}}' },
    text: '53,205 guests, most of them {{count}}.',
  })
})

t.test('a sentence is known again', async (t) => {
  t.strictSame(find('Hello!'), say('hello'))
  t.match(find('Hi.'), { code: 'greeting.hello', text: 'Hi.' })
  t.match(find('7 guests, most of them Ada.'), { code: 'greeting.guests', params: { count: '7', name: 'Ada' } })
  t.match(find('Mostly Ada, of 7.'), { code: 'greeting.guests', params: { count: '7', name: 'Ada' } })
  t.match(find('must be one of a, b'), { code: 'greeting.one_of', params: { values: 'a, b' } }, 'the exacter one')
  t.equal(find('Hello! And more.'), null)
  t.equal(find(`must be ${'x'.repeat(5000)}`), null, 'a stranger’s text is not looked through for ever')
})

t.test('an error says what is wrong beyond its reason, field by field', async (t) => {
  for (const [reason, { sentence }] of Object.entries(failureTable)) t.strictSame(problemsOf(reason, sentence), [])
  t.strictSame(problemsOf(null, null), [])
  t.match(problemsOf('conflict', 'There is a slot with this id already.'), [
    { field: null, code: 'detail.slot_exists' },
  ])
  t.strictSame(problemsOf('provider_refused', 'Something that nobody has given a code.'), [
    { field: null, code: null, params: {}, text: 'Something that nobody has given a code.' },
  ])
  const details =
    'chain.0.settings.strength: must be at most 100; output.quality: is missing; chain.0.settings.model: was shut down on 2026-10-02; use newer; body: is odd'
  t.match(problemsOf('invalid_settings', details), [
    { field: 'chain.0.settings.strength', code: 'field.at_most', params: { most: '100' }, text: 'must be at most 100' },
    { field: 'output.quality', code: 'field.missing' },
    { field: 'chain.0.settings.model', code: 'field.model_replaced', params: { day: '2026-10-02', model: 'newer' } },
    { field: null, code: null, text: 'is odd' },
  ])
  t.match(problemsOf('provider_error', 'url: is missing'), [{ field: null, text: 'url: is missing' }])
})
