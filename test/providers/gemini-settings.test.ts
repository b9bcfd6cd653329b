import t from 'tap'
import { createScratch } from '../../src/media/scratch.ts'
import { createCatalogue } from '../../src/providers/catalogue/catalogue.ts'
import { createGemini } from '../../src/providers/gemini/gemini.ts'
import { startEmulator } from '../emulators/emulator.ts'
import { createGeminiEmulator } from '../emulators/gemini.ts'
import { testAttempt } from '../support/attempt.ts'
import { jpeg, look, sourceOf } from '../support/pictures.ts'
import { createTestClock } from '../support/test-clock.ts'
import { catalogue, key, model, openBench, prompt } from './start-gemini.ts'

const signal = new AbortController().signal

t.test('what a model does not take is told by field when a slot is saved', async (t) => {
  const { provider } = await openBench(t)
  const problems = (settings: object, roles: string[] = []) =>
    provider.operations.edit?.findProblems?.({ model, prompt, ...settings }, roles)
  const cases: [settings: object, found: { field: string; says: RegExp }[]][] = [
    [{}, []],
    [{ parameters: { aspectRatio: '1:8', imageSize: '4K', thinkingLevel: 'minimal' }, safety: 'OFF' }, []],
    [{ parameters: { imageSize: '1k' } }, [{ field: 'parameters.imageSize', says: /must be one of 1K, 2K, 4K/ }]],
    [{ parameters: { imageSize: '512' } }, [{ field: 'parameters.imageSize', says: /1K, 2K, 4K/ }]],
    [
      { model: 'gemini-3.1-flash-lite-image', parameters: { imageSize: '2K' } },
      [{ field: 'parameters.imageSize', says: /must be one of 1K$/ }],
    ],
    [
      { model: 'gemini-3-pro-image', parameters: { thinkingLevel: 'high' } },
      [
        {
          field: 'parameters.thinkingLevel',
          says: /not a setting of Nano Banana Pro, which has aspectRatio, imageSize/,
        },
      ],
    ],
    [
      { parameters: { n: 2, imageSize: 4 } },
      [
        { field: 'parameters.n', says: /not a setting/ },
        { field: 'parameters.imageSize', says: /1K, 2K, 4K/ },
      ],
    ],
    [{ parameters: { toString: '1' } }, [{ field: 'parameters.toString', says: /not a setting/ }]],
    [{ prompt: 'x'.repeat(32_001) }, [{ field: 'prompt', says: /32000/ }]],
    [{ model: 'gpt-image-2' }, [{ field: 'model', says: /must be one of gemini-nano-banana-2\.1/ }]],
    [
      { model: 'gemini-3.1-flash-image' },
      [{ field: 'model', says: /was shut down on 2026-10-29; use gemini-nano-banana-2\.1/ }],
    ],
    [{ model: 'gemini-2.5-flash-image' }, [{ field: 'model', says: /2026-10-02; use gemini-3\.1-flash-lite-image/ }]],
  ]
  for (const [settings, found] of cases) {
    const seen = problems(settings)
    t.equal(seen?.length, found.length, JSON.stringify(settings).slice(0, 100))
    t.match(seen, found)
  }
  const roles = Array.from({ length: 14 }, (_, place) => `template_${place}`)
  t.match(problems({}, roles), [{ field: 'model', says: 'takes 14 pictures, the photo included' }])
})

t.test('settings of another form are refused', async (t) => {
  const { provider } = await openBench(t)
  const { settings } = provider.operations.edit ?? {}
  const forms = [
    { prompt: ' ' },
    { parameters: ['1K'] },
    { parameters: { imageSize: null } },
    { safety: 'SOMETIMES' },
    { size: '1K' },
  ]
  for (const form of forms) t.notOk(settings?.safeParse({ model, prompt, ...form }).success, JSON.stringify(form))
  t.ok(settings?.safeParse({ model, prompt }).success)
})

