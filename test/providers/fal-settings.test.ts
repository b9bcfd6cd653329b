import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import t from 'tap'
import { emulatedModels } from '../emulators/fal-models.ts'
import { quarters } from '../support/pictures.ts'
import { catalogue, model, startFal } from './start-fal.ts'

const { models } = catalogue.requireProvider('fal')

/** The package's own description of every model's input and output. */
const described = readFileSync(
  createRequire(import.meta.url)
    .resolve('@fal-ai/client')
    .replace('index.js', 'types/endpoints.d.ts'),
  'utf8',
)

function bodyOf(name: string): string {
  const start = described.search(new RegExp(`export (type|interface) ${name}( =)? `))
  const head = described.slice(start, described.indexOf('\n', start))
  const alias = /= (\w+);/.exec(head)?.[1]
  const parent = /extends (\w+)/.exec(head)?.[1] ?? /= (\w+) &/.exec(head)?.[1]
  if (alias) return bodyOf(alias)
  return described.slice(start, described.indexOf('\n}', start)) + (parent ? bodyOf(parent) : '')
}

function typesOf(id: string): { input: string; output: string } {
  const [, input, output] = new RegExp(`"${id}": \\{\\s*input: (\\w+);\\s*output: (\\w+);`).exec(described) ?? []
  return { input: bodyOf(input ?? 'none'), output: bodyOf(output ?? 'none') }
}

const fieldOf = (body: string, name: string) => new RegExp(`^ +${name}(\\??): ([^;]+);`, 'm').exec(body)

t.test('every model of the catalogue is one that the package knows, field by field', async (t) => {
  t.ok(models.length >= 20)
  for (const { id, fields, resultPath, parameters, input: limits } of models) {
    const { input, output } = typesOf(id)
    for (const field of Object.values(fields)) {
      const found = fieldOf(input, field.replace('[]', ''))
      t.ok(found, `${id} takes ${field}`)
      t.equal(found?.[2]?.includes('Array'), field.endsWith('[]'), `${id}: ${field} is one or many`)
    }
    if (fields.prompt)
      t.equal(fieldOf(input, fields.prompt)?.[1] === '', limits.promptRequired, `${id}: needs a prompt`)
    t.equal(limits.mask, fields.mask !== undefined, `${id}: mask`)
    const [holder = '', index] = resultPath?.split('.') ?? []
    t.equal(fieldOf(output, holder)?.[2]?.startsWith('Array'), index === '0', `${id}: the picture is in ${resultPath}`)
    for (const [name, parameter] of Object.entries(parameters)) {
      const type = fieldOf(input, name)?.[2] ?? ''
      const kind = {
        number: 'number',
        integer: 'number',
        boolean: 'boolean',
        text: 'string',
        size: 'string',
        choice: '"',
      }[parameter.type]
      t.ok(type.includes(kind), `${id}: ${name} is ${parameter.type}`)
      if (parameter.type === 'choice') {
        const choices = type.match(/"[^"]+"/g)?.map((each) => each.slice(1, -1))
        t.strictSame([...parameter.of].sort(), choices?.sort(), `${id}: ${name}`)
      }
    }
  }
})

t.test('the stand-in draws with every model it knows, as the catalogue says', async (t) => {
  const { edit } = await startFal(t)
  const mask = await quarters(300, 200)
  for (const { id, operations, input } of models.filter((each) => Object.hasOwn(emulatedModels, each.id))) {
    const settings = { model: id, ...(input.promptRequired && { prompt: 'a lamp' }) }
    const [operation = ''] = operations
    const image = await edit({ operation, settings, templates: input.mask ? { mask } : {} })
    t.equal(image.type, 'image/jpeg', `${operation} ${id}`)
  }
})

