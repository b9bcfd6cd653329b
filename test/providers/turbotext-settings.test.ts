import t from 'tap'
import { z } from 'zod'
import { createCatalogue } from '../../src/providers/catalogue/catalogue.ts'
import { failureIn, pictureOf, readAnswer } from '../../src/providers/turbotext/turbotext-answer.ts'
import { acceptedQueue } from '../../src/providers/turbotext/turbotext-submit.ts'
import { startTurbotext } from './start-turbotext.ts'

const image = { model: 'generate_image2image', prompt: 'a knight' }

t.test('a slot may say what the service takes, and nothing else', async (t) => {
  const { provider } = await startTurbotext(t)
  const cases: [operation: string, settings: object, fits: boolean][] = [
    ['image2image', image, true],
    ['image2image', { ...image, parameters: { strength: 80, scale: 0.1, seed: 1, user_id: 1 } }, true],
    ['image2image', { ...image, sendFile: true }, true],
    ['image2image', { model: image.model }, false],
    ['image2image', { ...image, prompt: ' ' }, false],
    ['image2image', { ...image, model: 'mix_images' }, false],
    ['image2image', { ...image, parameters: { strength: 81 } }, false],
    ['image2image', { ...image, parameters: { strength: 1.5 } }, false],
    ['image2image', { ...image, parameters: { scale: 20.1 } }, false],
    ['image2image', { ...image, parameters: { seed: 10_000_000_001 } }, false],
    ['image2image', { ...image, parameters: { colour: 'red' } }, false],
    ['mix_images', { model: 'mix_images' }, true],
    ['mix_images', { model: 'mix_images', prompt: 'in oil' }, true],
    ['mix_images', { model: 'mix_images', parameters: {} }, false],
    ['deepfake_photo', { model: 'deepfake_photo', parameters: { face_restore: true } }, true],
    ['deepfake_photo', { model: 'deepfake_photo', parameters: { face_restore: 'True' } }, false],
    ['deepfake_photo', { model: 'deepfake_photo', prompt: 'no such field' }, false],
  ]
  for (const [operation, settings, fits] of cases) {
    const { success } = provider.operations[operation]?.settings.safeParse(settings) ?? {}
    t.equal(success, fits, `${operation} ${JSON.stringify(settings)}`)
  }
})

t.test('every field of the settings is explained', async (t) => {
  const { provider } = await startTurbotext(t)
  for (const [name, { settings }] of Object.entries(provider.operations)) {
    const { properties = {} } = z.toJSONSchema(settings) as {
      properties?: Record<string, z.core.JSONSchema.JSONSchema>
    }
    const all = { ...properties, ...properties.parameters?.properties } as Record<string, { description?: string }>
    for (const [field, { description }] of Object.entries(all))
      t.ok(description && description !== field, `${name} ${field}`)
  }
})

t.test('templates have the roles that the methods have fields for', async (t) => {
  const { provider } = await startTurbotext(t)
  for (const { id, operations, fields, input } of createCatalogue().requireProvider('turbotext').models) {
    for (const operation of operations) {
      t.same(Object.keys(fields), ['photo', ...(provider.operations[operation]?.templateRoles ?? [])], id)
      t.equal(Object.keys(fields).length, input.mostImages, id)
    }
  }
})

t.test('a slot with too many words to leave out is told so when it is saved', async (t) => {
  const { provider } = await startTurbotext(t)
  const find = (words: number) => {
    const negative = Array(words).fill('cat').join(' ')
    return provider.operations.image2image?.findProblems?.({ ...image, parameters: { negative_prompt: negative } }, [])
  }
  t.same(find(80), [])
  t.match(find(81), [{ field: 'parameters.negative_prompt', says: 'has 81 words; the service takes 80' }])
})

t.test('a call is described before it is made', async (t) => {
  const { provider } = await startTurbotext(t)
  t.match(provider.describe?.('image2image', image), {
    model: 'generate_image2image',
    keyId: /^[0-9a-f]{8}$/,
    mostConcurrent: 2,
    mostPerMinute: 60,
  })
})

