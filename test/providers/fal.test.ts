import { rmSync } from 'node:fs'
import t, { type Test } from 'tap'
import { GatewayError } from '../../src/errors.ts'
import { createScratch } from '../../src/media/scratch.ts'
import type { Billed, FailureKind } from '../../src/providers/provider-failure.ts'
import { colourOf } from '../emulators/draw.ts'
import { testAttempt } from '../support/attempt.ts'
import { differ, look, quarters } from '../support/pictures.ts'
import { createTestClock } from '../support/test-clock.ts'
import { everythingIn, failureOf, until } from './outcome.ts'
import { createHastyClock, key, model, nobodysAddress, prompt, startFal } from './start-fal.ts'

t.test('a photo goes to fal, and what fal has drawn comes back', async (t) => {
  const { edit, submits, billed, leftOnDisk } = await startFal(t)
  const attempt = testAttempt()
  const image = await edit({ attempt })

  const { r, g, b } = colourOf(prompt)
  const { at } = await look(image.bytes)
  t.ok(differ(at(0, 0.5), [r, g, b]) < 30, 'the border has the colour of the prompt')
  t.ok(differ(at(0.3, 0.3), [220, 30, 30]) < 40, 'inside is the photo')
  t.strictSame([submits(), billed()], [1, 1])
  t.match(image.report, {
    httpStatus: 200,
    billed: 'yes',
    cost: { usd: 0.08, basis: 'table', priceDate: '2026-11-21' },
  })
  t.strictSame(attempt.hops, ['download', 'encode'])
  t.equal(attempt.remembered.length, 1)
  t.match(attempt.remembered[0], { id: image.report?.providerRequestId, model, statusUrl: /requests.*status$/ })
  t.strictSame(await leftOnDisk(), [])
})

interface Outcome {
  step: string
  /** Undefined: a picture comes. */
  kind?: FailureKind
  billed: number
  /** What the failure says of it. */
  says?: Billed
  code?: string
}

