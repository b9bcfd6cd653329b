import t from 'tap'
import { GatewayError } from '../../src/errors.ts'
import { ProviderFailure } from '../../src/providers/provider-failure.ts'
import { colourOf } from '../emulators/draw.ts'
import { differ, look, paint, quarterColours, sourceOf } from '../support/pictures.ts'
import { until } from './outcome.ts'
import { imageSettings, nameOf, requireImage, startTurbotext } from './start-turbotext.ts'

const grey = sourceOf(await (await paint(60, 60, () => [128, 128, 128])).jpeg().toBuffer())

t.test('each operation makes its picture of the photo, and not of the template', async (t) => {
  const gateway = await startTurbotext(t)
  const template = gateway.lent(grey)
  const cases = [
    { operation: 'image2image', settings: imageSettings, templates: {}, prompt: 'a knight' },
    {
      operation: 'mix_images',
      settings: { model: 'mix_images', prompt: 'in oil' },
      templates: { style: template },
      prompt: 'in oil',
    },
    { operation: 'mix_images', settings: { model: 'mix_images' }, templates: { style: template }, prompt: '' },
    {
      operation: 'deepfake_photo',
      settings: { model: 'deepfake_photo', parameters: { face_restore: true } },
      templates: { face: template },
      prompt: '',
    },
  ]
  for (const { prompt, ...wish } of cases) {
    const { outcome, attempt } = await gateway.edit(wish)
    const { bytes, report } = requireImage(outcome)
    const { at } = await look(bytes)
    const { r, g, b } = colourOf(prompt)
    t.ok(differ(at(0, 0), [r, g, b]) < 4, `${wish.operation}: the border is the prompt's`)
    t.ok(differ(at(0.25, 0.25), quarterColours.topLeft) < 24, `${wish.operation}: the middle is the photo's`)
    t.match(report, { httpStatus: 200, billed: 'yes' })
    t.equal(report?.cost, undefined, 'no list says what an attempt of the tariff costs')
    t.same(attempt.hops, ['download', 'encode'])
  }
  t.equal(gateway.submits(), cases.length)
})

/** Steps of the stand-in, and what becomes of them. */
const outcomes: [step: string, outcome: string, numbers?: { billed?: number; looks?: number; downloads?: number }][] = [
  ['success', 'done', { looks: 1, downloads: 1 }],
  ['slow:4', 'done', { looks: 5 }],
  ['slow-false:2', 'done', { looks: 3 }],
  ['never', 'deadline', { looks: 16 }],
  ['in-data', 'done'],
  ['in-list', 'done'],
  ['relative', 'done'],
  ['elsewhere', 'done'],
  // Refused before anything was paid.
  ['limit', 'quota_exhausted', { billed: 0, looks: 0 }],
  ['status:429', 'rate_limited', { billed: 0, looks: 0 }],
  ['status:500', 'overloaded', { billed: 0, looks: 0 }],
  ['status:502', 'overloaded', { billed: 0, looks: 0 }],
  ['status:503', 'overloaded', { billed: 0, looks: 0 }],
  ['status:504', 'network_unknown', { billed: 0, looks: 0 }],
  ['status:401', 'auth', { billed: 0, looks: 0 }],
  ['status:302', 'malformed', { billed: 0, looks: 0 }],
  ['not-in-tariff', 'model_gone', { billed: 0, looks: 0 }],
  ['submit-error:url_error', 'bad_request', { billed: 0, looks: 0 }],
  ['submit-error:params_error', 'bad_request', { billed: 0, looks: 0 }],
  ['submit-error:size_error', 'bad_request', { billed: 0, looks: 0 }],
  ['submit-error:face_not_detected', 'subject', { billed: 0, looks: 0 }],
  ['submit-error:provider_busy', 'rate_limited', { billed: 0, looks: 0 }],
  ['submit-error:something_new', 'malformed', { billed: 0, looks: 0 }],
  ['no-queue', 'malformed', { billed: 0, looks: 0 }],
  ['huge', 'malformed', { billed: 0, looks: 0 }],
  // Taken and paid for, and the answer is lost: never handed in again.
  ['reset-before-headers', 'network_unknown', { looks: 0 }],
  ['reset-mid-body', 'network_unknown', { looks: 0 }],
  ['html', 'malformed', { looks: 0 }],
  ['empty', 'malformed', { looks: 0 }],
  ['no-content', 'malformed', { looks: 0 }],
  ['truncated-json', 'malformed', { looks: 0 }],
  // Failures of the work itself.
  ['forbidden', 'refused', { looks: 1 }],
  ['result-error:face_not_detected', 'subject'],
  ['result-error:face_not_found', 'subject'],
  ['result-error:quality_limit', 'subject'],
  ['result-error:size_error', 'bad_request'],
  ['result-error:url_error', 'bad_request'],
  ['result-error:LIMIT', 'quota_exhausted'],
  ['no-url', 'no_image', { looks: 1 }],
  ['nowhere', 'bad_media', { downloads: 0 }],
  // Looks are free: what passes is waited for.
  ['busy:3', 'done', { looks: 4 }],
  ['look-502:4', 'done', { looks: 5 }],
  ['look-503:4', 'done', { looks: 5 }],
  ['look-429:2', 'done', { looks: 3 }],
  ['look-reset-before-headers:3', 'done', { looks: 4 }],
  ['look-reset-mid-body:3', 'done', { looks: 4 }],
  ['look-html:2', 'done', { looks: 3 }],
  ['look-html:3', 'malformed', { looks: 3 }],
  ['look-documented:3', 'malformed', { looks: 3 }],
  ['look-empty:2', 'done', { looks: 3 }],
  ['look-no-content:3', 'malformed', { looks: 3 }],
  ['look-truncated-json:1', 'done', { looks: 2 }],
  ['look-huge:3', 'malformed', { looks: 3 }],
  // Fetching the picture.
  ['wrong-type', 'done'],
  ['text-picture', 'bad_media', { downloads: 1 }],
  ['empty-picture', 'bad_media', { downloads: 1 }],
  ['truncated-picture', 'bad_media', { downloads: 1 }],
  ['bomb', 'bad_media', { downloads: 1 }],
  ['oversized', 'bad_media', { downloads: 1 }],
  ['download-404:3', 'done', { downloads: 4 }],
  ['download-410:1', 'done', { downloads: 2 }],
  ['download-502:2', 'done', { downloads: 3 }],
  ['download-404:99', 'bad_media', { downloads: 8 }],
  ['download-reset:2', 'done', { downloads: 3 }],
  ['redirect-self:2', 'done', { downloads: 3 }],
  ['redirect-self:9', 'bad_media', { downloads: 4 }],
  ['redirect-loopback', 'bad_media', { downloads: 1 }],
  ['redirect-metadata', 'bad_media', { downloads: 1 }],
  ['redirect-private', 'bad_media', { downloads: 1 }],
]

