import sharp from 'sharp'
import t from 'tap'
import { GatewayError } from '../../src/errors.ts'
import { type Billed, type FailureKind, ProviderFailure } from '../../src/providers/provider-failure.ts'
import { colourOf } from '../emulators/draw.ts'
import { startEmulator } from '../emulators/emulator.ts'
import { createGeminiEmulator } from '../emulators/gemini.ts'
import { testAttempt } from '../support/attempt.ts'
import { look } from '../support/pictures.ts'
import { everythingIn, failureOf, until } from './outcome.ts'
import type { Picture } from './prepared-pictures.ts'
import { key, openBench, prompt } from './start-gemini.ts'

const dollars = (usd: number) => Math.round(usd * 1e9) / 1e9

t.test('a photo and its templates come back as one drawn picture', async (t) => {
  const bench = await openBench(t)
  const templates: Picture[] = [
    { role: 'template_1', format: 'png' },
    { role: 'template_2', format: 'webp' },
  ]
  const { bytes, size, report, hops } = await bench.obtain({ templates })
  const drawn = await look(bytes)
  const { r, g, b } = colourOf(prompt)
  t.strictSame(drawn.at(0.5, 0.005).slice(0, 3), [r, g, b])
  t.ok((drawn.at(0.25, 0.3)[0] ?? 0) > 180, 'the photo came first')
  t.equal(size, bytes.length)
  t.strictSame(hops, ['download'])
  t.match(report, { httpStatus: 200, providerRequestId: /^resp-/, billed: 'yes', cost: { basis: 'usage' } })
  t.equal(bench.emulator.billed('gemini'), 1)
  t.strictSame(await bench.left(), [])
})