const outcomes: Outcome[] = [
  { step: 'slow:2-3', billed: 1 },
  // The submit
  { step: 'rate-limited', kind: 'rate_limited', billed: 0, says: 'no' },
  { step: 'exhausted', kind: 'quota_exhausted', billed: 0, says: 'no' },
  { step: 'gone', kind: 'model_gone', billed: 0, says: 'no' },
  { step: 'submit-status:500', kind: 'overloaded', billed: 0, says: 'no' },
  { step: 'submit-status:502', kind: 'overloaded', billed: 0, says: 'no' },
  { step: 'submit-status:503', kind: 'overloaded', billed: 0, says: 'no' },
  { step: 'submit-status:504', kind: 'network_unknown', billed: 0, says: 'unknown' },
  { step: 'submit-status:302', kind: 'malformed', billed: 0, says: 'unknown' },
  { step: 'submit-reset-before-headers', kind: 'network_unknown', billed: 1, says: 'unknown' },
  { step: 'submit-reset-mid-body', kind: 'network_unknown', billed: 1, says: 'unknown' },
  { step: 'submit-html', kind: 'malformed', billed: 1, says: 'unknown' },
  { step: 'submit-empty', kind: 'malformed', billed: 1, says: 'unknown' },
  { step: 'submit-no-content', kind: 'malformed', billed: 1, says: 'unknown' },
  { step: 'submit-truncated-json', kind: 'malformed', billed: 1, says: 'unknown' },
  // Asking costs nothing, so it is asked again
  { step: 'status-reset-before-headers:2', billed: 1 },
  { step: 'status-reset-mid-body', billed: 1 },
  { step: 'status-html', billed: 1 },
  { step: 'status-empty', billed: 1 },
  { step: 'status-no-content', billed: 1 },
  { step: 'status-truncated-json', billed: 1 },
  { step: 'status-status:429', billed: 1 },
  { step: 'status-status:502', billed: 1 },
  { step: 'status-status:404', billed: 1 },
  { step: 'status-html:9', kind: 'malformed', billed: 1, says: 'unknown' },
  { step: 'result-reset-before-headers', billed: 1 },
  { step: 'result-reset-mid-body', billed: 1 },
  { step: 'result-html', billed: 1 },
  { step: 'result-truncated-json', billed: 1 },
  { step: 'result-status:502', billed: 1 },
  { step: 'result-html:9', kind: 'malformed', billed: 1, says: 'unknown' },
  { step: 'result-gone', kind: 'bad_media', billed: 1, says: 'yes' },
  // What a model says
  { step: 'content-policy', kind: 'refused', billed: 0, says: 'unknown', code: 'content_policy_violation' },
  { step: 'nsfw', kind: 'refused', billed: 1, says: 'yes', code: 'has_nsfw_concepts' },
  { step: 'no-media', kind: 'no_image', billed: 0, says: 'unknown', code: 'no_media_generated' },
  { step: 'no-images', kind: 'no_image', billed: 1, says: 'yes' },
  { step: 'no-field', kind: 'malformed', billed: 1, says: 'yes' },
  { step: 'no-face', kind: 'subject', billed: 0, says: 'unknown', code: 'face_detection_error' },
  { step: 'unknown-type', kind: 'bad_request', billed: 0, says: 'unknown', code: 'something_new' },
  { step: 'detail-string', kind: 'bad_request', billed: 0, says: 'unknown' },
  { step: 'generation-timeout', kind: 'overloaded', billed: 0, says: 'no', code: 'generation_timeout' },
  { step: 'model-error', kind: 'overloaded', billed: 0, says: 'no', code: 'internal_server_error' },
  { step: 'runner-scheduling', kind: 'overloaded', billed: 0, says: 'no', code: 'runner_scheduling_failure' },
  { step: 'startup-timeout', kind: 'overloaded', billed: 0, says: 'no', code: 'startup_timeout' },
  { step: 'start-timeout', kind: 'overloaded', billed: 0, says: 'no', code: 'request_timeout' },
  // What should be a picture
  { step: 'mime-missing', billed: 1 },
  { step: 'mime-wrong', billed: 1 },
  { step: 'data-uri', billed: 1 },
  { step: 'svg', kind: 'bad_media', billed: 1, says: 'yes' },
  { step: 'html', kind: 'bad_media', billed: 1, says: 'yes' },
  { step: 'text', kind: 'bad_media', billed: 1, says: 'yes' },
  { step: 'truncated', kind: 'bad_media', billed: 1, says: 'yes' },
  { step: 'bomb', kind: 'bad_media', billed: 1, says: 'yes' },
  { step: 'zero', kind: 'bad_media', billed: 1, says: 'yes' },
  { step: 'oversized', kind: 'bad_media', billed: 1, says: 'yes' },
  { step: 'redirect-loopback', kind: 'bad_media', billed: 1, says: 'yes' },
  { step: 'redirect-metadata', kind: 'bad_media', billed: 1, says: 'yes' },
  { step: 'download-gone', kind: 'bad_media', billed: 1, says: 'yes' },
  { step: 'download-late', billed: 1 },
  { step: 'download-reset-before-headers:2', billed: 1 },
  { step: 'download-reset-mid-body', billed: 1 },
  { step: 'download-empty', kind: 'bad_media', billed: 1, says: 'yes' },
]

t.test('whatever fal does has its name, and one job is handed in', async (t) => {
  const { emulator, fal, edit, submits, billed, leftOnDisk } = await startFal(t)
  for (const { step, kind, says, code, ...expected } of outcomes) {
    emulator.reset()
    emulator.play('fal', [step])
    const settings = { model: step === 'nsfw' ? 'fal-ai/flux-pro/kontext' : model, prompt }
    if (kind === undefined) t.equal((await edit({ settings })).type, 'image/jpeg', `${step}: a picture`)
    else {
      const failure = await failureOf(edit({ settings }))
      t.equal(failure.kind, kind, `${step}: ${failure.message}`)
      t.equal(failure.billed, says, `${step}: ${says} billed`)
      if (code) t.equal(failure.providerCode, code, `${step}: by its name`)
      t.notOk(everythingIn(failure).includes('secret-part'), `${step}: without the key`)
      t.notOk(everythingIn(failure).includes(prompt), `${step}: without the prompt`)
      t.ok(failure.message.startsWith('fal: ') && failure.message.length <= 300)
    }
    t.equal(submits(), 1, `${step}: one submit`)
    await fal.settled()
    t.equal(billed(), expected.billed, `${step}: ${expected.billed} charged`)
    t.strictSame(await leftOnDisk(), [], `${step}: nothing left on the disk`)
  }
})

