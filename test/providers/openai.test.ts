import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import t from 'tap'
import { GatewayError } from '../../src/errors.ts'
import type { OutputFormat } from '../../src/media/encode-image.ts'
import { type Billed, type FailureKind, ProviderFailure } from '../../src/providers/provider-failure.ts'
import { colourOf } from '../emulators/draw.ts'
import { startEmulator } from '../emulators/emulator.ts'
import { createOpenaiEmulator } from '../emulators/openai.ts'
import { testAttempt } from '../support/attempt.ts'
import { look, quarters, sourceOf } from '../support/pictures.ts'
import { everythingIn, failureOf, until } from './outcome.ts'
import type { Picture } from './prepared-pictures.ts'
import { key, maskOf, model, openBench, openWire, partsOf, prompt } from './start-openai.ts'

t.test('a photo and its templates come back as one drawn picture', async (t) => {
  const bench = await openBench(t)
  const templates: Picture[] = [
    { role: 'template_1', format: 'png' },
    { role: 'template_2', format: 'webp' },
  ]
  const { bytes, size, report, hops } = await bench.obtain({ templates })
  const drawn = await look(bytes)
  const { r, g, b } = colourOf(prompt)
  t.equal((await sharp(bytes).metadata()).format, 'jpeg')
  t.ok(Math.max(...[r, g, b].map((value, channel) => Math.abs(value - (drawn.at(0.5, 0.005)[channel] ?? 0)))) < 20)
  t.ok((drawn.at(0.25, 0.3)[0] ?? 0) > 180, 'the photo came first')
  t.equal(size, bytes.length)
  t.strictSame(hops, ['download'])
  t.match(report, { httpStatus: 200, providerRequestId: /^req_/, billed: 'yes', cost: { basis: 'usage' } })
  t.equal(bench.emulator.billed('openai'), 1)
  t.strictSame(await bench.left(), [])
})

t.test('the cost of a call is what the service used, at the prices of the model', async (t) => {
  const bench = await openBench(t)
  const { report } = await bench.obtain()
  const [text, image, drawn] = [Math.ceil(prompt.length / 4), 1024, 1056]
  t.match(report.cost, { basis: 'usage', priceDate: '2026-11-21' })
  t.ok(Math.abs((report.cost?.usd ?? 0) - (text * 5 + image * 8 + drawn * 30) / 1_000_000) < 1e-9)
})

interface Outcome {
  step: string
  kind: FailureKind
  billed: Billed
  /** Calls that the service charges for, whether we know it or not. */
  charged: number
  status?: number | undefined
  code?: string
  wait?: number
  details?: RegExp
}

const outcomes: Outcome[] = [
  { step: 'rate-limit:1234', kind: 'rate_limited', billed: 'no', charged: 0, status: 429, wait: 1234 },
  { step: 'rate-limit-seconds', kind: 'rate_limited', billed: 'no', charged: 0, status: 429, wait: 7000 },
  { step: 'rate-limit-text', kind: 'rate_limited', billed: 'no', charged: 0, status: 429, wait: 62_500 },
  { step: 'images-per-minute', kind: 'rate_limited', billed: 'no', charged: 0, status: 429, wait: 12_000 },
  { step: 'no-images-per-minute', kind: 'quota_exhausted', billed: 'no', charged: 0, status: 429 },
  { step: 'quota', kind: 'quota_exhausted', billed: 'no', charged: 0, status: 429, code: 'insufficient_quota' },
  { step: 'server-error', kind: 'overloaded', billed: 'no', charged: 0, status: 500, code: 'server_error' },
  { step: 'unavailable', kind: 'overloaded', billed: 'no', charged: 0, status: 503, code: 'server_is_overloaded' },
  { step: 'bad-gateway', kind: 'overloaded', billed: 'unknown', charged: 0, status: 502 },
  { step: 'moderation', kind: 'refused', billed: 'no', charged: 0, status: 400, details: /this photo: sexual\.$/ },
  { step: 'moderation-output', kind: 'refused', billed: 'unknown', charged: 0, status: 400, details: /violence/ },
  { step: 'moderation-text', kind: 'refused', billed: 'unknown', charged: 0, status: 400, details: /self-harm/ },
  { step: 'bad-request', kind: 'bad_request', billed: 'no', charged: 0, status: 400, code: 'invalid_value' },
  { step: 'unprocessable', kind: 'bad_request', billed: 'no', charged: 0, status: 422 },
  { step: 'forbidden', kind: 'auth', billed: 'no', charged: 0, status: 403 },
  { step: 'unverified', kind: 'auth', billed: 'no', charged: 0, status: 403, details: /organization is verified/ },
  { step: 'model-gone', kind: 'model_gone', billed: 'no', charged: 0, status: 404, code: 'model_not_found' },
  { step: 'redirect', kind: 'malformed', billed: 'unknown', charged: 0 },
  { step: 'no-image', kind: 'no_image', billed: 'yes', charged: 1, status: 200 },
  { step: 'no-bytes', kind: 'no_image', billed: 'yes', charged: 1, status: 200 },
  { step: 'no-data', kind: 'malformed', billed: 'unknown', charged: 1, status: 200 },
  { step: 'html', kind: 'malformed', billed: 'unknown', charged: 1, status: 200 },
  { step: 'empty', kind: 'malformed', billed: 'unknown', charged: 1 },
  { step: 'no-content', kind: 'malformed', billed: 'unknown', charged: 1, status: 204 },
  { step: 'truncated-json', kind: 'malformed', billed: 'unknown', charged: 1, status: 200 },
  { step: 'reset-before-headers', kind: 'network_unknown', billed: 'unknown', charged: 1 },
  { step: 'reset-mid-body', kind: 'network_unknown', billed: 'unknown', charged: 1, status: 200 },
  { step: 'padded:41', kind: 'bad_media', billed: 'yes', charged: 1 },
]