t.test('whatever happens, the work is handed in once', async (t) => {
  for (const [step, expected, { billed = 1, ...numbers } = {}] of outcomes) {
    await t.test(step, async (t) => {
      const gateway = await startTurbotext(t)
      gateway.emulator.play('turbotext', [step])
      const { outcome } = await gateway.edit()
      t.equal(nameOf(outcome), expected)
      t.equal(gateway.submits(), 1, 'handed in once')
      t.equal(gateway.billed(), billed, 'pieces of work that are paid for')
      const seen = { looks: gateway.looks(), downloads: gateway.downloads().length }
      t.match(seen, numbers)
      if (outcome instanceof ProviderFailure && gateway.looks() > 0) t.equal(outcome.billed, 'yes')
      if (outcome instanceof ProviderFailure) t.ok(outcome.message.startsWith('turbotext: '), outcome.message)
    })
  }
})

t.test('the marker in a prompt chooses the scenario too', async (t) => {
  const gateway = await startTurbotext(t)
  const { outcome } = await gateway.edit({ settings: { ...imageSettings, prompt: 'a knight #emu:forbidden' } })
  t.equal(nameOf(outcome), 'refused')
})

t.test('failures that an operator or a guest can do something about say so', async (t) => {
  const sentences: [step: string, says: RegExp][] = [
    ['result-error:face_not_detected', /^No face was found in the photo\.$/],
    ['result-error:quality_limit', /quality of the photo/],
    ['submit-error:url_error', /could not fetch the photo.*public address/],
    ['submit-error:params_error', /these settings/],
    ['limit', /attempts of the Turbotext tariff are used up/],
  ]
  const gateway = await startTurbotext(t)
  for (const [step, says] of sentences) {
    gateway.emulator.play('turbotext', [step])
    const { outcome } = await gateway.edit()
    t.match((outcome as ProviderFailure).details, says, step)
  }
})

t.test('a service that says how long to wait is believed', async (t) => {
  const gateway = await startTurbotext(t)
  gateway.emulator.play('turbotext', ['status:429'])
  const { outcome } = await gateway.edit()
  t.match(outcome, { kind: 'rate_limited', retryAfterMilliseconds: 4000, httpStatus: 429 })
})