t.test('a refusal tells the caller what fal says', async (t) => {
  const { emulator, edit } = await startFal(t)
  emulator.play('fal', ['content-policy'])
  const { details } = await failureOf(edit())
  t.match(details, 'The content was flagged by a content checker.')
})

t.test('when fal is busy it says when to come again', async (t) => {
  const { emulator, edit } = await startFal(t)
  emulator.play('fal', ['rate-limited'])
  t.equal((await failureOf(edit())).retryAfterMilliseconds, 3000)
})

t.test('uploads that fail cost nothing and may be repeated', async (t) => {
  const table: [fault: string, kind: FailureKind][] = [
    ['reset-before-headers', 'network_unsent'],
    ['reset-mid-body', 'network_unsent'],
    ['html', 'malformed'],
    ['empty', 'malformed'],
    ['status:503', 'overloaded'],
  ]
  for (const [fault, kind] of table) {
    const { fal, edit, submits, leftOnDisk } = await startFal(t)
    fal.failUploads(fault)
    const failure = await failureOf(edit())
    t.equal(failure.kind, kind, fault)
    if (kind !== 'malformed') t.equal(failure.billed, 'no')
    t.equal(submits(), 0)
    t.strictSame(await leftOnDisk(), [])
  }
})

t.test('a key that fal does not take, and none at all', async (t) => {
  const { edit, submits } = await startFal(t, { apiKey: 'bad-key' })
  const failure = await failureOf(edit())
  t.match(failure, { kind: 'auth', httpStatus: 401, billed: 'no' })
  t.notOk(everythingIn(failure).includes('bad-key'))
  t.equal(submits(), 0)

  const keyless = await startFal(t, { apiKey: undefined })
  t.match(await failureOf(keyless.edit()), { kind: 'auth', details: /FAL_KEY/ })
  t.equal(keyless.emulator.requests().length, 0)
})

t.test('nobody hears a call to where nobody is', async (t) => {
  const { edit } = await startFal(t, { baseUrl: await nobodysAddress() })
  t.match(await failureOf(edit()), { kind: 'network_unsent', billed: 'no' })
})

t.test('a submit that nobody has heard may be made again', async (t) => {
  const nobody = await nobodysAddress()
  const { edit, submits } = await startFal(t, {
    fetch: (url, init) => fetch(String(url).includes('/queue/') ? nobody : url, init),
  })
  t.match(await failureOf(edit()), { kind: 'network_unsent', billed: 'no' })
  t.equal(submits(), 0)
})