t.test('every way to fail has its kind, and is handed in once', async (t) => {
  const bench = await openBench(t)
  for (const { step, kind, billed, charged, status, code, wait, details } of outcomes)
    await t.test(step, async (t) => {
      bench.emulator.reset()
      bench.emulator.play('openai', [step])
      const failure = await failureOf(bench.obtain())
      t.equal(failure.kind, kind)
      t.equal(failure.billed, billed)
      if (status !== undefined) t.equal(failure.httpStatus, status)
      if (code !== undefined) t.equal(failure.providerCode, code)
      t.equal(failure.retryAfterMilliseconds, wait)
      if (details) t.match(failure.details, details)
      t.match(failure.message, /^openai: .{5,}/)
      t.notMatch(everythingIn(failure), new RegExp(`${key}|sk-test|Bearer|${prompt}`))
      t.equal(bench.emulator.requests('openai').length, 1)
      t.equal(bench.emulator.billed('openai'), charged)
      t.strictSame(await bench.left(), [])
    })
})

const odd: [step: string, check: (bytes: Buffer) => Promise<boolean> | boolean][] = [
  ['success', async (bytes) => (await sharp(bytes).metadata()).width === 1024],
  ['slow:20', async (bytes) => (await sharp(bytes).metadata()).width === 1024],
  ['wrong-type', async (bytes) => (await sharp(bytes).metadata()).format === 'png'],
  ['tiny-picture', async (bytes) => (await sharp(bytes).metadata()).width === 1],
  ['text-picture', (bytes) => bytes.toString() === 'I am sorry, I cannot help with that.'],
  ['empty-picture', (bytes) => bytes.length === 0],
  ['bomb-picture', (bytes) => bytes.readUInt32BE(16) === 30_000],
  ['truncated-picture', (bytes) => bytes.length > 1000 && bytes.readUInt16BE(0) === 0xffd8],
  ['padded:10', (bytes) => bytes.length > 10 * 1024 ** 2],
]

t.test('what the service calls a picture is handed on byte by byte, and paid', async (t) => {
  const bench = await openBench(t)
  for (const [step, check] of odd) {
    bench.emulator.play('openai', [step])
    const { bytes, report } = await bench.obtain()
    t.ok(await check(bytes), step)
    t.equal(report.billed, 'yes')
  }
  t.equal(bench.emulator.submits('openai').length, odd.length)
  t.strictSame(await bench.left(), [])
})

t.test('a service that cannot be reached has heard nothing', async (t) => {
  const gone = await startEmulator({ services: [createOpenaiEmulator] })
  await gone.stop()
  const refused = await openBench(t, { baseUrl: `${gone.baseUrl('openai')}/v1` })
  t.match(await failureOf(refused.obtain()), { kind: 'network_unsent', billed: 'no', message: /ECONNREFUSED/ })
  const unnamed = await openBench(t, { baseUrl: 'http://openai.invalid/v1' })
  t.match(await failureOf(unnamed.obtain()), { kind: 'network_unsent', billed: 'no' })
})

t.test('a wrong key is refused without telling it', async (t) => {
  for (const [apiKey, status] of [
    ['bad-key', 401],
    ['line\nbreak', undefined],
  ] as const) {
    const bench = await openBench(t, { apiKey })
    const failure = await failureOf(bench.obtain())
    t.match(failure, { kind: 'auth', billed: 'no' })
    t.equal(failure.httpStatus, status)
    t.notOk(
      everythingIn(failure).includes(apiKey) || everythingIn(failure).includes(JSON.stringify(apiKey).slice(1, -1)),
    )
    t.equal(bench.emulator.submits('openai').length, 0)
  }
})

t.test('an attempt that ends hangs up, throws its own reason and leaves nothing behind', async (t) => {
  const bench = await openBench(t)
  for (const step of ['stall-before-headers', 'stall-mid-body']) {
    bench.emulator.reset()
    bench.emulator.play('openai', [step])
    const controller = new AbortController()
    const reason = new ProviderFailure('deadline', 'the time is over')
    const attempt = testAttempt({ signal: controller.signal })
    const work = bench.obtain({ attempt })
    const arrived =
      step === 'stall-mid-body' ? () => attempt.hops.length > 0 : () => bench.emulator.submits('openai').length > 0
    await until(arrived)
    controller.abort(reason)
    t.equal(await failureOf(work), reason, step)
    await until(() => bench.emulator.submits('openai')[0]?.isAbandoned === true)
    t.equal(bench.emulator.submits('openai').length, 1)
    t.strictSame(await bench.left(), [])
  }
})

