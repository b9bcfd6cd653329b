import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { createSessions } from '../src/accounts/sessions.ts'
import { describeApi } from '../src/cli/openapi.ts'
import { type FailureCode, failureTable } from '../src/errors.ts'
import { reasonsIn } from '../src/openapi-document.ts'
import { type ApiDocument, createContract, templateOf } from './support/contract.ts'
import { startTestGateway } from './support/gateway.ts'
import { watchRoutes } from './support/watch-fastify.ts'

const { routes, hidden } = watchRoutes(t)
const gateway = await startTestGateway(t, { withServices: true, environment: { TURBOTEXT_WEBHOOK: 'on' } })
const answer = await fetch(`${gateway.url}/openapi.json`)
const document = (await answer.json()) as ApiDocument

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
)

/** Pages and their files; and methods that are only there to be refused. */
const mayBeHidden = [
  /^(GET|HEAD) \/docs(\/|$)/,
  /^(GET|HEAD) (\/|\/admin|\/admin\/\*|\/operate\/\*|\/public\/guest\.js)$/,
  /^(?!POST)\w+ (\/api)?\/ingest\/:slotId$/,
]

t.test('the document is valid OpenAPI 3.1, for anybody to read', async (t) => {
  t.equal(answer.status, 200)
  t.equal(document.openapi, '3.1.0')
  const { valid, errors } = await new Validator().validate(structuredClone(document) as never)
  t.ok(valid, JSON.stringify(errors)?.slice(0, 2000))
})

t.test('whoever has the document already is not sent it again', async (t) => {
  const etag = answer.headers.get('etag') ?? ''
  t.match(etag, /^"[\w-]{43}"$/)
  const ask = async (headers: Record<string, string>, method = 'GET') => {
    const again = await fetch(`${gateway.url}/openapi.json`, { method, headers })
    return { status: again.status, etag: again.headers.get('etag'), bytes: (await again.arrayBuffer()).byteLength }
  }
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*'])
    t.strictSame(await ask({ 'if-none-match': known }), { status: 304, etag, bytes: 0 }, known)
  const whole = await ask({ 'if-none-match': '"other"' })
  t.match(whole, { status: 200, etag })
  t.equal(whole.bytes, Buffer.byteLength(JSON.stringify(document)))
  t.strictSame(await ask({}, 'HEAD'), { status: 200, etag, bytes: 0 })
  const other = await startTestGateway(t, { withServices: true, environment: { TURBOTEXT_WEBHOOK: 'on' } })
  const there = await fetch(`${other.url}/openapi.json`, { headers: { 'if-none-match': etag } })
  t.equal(there.status, 304, 'whichever node is asked')
})

t.test('every route is in the document, and nothing that is no route', async (t) => {
  const described = new Set(operations.map(({ name }) => name))
  const real = routes
    .filter((route) => !hidden.includes(route))
    .map((route) => templateOf(route).replace(/^HEAD/, 'GET'))
  t.strictSame([...new Set(real)].filter((route) => !described.has(route)).sort(), [], 'routes without a description')
  t.strictSame([...described].filter((route) => !real.includes(route)).sort(), [], 'descriptions without a route')
})

t.test('nothing but files for browsers and refused methods is left out of the document', async (t) => {
  const unexpected = hidden.filter((route) => !mayBeHidden.some((each) => each.test(route)))
  t.strictSame(unexpected, [])
  for (const each of mayBeHidden)
    t.ok(
      hidden.some((route) => each.test(route)),
      String(each),
    )
})

t.test('every route has a name, a summary, a tag that is explained and an answer that is a success', async (t) => {
  const tags = new Set((document as unknown as { tags: { name: string }[] }).tags.map(({ name }) => name))
  const ids = operations.map(({ operation }) => operation.operationId ?? '')
  t.equal(new Set(ids).size, ids.length, 'no name is there twice')
  for (const { name, operation } of operations) {
    t.match(operation.operationId, /^[a-z][a-zA-Z]+$/, name)
    t.ok(operation.summary, name)
    t.ok(operation.tags?.length === 1 && tags.has(operation.tags[0] ?? ''), name)
    t.ok(
      Object.keys(operation.responses).some((status) => /^[23]/.test(status)),
      name,
    )
  }
})