t.test('the wire', async (t) => {
  const { emulator, edit, calls, photo } = await startFal(t, { webhookUrl: 'https://studio.example/webhooks/fal' })
  const overlay = await quarters(80, 80)
  await edit({ templates: { template_2: overlay }, settings: { model, prompt, parameters: { resolution: '2K' } } })

  const requests = emulator.requests('fal').map(({ method, path }) => `${method} ${path.replace(/[\w-]{36}/g, 'ID')}`)
  const isFetch = (each: string) => each.startsWith('GET /cdn/files')
  t.strictSame(
    requests.filter((each) => /^(POST|PUT)/.test(each)).map((each) => each.replace(/\d+\.\w+/, 'NAME')),
    [
      'POST /rest/storage/upload/initiate?storage_type=fal-cdn-v3',
      'POST /rest/storage/upload/initiate?storage_type=fal-cdn-v3',
      'PUT /cdn/files/b/ID/NAME?upload=ID',
      'PUT /cdn/files/b/ID/NAME?upload=ID',
      'POST /queue/fal-ai/nano-banana-2/edit?fal_webhook=https%3A%2F%2Fstudio.example%2Fwebhooks%2Ffal',
    ],
  )
  t.equal(requests.filter(isFetch).length, 2, 'fal has fetched both pictures itself')
  t.strictSame(
    requests.slice(-3).filter((each) => !isFetch(each)),
    [
      'GET /queue/fal-ai/nano-banana-2/requests/ID/status?logs=0',
      'GET /queue/fal-ai/nano-banana-2/requests/ID',
      'GET /cdn/results/ID',
    ],
  )

  const [submit] = emulator.submits('fal')
  t.match(submit?.headers, {
    authorization: `Key ${key}`,
    'content-type': 'application/json',
    'x-fal-no-retry': '1',
    'x-fal-queue-priority': 'normal',
    'x-fal-request-timeout': '16',
    'x-fal-object-lifecycle-preference': '{"expiration_duration_seconds":3600}',
  })
  const [initiate] = calls('POST', /initiate/)
  t.match(initiate?.headers, { 'x-fal-object-lifecycle': '{"expiration_duration_seconds":600}' })
  const puts = calls('PUT', /cdn/)
  t.ok(
    puts.some(({ bytes }) => bytes === photo.length),
    'the photo goes as it is',
  )
  t.strictSame(
    [...new Set([...puts, ...calls('GET', /results/)].map(({ headers }) => headers.authorization))],
    [undefined],
  )
})

interface Told {
  uploadUrl?: string
  statusUrl?: string
}

/** fal itself, as far as it can be seen from outside: where is called, and who gets the key. */
async function callFal(
  t: Test,
  { uploadUrl = 'https://v3b.fal.media/files/b/1/x.jpg?upload=2', statusUrl }: Told = {},
) {
  const calls: string[] = []
  const keyed = new Set<string>()
  const { edit } = await startFal(t, {
    baseUrl: undefined,
    fetch: async (input, init) => {
      const { host, pathname, href } = new URL(String(input))
      calls.push(`${init?.method} ${href}`)
      if (new Headers(init?.headers).get('authorization')?.includes(key)) keyed.add(host)
      if (init?.body instanceof Blob) return new Response(null)
      if (host === 'rest.fal.ai')
        return Response.json({ upload_url: uploadUrl, file_url: 'https://v3b.fal.media/x.jpg' })
      if (pathname.endsWith('/status')) return Response.json({ status: 'COMPLETED' })
      if (init?.method === 'GET') return Response.json({ images: [] })
      return Response.json({ request_id: 'request-1', ...(statusUrl && { status_url: statusUrl }) })
    },
  })
  return { failure: await failureOf(edit()), calls, keyed: [...keyed].sort() }
}

