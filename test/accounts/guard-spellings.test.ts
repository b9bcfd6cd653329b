import http from 'node:http'
import t from 'tap'
import { createSessions } from '../../src/accounts/sessions.ts'
import { startTestGateway } from '../support/gateway.ts'
import { formBody, formType } from '../support/multipart.ts'
import { watchGuards } from '../support/watch-fastify.ts'

interface Sent {
  method: string
  /** Sent as it is: nobody tidies it on the way. */
  path: string
  headers?: Record<string, string>
  body?: string | Buffer
}

const { guarded, passed } = watchGuards(t)
const gateway = await startTestGateway(t, { withServices: true, environment: { TURBOTEXT_WEBHOOK: 'on' } })
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 })
t.teardown(() => agent.destroy())

function send({ method, path, headers, body }: Sent): Promise<{ status: number; text: string }> {
  const answered = Promise.withResolvers<{ status: number; text: string }>()
  // Node gives a DELETE no length of its own.
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const to = { agent, host: '127.0.0.1', port: gateway.port }
  const request = http.request({ ...to, method, path, headers: { ...headers, ...length } })
  request.on('error', (error: NodeJS.ErrnoException) => {
    // What is no HTTP gets a sentence, also where nobody could tell that only the head was wanted.
    if (method === 'HEAD' && error.code === 'HPE_CLOSED_CONNECTION') answered.resolve({ status: 400, text: '' })
    else answered.reject(error)
  })
  request.on('response', async (response) => {
    const pieces: Buffer[] = []
    for await (const piece of response) pieces.push(piece)
    answered.resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString() })
  })
  request.end(body)
  return answered.promise
}

const nobodysId = '00000000-0000-4000-8000-000000000000'
const values: Record<string, string> = { slotId: 'slot-001', provider: 'studio', revision: '1' }
const addressOf = (pattern: string) => pattern.replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? nobodysId)
const encoded = (text: string) => `%${text.charCodeAt(0).toString(16)}${text.slice(1)}`

/** The same address as somebody might write it who wants to get past what looks at it first. */
const spellings: Record<string, (path: string) => string> = {
  'as it is': (path) => path,
  'with a slash behind it': (path) => `${path}/`,
  'with two slashes behind it': (path) => `${path}//`,
  'with two slashes before it': (path) => `/${path}`,
  'with double slashes': (path) => path.replaceAll('/', '//'),
  'with dots': (path) => path.replace('/api/', '/api/./'),
  'with a way up': (path) => `/public/..${path}`,
  'with an encoded way up': (path) => `/public/%2e%2e${path}`,
  'with an encoded slash': (path) => path.replace('/api/', '/api%2f'),
  'with an encoded letter': (path) => `/api/${encoded(path.slice('/api/'.length))}`,
  'encoded twice': (path) => `/api/%25${encoded(path.slice('/api/'.length)).slice(1)}`,
  'in upper case': (path) => path.toUpperCase(),
  'with a parameter of old': (path) => `${path};v=1`,
  'with a backslash': (path) => path.replace('/api/', '\\api\\'),
  'with a NUL': (path) => `${path}%00`,
  'with a space': (path) => `${path}%20`,
  'with a file name': (path) => `${path}/x.css`,
  'with an empty query': (path) => `${path}?`,
  'with a fragment': (path) => `${path}#/public`,
  'with a host of its own': (path) => `http://elsewhere.example${path}`,
}

/** Said by proxies and frameworks, heeded by none of ours. */
const claims: Record<string, string> = {
  ...{ 'x-http-method-override': 'GET', 'x-original-url': '/livez', 'x-rewrite-url': '/livez', 'x-user': 'admin' },
  ...{ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'localhost', 'x-remote-user': 'admin@studio.example' },
  ...{ authorization: 'Basic YWRtaW46YWRtaW4=', cookie: 'photochanger_session=; photochanger_session=x' },
}