t.test('what speaks against saving', async (t) => {
  const { provider } = await startFal(t)
  const prompt = 'Make them astronauts'
  const table: [operation: string, settings: object, roles: string[], problems: string[]][] = [
    ['edit', { model, prompt }, [], []],
    ['edit', { model, prompt }, ['template_1', 'style'], []],
    ['edit', { model: 'fal-ai/unheard-of', prompt }, [], ['model']],
    ['edit', { model: 'fal-ai/birefnet/v2', prompt }, [], ['model']],
    ['edit', { model: 'fal-ai/flux-pro/kontext', prompt }, ['style'], ['model', 'model']],
    ['edit', { model: 'fal-ai/nano-banana/edit', prompt }, ['a', 'b', 'c', 'd'], ['model']],
    ['edit', { model, prompt: 'x'.repeat(5001) }, [], ['prompt']],
    ['edit', { model, prompt, parameters: { resolution: '9K' } }, [], ['parameters.resolution']],
    ['edit', { model, prompt, parameters: { resolution: 2 } }, [], ['parameters.resolution']],
    ['edit', { model, prompt, parameters: { sync_mode: true } }, [], ['parameters.sync_mode']],
    ['edit', { model, prompt, parameters: { constructor: 1 } }, [], ['parameters.constructor']],
    ['edit', { model, prompt, parameters: { seed: 1.5 } }, [], ['parameters.seed']],
    ['edit', { model, prompt, parameters: { enable_web_search: 'yes' } }, [], ['parameters.enable_web_search']],
    ['edit', { model, prompt, parameters: { seed: 1, resolution: '4K', enable_web_search: true } }, [], []],
    ['upscale', { model: 'fal-ai/clarity-upscaler' }, [], []],
    ['upscale', { model: 'fal-ai/clarity-upscaler', prompt }, [], []],
    ['upscale', { model: 'fal-ai/seedvr/upscale/image', prompt }, [], ['prompt']],
    ['upscale', { model: 'fal-ai/clarity-upscaler', parameters: { creativity: 2 } }, [], ['parameters.creativity']],
    [
      'upscale',
      { model: 'fal-ai/clarity-upscaler', parameters: { negative_prompt: 1 } },
      [],
      ['parameters.negative_prompt'],
    ],
    ['remove_object', { model: 'fal-ai/object-removal' }, [], ['prompt']],
    ['remove_object', { model: 'fal-ai/object-removal', prompt }, [], []],
    ['remove_object', { model: 'fal-ai/object-removal/mask' }, [], ['model']],
    ['remove_object', { model: 'fal-ai/object-removal/mask' }, ['mask'], []],
    ['remove_background', { model: 'fal-ai/birefnet/v2', parameters: { model: 'Portrait' } }, [], []],
    ['retouch', { model: 'fal-ai/codeformer', parameters: { fidelity: 0.7 } }, [], []],
  ]
  for (const [name, settings, roles, expected] of table) {
    const operation = provider.operations[name]
    if (!operation) throw new Error(`no ${name}`)
    t.ok(operation.settings.safeParse(settings).success, `${name} ${JSON.stringify(settings).slice(0, 90)}`)
    const problems = operation.findProblems?.(settings, roles) ?? []
    t.strictSame(
      problems.map(({ field }) => field),
      expected,
      problems.map(({ says }) => says).join('; '),
    )
  }
})

t.test('settings of another shape are refused, and every field has its sentence', async (t) => {
  const { provider } = await startFal(t)
  for (const [name, { settings }] of Object.entries(provider.operations)) {
    t.notOk(settings.safeParse({ model, prompt: 'x', strength: 1 }).success, `${name}: no unknown fields`)
    t.notOk(settings.safeParse({ prompt: 'x' }).success, `${name}: no call without a model`)
    const { shape } = settings as unknown as { shape: Record<string, { description?: string }> }
    for (const [field, { description }] of Object.entries(shape)) t.ok(description, `${name}: ${field}`)
  }
})

t.test('a price by what was chosen', async (t) => {
  const { provider } = await startFal(t)
  const price = (settings: object) => provider.describe?.('edit', { model, prompt: 'x', ...settings }).estimatedUsd
  t.equal(price({}), 0.08)
  t.equal(price({ parameters: { resolution: '4K' } }), 0.16)
  t.ok(Math.abs((price({ parameters: { enable_web_search: true } }) ?? 0) - 0.095) < 1e-9)
})