t.test('every reason of the table is told by some route', async (t) => {
  const told = new Set(Object.values(document.components.responses).flatMap((each) => reasonsIn(each as never)))
  // Only routes that are not in the document answer it; it is said in words.
  t.match(document.paths['/ingest/{slotId}']?.post, { description: /method_not_allowed/ })
  t.strictSame(
    Object.keys(failureTable).filter((code) => code !== 'method_not_allowed' && !told.has(code)),
    [],
  )
})

t.test('every reason stands under its own status', async (t) => {
  for (const { name, operation } of operations) {
    for (const [status, { $ref }] of Object.entries(operation.responses)) {
      const named = document.components.responses[$ref?.split('/').at(-1) ?? '']
      for (const code of named ? reasonsIn(named as never) : [])
        t.equal(failureTable[code as FailureCode].status, Number(status), `${name} ${code}`)
    }
  }
})

t.test('settings of providers are served as valid JSON Schema', async (t) => {
  const people = gateway.app.people
  const { id } = await people.create({
    ...{ email: 'ada@studio.example', password: 'correct horse', role: 'viewer', who: 'test' },
  })
  const { token } = await createSessions(gateway).open(id)
  const answer = await fetch(`${gateway.url}/api/providers`, { headers: { cookie: `photochanger_session=${token}` } })
  const providers = (await answer.json()) as { name: string; operations: { operation: string; settings: object }[] }[]
  t.ok(providers.length >= 5)
  for (const { name, operations } of providers) {
    for (const { operation, settings } of operations) {
      const ajv = new Ajv2020({ strict: false })
      t.ok(ajv.validateSchema(settings), `${name} ${operation}: ${ajv.errorsText()}`)
      t.match(settings, { type: 'object' }, `${name} ${operation}`)
    }
  }
})

t.test('without a database the same document is made', async (t) => {
  t.strictSame(JSON.parse(JSON.stringify(await describeApi())), document)
})

t.test('an answer that is not as described is noticed', async (t) => {
  const { findFault } = createContract(document)
  const json = { status: 'error', failure_reason: 'slot_not_found', details: 'None.', request_id: 'x' }
  const seen = { method: 'GET', url: '/api/slots/:slotId', status: 404, type: 'application/json', headers: [], json }
  const cases: [what: string, seen: Parameters<typeof findFault>[0], fault: RegExp | undefined][] = [
    ['as described', seen, undefined],
    ['an unknown route', { ...seen, url: '/api/other' }, /does not know this route/],
    ['an unknown status', { ...seen, status: 418 }, /does not name/],
    ['another reason', { ...seen, json: { ...json, failure_reason: 'job_not_found' } }, /not among its errors/],
    ['no reason', { ...seen, json: { status: 'error' } }, /not as described/],
    ['another type', { ...seen, type: 'text/plain' }, /does not name/],
    ['another header', { ...seen, headers: ['retry-after'] }, /with retry-after/],
    ['another body', { ...seen, status: 200, json: { id: 'slot-001' } }, /not as described/],
    ['no body', { ...seen, status: 200, type: '' }, /without the body/],
  ]
  for (const [what, given, fault] of cases) t.match(findFault(given) ?? 'none', fault ?? /^none$/, what)
})

t.test('the page and its files are served from here, and may ask nobody else', async (t) => {
  const page = await fetch(`${gateway.url}/docs`)
  const html = await page.text()
  t.equal(page.status, 200)
  t.match(page.headers.get('content-security-policy'), /default-src 'none'; script-src 'self';/)
  t.notMatch(page.headers.get('content-security-policy'), /https?:|\*|script-src[^;]*unsafe/)
  const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file)
  t.ok(files.length >= 5)
  for (const file of files) {
    t.notMatch(file, /^(https?:)?\/\//)
    const served = await fetch(new URL(file, `${gateway.url}/docs/`))
    t.equal(served.status, 200, file)
    await served.arrayBuffer()
  }
  const initializer = await (await fetch(`${gateway.url}/docs/static/swagger-initializer.js`)).text()
  t.match(initializer, /"?validatorUrl"?: ?null/)
  t.equal((await fetch(`${gateway.url}/docs/json`)).status, 200)
})