t.test('a call is known by its price before it is made', async (t) => {
  const { provider } = await openBench(t)
  const parameters = { imageSize: '4K' }
  t.match(provider.describe?.('edit', { model, prompt }), { model, estimatedUsd: 0.0336, priceDate: '2026-11-21' })
  t.equal(provider.describe?.('edit', { model, prompt, parameters }).estimatedUsd, 0.0336 * 2.25)
})

t.test('a photo goes all the way and comes back in the form of the slot', async (t) => {
  const { provider, emulator, left } = await openBench(t)
  const output = { format: 'jpeg', quality: 90, longestSidePixels: 512 } as const
  const photo = sourceOf(await jpeg(800, 600))
  const templates = { frame: sourceOf(await jpeg(64, 64)), template_1: sourceOf(await jpeg(80, 80)) }
  const request = { operation: 'edit', settings: { model, prompt }, photo, templates, output }
  const image = await provider.edit(request, testAttempt())
  t.match(image, { type: 'image/jpeg', report: { billed: 'yes' } })
  t.equal((await look(image.bytes)).width, 512)
  t.equal(emulator.requests('gemini').filter(({ path }) => path.includes('upload_id')).length, 1, 'no frame')
  for (const step of ['text-picture', 'empty-picture', 'bomb-picture', 'truncated-picture']) {
    emulator.play('gemini', [step])
    const failure = await provider.edit(request, testAttempt()).catch((error: unknown) => error)
    t.match(failure, { kind: 'bad_media', billed: 'yes' }, step)
  }
  t.strictSame(await left(), [])
})

t.test('a probe says in one line what is wrong', async (t) => {
  const { provider, emulator } = await openBench(t)
  t.match(await provider.probe?.(signal), {
    isFine: true,
    says: /^takes the key; it has gemini-nano-banana-2\.1, gemini-3\.1-flash-lite-image, gemini-3-pro-image$/,
  })
  t.equal(emulator.submits('gemini').length + emulator.billed('gemini'), 0)
  t.ok(emulator.requests('gemini').every(({ path }) => /:countTokens$/.test(path)))

  const gone = await startEmulator({ services: [createGeminiEmulator] })
  await gone.stop()
  const cases: [name: string, options: { apiKey?: string; baseUrl?: string }, says: RegExp][] = [
    ['a wrong key', { apiKey: 'bad-key-4711' }, /^does not take the key/],
    ['nobody there', { baseUrl: gone.baseUrl('gemini') }, /^cannot be reached$/],
    ['somebody else there', { baseUrl: `${emulator.origin}/gemini/elsewhere` }, /none of the models/],
  ]
  for (const [name, options, says] of cases) {
    const bench = await openBench(t, options)
    const probe = await bench.provider.probe?.(signal)
    t.match(probe, { isFine: false, says }, name)
    t.notMatch(probe?.says, /4711/)
  }
})

t.test('a probe names the models that are missing', async (t) => {
  const emulator = await startEmulator({ services: [createGeminiEmulator] })
  t.teardown(() => emulator.stop())
  const earlier = createCatalogue({ today: () => '2026-10-01' })
  const tools = { clock: createTestClock(), scratch: createScratch({ directory: t.testdir() }), catalogue: earlier }
  const provider = createGemini({ apiKey: key, baseUrl: emulator.baseUrl('gemini') }, tools)
  t.match(await provider.probe?.(signal), {
    isFine: true,
    says: /but not gemini-3\.1-flash-image, gemini-2\.5-flash-image$/,
  })
  const reason = new Error('late')
  t.equal(await provider.probe?.(AbortSignal.abort(reason)).catch((error: unknown) => error), reason)
})

t.test('without a key nothing is sent, and the variable is named', async (t) => {
  const emulator = await startEmulator({ services: [createGeminiEmulator] })
  t.teardown(() => emulator.stop())
  const tools = { clock: createTestClock(), scratch: createScratch({ directory: t.testdir() }), catalogue }
  const provider = createGemini({ apiKey: undefined, baseUrl: emulator.baseUrl('gemini') }, tools)
  t.equal(provider.isSetUp, false)
  t.match(await provider.probe?.(signal), { isFine: false, says: /GEMINI_API_KEY/ })
  t.equal(emulator.requests('gemini').length, 0)
})
