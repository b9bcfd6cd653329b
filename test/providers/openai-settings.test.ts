import t from 'tap'
import { createOpenai } from '../../src/providers/openai/openai.ts'
import { createOpenaiClient } from '../../src/providers/openai/openai-client.ts'
import { emulatedModels } from '../emulators/openai-form.ts'
import { createTestClock } from '../support/test-clock.ts'
import { catalogue, key, model, openBench, openWire, prompt } from './start-openai.ts'

type Parameters = Record<string, string | number | boolean>

const faults: [model: string, parameters: Parameters, field: string | undefined, says?: RegExp][] = [
  ['gpt-image-2.5-flare', {}, undefined],
  [
    'gpt-image-2.5-flare',
    { size: 'auto', quality: 'max', output_format: 'webp', background: 'transparent' },
    undefined,
  ],
  ['gpt-image-2.5-flare', { size: '1536x864', output_compression: 100 }, undefined],
  ['gpt-image-2.5-flare', { size: '3840x2160' }, undefined],
  ['gpt-image-2.5-flare', { size: '1500x864' }, 'parameters.size', /16 divides/],
  ['gpt-image-2.5-flare', { size: '4096x1600' }, 'parameters.size', /3840/],
  ['gpt-image-2.5-flare', { size: '3200x1024' }, 'parameters.size', /3 times the other/],
  ['gpt-image-2.5-flare', { size: '512x512' }, 'parameters.size', /655360 to 8294400/],
  ['gpt-image-2.5-flare', { size: 'large' }, 'parameters.size', /as in 1536x864/],
  ['gpt-image-2.5-flare', { size: 1024 }, 'parameters.size', /a text such as 1536x864/],
  ['gpt-image-1.5', { size: '1536x864' }, 'parameters.size', /one of auto, 1024x1024/],
  ['gpt-image-2', { quality: 'max' }, 'parameters.quality', /one of auto, low, medium, high$/],
  [
    'gpt-image-2',
    { complexity: 'low' },
    'parameters.complexity',
    /not a setting of GPT Image 2, which has size, quality/,
  ],
  ['gpt-image-2', { toString: 'low' }, 'parameters.toString', /not a setting/],
  ['gpt-image-2', { output_compression: 101 }, 'parameters.output_compression', /whole number from 0 to 100/],
  ['gpt-image-2', { output_compression: 50, output_format: 'png' }, 'parameters.output_compression', /jpeg and webp/],
  ['gpt-image-2', { background: 'transparent', output_format: 'jpeg' }, 'parameters.output_format', /png or webp/],
]

t.test('settings that a model does not take are found when they are saved', async (t) => {
  const { provider } = await openBench(t)
  const find = (settings: unknown, roles: string[] = []) =>
    provider.operations.edit?.findProblems?.(settings, roles) ?? []
  for (const [id, parameters, field, says] of faults) {
    const found = find({ model: id, prompt, parameters })
    t.strictSame(
      found.map((each) => each.field),
      field ? [field] : [],
      JSON.stringify(parameters),
    )
    if (says) t.match(found[0]?.says, says)
  }
  t.match(find({ model: 'gpt-image-1', prompt }), [
    { field: 'model', says: /was shut down on 2026-10-23; use gpt-image/ },
  ])
  t.match(find({ model: 'dall-e-9', prompt }), [{ field: 'model' }])
  t.match(find({ model, prompt: 'x'.repeat(32_001) }), [{ field: 'prompt', says: /32000/ }])
  t.strictSame(find({ model, prompt }, ['mask', 'template_1']), [])
})