t.test('the cost of a call is what the service used, at the prices of the model', async (t) => {
  const bench = await openBench(t)
  const { report } = await bench.obtain()
  const [text, image, drawn, thought] = [Math.ceil(prompt.length / 4), 258, 1120, 100]
  const usd = ((text + image) * 1.5 + drawn * 30 + thought * 7.5) / 1_000_000
  t.match(report.cost, { basis: 'usage', priceDate: '2026-11-21' })
  t.equal(dollars(report.cost?.usd ?? 0), dollars(usd))

  bench.emulator.play('gemini', ['no-usage', 'no-usage'])
  t.match((await bench.obtain()).report.cost, { basis: 'table', usd: 0.0336 })
  const large = { model: 'gemini-3-pro-image', prompt, parameters: { imageSize: '4K' } }
  t.equal((await bench.obtain({ settings: large })).report.cost?.usd, 0.134 * 1.79)
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
  details?: string
  message?: RegExp
  costs?: boolean
}

const free = { billed: 'no', charged: 0 } as const
const paid = { billed: 'yes', charged: 1, status: 200, costs: true } as const
const open = { billed: 'unknown', charged: 1 } as const

const outcomes: Outcome[] = [
  { step: 'rate-limit:1.5', kind: 'rate_limited', ...free, status: 429, wait: 1500, code: 'RESOURCE_EXHAUSTED' },
  { step: 'rate-limit-bare', kind: 'rate_limited', ...free, status: 429, wait: 99_000 },
  { step: 'quota-day', kind: 'quota_exhausted', ...free, status: 429, message: /PerDay/ },
  { step: 'quota-day-with-hint', kind: 'quota_exhausted', ...free, status: 429 },
  { step: 'quota-none', kind: 'quota_exhausted', ...free, status: 429 },
  { step: 'spend-limit', kind: 'quota_exhausted', ...free, status: 429 },
  { step: 'internal', kind: 'overloaded', ...free, status: 500, code: 'INTERNAL' },
  { step: 'unavailable', kind: 'overloaded', ...free, status: 503, code: 'UNAVAILABLE' },
  { step: 'deadline', kind: 'overloaded', ...free, status: 504, code: 'DEADLINE_EXCEEDED' },
  { step: 'error-list', kind: 'overloaded', ...free, status: 503, code: 'UNAVAILABLE' },
  { step: 'error-in-200', kind: 'overloaded', ...free, status: 503, code: 'UNAVAILABLE' },
  { step: 'bad-gateway', kind: 'overloaded', billed: 'unknown', charged: 0, status: 502 },
  { step: 'bad-request', kind: 'bad_request', ...free, status: 400, message: /INVALID_ARGUMENT contents\[0\]/ },
  { step: 'no-billing', kind: 'auth', ...free, status: 400, code: 'FAILED_PRECONDITION' },
  { step: 'forbidden', kind: 'auth', ...free, status: 403 },
  { step: 'model-gone', kind: 'model_gone', ...free, status: 404, code: 'NOT_FOUND' },
  { step: 'redirect', kind: 'malformed', billed: 'unknown', charged: 0, status: 302 },
  {
    step: 'prompt-blocked',
    kind: 'refused',
    billed: 'unknown',
    charged: 0,
    status: 200,
    code: 'PROHIBITED_CONTENT',
    details: 'The picture service refused this photo: prohibited content.',
    costs: true,
  },
  { step: 'image-safety', kind: 'refused', ...paid, code: 'IMAGE_SAFETY' },
  { step: 'image-prohibited', kind: 'refused', ...paid, code: 'IMAGE_PROHIBITED_CONTENT' },
  { step: 'recitation', kind: 'refused', ...paid, code: 'IMAGE_RECITATION' },
  { step: 'safety', kind: 'refused', ...paid, code: 'SAFETY', message: /blocked its picture: SAFETY/ },
  { step: 'no-image', kind: 'no_image', ...paid, code: 'NO_IMAGE' },
  { step: 'image-other', kind: 'no_image', ...paid, code: 'IMAGE_OTHER' },
  {
    step: 'text-only',
    kind: 'no_image',
    ...paid,
    message: /^gemini: no picture, STOP: I cannot edit "this"\. I.{200}/,
  },
  { step: 'thought-only', kind: 'no_image', ...paid, code: 'STOP' },
  { step: 'nothing', kind: 'no_image', billed: 'unknown', charged: 0, status: 200, message: /no candidate$/ },
  { step: 'no-candidates', kind: 'no_image', billed: 'unknown', charged: 0, status: 200, costs: true },
  { step: 'html', kind: 'malformed', ...open, status: 200 },
  { step: 'empty', kind: 'malformed', ...open, status: 200 },
  { step: 'no-content', kind: 'malformed', ...open, status: 204 },
  { step: 'truncated-json', kind: 'malformed', ...open, status: 200 },
  { step: 'reset-before-headers', kind: 'network_unknown', ...open },
  { step: 'reset-mid-body', kind: 'network_unknown', ...open, status: 200 },
  { step: 'padded:41', kind: 'bad_media', billed: 'yes', charged: 1, status: 200 },
]

t.test('every way to fail has its kind, and is handed in once', async (t) => {
  const bench = await openBench(t)
  for (const { step, kind, billed, charged, status, code, wait, details, message, costs } of outcomes)
    await t.test(step, async (t) => {
      bench.emulator.reset()
      bench.emulator.play('gemini', [step])
      const failure = await failureOf(bench.obtain())
      t.equal(failure.kind, kind)
      t.equal(failure.billed, billed)
      t.equal(failure.httpStatus, status)
      t.equal(failure.retryAfterMilliseconds, wait)
      if (code !== undefined) t.equal(failure.providerCode, code)
      if (details !== undefined) t.equal(failure.details, details)
      t.match(failure.message, message ?? /^gemini: .{5,}/)
      t.equal((failure.cost?.usd ?? 0) > 0, costs ?? false)
      t.notMatch(failure.details, /cannot|candidate|STOP/, 'what the service said is for the log')
      t.notMatch(everythingIn(failure), new RegExp(`${key}|${prompt}`))
      t.equal(bench.emulator.submits('gemini').length, 1)
      t.equal(bench.emulator.billed('gemini'), charged)
      t.strictSame(await bench.left(), [])
    })
})

const widthOf = async (bytes: Buffer) => (await sharp(bytes).metadata()).width
const odd: [step: string, check: (bytes: Buffer) => Promise<boolean> | boolean][] = [
  ['success', async (bytes) => (await widthOf(bytes)) === 1024],
  ['slow:20', async (bytes) => (await widthOf(bytes)) === 1024],
  ['thoughts-first', async (bytes) => (await widthOf(bytes)) === 1024],
  ['thoughts-last', async (bytes) => (await widthOf(bytes)) === 1024],
  ['snake-case', async (bytes) => (await widthOf(bytes)) === 1024],
  ['url-safe', async (bytes) => (await widthOf(bytes)) === 1024],
  ['wrong-type', async (bytes) => (await sharp(bytes).metadata()).format === 'jpeg'],
  ['tiny-picture', async (bytes) => (await widthOf(bytes)) === 1],
  ['text-picture', (bytes) => bytes.toString() === 'I am sorry, I cannot help with that.'],
  ['empty-picture', (bytes) => bytes.length === 0],
  ['bomb-picture', (bytes) => bytes.readUInt32BE(16) === 30_000],
  ['truncated-picture', (bytes) => bytes.length > 1000 && bytes.readUInt32BE(0) === 0x89504e47],
  ['padded:10', (bytes) => bytes.length > 10 * 1024 ** 2],
]

t.test('what the service calls a picture is handed on byte by byte, and paid', async (t) => {
  const bench = await openBench(t)
  for (const [step, check] of odd) {
    bench.emulator.play('gemini', [step])
    const { bytes, report } = await bench.obtain()
    t.ok(await check(bytes), step)
    t.equal(report.billed, 'yes')
  }
  t.equal(bench.emulator.submits('gemini').length, odd.length)
  t.strictSame(await bench.left(), [])
})

t.test('a service that cannot be reached has heard nothing', async (t) => {
  const gone = await startEmulator({ services: [createGeminiEmulator] })
  await gone.stop()
  const refused = await openBench(t, { baseUrl: gone.baseUrl('gemini') })
  t.match(await failureOf(refused.obtain()), { kind: 'network_unsent', billed: 'no', message: /ECONNREFUSED/ })
  const unnamed = await openBench(t, { baseUrl: 'http://gemini.invalid' })
  t.match(await failureOf(unnamed.obtain()), { kind: 'network_unsent', billed: 'no' })
  t.strictSame(await refused.left(), [])
})

t.test('a wrong key is refused without telling it', async (t) => {
  for (const [apiKey, status] of [
    ['bad-key-4711', 400],
    ['line\nbreak-4711', undefined],
  ] as const) {
    const bench = await openBench(t, { apiKey })
    const failure = await failureOf(bench.obtain())
    t.match(failure, { kind: 'auth', billed: 'no' })
    t.equal(failure.httpStatus, status)
    t.notMatch(everythingIn(failure), /4711/)
    t.equal(bench.emulator.submits('gemini').length, 0)
  }
})

t.test('an attempt that ends hangs up, throws its own reason and leaves nothing behind', async (t) => {
  const bench = await openBench(t)
  for (const step of ['stall-before-headers', 'stall-mid-body']) {
    bench.emulator.reset()
    bench.emulator.play('gemini', [step])
    const controller = new AbortController()
    const reason = new ProviderFailure('deadline', 'the time is over')
    const attempt = testAttempt({ signal: controller.signal })
    const work = bench.obtain({ attempt })
    await until(() => (step === 'stall-mid-body' ? attempt.hops : bench.emulator.submits('gemini')).length > 0)
    controller.abort(reason)
    t.equal(await failureOf(work), reason, step)
    await until(() => bench.emulator.submits('gemini')[0]?.isAbandoned === true)
    t.equal(bench.emulator.submits('gemini').length, 1)
    t.strictSame(await bench.left(), [])
  }
})

t.test('an attempt that has ended before it began sends nothing', async (t) => {
  const bench = await openBench(t)
  const reason = new GatewayError('cancelled', 'nobody wants it any more')
  const attempt = testAttempt({ signal: AbortSignal.abort(reason) })
  t.equal(await bench.obtain({ attempt, templates: [{ role: 'template_1' }] }).catch((error: unknown) => error), reason)
  t.equal(bench.emulator.requests('gemini').length, 0)
})

t.test('a photo that is gone from the disk is no fault of the service', async (t) => {
  const bench = await openBench(t)
  const workspace = await bench.scratch.open()
  t.teardown(() => workspace.remove())
  const photo = { role: 'photo', path: workspace.newPath(), type: 'image/jpeg', bytes: 10 } as const
  const order = {
    photo: { ...photo, width: 1, height: 1, sha256: '', link: () => Promise.reject(new Error('no link')) },
    templates: [],
    model: bench.model,
    workspace,
    wanted: { format: 'jpeg', longestSidePixels: null } as const,
  }
  const work = bench.edit.obtain(order, { model: bench.model.id, prompt }, testAttempt())
  t.match(await work.catch((error: unknown) => error), { code: 'unavailable' })
  t.equal(bench.emulator.submits('gemini').length, 0)
})