t.test('without a stand-in it is fal itself that is called, and the key goes to nobody else', async (t) => {
  const usual = await callFal(t)
  t.equal(usual.failure.kind, 'no_image')
  t.strictSame(usual.calls, [
    'POST https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3',
    'PUT https://v3b.fal.media/files/b/1/x.jpg?upload=2',
    'POST https://queue.fal.run/fal-ai/nano-banana-2/edit',
    'GET https://queue.fal.run/fal-ai/nano-banana-2/requests/request-1/status?logs=0',
    'GET https://queue.fal.run/fal-ai/nano-banana-2/requests/request-1',
  ])
  t.strictSame(usual.keyed, ['queue.fal.run', 'rest.fal.ai'])

  const backup = await callFal(t, {
    statusUrl: 'https://queue.falrun.com/fal-ai/nano-banana-2/requests/request-1/status',
  })
  t.match(backup.calls.slice(3), [/GET https:\/\/queue.falrun.com\/.*status/, /GET https:\/\/queue.falrun.com\//])
  for (const statusUrl of [
    'https://queue.fal.run.example/x',
    'https://evil.example/queue.fal.run',
    'http://queue.falrun.com/x',
  ]) {
    const { calls, keyed } = await callFal(t, { statusUrl })
    t.match(calls.slice(3), [/GET https:\/\/queue.fal.run\//, /GET https:\/\/queue.fal.run\//], statusUrl)
    t.strictSame(keyed, ['queue.fal.run', 'rest.fal.ai'])
  }

  const elsewhere = await callFal(t, { uploadUrl: 'https://storage.example/x' })
  t.strictSame(elsewhere.keyed, ['queue.fal.run', 'rest.fal.ai'], 'an upload needs no key')
  const plain = await callFal(t, { uploadUrl: 'http://storage.example/x' })
  t.match(plain.failure, { kind: 'malformed' })
  t.equal(plain.calls.length, 1, 'and no photo goes over an open line')
})

t.test('the answer of a call that leads elsewhere is not followed', async (t) => {
  const { edit, submits } = await startFal(t, {
    fetch: async (url, init) => {
      t.equal(init?.redirect, init?.method?.toUpperCase() === 'PUT' ? 'error' : 'manual')
      return fetch(url, init)
    },
  })
  await edit()
  t.equal(submits(), 1)
})

t.test('what is in the submit', async (t) => {
  const bodies: unknown[] = []
  const { edit } = await startFal(t, {
    fetch: async (url, init) => {
      if (/queue\/.*(edit|mask|removal|upscaler|v2|kontext)$/.test(String(url)) && init?.method === 'POST') {
        bodies.push(JSON.parse(String(init.body)))
      }
      return fetch(url, init)
    },
  })
  const file = /^http.*\/cdn\/files\//
  const overlay = await quarters(80, 80)
  const table: [call: Parameters<typeof edit>[0], body: Record<string, unknown>][] = [
    [
      {
        templates: { template_10: overlay, template_2: overlay },
        settings: { model, prompt, parameters: { seed: 7 } },
      },
      { prompt, image_urls: [file, file, file], seed: 7, output_format: 'jpeg' },
    ],
    [
      { format: 'png', settings: { model: 'fal-ai/flux-pro/kontext', prompt } },
      { prompt, image_url: file, output_format: 'png' },
    ],
    [
      { operation: 'remove_object', settings: { model: 'fal-ai/object-removal/mask' }, templates: { mask: overlay } },
      { image_url: file, mask_url: file },
    ],
    [
      { operation: 'remove_object', settings: { model: 'fal-ai/image-apps-v2/object-removal', prompt: 'the lamp' } },
      { image_url: file, object_to_remove: 'the lamp' },
    ],
    [{ operation: 'upscale', settings: { model: 'fal-ai/clarity-upscaler' } }, { image_url: file }],
    [{ operation: 'remove_background', settings: { model: 'fal-ai/birefnet/v2' } }, { image_url: file }],
  ]
  for (const [call, body] of table) {
    await edit(call)
    t.match(bodies.at(-1), body)
    t.strictSame(Object.keys(bodies.at(-1) as object).sort(), Object.keys(body).sort(), 'and nothing else')
  }
})

t.test('an upscaled picture costs by its size', async (t) => {
  const { edit, provider } = await startFal(t)
  const settings = { model: 'fal-ai/clarity-upscaler' }
  const { report } = await edit({ operation: 'upscale', settings })
  // The stand-in draws 1024 × 699.
  t.match(report, { cost: { basis: 'table' } })
  t.ok(Math.abs((report?.cost?.usd ?? 0) - 0.03 * 1.024 * 0.699) < 0.001, String(report?.cost?.usd))
  const estimate = provider.describe?.('upscale', settings).estimatedUsd ?? 0
  t.ok(estimate > 0.3 && estimate < 0.4, 'before that, by the largest that may come')
})

t.test('work that was handed in before is only fetched', async (t) => {
  const { emulator, edit, submits, billed, leftOnDisk } = await startFal(t)
  const first = testAttempt({
    onRemember: async () => {
      throw new Error('the process dies here')
    },
  })
  await t.rejects(edit({ attempt: first }), { message: 'the process dies here' })
  const [resume] = first.remembered
  if (!resume) throw new Error('nothing was remembered')
  const before = emulator.requests().length

  const attempt = testAttempt({ resume })
  const { report } = await edit({ attempt })
  t.equal(report?.providerRequestId, resume.id)
  t.strictSame([submits(), billed()], [1, 1])
  const after = emulator.requests().slice(before)
  t.strictSame(
    after.map(({ method }) => method),
    ['GET', 'GET', 'GET'],
    'status, result, picture',
  )
  t.strictSame(attempt.remembered, [])
  t.strictSame(await leftOnDisk(), [])
})

t.test('work that is gone cannot be fetched', async (t) => {
  const { emulator, edit, submits } = await startFal(t)
  const resume = { id: '00000000-0000-4000-8000-000000000000', model }
  t.match(await failureOf(edit({ attempt: testAttempt({ resume }) })), { kind: 'bad_media', httpStatus: 404 })
  t.equal(submits(), 0)
  t.equal(emulator.requests().length, 3, 'and is asked for a few times only')
  const odd = testAttempt({ resume: { id: '../../admin', model } })
  t.match(await failureOf(edit({ attempt: odd })), { kind: 'malformed' })
})

t.test('it looks after half a second, after one, and then every two', async (t) => {
  const clock = createHastyClock()
  const { emulator, edit } = await startFal(t, { clock })
  emulator.play('fal', ['slow:2-3'])
  await edit()
  t.strictSame(clock.pauses, [500, 1000, 2000, 2000, 2000, 2000])
})

t.test('not a moment earlier, unless there is news', async (t) => {
  const clock = createTestClock({ standsStill: true })
  const { emulator, edit, calls, news } = await startFal(t, { clock })
  emulator.play('fal', ['slow:1-1'])
  const attempt = testAttempt()
  const editing = edit({ attempt })
  const looks = () => calls('GET', /status/).filter(({ status }) => status !== 0).length
  const settle = async () => {
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }
  await until(() => attempt.remembered.length === 1)
  clock.advance(499)
  await settle()
  t.equal(looks(), 0)
  clock.advance(1)
  await until(() => looks() === 1)
  await settle()
  news.tell(String(attempt.remembered[0]?.id))
  await until(() => looks() === 2)
  await settle()
  clock.advance(2000)
  t.equal((await editing).type, 'image/jpeg')
  t.equal(looks(), 3)
})

t.test('a question without an answer is asked again', async (t) => {
  for (const step of ['status-stall-before-headers', 'status-stall-mid-body', 'result-stall-mid-body']) {
    const clock = createTestClock({ standsStill: true })
    const { emulator, edit, calls, submits } = await startFal(t, { clock })
    emulator.play('fal', [step])
    let isOver = false
    const editing = edit().finally(() => {
      isOver = true
    })
    const asked = () => calls('GET', step.startsWith('status') ? /status/ : /requests\/[\w-]+$/).length
    // Time passes a second at every turn until the question has been asked twice; then slowly, or the second one ends, too.
    while (!isOver) {
      await new Promise((resolve) => setTimeout(resolve, 2))
      clock.advance([250, 1000][asked()] ?? 20)
    }
    t.equal((await editing).type, 'image/jpeg', step)
    t.equal(asked(), 2)
    t.equal(submits(), 1)
  }
})

t.test('an end in the middle closes the line and says why', async (t) => {
  const steps = [
    'submit-stall-before-headers',
    'submit-stall-mid-body',
    'status-stall-before-headers',
    'never',
    'download-stall-mid-body',
  ]
  for (const step of steps) {
    const { emulator, edit, submits, leftOnDisk } = await startFal(t, { clock: createTestClock() })
    emulator.play('fal', [step])
    const controller = new AbortController()
    const reason = new Error('the time is over')
    const editing = edit({ attempt: testAttempt({ signal: controller.signal }) })
    const part = step === 'never' ? 'status' : (step.split('-')[0] ?? '')
    const isThere = (path: string) =>
      (part === 'submit' ? /edit$/ : part === 'status' ? /status/ : /results/).test(path)
    await until(() => emulator.requests().some(({ path }) => isThere(path)))
    controller.abort(reason)
    await t.rejects(editing, reason, step)
    t.equal(submits(), 1)
    if (step !== 'never') await until(() => emulator.requests().some(({ isAbandoned }) => isAbandoned))
    t.strictSame(await leftOnDisk(), [])
  }
})

t.test('an upload ends with the attempt, though the client has no signal for it', async (t) => {
  const { fal, emulator, edit, submits } = await startFal(t)
  fal.failUploads('stall-before-headers')
  const controller = new AbortController()
  const reason = new Error('the time is over')
  const editing = edit({ attempt: testAttempt({ signal: controller.signal }) })
  await until(() => emulator.requests().length === 1)
  controller.abort(reason)
  await t.rejects(editing, reason)
  await until(() => emulator.requests().some(({ isAbandoned }) => isAbandoned))
  t.equal(submits(), 0)
})

t.test('fal is told to stop, and whatever it says to that is fine', async (t) => {
  const { emulator, fal, edit, provider, calls } = await startFal(t)
  const ended = async (step: string) => {
    emulator.play('fal', [step])
    const controller = new AbortController()
    const attempt = testAttempt({
      signal: controller.signal,
      onRemember: async () => controller.abort(new Error('over')),
    })
    await t.rejects(edit({ attempt }), { message: 'over' })
    return attempt.remembered[0] ?? { id: '' }
  }
  const work = await ended('never')
  await provider.cancel?.(work)
  t.strictSame(fal.cancelled(), [work.id])
  t.equal(calls('PUT', /cancel/)[0]?.path, `/queue/fal-ai/nano-banana-2/requests/${work.id}/cancel`)
  await provider.cancel?.(await ended('too-late'))
  await provider.cancel?.({ ...work, id: 'unknown' })
  t.strictSame(
    calls('PUT', /cancel/).map(({ status }) => status),
    [202, 400, 404],
  )
  await provider.cancel?.({ id: '../x', model })
  await provider.cancel?.({ id: 'x' })
  t.equal(calls('PUT', /cancel/).length, 3, 'what is no request is not cancelled')

  const nobody = await startFal(t, { baseUrl: await nobodysAddress() })
  await nobody.provider.cancel?.(work)
})

t.test('fal may only begin while there is time to end', async (t) => {
  const { emulator, edit } = await startFal(t)
  await edit({ attempt: testAttempt({ remainingMilliseconds: 5000 }) })
  t.equal(emulator.submits('fal')[0]?.headers['x-fal-request-timeout'], '2', 'the client takes no less')
})

t.test('a full disk is no fault of fal', async (t) => {
  const scratch = createScratch({ directory: t.testdir() })
  const full = new GatewayError('storage_full', 'ENOSPC')
  const { edit, submits } = await startFal(t, {
    scratch: {
      ...scratch,
      async open() {
        const workspace = await scratch.open()
        let written = 0
        const write: typeof workspace.write = async (...given) => {
          written += 1
          if (written === 2) throw full
          return workspace.write(...given)
        }
        return { ...workspace, write }
      },
    },
  })
  await t.rejects(edit(), full)
  t.equal(submits(), 1)
})

t.test('a picture that the disk lost before it was sent is no fault of fal', async (t) => {
  const directory = t.testdir()
  const { edit, submits } = await startFal(t, {
    scratch: createScratch({ directory }),
    fetch: (url, init) => {
      if (init?.body instanceof ReadableStream) rmSync(directory, { recursive: true })
      return fetch(url, init)
    },
  })
  await t.rejects(edit(), { code: 'unavailable', message: 'scratch: a prepared picture cannot be read' })
  t.equal(submits(), 0)
})

t.test('what fal could not do is not sent', async (t) => {
  const { edit, emulator } = await startFal(t)
  const settings = { model, prompt, parameters: { resolution: '9K' } }
  await t.rejects(edit({ settings }), { code: 'slot_misconfigured', message: /parameters.resolution/ })
  t.equal(emulator.requests().length, 0)
})

t.test('the probe tells a good key from a bad one', async (t) => {
  const { signal } = new AbortController()
  const good = await startFal(t)
  t.match(await good.provider.probe?.(signal), { isFine: true })
  t.equal(good.billed(), 0)
  const bad = await startFal(t, { apiKey: 'bad-key' })
  t.match(await bad.provider.probe?.(signal), { isFine: false, says: /does not take the key/ })
  const nobody = await startFal(t, { baseUrl: await nobodysAddress() })
  t.match(await nobody.provider.probe?.(signal), { isFine: false, says: /cannot be reached/ })
})
