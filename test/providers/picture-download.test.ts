import { readFile } from 'node:fs/promises'
import t, { type Test } from 'tap'
import type { Clock } from '../../src/clock.ts'
import { GatewayError } from '../../src/errors.ts'
import { type GuardedFetch, GuardedFetchError } from '../../src/media/guarded-fetch.ts'
import { createScratch } from '../../src/media/scratch.ts'
import { createPictureDownload } from '../../src/providers/picture-download.ts'
import { ProviderFailure } from '../../src/providers/provider-failure.ts'
import { createTestClock } from '../support/test-clock.ts'
import { createHastyClock } from './start-fal.ts'

type Try = number | Error | 'never'

/** Every try goes as it is written, the last one again and again. */
async function open(t: Test, tries: readonly Try[]) {
  let made = 0
  const fetchResult: GuardedFetch = async (url, { signal, headers }) => {
    const step = tries[Math.min(made, tries.length - 1)] ?? 200
    made += 1
    t.strictSame(headers, { authorization: 'key' })
    if (step instanceof Error) throw step
    if (step === 'never')
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    const body = async function* () {
      yield Buffer.from('picture')
    }
    return { status: Number(step), headers: {}, url, body: body() }
  }
  const clock = createTestClock({ standsStill: true })
  const workspace = await createScratch({ directory: t.testdir() }).open()
  const controller = new AbortController()
  const download = (on: Clock = clock) =>
    createPictureDownload({ clock: on, fetchResult, pausesMilliseconds: [100, 200], mostTryMilliseconds: 9000 })({
      url: 'https://pictures.example/1',
      headers: { authorization: 'key' },
      workspace,
      signal: controller.signal,
      fail: (says, facts) => new ProviderFailure('bad_media', `some: ${says}`, facts),
    }).then(
      ({ path }) => readFile(path, 'utf8'),
      (error: unknown) => error,
    )
  return { clock, controller, download, made: () => made }
}

const outcomes: [tries: Try[], made: number, says: string | undefined, httpStatus?: number][] = [
  [[200], 1, undefined],
  [[404, 200], 2, undefined],
  [[410, 429, 200], 3, undefined],
  [[503, new GuardedFetchError('failed', 'reset'), 200], 3, undefined],
  [[new GuardedFetchError('unsent', 'refused'), 200], 2, undefined],
  [[404], 3, "some: the picture's address answers 404", 404],
  [[500, 403], 2, "some: the picture's address answers 403", 403],
  [[204], 1, "some: the picture's address answers 204", 204],
  [[new GuardedFetchError('failed', 'reset')], 3, 'some: the picture cannot be fetched (failed)'],
  [[new GuardedFetchError('blocked', 'private')], 1, 'some: the picture cannot be fetched (blocked)'],
  [[new GuardedFetchError('too_large', 'huge')], 1, 'some: the picture cannot be fetched (too_large)'],
]

t.test('a picture is fetched again while that may help', async (t) => {
  for (const [tries, made, message, httpStatus] of outcomes) {
    const bench = await open(t, tries)
    const clock = createHastyClock()
    const outcome = await bench.download(clock)
    if (message === undefined) t.equal(outcome, 'picture')
    else t.match(outcome, { kind: 'bad_media', message, ...(httpStatus !== undefined && { httpStatus }) })
    t.equal(bench.made(), made, String(tries))
    t.strictSame(clock.pauses, [100, 200].slice(0, made - 1))
  }
})

t.test('a try that hangs is given up for the next one', async (t) => {
  const { clock, download, made } = await open(t, ['never', 200])
  const outcome = download()
  clock.advance(8999)
  t.equal(made(), 1)
  clock.advance(1)
  await new Promise(setImmediate)
  clock.advance(100)
  t.equal(await outcome, 'picture')
  t.equal(made(), 2)
})

t.test('an attempt that ends takes its download with it', async (t) => {
  const { controller, download, made } = await open(t, ['never'])
  const reason = new Error('enough')
  const outcome = download()
  controller.abort(reason)
  t.equal(await outcome, reason)
  t.equal(made(), 1)
})

t.test('what the disk says stays as it is, and a fault of ours as well', async (t) => {
  for (const error of [new GatewayError('storage_full', 'scratch'), new TypeError('x is not a function')]) {
    const { download, made } = await open(t, [error])
    t.equal(await download(), error)
    t.equal(made(), 1)
  }
})
