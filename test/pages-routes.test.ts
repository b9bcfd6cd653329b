import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { createHttpServer } from '../src/http-server.ts'
import { createLogger } from '../src/log.ts'
import { pagesRoutes } from '../src/pages-routes.ts'

const script = 'console.log("pages")'

async function startServer(t: Test, { isBuilt = true } = {}) {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'photochanger-pages-'))
  t.teardown(() => rm(directory, { recursive: true, force: true }))
  if (isBuilt) {
    await mkdir(path.join(directory, 'assets'))
    await writeFile(path.join(directory, 'index.html'), '<!doctype html><title>PhotoChanger</title>')
    await writeFile(path.join(directory, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
    await writeFile(path.join(directory, 'assets', 'main-Xy12.js'), script)
    await writeFile(path.join(directory, 'assets', 'main-Xy12.js.gz'), gzipSync(script))
    await writeFile(path.join(directory, 'assets', 'main-Xy12.js.br'), brotliCompressSync(script))
  }
  const server = createHttpServer({ logger: createLogger('silent') })
  await server.register(pagesRoutes, { directory })
  server.get('/api/thing', async () => ({ is: 'data' }))
  t.teardown(() => server.close())
  return server
}

t.test('every address of the pages is answered with the one document, fresh each time', async (t) => {
  const server = await startServer(t)
  for (const url of ['/admin', '/admin/', '/admin/slots/slot-001', '/admin/jobs?status=done', '/operate/slot-001']) {
    const answer = await server.inject(url)
    t.equal(answer.statusCode, 200, url)
    t.match(answer.headers['content-type'], 'text/html')
    t.match(answer.body, '<title>PhotoChanger</title>')
    t.equal(answer.headers['cache-control'], 'no-cache')
  }
})

t.test('the start of the gateway leads to the pages', async (t) => {
  const server = await startServer(t)
  const answer = await server.inject('/')
  t.equal(answer.statusCode, 302)
  t.equal(answer.headers.location, '/admin/')
})

t.test('a file whose name changes with its content is kept for ever, others are asked for again', async (t) => {
  const server = await startServer(t)
  const asset = await server.inject('/admin/assets/main-Xy12.js')
  t.equal(asset.body, script)
  t.match(asset.headers, {
    'content-type': /javascript/,
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  })
  const icon = await server.inject('/admin/favicon.svg')
  t.match(icon.headers, { 'content-type': /svg/, 'cache-control': 'no-cache' })
})

t.test('a file is sent as small as the browser takes it', async (t) => {
  const server = await startServer(t)
  const url = '/admin/assets/main-Xy12.js'
  const plain = (bytes: Buffer) => bytes
  const cases = [
    ['br, gzip', 'br', brotliDecompressSync],
    ['gzip, deflate', 'gzip', gunzipSync],
    ['identity', undefined, plain],
    ['', undefined, plain],
  ] as const
  for (const [accepted, encoding, unpack] of cases) {
    const answer = await server.inject({ url, headers: { 'accept-encoding': accepted } })
    t.equal(answer.headers['content-encoding'], encoding, accepted)
    t.equal(unpack(answer.rawPayload).toString(), script)
    t.match(answer.headers, { 'content-type': /javascript/, 'cache-control': /immutable/, vary: 'accept-encoding' })
  }
  const icon = await server.inject({ url: '/admin/favicon.svg', headers: { 'accept-encoding': 'gzip' } })
  t.equal(icon.headers['content-encoding'], undefined, 'what is not there compressed is sent as it is')
})

t.test('a file that is not there is missing, and not a page', async (t) => {
  const server = await startServer(t)
  const outside = ['/admin/..%2f..%2fpackage.json', '/admin/assets%2f..%2f..%2findex.ts', '/admin/assets/%00.js']
  for (const url of ['/admin/assets/main-0000.js', '/admin/none.png', ...outside]) {
    const answer = await server.inject(url)
    t.ok([400, 403, 404].includes(answer.statusCode), `${url}: ${answer.statusCode}`)
    t.notMatch(answer.headers['content-type'], 'text/html')
    t.not(answer.headers['cache-control'], 'public, max-age=31536000, immutable', url)
  }
})

t.test('no page is ever answered under the addresses of the API', async (t) => {
  const server = await startServer(t)
  t.same((await server.inject('/api/thing')).json(), { is: 'data' })
  for (const url of ['/api', '/api/none', '/api/admin/', '/public/none', '/ingest/none', '/operate', '/elsewhere']) {
    const answer = await server.inject(url)
    t.equal(answer.statusCode, 404, url)
    t.match(answer.json(), { failure_reason: 'not_found' })
  }
  const posted = await server.inject({ method: 'POST', url: '/admin/slots' })
  t.equal(posted.statusCode, 404)
})

t.test('nothing but our own scripts runs in a page', async (t) => {
  const server = await startServer(t)
  for (const url of ['/admin/', '/operate/slot-001', '/admin/assets/main-Xy12.js']) {
    const policy = String((await server.inject(url)).headers['content-security-policy'])
    const rules = new Map(policy.split('; ').map((rule) => rule.split(/ (.*)/, 2) as [string, string]))
    t.equal(rules.get('default-src'), "'self'", url)
    t.equal(rules.get('script-src'), undefined, 'scripts are under the rule for everything')
    t.equal(rules.get('frame-ancestors'), "'none'")
    t.notMatch(policy, 'unsafe-eval')
    t.same(
      [...rules].filter(([, value]) => value.includes('unsafe-inline')).map(([name]) => name),
      ['style-src'],
    )
  }
})

t.test('pages that were never built say how to build them', async (t) => {
  const server = await startServer(t, { isBuilt: false })
  const answer = await server.inject('/admin/')
  t.equal(answer.statusCode, 503)
  t.match(answer.headers['content-type'], 'text/plain')
  t.equal(answer.body, 'The pages are not built. Run "npm run build" and load this page again.\n')
  t.equal((await server.inject('/api/thing')).statusCode, 200, 'everything else works')
})
