import t from 'tap'
import { eq } from '../../src/drizzle.ts'
import { gptKey, visionKey } from '../../src/pix/keys.ts'
import { shorten } from '../../src/pix/orchestrators/gpt-answer.ts'
import { gptShape } from '../../src/pix/shapes/gpt.ts'
import { pixAnalysisRuns, pixCaptions, pixExposeTexts } from '../../src/pix-schema.ts'
import { type Services, startServices } from './services-stage.ts'

type Job = { id: string; shootId: string }

async function see({ addPhoto, look, messages }: Services, job: Job, values: Parameters<Services['addPhoto']>[1] = {}) {
  const imageId = await addPhoto(job, values)
  await look(imageId)
  messages.length = 0
  return imageId
}

const write = (imageId: string) => ({ kind: 'pix-gpt' as const, work: { imageId, revision: 1 } })
const readFile = async ({ store }: Services, { shootId }: Job, imageId: string) =>
  gptShape.read((await store.read(gptKey({ shootId, imageId }))) as Buffer)

t.test('000-11 texts in both languages are written once it is known what is to be seen', async (t) => {
  const stage = await startServices(t)
  const { rows, addPhoto, handle, emulator, database, messages } = stage
  const job = await rows.addJob()
  const unseen = await addPhoto(job)
  await handle(write(unseen))
  t.equal(emulator.requests('openai').length, 0, 'not before')

  const imageId = await see(stage, job, { roomType: 'kitchen', roomSource: 'filename' })
  t.equal(await handle(write(imageId)), undefined)
  t.equal(emulator.submits('openai').length, 1, 'one call for both')
  const file = await readFile(stage, job, imageId)
  t.match(file, {
    provider: 'openai',
    model: 'gpt-5.5',
    prompt_version: 'pix-texts/1',
    language: 'de',
    status: 'complete',
  })
  t.match(file.input, { long_edge_px: 600, vision_sha256: /^[0-9a-f]{64}$/ })
  t.match(file.texts, { de: { alt_text: /^Emulated texts de/ }, en: { alt_text: /^Emulated texts en/ } })
  t.ok((file.texts.de?.caption_short.length ?? 0) <= 80, 'as long as it may be')
  t.ok(file.usage.input_tokens > 765 && file.usage.output_tokens > 0)
  t.strictSame(file.disagreements, [{ field: 'room_type', filename_value: 'kitchen', model_value: 'living_room' }])
  t.match(await rows.findImage(imageId), { gptDone: true, roomType: 'kitchen', viewType: 'interior_wide' })
  const captions = await database.select().from(pixCaptions).where(eq(pixCaptions.imageId, imageId))
  t.strictSame(captions.map(({ locale, source, model }) => [locale, source, model]).sort(), [
    ['de', 'gpt', 'gpt-5.5'],
    ['en', 'gpt', 'gpt-5.5'],
  ])
  t.strictSame(messages, [{ kind: 'pix-expose', work: { jobId: job.id } }])
})

t.test('002-16 what leaves has no name of a customer, no address and no name of a file in it', async (t) => {
  const bodies: string[] = []
  const fetch = globalThis.fetch
  t.intercept(globalThis, 'fetch', {
    value: async (...given: Parameters<typeof fetch>) => {
      const body = given[1]?.body
      bodies.push(`${given[0]} ${typeof body === 'string' ? body : ''}`)
      return fetch(...given)
    },
  })
  const stage = await startServices(t)
  const job = await stage.rows.addJob({
    ...{ customerName: 'Mustermann', customerEmail: 'kunde@secret.example', propertyLabel: 'Geheimweg 7' },
    address: { street: 'Geheimweg 7', city: 'Hamburg' },
  })
  const imageId = await see(stage, job, { filename: 'Geheimweg_7_Mustermann.jpg' })
  await stage.handle(write(imageId))
  t.ok(bodies.some((body) => body.includes('/responses ') && body.includes('data:image/jpeg;base64,')))
  t.ok(bodies.some((body) => body.includes('object-detection') && body.includes('image_url')))
  for (const body of bodies) t.notMatch(body, /Mustermann|Geheimweg|secret\.example|Hamburg/)
  t.notMatch(stage.logText(), /Mustermann|Geheimweg|secret\.example|Hamburg/)
})

