import { readFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { sql } from '../src/drizzle.ts'
import { colourOf } from './emulators/draw.ts'
import { startEmulator } from './emulators/emulator.ts'
import { createFalEmulator } from './emulators/fal.ts'
import { createGeminiEmulator } from './emulators/gemini.ts'
import { createOpenaiEmulator } from './emulators/openai.ts'
import { createTurbotextEmulator } from './emulators/turbotext.ts'
import { freePort } from './support/free-port.ts'
import { ingestPassword, startTestGateway } from './support/gateway.ts'
import { photoForm, postForm } from './support/multipart.ts'
import { differ, look } from './support/pictures.ts'

const emulator = await startEmulator({
  services: [createGeminiEmulator, createOpenaiEmulator, createFalEmulator, createTurbotextEmulator],
})
t.teardown(emulator.stop)

const environment = {
  ...{ GEMINI_API_KEY: 'test-key', GEMINI_BASE_URL: emulator.baseUrl('gemini') },
  ...{ OPENAI_API_KEY: 'test-key', OPENAI_BASE_URL: `${emulator.baseUrl('openai')}/v1` },
  ...{ FAL_KEY: 'test-key:secret', FAL_BASE_URL: emulator.baseUrl('fal') },
  ...{ TURBOTEXT_API_KEY: 'test-key', TURBOTEXT_BASE_URL: emulator.baseUrl('turbotext') },
}

/** Straight from a camera: 24 megapixels, turned, with a position. */
const photo = await readFile(path.join(import.meta.dirname, '..', 'docs', 'pictures', 'sample.jpg'))
const prompt = 'a portrait in oil'

const links = {
  gemini: { provider: 'gemini', operation: 'edit', settings: { model: 'gemini-nano-banana-2.1', prompt } },
  openai: { provider: 'openai', operation: 'edit', settings: { model: 'gpt-image-2.6-flare', prompt } },
  fal: { provider: 'fal', operation: 'edit', settings: { model: 'fal-ai/flux-pro/kontext', prompt } },
  turbotext: { provider: 'turbotext', operation: 'image2image', settings: { model: 'generate_image2image', prompt } },
}
const studio = { provider: 'studio', operation: 'look', settings: { style: 'black-and-white', strength: 100 } }

for (const [name, link] of Object.entries(links)) {
  t.test(`a photo goes through ${name} and comes back in the slot's form`, async (t) => {
    const port = await freePort()
    const reachable = { ...environment, PORT: String(port), PUBLIC_BASE_URL: `http://127.0.0.1:${port}` }
    const gateway = await startTestGateway(t, { environment: reachable, withServices: true })
    const output = { format: 'webp', quality: 80, longestSidePixels: 500, frame: null } as const
    await gateway.changeSlot('slot-001', { chain: [link], output })
    const answer = await postForm(`${gateway.url}/ingest/slot-001`, photoForm(photo, ingestPassword))
    t.equal(answer.status, 200)
    t.equal(answer.headers.get('content-type'), 'image/webp')
    const { width, height, at } = await look(Buffer.from(await answer.arrayBuffer()))
    t.equal(Math.max(width, height), 500)
    const { r, g, b } = colourOf(prompt)
    t.ok(differ(at(0.005, 0.5), [r, g, b]) < 30, 'the border has the colour of the prompt')
    const { rows } = await gateway.database.execute(sql`select provider, outcome, billed, model from attempts`)
    t.match(rows, [{ provider: name, outcome: 'done', model: link.settings.model }])
    t.notMatch(gateway.logText(), /test-key/)
  })
}

t.test('a chain goes on from one service to the next, and to the studio', async (t) => {
  const gateway = await startTestGateway(t, { environment, withServices: true })
  await gateway.changeSlot('slot-001', { chain: [links.gemini, links.openai, studio], onRefusal: 'next' })
  emulator.play('gemini', ['image-safety'])
  emulator.play('openai', ['moderation'])
  const answer = await postForm(`${gateway.url}/ingest/slot-001`, photoForm(photo, ingestPassword))
  t.equal(answer.status, 200)
  const { at } = await look(Buffer.from(await answer.arrayBuffer()))
  const [r = 0, g = 0, b = 0] = at(0.5, 0.5)
  t.ok(Math.abs(r - g) < 12 && Math.abs(g - b) < 12, 'black and white: the studio made it')
  const attempts = sql`select provider, outcome, kind from attempts order by number`
  while ((await gateway.database.execute(attempts)).rows.some((row) => row.outcome === 'started'))
    await new Promise((resolve) => setImmediate(resolve))
  t.match((await gateway.database.execute(attempts)).rows, [
    { provider: 'gemini', outcome: 'provider_refused', kind: 'refused' },
    { provider: 'openai', outcome: 'provider_refused', kind: 'refused' },
    { provider: 'studio', outcome: 'done' },
  ])
})

t.test('a slot is refused when its model cannot do what it asks, and names the field', async (t) => {
  const gateway = await startTestGateway(t, { environment, withServices: true })
  const save = (settings: object, provider = 'openai') =>
    gateway.changeSlot('slot-001', { chain: [{ provider, operation: 'edit', settings: { prompt, ...settings } }] })
  const cases: [settings: object, says: RegExp, provider?: string][] = [
    [{ model: 'dall-e-2' }, /chain\.0\.settings\.model: must be one of/],
    [{ model: 'gpt-image-1' }, /chain\.0\.settings\.model: was shut down on 2026-10-23; use gpt-image/],
    [{ model: 'gpt-image-2.6-flare', parameters: { size: '7x7' } }, /chain\.0\.settings\.parameters\.size/],
    [{ model: 'gpt-image-2.6-flare', prompt: 7 }, /chain\.0\.settings\.prompt/],
    [{ model: 'gpt-image-2.6-flare', colour: 'red' }, /chain\.0\.settings\.colour: is not a known setting/],
    [{ model: 'gemini-2.5-flash-image' }, /chain\.0\.settings\.model: was shut down/, 'gemini'],
    [{ model: 'gemini-3-pro-image', parameters: { imageSize: '2k' } }, /parameters\.imageSize/, 'gemini'],
    [{ model: 'fal-ai/face-swap' }, /chain\.0\.settings\.model: must be one of/, 'fal'],
  ]
  for (const [settings, says, provider] of cases)
    await t.rejects(save(settings, provider), { code: 'invalid_settings', details: says }, JSON.stringify(settings))
})
