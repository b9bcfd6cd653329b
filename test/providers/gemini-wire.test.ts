import { readdir, readlink } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { GatewayError } from '../../src/errors.ts'
import { testAttempt } from '../support/attempt.ts'
import { jpeg, quarters } from '../support/pictures.ts'
import { failureOf, until } from './outcome.ts'
import { key, openBench, prompt } from './start-gemini.ts'

/** A server that writes down what comes. */
async function openWire(t: Test, answer: (url: string) => { headers?: Record<string, string>; json: unknown }) {
  const requests: { line: string; headers: IncomingHttpHeaders; body: Buffer }[] = []
  const server = createServer(async (request, reply) => {
    const body = Buffer.concat(await request.toArray())
    requests.push({ line: `${request.method} ${request.url}`, headers: request.headers, body })
    const { headers, json } = answer(request.url ?? '')
    reply.writeHead(200, headers).end(JSON.stringify(json))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/proxy`
  return { baseUrl, requests }
}

const remote = (state: string) => ({
  name: 'files/abc123',
  uri: 'https://generativelanguage.googleapis.com/v1beta/files/abc123',
  mimeType: 'image/png',
  state,
})

t.test('the request is what the service documents, byte by byte', async (t) => {
  const wire = await openWire(t, () => ({ json: {} }))
  const bench = await openBench(t, { baseUrl: wire.baseUrl })
  const photo = await jpeg(640, 480)
  const settings = {
    model: 'gemini-3-pro-image',
    prompt: `${prompt} "quoted"\n`,
    parameters: { aspectRatio: '3:2', imageSize: '2K' },
    safety: 'OFF',
  } as const
  const attempt = testAttempt({ remainingMilliseconds: 12_900 })
  await failureOf(bench.obtain({ photo: { role: 'photo', bytes: photo }, settings, attempt }))
  const [request, ...others] = wire.requests
  t.equal(others.length, 0)
  t.equal(request?.line, 'POST /proxy/v1beta/models/gemini-3-pro-image:generateContent')
  t.strictSame(request?.headers, {
    host: new URL(wire.baseUrl).host,
    connection: 'close',
    'content-type': 'application/json',
    'x-server-timeout': '12',
    'x-goog-api-key': key,
    'content-length': String(request?.body.length),
  })
  t.strictSame(JSON.parse(request?.body.toString() ?? ''), {
    generationConfig: { responseModalities: ['IMAGE'], imageConfig: { aspectRatio: '3:2', imageSize: '2K' } },
    safetySettings: ['HARASSMENT', 'HATE_SPEECH', 'SEXUALLY_EXPLICIT', 'DANGEROUS_CONTENT'].map((category) => ({
      category: `HARM_CATEGORY_${category}`,
      threshold: 'OFF',
    })),
    contents: [
      {
        role: 'user',
        parts: [{ inlineData: { mimeType: 'image/jpeg', data: photo.toString('base64') } }, { text: settings.prompt }],
      },
    ],
  })
})

t.test('pictures of every length are encoded to their last byte', async (t) => {
  const wire = await openWire(t, () => ({ json: {} }))
  const bench = await openBench(t, { baseUrl: wire.baseUrl })
  for (const length of [1, 2, 3, 196_607, 196_608, 196_609, 500_000]) {
    const bytes = Buffer.alloc(length, 'picture')
    await failureOf(bench.obtain({ photo: { role: 'photo', bytes } }))
    const { contents } = JSON.parse(wire.requests.at(-1)?.body.toString() ?? '')
    t.equal(contents[0].parts[0].inlineData.data, bytes.toString('base64'), `${length} bytes`)
  }
})

t.test('a template goes ahead in two requests, and the key only with the first', async (t) => {
  const wire = await openWire(t, (url) => {
    const uploadUrl = `${new URL(wire.baseUrl).origin}/somewhere?upload_id=secret`
    if (url.startsWith('/proxy/upload')) return { headers: { 'x-goog-upload-url': uploadUrl }, json: {} }
    if (url.startsWith('/somewhere')) return { json: { file: remote('PROCESSING') } }
    return { json: url.endsWith('/files/abc123') ? remote('ACTIVE') : {} }
  })
  const bench = await openBench(t, { baseUrl: wire.baseUrl, skipsPauses: true })
  const template = await quarters(64, 64)
  await failureOf(bench.obtain({ templates: [{ role: 'style', format: 'png', bytes: template }] }))
  const [begin, finish, look, draw] = wire.requests
  t.strictSame(
    wire.requests.map(({ line }) => line),
    [
      'POST /proxy/upload/v1beta/files',
      'POST /somewhere?upload_id=secret',
      'GET /proxy/v1beta/files/abc123',
      'POST /proxy/v1beta/models/gemini-nano-banana-2.1:generateContent',
    ],
  )
  t.match(begin?.headers, {
    'x-goog-upload-protocol': 'resumable',
    'x-goog-upload-command': 'start',
    'x-goog-upload-header-content-length': String(template.length),
    'x-goog-upload-header-content-type': 'image/png',
    'x-goog-api-key': key,
  })
  t.match(finish?.headers, {
    'x-goog-upload-command': 'upload, finalize',
    'x-goog-upload-offset': '0',
    'content-length': String(template.length),
  })
  t.notOk(finish?.headers['x-goog-api-key'])
  t.ok(finish?.body.equals(template))
  t.match(look?.headers, { 'x-goog-api-client': 'genai-js/0.24.1', 'x-goog-api-key': key })
  const { contents } = JSON.parse(draw?.body.toString() ?? '')
  t.match(contents[0].parts, [
    { inlineData: { mimeType: 'image/jpeg' } },
    { fileData: { mimeType: 'image/png', fileUri: remote('ACTIVE').uri } },
    { text: prompt },
  ])
})

t.test('an attempt that ends in the middle of sending leaves no file open and harms nothing else', async (t) => {
  const stuck: IncomingMessage[] = []
  const server = createServer((request) => void stuck.push(request.pause())) // reads nothing, so that nothing moves on
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const bench = await openBench(t, { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
  const photo = { role: 'photo', bytes: Buffer.alloc(14_000_000, 'picture') }
  const isOpen = async () => (await openFiles()).some((path) => path.startsWith(bench.directory))
  for (let round = 1; round <= 3; round += 1) {
    const controller = new AbortController()
    const reason = new GatewayError('cancelled', 'nobody wants it any more')
    const work = bench.obtain({ photo, attempt: testAttempt({ signal: controller.signal }) })
    await until(() => stuck.length === round)
    controller.abort(reason)
    t.equal(await work.catch((error: unknown) => error), reason)
    t.strictSame(await bench.left(), [])
    while (await isOpen()) await new Promise((resolve) => setImmediate(resolve)) // or the test ends at its time limit
  }
})

/** What this process has open, where the system tells. */
async function openFiles(): Promise<string[]> {
  const folder = '/proc/self/fd'
  const names = await readdir(folder).catch(() => [])
  return Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => '')))
}
