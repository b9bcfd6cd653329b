import { createHash, randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { sql } from '../../src/drizzle.ts'
import { templateKey } from '../../src/media/keys.ts'
import { startEmulator } from '../emulators/emulator.ts'
import { createGeminiEmulator } from '../emulators/gemini.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { differ, jpeg, look, paint } from '../support/pictures.ts'

const gold = [200, 160, 40]
const settings = { fit: 'cover', position: 'centre' } as const

/** A golden border of 400 × 300, and nothing inside. */
const border = async () =>
  (await paint(400, 300, (x, y) => [...gold, x < 40 || x >= 360 || y < 30 || y >= 270 ? 255 : 0])).png().toBuffer()

async function addTemplate({ database, store }: TestGateway, bytes: Buffer): Promise<string> {
  const [id, sha256] = [randomUUID(), createHash('sha256').update(bytes).digest('hex')]
  await store.write(templateKey(sha256), bytes)
  await database.execute(
    sql`insert into templates (id, sha256, label, mime, bytes, width, height) values (${id}, ${sha256}, 'border', 'image/png', ${bytes.length}, 400, 300)`,
  )
  return id
}

async function startFramed(t: Test) {
  const emulator = await startEmulator({ services: [createGeminiEmulator] })
  t.teardown(emulator.stop)
  const environment = { GEMINI_API_KEY: 'test-key', GEMINI_BASE_URL: emulator.baseUrl('gemini') }
  const gateway = await startTestGateway(t, { environment, withServices: true })
  const frame = await addTemplate(gateway, await border())
  const output = { format: 'png', quality: 90, longestSidePixels: null, frame: settings } as const
  return { emulator, gateway, frame, output }
}

const chains = {
  studio: { provider: 'studio', operation: 'look', settings: { style: 'sepia', strength: 100 } },
  gemini: { provider: 'gemini', operation: 'edit', settings: { model: 'gemini-nano-banana-2.1', prompt: 'as it is' } },
}

for (const [name, link] of Object.entries(chains)) {
  t.test(`a slot's frame lies over what ${name} makes, and no service sees it`, async (t) => {
    const { emulator, gateway, frame, output } = await startFramed(t)
    await gateway.changeSlot('slot-001', { chain: [link], templates: { frame }, output })
    const answer = await postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(640, 480), ingestPassword))
    t.equal(answer.status, 200)
    const { width, height, at } = await look(Buffer.from(await answer.arrayBuffer()))
    t.same([width, height], [400, 300], 'as large as the frame')
    t.ok(differ(at(0.05, 0.5).slice(0, 3), gold) <= 3, 'the frame')
    t.ok(differ(at(0.5, 0.3).slice(0, 3), gold) > 40, 'the picture')
    const pictures = emulator.submits('gemini').length
    t.equal(pictures, name === 'gemini' ? 1 : 0)
    if (name === 'gemini') {
      const [submit] = emulator.submits('gemini')
      t.ok((submit?.bytes ?? 0) < 60_000, 'one small photo and a prompt')
    }
  })
}

t.test('a frame needs its template', async (t) => {
  const { gateway, output } = await startFramed(t)
  await t.rejects(gateway.changeSlot('slot-001', { output }), {
    code: 'invalid_settings',
    details: /templates\.frame: is needed by output\.frame/,
  })
})

t.test('nobody is paid for a picture that could not be framed', async (t) => {
  const { emulator, gateway, output } = await startFramed(t)
  const frame = await addTemplate(gateway, await (await paint(40, 30, () => [200, 160, 40])).png().toBuffer())
  await gateway.changeSlot('slot-001', { chain: [chains.gemini], templates: { frame }, output })
  const answer = await postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(640, 480), ingestPassword))
  t.equal(answer.status, 503)
  t.match(await answer.json(), { failure_reason: 'slot_misconfigured', details: /no transparent part/ })
  t.equal(emulator.submits('gemini').length, 0)
})