t.test('what the catalogue allows is what the service takes', async (t) => {
  const bench = await openBench(t)
  const alive = catalogue.requireProvider('openai').models.filter(({ id }) => emulatedModels.includes(id))
  t.equal(alive.length, emulatedModels.length)
  for (const { id, parameters } of alive) {
    const choices = Object.entries(parameters).flatMap(([name, parameter]) =>
      parameter.type === 'choice' ? [{ name, of: parameter.of }] : [],
    )
    // Every value of every parameter once, as many of them as there are in one call.
    for (let turn = 0; turn < Math.max(...choices.map(({ of }) => of.length)); turn += 1) {
      const chosen = choices.map(({ name, of }) => [name, of[turn % of.length] ?? ''] as const)
      const values = { ...Object.fromEntries(chosen), ...(turn === 2 && { output_format: 'png' }) }
      const { report } = await bench.obtain({ settings: { model: id, prompt, parameters: values } })
      t.equal(report.httpStatus, 200, `${id} ${JSON.stringify(values)}`)
    }
  }
})

t.test('the price of a call is estimated by quality and size', async (t) => {
  const { provider } = await openBench(t)
  const estimate = (id: string, parameters: Parameters) =>
    provider.describe?.('edit', { model: id, prompt, parameters }).estimatedUsd ?? 0
  const near = (usd: number, expected: number) =>
    t.ok(Math.abs(usd - expected) < expected / 40, `${usd} is about ${expected}`)
  near(estimate('gpt-image-2', { quality: 'medium', size: '1024x1024' }), 0.053)
  near(estimate('gpt-image-2', { quality: 'high', size: '1024x1024' }), 0.211)
  near(estimate('gpt-image-1.5', { quality: 'high', size: '1536x1024' }), 0.2)
  near(estimate('gpt-image-2', { quality: 'medium', size: '2048x2048' }), 0.211)
  t.ok(estimate(model, {}) >= estimate(model, { quality: 'high', size: '1024x1024' }), 'unknown is not cheap')
})

t.test('a probe says in one sentence what is wrong', async (t) => {
  const { signal } = new AbortController()
  const good = await openBench(t)
  t.match(await good.provider.probe?.(signal), { isFine: true, says: /accepts the key and offers gpt-image-2.6-flare/ })
  const bad = await openBench(t, { apiKey: 'bad-key' })
  t.match(await bad.provider.probe?.(signal), { isFine: false, says: 'does not accept the key' })
  const elsewhere = await openBench(t, { baseUrl: `${good.emulator.origin}/openai/v2` })
  t.match(await elsewhere.provider.probe?.(signal), { isFine: false, says: /base URL/ })
  const html = await openWire(t, { type: 'text/html', answer: '<html></html>' })
  const page = await openBench(t, { baseUrl: html.baseUrl })
  t.match(await page.provider.probe?.(signal), { isFine: false, says: /base URL/ })
  const nobody = await openBench(t, { baseUrl: 'http://openai.invalid/v1' })
  t.match(await nobody.provider.probe?.(signal), { isFine: false, says: 'cannot be reached from here' })
  const without = createOpenai(
    { apiKey: undefined, baseUrl: undefined },
    { clock: createTestClock(), scratch: good.scratch, catalogue },
  )
  t.match(await without.probe?.(signal), { isFine: false, says: /OPENAI_API_KEY/ })
  t.strictSame(await without.listShutdowns(signal), [])
})

t.test('the service itself tells which models end, and when', async (t) => {
  const { provider } = await openBench(t)
  t.strictSame(await provider.listShutdowns(new AbortController().signal), [
    { id: 'gpt-image-1.5', shutdownOn: '2026-12-01' },
    { id: 'gpt-image-1-mini', shutdownOn: '2026-12-01' },
  ])
})

t.test('the environment does not decide where photos go', async (t) => {
  const names = {
    OPENAI_BASE_URL: 'http://elsewhere.invalid/v1',
    OPENAI_ORG_ID: 'org-1',
    OPENAI_LOG: 'debug',
    OPENAI_API_KEY: 'sk-1',
  }
  for (const [name, value] of Object.entries(names)) {
    process.env[name] = value
    t.teardown(() => delete process.env[name])
  }
  const client = createOpenaiClient({ apiKey: key, baseUrl: undefined })
  t.match(client, {
    baseURL: 'https://api.openai.com/v1',
    organization: null,
    apiKey: key,
    logLevel: 'off',
    maxRetries: 0,
  })
})