t.test('what a person has written is not overwritten', async (t) => {
  const stage = await startServices(t)
  const { rows, handle, database } = stage
  const job = await rows.addJob()
  const imageId = await see(stage, job, { roomType: 'bathroom', roomSource: 'manual', viewType: 'other' })
  const words = { short: 'Mein Bad', long: 'Mein Bad', altText: 'Bad' }
  await database
    .insert(pixCaptions)
    .values({ imageId, locale: 'de', ...words, source: 'human', lockedByHuman: true, version: 4 })
  await handle(write(imageId))
  const captions = await database.select().from(pixCaptions).orderBy(pixCaptions.locale)
  t.match(captions[0], { locale: 'de', ...words, source: 'human', version: 4 })
  t.match(captions[1], { locale: 'en', source: 'gpt' })
  t.match(await rows.findImage(imageId), {
    gptDone: true,
    roomType: 'bathroom',
    roomSource: 'manual',
    viewType: 'other',
  })
})

t.test('a room that nobody has named is the one that the model sees', async (t) => {
  const stage = await startServices(t)
  const job = await stage.rows.addJob()
  const imageId = await see(stage, job, { roomType: 'undefined_space', roomSource: 'filename' })
  await stage.handle(write(imageId))
  t.match(await stage.rows.findImage(imageId), { roomType: 'living_room', roomSource: 'vision' })
  t.strictSame((await readFile(stage, job, imageId)).disagreements, [])
})

const outcomes: [step: string, calls: number, isDone: boolean, code?: string][] = [
  ['server-error', 2, true],
  ['rate-limit', 2, true],
  ['reset-mid-body', 2, true],
  ['other-json', 2, true, 'malformed'],
  ['prose', 2, true, 'malformed'],
  ['cut-off', 2, true, 'malformed'],
  ['refusal', 1, false, 'refused'],
  ['moderation', 1, false, 'refused'],
  ['quota', 1, false, 'quota_exhausted'],
]

t.test('what the model answers instead of texts', async (t) => {
  const stage = await startServices(t)
  const { rows, handle, emulator, database } = stage
  const job = await rows.addJob()
  for (const [step, calls, isDone, code] of outcomes) {
    const imageId = await see(stage, job)
    const before = emulator.submits('openai').length
    emulator.play('openai', [step])
    t.equal(await handle(write(imageId)), undefined, step)
    t.equal(emulator.submits('openai').length - before, calls, `${step}: calls`)
    t.match(await rows.findImage(imageId), { gptDone: isDone, visionDone: true }, step)
    const runs = await database.select().from(pixAnalysisRuns).where(eq(pixAnalysisRuns.imageId, imageId))
    const failed = runs.find(({ status }) => status === 'failed')
    if (code) t.equal(failed?.errorCode, code, step)
  }
})

t.test('nonsense twice is an answer', async (t) => {
  const stage = await startServices(t)
  const imageId = await see(stage, await stage.rows.addJob())
  stage.emulator.play('openai', ['prose', 'prose', 'success'])
  t.equal(await stage.handle(write(imageId)), undefined)
  t.equal(stage.emulator.submits('openai').length, 2)
  t.match(await stage.rows.findImage(imageId), { gptDone: false })
})

t.test('models that reason get no temperature, others the one of the environment', async (t) => {
  for (const [GPT_VISION_MODEL, isDone] of [
    ['gpt-4.1', true],
    ['gpt-5.5', false],
  ] as const) {
    const stage = await startServices(t, { environment: { GPT_VISION_MODEL, GPT_TEMPERATURE: '0.7' } })
    const imageId = await see(stage, await stage.rows.addJob())
    await stage.handle(write(imageId))
    t.match(await stage.rows.findImage(imageId), { gptDone: isDone }, 'it is told what it must not be')
  }
})

t.test('an answer that was paid for and not written down is not paid for again', async (t) => {
  let isFull = false
  const stage = await startServices(t, {
    wrapStore: (store) => ({
      ...store,
      async write(key, ...rest) {
        if (isFull && key.endsWith('.gpt.json')) throw new Error('killed')
        return store.write(key, ...rest)
      },
    }),
  })
  const imageId = await see(stage, await stage.rows.addJob())
  isFull = true
  t.match(await stage.handle(write(imageId), { tries: 1 }), { message: 'killed' })
  t.match(await stage.rows.findImage(imageId), { gptDone: false }, 'bytes first')
  isFull = false
  await stage.handle(write(imageId))
  t.equal(stage.emulator.submits('openai').length, 1)
  t.match(await stage.rows.findImage(imageId), { gptDone: true })
})

