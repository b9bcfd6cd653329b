import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import t from 'tap'
import { GatewayError } from '../../src/errors.ts'
import { Refusal } from '../emulators/gemini-request.ts'
import { testAttempt } from '../support/attempt.ts'
import { failureOf, until } from './outcome.ts'
import type { Picture } from './prepared-pictures.ts'
import { openBench } from './start-gemini.ts'

const hour = 3_600_000
const template: Picture = { role: 'template_1', format: 'png' }
const templates = [template]
const overloaded = new Refusal(503, 'UNAVAILABLE', 'Try again later.')

type Bench = Awaited<ReturnType<typeof openBench>>

const requests = ({ emulator }: Bench, method: string, path: RegExp) =>
  emulator.requests('gemini').filter((each) => each.method === method && path.test(each.path))
const uploads = (bench: Bench) => requests(bench, 'POST', /upload_id=/)
const draws = (bench: Bench) => requests(bench, 'POST', /:generateContent$/)

/** Larger than what goes with a request. */
async function largePhoto(): Promise<Picture> {
  const [width, height] = [2400, 2400]
  const noise = sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })
  return { role: 'photo', format: 'png', width, height, bytes: await noise.png({ compressionLevel: 0 }).toBuffer() }
}

t.test('a template is handed over once, however many photos use it', async (t) => {
  const bench = await openBench(t)
  const second: Picture = { role: 'template_2', format: 'webp' }
  await Promise.all([bench.obtain({ templates }), bench.obtain({ templates: [template, second] })])
  await bench.obtain({ templates: [second, template] })
  t.equal(uploads(bench).length, 2)
  t.equal(bench.fileIds().length, 2)
  t.equal(bench.emulator.billed('gemini'), 3)
  t.equal(requests(bench, 'DELETE', /./).length, 0)
  t.strictSame(await bench.left(), [])
})

t.test('a template is handed over anew long before the service deletes it', async (t) => {
  const bench = await openBench(t)
  const uploadsAfter = async (milliseconds: number) => {
    bench.clock.advance(milliseconds)
    await bench.obtain({ templates })
    return uploads(bench).length
  }
  t.strictSame([await uploadsAfter(0), await uploadsAfter(39 * hour), await uploadsAfter(1.5 * hour)], [1, 1, 2])
})

t.test('a template that the service has lost is handed over again, and the photo still drawn', async (t) => {
  let now = Date.now()
  const bench = await openBench(t, { files: { now: () => now } })
  await bench.obtain({ templates })
  now += 49 * hour
  t.match(await bench.obtain({ templates }), { report: { billed: 'yes' } })
  t.strictSame([draws(bench).length, uploads(bench).length, bench.emulator.billed('gemini')], [3, 2, 2])
})

t.test('a service that loses every file is asked twice and no more', async (t) => {
  const bench = await openBench(t)
  bench.emulator.play('gemini', ['file-gone', 'file-gone', 'success'])
  t.match(await failureOf(bench.obtain({ templates })), { kind: 'overloaded', billed: 'no' })
  t.strictSame([draws(bench).length, bench.emulator.billed('gemini')], [2, 0])
})

t.test('a file that is not ready yet is waited for', async (t) => {
  const bench = await openBench(t, { files: { looksUntilActive: 2 }, skipsPauses: true })
  await bench.obtain({ templates })
  t.equal(requests(bench, 'GET', /^\/v1beta\/files\/\w+$/).length, 2)
  t.equal(bench.emulator.billed('gemini'), 1)
})

t.test('an attempt that ends while a template is on its way takes nobody else with it', async (t) => {
  const bench = await openBench(t, { files: { looksUntilActive: 1 }, skipsPauses: true })
  const controller = new AbortController()
  const reason = new GatewayError('cancelled', 'nobody wants it any more')
  const given = bench.obtain({ templates, attempt: testAttempt({ signal: controller.signal }) })
  await until(() => bench.fileIds().length === 1)
  const other = bench.obtain({ templates })
  controller.abort(reason)
  t.equal(await given.catch((error: unknown) => error), reason)
  await other
  t.equal(draws(bench).length, 1)
  t.equal(uploads(bench).length, 1)
})

t.test('a template that cannot be kept goes with the request', async (t) => {
  const ways = {
    refused: { uploadsEndIn: overloaded },
    unreadable: { endsIn: 'FAILED' },
    'an address of somebody else': { uploadOrigin: 'http://127.0.0.2:9' },
  } as const
  for (const [name, files] of Object.entries(ways)) {
    const bench = await openBench(t, { files })
    t.match(await bench.obtain({ templates }), { report: { billed: 'yes' } }, name)
    t.equal(draws(bench).length, 1)
  }
})

t.test('an upload that hangs is given up in favour of the request', async (t) => {
  const bench = await openBench(t, { files: { looksUntilActive: Number.POSITIVE_INFINITY }, skipsPauses: true })
  t.match(await bench.obtain({ templates }), { report: { billed: 'yes' } })
  t.equal(draws(bench).length, 1)
})

t.test('a photo that is too large for a request is handed over, and deleted afterwards', async (t) => {
  const photo = await largePhoto()
  const bench = await openBench(t)
  for (const step of ['success', 'image-safety']) {
    bench.emulator.play('gemini', [step])
    await bench.obtain({ photo }).catch(() => {})
    await until(() => bench.fileIds().length === 0)
  }
  t.strictSame([uploads(bench).length, requests(bench, 'DELETE', /./).length, draws(bench).length], [2, 2, 2])
  t.ok(draws(bench).every(({ bytes }) => bytes < 1000))

  const refusing = await openBench(t, { files: { uploadsEndIn: overloaded } })
  const failure = await failureOf(refusing.obtain({ photo }))
  t.match(failure, { kind: 'overloaded', billed: 'no', message: /^gemini: upload: 503/ })
  t.equal(draws(refusing).length, 0)
  t.strictSame(await refusing.left(), [])
})

t.test('the stand-in takes uploads in one request as well, as the package makes them', async (t) => {
  const { GoogleAIFileManager } = await import('@google/generative-ai/server')
  const bench = await openBench(t)
  const files = new GoogleAIFileManager('test-key', { baseUrl: bench.emulator.baseUrl('gemini') })
  const bytes = randomBytes(1000)
  const { file } = await files.uploadFile(bytes, { mimeType: 'image/png' })
  t.match(file, { mimeType: 'image/png', sizeBytes: '1000', state: 'ACTIVE' })
  t.match(await files.listFiles(), { files: [{ name: file.name }] })
  await files.deleteFile(file.name)
  t.match(await files.getFile(file.name).catch((error: unknown) => error), { status: 403 })
})