t.test('what a failure is called is told, unless it could repeat what was sent', async (t) => {
  const gateway = await startTurbotext(t)
  gateway.emulator.play('turbotext', ['submit-error:something_new', 'submit-error:knight-4711'])
  const { outcome: named } = await gateway.edit()
  t.match(named, { providerCode: 'something_new' })
  const { outcome: odd } = await gateway.edit()
  t.equal((odd as ProviderFailure).providerCode, undefined)
  t.notMatch((odd as Error).message, 'knight')
})

t.test('a wrong key is refused by a plain no', async (t) => {
  const gateway = await startTurbotext(t, { key: 'bad-key' })
  const { outcome } = await gateway.edit()
  t.match(outcome, { kind: 'auth', code: 'slot_misconfigured' })
  t.equal(gateway.looks(), 1, 'the stand-in has not even read what was asked')
})

t.test('a service that nobody reaches has heard nothing', async (t) => {
  const gateway = await startTurbotext(t, { baseUrl: 'http://127.0.0.1:9' })
  const { outcome } = await gateway.edit()
  t.match(outcome, { kind: 'network_unsent', billed: 'no' })
})

t.test('a photo that the service cannot fetch is our failure', async (t) => {
  const gateway = await startTurbotext(t)
  const gone = { ...gateway.photo, lend: async () => 'http://127.0.0.1:9/public/media/1' }
  const { outcome } = await gateway.edit({ photo: gone })
  t.match(outcome, { kind: 'bad_request', providerCode: 'url_error' })
  t.equal(gateway.billed(), 0)
})

t.test('without a public address nothing is handed in', async (t) => {
  const gateway = await startTurbotext(t)
  const hidden = {
    ...gateway.photo,
    lend: async () => {
      throw new GatewayError('slot_misconfigured', 'nobody outside reaches this gateway')
    },
  }
  const { outcome } = await gateway.edit({ photo: hidden })
  t.match(outcome, { code: 'slot_misconfigured', message: 'nobody outside reaches this gateway' })
  t.equal(gateway.submits(), 0)
})

t.test('an answer that does not come is waited for so long, and no longer', async (t) => {
  const stalls: [step: string, isStuck: string, milliseconds: number, outcome: string][] = [
    ['stall-before-headers', '/api_ai/', 15_000, 'network_unknown'],
    ['stall-mid-body', '/api_ai/', 15_000, 'network_unknown'],
    ['look-stall-before-headers:2', '/api_ai/', 10_000, 'done'],
    ['look-stall-mid-body:1', '/api_ai/', 10_000, 'done'],
    ['download-stall', '/download.php', 15_000, 'bad_media'],
  ]
  for (const [step, path, milliseconds, expected] of stalls) {
    await t.test(step, async (t) => {
      const gateway = await startTurbotext(t)
      gateway.emulator.play('turbotext', [step])
      let isOver = false
      const work = gateway.edit().finally(() => {
        isOver = true
      })
      const stuck = () => {
        const last = gateway.emulator.requests('turbotext').at(-1)
        const isThere = last?.status === 0 && !last.isAbandoned && last.path.startsWith(path)
        return isThere && (!step.startsWith('look-') || gateway.looks() > 0) && (path !== '/api_ai/' || isPaid())
      }
      const isPaid = () => gateway.billed() > 0
      while (!isOver) {
        await until(() => isOver || stuck())
        if (!isOver) gateway.clock.advance(milliseconds)
        const count = gateway.emulator.requests('turbotext').length
        await until(() => isOver || gateway.emulator.requests('turbotext').length > count || !stuck())
      }
      t.equal(nameOf((await work).outcome), expected)
      t.equal(gateway.submits(), 1)
    })
  }
})

t.test('who is not wanted any more hangs up at once', async (t) => {
  const moments: [step: string, path: string][] = [
    ['stall-before-headers', '/api_ai/'],
    ['look-stall-before-headers', '/api_ai/'],
    ['download-stall', '/download.php'],
  ]
  for (const [step, path] of moments) {
    const gateway = await startTurbotext(t)
    gateway.emulator.play('turbotext', [step])
    const controller = new AbortController()
    const reason = new Error('the booth hung up')
    const work = gateway.edit({ signal: controller.signal })
    const last = () => gateway.emulator.requests('turbotext').at(-1)
    const isBegun = () => (step.startsWith('look-') ? gateway.looks() > 0 : gateway.billed() > 0)
    await until(() => isBegun() && last()?.status === 0 && last()?.path.startsWith(path) === true)
    controller.abort(reason)
    const { outcome } = await work
    t.equal(outcome, reason, `${step}: it ends with the reason`)
    await until(() => last()?.isAbandoned === true)
    t.equal(gateway.submits(), 1)
  }
})