t.test('texts of an older delivery are not written over those of a newer one', async (t) => {
  const stage = await startServices(t)
  const job = await stage.rows.addJob()
  const imageId = await see(stage, job)
  const { store } = stage
  const read = store.read
  t.intercept(store, 'read', {
    value: async (key: string) => {
      if (key === visionKey({ shootId: job.shootId, imageId })) await stage.rows.setImage(imageId, { revision: 2 })
      return read(key)
    },
  })
  await stage.handle(write(imageId))
  t.equal(await read(gptKey({ shootId: job.shootId, imageId })), undefined)
  t.match(await stage.rows.findImage(imageId), { gptDone: false })
})

t.test('001-33 exposés have templates that say so without a service, and its words with one', async (t) => {
  const never = new AbortController().signal
  const poor = await startServices(t, { withoutKeys: true })
  const job = await poor.rows.addJob()
  const processed = { status: 'processed', processedAt: new Date() } as const
  await poor.addPhoto(job, { ...processed, roomType: 'kitchen' })
  await poor.addPhoto(job, { ...processed, roomType: 'bathroom' })
  await poor.services.refreshExposeTexts(job.id, never)
  await poor.services.refreshExposeTexts(job.id, never)
  const templates = await poor.database.select().from(pixExposeTexts).orderBy(pixExposeTexts.locale)
  t.match(templates[0], { locale: 'de', source: 'template', model: null, version: 1 })
  t.match(
    templates.map(({ short, description }) => [short, description]),
    [
      ['2 Bilder zeigen diese Immobilie.', /^2 Bilder zeigen diese Immobilie\. Zu sehen: Küche und /],
      ['2 pictures show this property.', /^2 pictures show this property\. To be seen: Kitchen and /i],
    ],
    'the short one is the first sentence of the long one',
  )
  t.equal(poor.emulator.requests().length, 0)

  const rich = await startServices(t)
  const other = await rich.rows.addJob()
  const imageId = await see(rich, other, { ...processed, roomType: 'kitchen' })
  await rich.services.refreshExposeTexts(other.id, never)
  const text = (locale: 'de' | 'en') =>
    rich.database.select().from(pixExposeTexts).where(eq(pixExposeTexts.locale, locale))
  t.match(await text('de'), [{ source: 'template' }], 'not before all images have theirs')
  await rich.handle(write(imageId))
  await rich.database
    .update(pixExposeTexts)
    .set({ source: 'human', lockedByHuman: true, headline: 'Unser Haus' })
    .where(eq(pixExposeTexts.locale, 'de'))
  await rich.services.refreshExposeTexts(other.id, never)
  await rich.services.refreshExposeTexts(other.id, never)
  t.match(await text('de'), [{ source: 'human', headline: 'Unser Haus', version: 1 }])
  t.match(await text('en'), [{ source: 'gpt', model: 'gpt-5.5', headline: /Emulated/, version: 2 }])
  t.equal(rich.emulator.submits('openai').length, 2, 'asked once')

  await rich.database.update(pixExposeTexts).set({ source: 'human', lockedByHuman: true })
  await rich.database.update(pixCaptions).set({ long: 'Another text' })
  await rich.services.refreshExposeTexts(other.id, never)
  t.equal(rich.emulator.submits('openai').length, 2, 'nobody is paid for what people have written already')

  rich.emulator.play('openai', ['server-error'])
  const third = await rich.rows.addJob()
  const bare = await rich.addPhoto(third, processed)
  await rich.rows.setImage(bare, { visionDone: true, gptDone: true })
  await rich.services.refreshExposeTexts(third.id, never)
  t.pass('a service that fails does not keep an exposé from being built')
})

t.test('texts are shortened at the end of a word', async (t) => {
  t.equal(shorten('Ein helles Zimmer', 80), 'Ein helles Zimmer')
  t.equal(shorten('Ein helles, großes Zimmer', 14), 'Ein helles…')
  t.equal(shorten('x'.repeat(200), 80).length, 80)
  t.equal(shorten(' a\n b ', 80), 'a b')
})