for (const [what, spell] of Object.entries(spellings))
  t.test(`no guarded route answers a stranger who writes its address ${what}`, async (t) => {
    const answers = await Promise.all(
      guarded.map(async (route) => {
        const [method = '', pattern = ''] = route.split(' ')
        const { status, text } = await send({ method, path: spell(addressOf(pattern)), headers: claims })
        return { route, status, text }
      }),
    )
    t.ok(answers.length > 90)
    // No address at all, or one for which somebody must sign in; what is no HTTP gets 400.
    const isRefused = ({ status, text }: (typeof answers)[number]) =>
      status === 401 || status === 400 || (status === 404 && (text === '' || text.includes('nothing at this address')))
    t.strictSame(
      answers.filter((answer) => !isRefused(answer)),
      [],
    )
    if (what === 'as it is') t.ok(answers.every(({ status }) => status === 401))
    t.strictSame(passed.splice(0), [], 'none got as far as its handler')
  })

t.test('OPTIONS, TRACE and methods that a route does not have get nobody past a guard', async (t) => {
  const paths = [...new Set(guarded.map((route) => addressOf(route.split(' ')[1] ?? '')))]
  for (const method of ['OPTIONS', 'TRACE', 'PROPFIND', 'HEAD', 'PATCH', 'DELETE', 'PUT', 'POST', 'GET']) {
    const answers = await Promise.all(paths.map(async (path) => ({ path, ...(await send({ method, path })) })))
    t.strictSame(
      answers.filter(({ status }) => ![400, 401, 404, 405, 501].includes(status)),
      [],
      method,
    )
  }
  t.strictSame(passed.splice(0), [])
})

t.test('a page of another site can send no form and no text that changes anything with a cookie', async (t) => {
  const { id } = await gateway.app.people.create({
    ...{ email: 'admin@studio.example', password: 'correct horse', role: 'admin', who: 'test' },
  })
  const cookie = `photochanger_session=${(await createSessions(gateway).open(id)).token}`
  const json = '{"is_disabled":true,"email":"thief@studio.example","role":"admin","dry_run":false}'
  const bodies: [type: string | null, body: string | Buffer][] = [
    ['text/plain', json],
    ['text/plain; charset=application/json', json],
    ['application/x-www-form-urlencoded', 'email=thief%40studio.example&role=admin&dry_run=false'],
    [formType, formBody([{ name: 'email', value: 'thief@studio.example' }])],
    ['application/json', json],
    [null, ''],
  ]
  const origins: Record<string, string>[] = [
    { origin: 'null' },
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    { 'sec-fetch-site': 'same-site', origin: `http://127.0.0.1:${gateway.port}` },
    { 'sec-fetch-site': 'same-origin, cross-site' },
    { 'sec-fetch-site': '' },
  ]
  const changing = guarded.filter((route) => /^(POST|PUT|PATCH|DELETE) /.test(route))
  for (const foreign of origins) {
    const sent = changing.flatMap((route) => bodies.slice(2).map((each) => ({ route, each })))
    const answers = await Promise.all(
      sent.map(async ({ route, each: [type, body] }) => {
        const [method = '', pattern = ''] = route.split(' ')
        const headers = { cookie, ...foreign, ...(type !== null && { 'content-type': type }) }
        const { status, text } = await send({ method, path: addressOf(pattern), headers, body })
        return { route, type, status, isForeign: text.includes('another site') }
      }),
    )
    t.strictSame(
      answers.filter(({ status, isForeign }) => status !== 403 || !isForeign),
      [],
      JSON.stringify(foreign),
    )
  }

  // An old browser that says nothing of where it comes from can only send forms.
  const takesForms = ['POST /api/templates', 'POST /api/slots/:slotId/test-run']
  takesForms.push('POST /api/editor-return/:shootId', 'DELETE /api/templates/:templateId') // no form can send the last
  for (const [type, body] of bodies.slice(0, 4)) {
    const answers = await Promise.all(
      changing
        .filter((route) => !takesForms.includes(route))
        .map(async (route) => {
          const [method = '', pattern = ''] = route.split(' ')
          const path = addressOf(pattern)
          const { status, text } = await send({ method, path, headers: { cookie, 'content-type': type ?? '' }, body })
          return { route, status, text }
        }),
    )
    t.strictSame(
      answers.filter(({ status, text }) => status !== 400 || !text.includes('must be sent as application/json')),
      [],
      type ?? '',
    )
  }
  t.match(await gateway.pool.query('select count(*)::int as people from people'), { rows: [{ people: 1 }] })
})
