import t from 'tap'
import { z } from 'zod'
import { createCatalogue, type Parameter } from '../../src/providers/catalogue/catalogue.ts'
import { findParameterProblems, parameterSchemaOf } from '../../src/providers/model-parameters.ts'
import { findPromptProblems } from '../../src/providers/model-prompt.ts'

const rule = { multipleOf: 8, longestSide: 400, mostRatio: 2, leastPixels: 10_000, mostPixels: 90_000 }
const parameters: Record<string, Parameter> = {
  scale: { type: 'number', min: 0.1, max: 2 },
  seed: { type: 'integer', min: 1, max: 9 },
  sharp: { type: 'boolean' },
  without: { type: 'text', longest: 3 },
  format: { type: 'choice', of: ['jpeg', '2'] },
  size: { type: 'size', ...rule, also: ['auto'] },
}
const [first] = createCatalogue().requireProvider('openai').models
if (!first) throw new Error('the catalogue has no model')
const model = { ...first, label: 'Brush', parameters }

const cases: [name: string, value: string | number | boolean, says: string | undefined][] = [
  ['scale', 0.1, undefined],
  ['scale', 2.1, 'must be a number from 0.1 to 2'],
  ['scale', Number.NaN, 'must be a number from 0.1 to 2'],
  ['scale', '1', 'must be a number from 0.1 to 2'],
  ['seed', 9, undefined],
  ['seed', 0, 'must be a whole number from 1 to 9'],
  ['seed', 1.5, 'must be a whole number from 1 to 9'],
  ['seed', true, 'must be a whole number from 1 to 9'],
  ['sharp', false, undefined],
  ['sharp', 'true', 'must be true or false'],
  ['without', '', undefined],
  ['without', 'cats', 'must be a text of at most 3 characters'],
  ['without', 1, 'must be a text of at most 3 characters'],
  ['format', 'jpeg', undefined],
  ['format', 'png', 'must be one of jpeg, 2'],
  ['format', 2, 'must be one of jpeg, 2'],
  ['size', 'auto', undefined],
  ['size', '400x200', undefined],
  ['size', '200x400', undefined],
  ['size', '304x296', undefined],
  ['size', 'large', 'must be auto or width and height in pixels, as in 1536x864'],
  ['size', '200x0', 'must be auto or width and height in pixels, as in 1536x864'],
  ['size', 200, 'must be a text such as 1536x864'],
  ['size', '204x200', 'must have a width and height that 8 divides'],
  ['size', '200x204', 'must have a width and height that 8 divides'],
  ['size', '408x208', 'must not have a side longer than 400 pixels'],
  ['size', '192x392', 'must not have a side longer than 2 times the other'],
  ['size', '96x96', 'must have 10000 to 90000 pixels'],
  ['size', '304x304', 'must have 10000 to 90000 pixels'],
  ['colour', 'red', 'is not a setting of Brush, which has scale, seed, sharp, without, format, size'],
  ['constructor', 'red', 'is not a setting of Brush, which has scale, seed, sharp, without, format, size'],
]

t.test('a parameter is what the catalogue says it is', async (t) => {
  for (const [name, value, says] of cases) {
    const expected = says === undefined ? [] : [{ field: `parameters.${name}`, says }]
    t.strictSame(findParameterProblems({ [name]: value }, model), expected, `${name}: ${value}`)
  }
  t.strictSame(findParameterProblems(undefined, model), [])
  const all = findParameterProblems({ seed: 0, format: 'jpeg', sharp: 1, other: 1 }, { ...model, parameters: {} })
  t.strictSame(
    all.map(({ says }) => says),
    Array(4).fill('is not a setting of Brush, which has none'),
  )
})

t.test('a form can be drawn from every kind of parameter', async (t) => {
  const drawn = Object.values(parameters).map((parameter) =>
    z.toJSONSchema(parameterSchemaOf(parameter), { io: 'input' }),
  )
  t.match(drawn, [
    { type: 'number', minimum: 0.1, maximum: 2 },
    { type: 'integer', minimum: 1, maximum: 9 },
    { type: 'boolean' },
    { type: 'string', maxLength: 3 },
    { type: 'string', enum: ['jpeg', '2'] },
    { type: 'string' },
  ])
})

t.test('a prompt is there when it is needed, and no longer than the model reads', async (t) => {
  const input = (promptRequired: boolean) => ({ input: { ...first.input, promptRequired, longestPrompt: 4 } })
  t.strictSame(findPromptProblems('cats', input(true)), [])
  t.strictSame(findPromptProblems('a cat', input(false)), [{ field: 'prompt', says: 'must have at most 4 characters' }])
  t.strictSame(findPromptProblems(undefined, input(false)), [])
  t.strictSame(findPromptProblems(undefined, input(true)), [{ field: 'prompt', says: 'is needed by this model' }])
})