t.test('an attempt that ends in the middle of sending harms nothing else', async (t) => {
  const wire = await openWire(t, { mostBytes: 2_000_000 })
  const bench = await openBench(t, { baseUrl: wire.baseUrl })
  const [width, height] = [2000, 2000]
  const noise = await sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
  const large = { format: 'png', width, height, bytes: noise } as const
  for (let round = 0; round < 3; round += 1) {
    const controller = new AbortController()
    const attempt = testAttempt({ signal: controller.signal })
    const templates = ['template_1', 'template_2'].map((role) => ({ role, ...large }))
    const work = bench.obtain({ photo: { role: 'photo', ...large }, templates, attempt })
    await Promise.race([work, until(() => wire.full.length > round)])
    controller.abort(new GatewayError('cancelled', 'nobody wants it any more'))
    await t.rejects(work, { code: 'cancelled' })
    wire.full.at(-1)?.resume() // or it would not notice that nobody is there any more
    t.strictSame(await bench.left(), [])
  }
  // What would still read the removed files fails later, where only the process hears of it.
  await until(() => wire.closed.length === 3)
})

t.test('the wire is what the service documents', async (t) => {
  const wire = await openWire(t)
  const bench = await openBench(t, { baseUrl: wire.baseUrl })
  const settings = { model, prompt, parameters: { size: '1536x864', quality: 'low', output_compression: 80 } }
  const mask: Picture = { role: 'mask', format: 'png', bytes: await maskOf(300, 200) }
  await failureOf(bench.obtain({ settings, templates: [mask, { role: 'template_1', format: 'webp' }] }))
  const [request] = wire.requests
  t.match(request, {
    method: 'POST',
    url: '/v1/images/edits',
    headers: {
      authorization: `Bearer ${key}`,
      accept: 'application/json',
      'content-type': /^multipart\/form-data; boundary=/,
      'x-stainless-retry-count': '0',
    },
  })
  t.strictSame(partsOf(request?.body ?? ''), [
    'size',
    'quality',
    'output_compression',
    'model',
    'prompt',
    'output_format',
    'image[] photo.jpeg image/jpeg',
    'image[] template-1.webp image/webp',
    'mask mask.png image/png',
  ])
  t.match(request?.body, /name="output_format"\r\n\r\njpeg\r\n/)
})

t.test('a transparent background comes as PNG', async (t) => {
  const bench = await openBench(t)
  const { bytes } = await bench.obtain({ settings: { model, prompt, parameters: { background: 'transparent' } } })
  t.equal((await sharp(bytes).metadata()).format, 'png')
})

t.test('a mask is brought to the size of the photo', async (t) => {
  const bench = await openBench(t)
  const masked = (bytes: Buffer, width: number, height: number) =>
    bench.obtain({ templates: [{ role: 'mask', format: 'png', bytes, width, height }] })
  for (const [width, height] of [
    [300, 200],
    [600, 400],
    [150, 100],
  ] as const)
    t.match(await masked(await maskOf(width, height), width, height), { report: { httpStatus: 200 } })

  const refusals: [string, Buffer, number, number, RegExp][] = [
    ['another shape', await maskOf(300, 300), 300, 300, /another shape than the photo: it is 300 × 300.*300 × 200/],
    ['nothing transparent', await quarters(300, 200), 300, 200, /no transparent part/],
  ]
  bench.emulator.reset()
  for (const [name, bytes, width, height, details] of refusals)
    t.match(await failureOf(masked(bytes, width, height)), { kind: 'bad_request', billed: 'no', details }, name)
  t.equal(bench.emulator.requests('openai').length, 0, 'such a call is not made')
})

const output: OutputFormat = { format: 'webp', quality: 80, longestSidePixels: 200 }

t.test('the whole way: a photo goes in as it was taken, a picture in the form of the slot comes out', async (t) => {
  const bench = await openBench(t)
  const photo = sourceOf(await quarters(300, 200), 'image/png')
  const templates = { mask: sourceOf(await maskOf(600, 400), 'image/png'), template_1: photo }
  const request = { operation: 'edit', settings: { model, prompt }, photo, templates, output }
  const edited = await bench.provider.edit(request, testAttempt())
  t.match(edited, { type: 'image/webp', report: { httpStatus: 200, billed: 'yes', cost: { basis: 'usage' } } })
  t.equal(Math.max(edited.width, edited.height), 200)
  for (const step of ['text-picture', 'empty-picture', 'bomb-picture', 'tiny-picture', 'truncated-picture']) {
    bench.emulator.play('openai', [step])
    const failure = await failureOf(bench.provider.edit(request, testAttempt()))
    t.match(failure, { kind: 'bad_media', billed: 'yes' }, step)
  }
  bench.emulator.play('openai', ['wrong-type'])
  t.match(await bench.provider.edit(request, testAttempt()), { type: 'image/webp' })
  t.equal(bench.emulator.billed('openai'), 7)
  t.strictSame(await bench.left(), [])
})
