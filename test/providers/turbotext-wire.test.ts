import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { createScratch } from '../../src/media/scratch.ts'
import { createCatalogue } from '../../src/providers/catalogue/catalogue.ts'
import { createConnection } from '../../src/providers/turbotext/turbotext-connection.ts'
import { formOf, orderForm } from '../../src/providers/turbotext/turbotext-form.ts'
import { jpeg, sourceOf } from '../support/pictures.ts'
import { apiKey, imageSettings, nameOf, requireImage, startTurbotext, type Wish } from './start-turbotext.ts'

/** Writes down what it gets, and says that the attempts are used up. */
async function startRecorder(t: Test) {
  const requests: { line: string; headers: Record<string, string | string[] | undefined>; body: Buffer }[] = []
  const server = createServer((request, reply) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const { host, connection, ...headers } = request.headers
      requests.push({ line: `${request.method} ${request.url}`, headers, body: Buffer.concat(pieces) })
      reply.end('{"success":false,"error":"LIMIT"}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests }
}

const picture = {
  role: 'photo',
  type: 'image/png',
  bytes: 10,
  width: 1,
  height: 1,
  sha256: '',
  link: async () => '',
} as const
const template = sourceOf(await jpeg(20, 20))
const link = (number: number) => `http%3A%2F%2Fgateway%2F${number}`

t.test('work is handed in as the documents say', async (t) => {
  const cases: [wish: Wish, method: string, body: string][] = [
    [
      {
        settings: {
          model: 'generate_image2image',
          prompt: 'Рыцарь & дракон',
          parameters: { strength: 55, scale: 7.5, negative_prompt: 'no text', seed: 10_000_000_000 },
        },
      },
      'generate_image2image',
      `do=create_queue&url=${link(1)}&content=%D0%A0%D1%8B%D1%86%D0%B0%D1%80%D1%8C+%26+%D0%B4%D1%80%D0%B0%D0%BA%D0%BE%D0%BD&strength=55&scale=7.5&negative_prompt=no+text&seed=10000000000`,
    ],
    [
      { operation: 'mix_images', settings: { model: 'mix_images' }, templates: { style: template } },
      'mix_images',
      `do=create_queue&url_image_target=${link(1)}&url=${link(2)}`,
    ],
    [
      {
        operation: 'deepfake_photo',
        settings: { model: 'deepfake_photo', parameters: { face_restore: false } },
        templates: { face: template },
      },
      'deepfake_photo',
      `do=create_queue&url=${link(1)}&url_image_target=${link(2)}&face_restore=False`,
    ],
  ]
  for (const [wish, method, body] of cases) {
    const { baseUrl, requests } = await startRecorder(t)
    const gateway = await startTurbotext(t, { baseUrl })
    let links = 0
    const lent = (source: typeof template) => ({ ...source, lend: async () => `http://gateway/${++links}` })
    const templates = Object.fromEntries(Object.entries(wish.templates ?? {}).map(([role, each]) => [role, lent(each)]))
    const { outcome } = await gateway.edit({ ...wish, photo: lent(template), templates })
    t.equal(nameOf(outcome), 'quota_exhausted')
    t.same(
      requests.map(({ body, ...rest }) => ({ ...rest, body: body.toString() })),
      [
        {
          line: `POST /api_ai/${method}`,
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            accept: 'application/json',
            authorization: `Bearer ${apiKey}`,
            'content-length': String(body.length),
          },
          body,
        },
      ],
    )
  }
})

t.test('a slot may send the photo itself, with its exact length', async (t) => {
  const { baseUrl, requests } = await startRecorder(t)
  const gateway = await startTurbotext(t, { baseUrl })
  const bytes = await jpeg(300, 200)
  const settings = { model: 'mix_images', prompt: 'in oil', sendFile: true }
  await gateway.edit({ operation: 'mix_images', settings, photo: sourceOf(bytes), templates: { style: template } })
  const { headers = {}, body = Buffer.alloc(0) } = requests[0] ?? {}
  t.equal(headers['content-length'], String(body.length))
  t.notOk(headers['transfer-encoding'])
  const type = String(headers['content-type'])
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  t.same([...form.keys()], ['do', 'content', 'file', 'url'])
  const photo = form.get('file') as File
  t.match(photo, { name: 'photo.jpg', type: 'image/jpeg' })
  t.ok(Buffer.from(await photo.arrayBuffer()).length > 1000)
})

t.test('a photo that is sent itself comes back as a picture', async (t) => {
  const gateway = await startTurbotext(t)
  const { outcome } = await gateway.edit({
    settings: { ...imageSettings, sendFile: true },
    photo: sourceOf(await jpeg(300, 200)), // which nobody could fetch
  })
  t.ok(requireImage(outcome).width > 0)
  t.match(gateway.emulator.submits('turbotext')[0]?.headers['content-type'], /^multipart\/form-data/)
})

t.test('the key is shown to the service alone', async (t) => {
  const gateway = await startTurbotext(t)
  for (const [step, isOwn] of [
    ['success', true],
    ['elsewhere', false],
  ] as const) {
    gateway.emulator.reset()
    gateway.emulator.play('turbotext', [step])
    requireImage((await gateway.edit()).outcome)
    const [download] = gateway.downloads()
    t.equal(download?.headers.authorization, isOwn ? `Bearer ${apiKey}` : undefined, step)
  }
  const connection = createConnection({ apiKey, baseUrl: 'https://proxy.example/turbo', clock: gateway.clock })
  const addresses: [link: string, resolved: string, isOwn: boolean][] = [
    ['https://www.turbotext.ru/download.php?f=1.png', 'https://www.turbotext.ru/download.php?f=1.png', true],
    ['https://turbotext.ru/1.png', 'https://turbotext.ru/1.png', true],
    ['http://www.turbotext.ru/1.png', 'https://www.turbotext.ru/1.png', true],
    ['image/1.png', 'https://proxy.example/turbo/image/1.png', true],
    ['/image/1.png', 'https://proxy.example/image/1.png', true],
    ['https://www.turbotext.ru:8443/1.png', 'https://www.turbotext.ru:8443/1.png', false],
    ['https://www.turbotext.ru.evil.example/1.png', 'https://www.turbotext.ru.evil.example/1.png', false],
    ['https://cdn.turbotext.ru/1.png', 'https://cdn.turbotext.ru/1.png', false],
    ['//evil.example/1.png', 'https://evil.example/1.png', false],
    ['http://proxy.example/1.png', 'http://proxy.example/1.png', false],
  ]
  for (const [link, resolved, isOwn] of addresses) {
    const url = connection.resolve(link)
    t.equal(url?.href, resolved, link)
    t.same(url && connection.keyFor(url), isOwn ? { authorization: `Bearer ${apiKey}` } : {}, link)
  }
})

t.test('the service is asked no more than once a second', async (t) => {
  const { baseUrl, requests } = await startRecorder(t)
  const { clock } = await startTurbotext(t)
  const connection = createConnection({ apiKey, baseUrl: baseUrl.slice(0, -1), clock })
  const limits = { signal: new AbortController().signal, mostMilliseconds: 60_000 }
  const ask = () => connection.post('mix_images', formOf([['do', 'get_result']]), limits)
  for (const milliseconds of [0, 1000, 2000]) {
    await ask()
    t.equal(clock.monotonic(), milliseconds)
  }
  await Promise.all([ask(), ask()])
  t.equal(clock.monotonic(), 4000, 'those that come together wait for each other')
  t.equal(requests.length, 5)
})

t.test('a picture that cannot be read from the disk is our failure', async (t) => {
  const { baseUrl } = await startRecorder(t)
  const gateway = await startTurbotext(t, { baseUrl })
  const form = await orderForm(
    {
      photo: { ...picture, path: `${gateway.directory}/gone` },
      templates: [],
      model: createCatalogue().require('turbotext', 'generate_image2image'),
      workspace: await createScratch(gateway).open(),
      wanted: { format: 'jpeg', longestSidePixels: null },
    },
    { ...imageSettings, sendFile: true },
    undefined,
  )
  const connection = createConnection({ apiKey, baseUrl: baseUrl.slice(0, -1), clock: gateway.clock })
  const limits = { signal: new AbortController().signal, mostMilliseconds: 60_000 }
  await t.rejects(connection.post('generate_image2image', form, limits), { code: 'unavailable' })
})

t.test('what was handed in is written down before anybody asks for it', async (t) => {
  const gateway = await startTurbotext(t)
  const { attempt } = await gateway.edit({
    async onRemember(remote) {
      t.match(remote, { id: /^\d+$/, queue: remote.id, method: 'generate_image2image' })
      t.equal(gateway.looks(), 0)
    },
  })
  t.equal(attempt.remembered.length, 1)
})

t.test('a photo that is somebody else’s now is not asked for', async (t) => {
  const gateway = await startTurbotext(t)
  const { outcome } = await gateway.edit({
    async onRemember() {
      throw new Error('the claim is lost')
    },
  })
  t.equal(nameOf(outcome), 'the claim is lost')
  t.equal(gateway.looks(), 0)
})

t.test('work that an earlier attempt handed in is fetched and not paid for again', async (t) => {
  const gateway = await startTurbotext(t)
  gateway.emulator.play('turbotext', ['slow:3'])
  const died = new Error('the worker died')
  const controller = new AbortController()
  const first = await gateway.edit({
    signal: controller.signal,
    async onRemember() {
      controller.abort(died)
    },
  })
  t.equal(first.outcome, died)
  const [resume] = first.attempt.remembered
  t.ok(resume)
  const { outcome, attempt } = await gateway.edit({ ...(resume && { resume }) })
  const { report } = requireImage(outcome)
  t.match(report, { billed: 'no', providerRequestId: resume?.queue })
  t.equal(report?.cost, undefined, 'the cost stands with the call that handed it in')
  t.equal(gateway.submits(), 1)
  t.equal(gateway.billed(), 1)
  t.same(attempt.remembered, [])
})

t.test('resumed work that fails is not paid for again either', async (t) => {
  for (const step of ['result-error:face_not_found', 'look-html:3', 'never', 'download-404:99', 'bomb']) {
    const gateway = await startTurbotext(t)
    gateway.emulator.play('turbotext', [step])
    const stop = new AbortController()
    const { attempt } = await gateway.edit({
      signal: stop.signal,
      onRemember: async () => stop.abort(new Error('died')),
    })
    const [resume] = attempt.remembered
    const { outcome } = await gateway.edit({ ...(resume && { resume }) })
    t.ok(outcome instanceof Error, step)
    if (step !== 'bomb') t.match(outcome, { billed: 'no' }, step) // which is judged for all services alike
    t.equal(gateway.submits(), 1, step)
  }
})

t.test('the number of photos that the tariff still allows is told', async (t) => {
  const gateway = await startTurbotext(t)
  await gateway.edit()
  t.same(gateway.remaining, [99])
  gateway.emulator.play('turbotext', ['limit'])
  await gateway.edit()
  t.same(gateway.remaining, [99, 0])
})