t.test('the picture is found in any of its places', async (t) => {
  const places: [answer: object, picture: string | undefined][] = [
    [{ uploaded_image: 'a', data: { uploaded_image: 'b', image: ['c'] } }, 'a'],
    [{ uploaded_image: '', data: { uploaded_image: 'b', image: ['c'] } }, 'b'],
    [{ uploaded_image: null, data: { image: ['c', 'd'] } }, 'c'],
    [{ data: { image: 'c' } }, 'c'],
    [{ data: { image: [] } }, undefined],
    [{ data: [] }, undefined],
    [{}, undefined],
  ]
  for (const [answer, picture] of places) {
    const text = JSON.stringify({ success: true, ...answer })
    const read = readAnswer({ status: 200, retryAfterMilliseconds: undefined, text })
    t.equal(read && pictureOf(read), picture, text)
  }
})

t.test('a failure is one, even when it is called a success', async (t) => {
  const answers: [answer: object, kind: string | undefined][] = [
    [{ data: { forbidden_content: true, image: ['a'] } }, 'refused'],
    [{ data: { forbidden_content: 'True', image: ['a'] } }, 'refused'],
    [{ data: { forbidden_content: 'False', image: ['a'] } }, undefined],
    [{ error: 'face_not_detected' }, 'subject'],
    [{ error: 'Face_Not_Detected ' }, 'subject'],
    [{ error: 'face_not_detected', uploaded_image: 'a' }, undefined],
    [{ error: 'a warning' }, undefined],
  ]
  for (const [said, kind] of answers) {
    const text = JSON.stringify({ success: true, ...said })
    const reply = { status: 200, retryAfterMilliseconds: undefined, text }
    const answer = readAnswer(reply)
    t.ok(answer, text)
    t.equal(answer && failureIn(answer, reply)?.kind, kind, text)
  }
})

t.test('only a plain no speaks of the key', async (t) => {
  const answers: [status: number, answer: object, kind: string][] = [
    [200, { success: false }, 'auth'],
    [200, { success: false, error: '' }, 'auth'],
    [200, { success: false, error: null }, 'auth'],
    [200, { success: false, error: ['a'] }, 'malformed'],
    [200, { success: false, error: 'out of paper' }, 'malformed'],
    [503, { success: false, error: 'LIMIT' }, 'quota_exhausted'],
    [503, { success: false }, 'overloaded'],
  ]
  for (const [status, said, kind] of answers) {
    const reply = { status, retryAfterMilliseconds: undefined, text: JSON.stringify(said) }
    t.match(
      t.throws(() => acceptedQueue(reply, readAnswer(reply))),
      { kind },
      reply.text,
    )
  }
})

t.test('one sentence tells whether the service is set up', async (t) => {
  const { signal } = new AbortController()
  const gateway = await startTurbotext(t)
  t.match(await gateway.provider.probe?.(signal), {
    isFine: true,
    says: 'takes the key; the tariff has generate_image2image, mix_images, deepfake_photo',
  })
  t.equal(gateway.billed(), 0)
  t.same(gateway.remaining, [100])
  const wrong: [options: Parameters<typeof startTurbotext>[1], says: string][] = [
    [{ key: 'bad-key' }, 'does not take the key'],
    [{ baseUrl: 'http://127.0.0.1:9' }, 'cannot be reached'],
    [{ baseUrl: `${gateway.emulator.origin}/turbotext/elsewhere` }, 'has no list of methods: is this its address?'],
  ]
  for (const [options, says] of wrong) {
    const { provider } = await startTurbotext(t, options)
    t.same(await provider.probe?.(signal), { isFine: false, says })
  }
  t.same(await gateway.provider.probe?.(AbortSignal.abort()), { isFine: false, says: 'did not answer in time' })
})
