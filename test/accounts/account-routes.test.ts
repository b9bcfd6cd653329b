import t from 'tap'
import { type Role, roles } from '../../src/accounts/roles.ts'
import { sessions } from '../../src/schema.ts'
import { emailOf, password, startAccounts, trustedProxy } from './start-accounts.ts'

const logIn = (payload: unknown, extra: { headers?: Record<string, string>; remoteAddress?: string } = {}) => ({
  method: 'POST' as const,
  url: '/api/login',
  payload: payload as object,
  ...extra,
})

t.test('the right password opens a session that the cookie carries', async (t) => {
  const { server } = await startAccounts(t)
  for (const name of ['email', 'username']) {
    const answer = await server.inject(logIn({ [name]: 'Admin@Studio.example', password }))
    t.equal(answer.statusCode, 200)
    t.match(answer.json(), { email: emailOf('admin'), role: 'admin', expires_at: /^\d{4}-.*Z$/ })
    t.equal(answer.headers['cache-control'], 'no-store')
    const cookie = String(answer.headers['set-cookie'])
    t.match(cookie, /^photochanger_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)

    const me = await server.inject({ url: '/api/me', headers: { cookie: cookie.split(';', 1)[0] ?? '' } })
    t.match(me.json(), { email: emailOf('admin'), role: 'admin' })
  }
})

t.test('the cookie is for encrypted lines only when it was given out on one', async (t) => {
  const { server } = await startAccounts(t)
  const headers = { 'x-forwarded-proto': 'https' }
  const credentials = { email: emailOf('admin'), password }
  const outcomes: [remoteAddress: string, isSecure: boolean][] = [
    [trustedProxy, true],
    ['192.0.2.1', false],
  ]
  for (const [remoteAddress, isSecure] of outcomes) {
    const answer = await server.inject(logIn(credentials, { headers, remoteAddress }))
    t.equal(/; Secure/.test(String(answer.headers['set-cookie'])), isSecure)
  }
})

t.test('behind a proxy that nobody has named, the public address tells that the line is encrypted', async (t) => {
  const { server, settings } = await startAccounts(t)
  const credentials = { email: emailOf('admin'), password }
  const outcomes: [publicBaseUrl: string, host: string, isSecure: boolean][] = [
    ['https://photos.example/booth', 'photos.example', true],
    ['https://photos.example', 'booth.local:8080', false],
    ['http://photos.example', 'photos.example', false],
  ]
  for (const [publicBaseUrl, host, isSecure] of outcomes) {
    await settings.change({ publicBaseUrl })
    const answer = await server.inject(logIn(credentials, { headers: { host } }))
    t.equal(/; Secure/.test(String(answer.headers['set-cookie'])), isSecure, `${publicBaseUrl} ${host}`)
  }
})

t.test('an unknown e-mail and a wrong password get the same answer at the same cost', async (t) => {
  const { server, argon2 } = await startAccounts(t)
  const answers = []
  for (const email of [emailOf('admin'), 'nobody@studio.example', emailOf('admin'), 'nobody@studio.example']) {
    const before = argon2.runs
    const answer = await server.inject(logIn({ email, password: 'wrong' }))
    t.equal(argon2.runs - before, 1, `${email} costs one argon2`)
    const { request_id: _, ...body } = answer.json()
    answers.push({ status: answer.statusCode, body, headers: Object.keys(answer.headers).sort() })
  }
  t.match(answers[0], { status: 401, body: { status: 'error', failure_reason: 'invalid_credentials' } })
  for (const answer of answers) t.strictSame(answer, answers[0])
})

t.test('a login that is not one is refused by field', async (t) => {
  const { server, argon2 } = await startAccounts(t)
  const outcomes: [body: unknown, field: RegExp][] = [
    [{ password }, /^email: /],
    [{ email: 'a@b.example' }, /^password: /],
    [{ email: 'a@b.example', username: 'a', password }, /^email: /],
    [{ email: 'a@b.example', password: '' }, /^password: /],
    [{ email: 'a@b.example', password: 'x'.repeat(1025) }, /^password: /],
    [{ email: 'a\u0000@b.example', password }, /^email: /],
    [{ email: 'x'.repeat(255), password }, /^email: /],
    [{ email: ['a@b.example'], password }, /^email: /],
    [{ email: 'a@b.example', password, role: 'admin' }, /role/],
  ]
  for (const [body, field] of outcomes) {
    const answer = await server.inject(logIn(body))
    t.equal(answer.statusCode, 422)
    t.match(answer.json(), { failure_reason: 'invalid_settings', details: field })
  }
  t.equal(argon2.runs, 0)
})

t.test('the eleventh wrong password in a minute is answered 429 with the seconds to wait', async (t) => {
  const { server } = await startAccounts(t)
  for (let count = 0; count < 10; count += 1) {
    t.equal((await server.inject(logIn({ email: emailOf('admin'), password: 'wrong' }))).statusCode, 401)
  }
  const answer = await server.inject(logIn({ email: emailOf('admin'), password }))
  t.equal(answer.statusCode, 429)
  const { retry_after: retryAfter } = answer.json()
  t.match(answer.json(), { status: 'error', failure_reason: 'rate_limited' })
  t.ok(retryAfter > 50 && retryAfter <= 60)
  t.equal(answer.headers['retry-after'], String(retryAfter))
})

t.test('one address gets thirty logins a minute, whatever is in them', async (t) => {
  const { server } = await startAccounts(t)
  const statuses = []
  for (let count = 0; count < 30; count += 1) statuses.push((await server.inject(logIn({}))).statusCode)
  t.strictSame(new Set(statuses), new Set([422]))

  const answer = await server.inject(logIn({ email: emailOf('admin'), password }))
  t.equal(answer.statusCode, 429)
  t.match(answer.json(), { status: 'error', failure_reason: 'rate_limited', retry_after: Number, request_id: String })
  t.equal(answer.headers['retry-after'], String(answer.json().retry_after))
  const elsewhere = logIn({ email: emailOf('admin'), password }, { remoteAddress: '192.0.2.9' })
  t.equal((await server.inject(elsewhere)).statusCode, 200)
})

t.test('signing out ends the session, also for a copy of the cookie', async (t) => {
  const { server, cookieOf } = await startAccounts(t)
  const headers = { cookie: await cookieOf('viewer') }
  t.equal((await server.inject({ url: '/api/me', headers })).statusCode, 200)
  const answer = await server.inject({ method: 'POST', url: '/api/logout', headers })
  t.equal(answer.statusCode, 204)
  t.match(answer.headers['set-cookie'], /^photochanger_session=;.*Expires=Thu, 01 Jan 1970/)
  t.match((await server.inject({ url: '/api/me', headers })).json(), { failure_reason: 'not_signed_in' })
  t.equal((await server.inject({ method: 'POST', url: '/api/logout' })).statusCode, 204, 'twice is no mistake')
})

t.test('signing in again ends the session before', async (t) => {
  const { server, database, cookieOf } = await startAccounts(t)
  const headers = { cookie: await cookieOf('viewer') }
  t.equal((await server.inject(logIn({ email: emailOf('viewer'), password }, { headers }))).statusCode, 200)
  t.equal((await server.inject({ url: '/api/me', headers })).statusCode, 401)
  t.equal((await database.select().from(sessions)).length, 1)
})

t.test('a guarded address lets in those who may and nobody else', async (t) => {
  const { server, cookieOf, clock } = await startAccounts(t)
  const cookies = {
    viewer: await cookieOf('viewer'),
    operator: await cookieOf('operator'),
    admin: await cookieOf('admin'),
  }
  const outcomes: [role: Role, statuses: [viewer: number, operator: number, admin: number]][] = [
    ['viewer', [200, 403, 403]],
    ['operator', [200, 200, 403]],
    ['admin', [200, 200, 200]],
  ]
  for (const [role, statuses] of outcomes) {
    for (const [at, required] of roles.entries()) {
      const answer = await server.inject({ url: `/for/${required}`, headers: { cookie: cookies[role] } })
      t.equal(answer.statusCode, statuses[at], `${role} at ${required}`)
      t.equal(answer.headers['cache-control'], 'no-store')
      if (answer.statusCode === 200) t.match(answer.json(), { email: emailOf(role) })
      else t.match(answer.json(), { failure_reason: 'forbidden' })
    }
  }

  for (const cookie of ['', 'photochanger_session=', `photochanger_session=${'x'.repeat(43)}`, 'other=1']) {
    const answer = await server.inject({ url: '/for/viewer', headers: { cookie } })
    t.equal(answer.statusCode, 401, cookie)
    t.match(answer.json(), { failure_reason: 'not_signed_in' })
  }
  clock.advance(12 * 3_600_000)
  t.equal((await server.inject({ url: '/for/viewer', headers: { cookie: cookies.admin } })).statusCode, 401)
})

t.test("another site's page cannot act with the visitor's cookie", async (t) => {
  const { server, cookieOf } = await startAccounts(t)
  const cookie = await cookieOf('admin')
  const host = 'booth.example:8080'
  type Sent = Record<string, string>
  const outcomes: [what: string, method: 'GET' | 'POST', headers: Sent, status: number][] = [
    ['no browser', 'POST', {}, 200],
    ['our own page', 'POST', { origin: `http://${host}` }, 200],
    ['our own page behind https', 'POST', { origin: `https://${host}` }, 200],
    [
      'our own page, by the word of the browser',
      'POST',
      { origin: 'https://front.example', 'sec-fetch-site': 'same-origin' },
      200,
    ],
    ['typed into the address bar', 'POST', { 'sec-fetch-site': 'none' }, 200],
    ['another site', 'POST', { origin: 'https://evil.example' }, 403],
    ['another port of the machine', 'POST', { origin: 'http://booth.example:9999' }, 403],
    ['a page without an origin', 'POST', { origin: 'null' }, 403],
    ['nonsense', 'POST', { origin: 'booth.example:8080' }, 403],
    ['another site, by the word of the browser', 'POST', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another site that claims our origin', 'POST', { origin: `http://${host}`, 'sec-fetch-site': 'cross-site' }, 403],
    ['a sister site', 'POST', { origin: 'http://www.booth.example:8080', 'sec-fetch-site': 'same-site' }, 403],
    ['a link from another site', 'GET', { 'sec-fetch-site': 'cross-site' }, 200],
  ]
  for (const [what, method, headers, status] of outcomes) {
    const answer = await server.inject({ method, url: '/for/admin', headers: { host, cookie, ...headers } })
    t.equal(answer.statusCode, status, what)
    if (status === 403) t.match(answer.json(), { failure_reason: 'forbidden', details: /another site/ })
  }

  const foreign = { host, cookie, origin: 'https://evil.example' }
  const login = await server.inject(logIn({ email: emailOf('viewer'), password }, { headers: foreign }))
  t.equal(login.statusCode, 403)
  t.equal((await server.inject({ method: 'POST', url: '/api/logout', headers: foreign })).statusCode, 403)
  t.equal((await server.inject({ url: '/api/me', headers: { cookie } })).statusCode, 200, 'still signed in')
})

t.test('no password, token or hash gets into the log', async (t) => {
  const { server, logText } = await startAccounts(t)
  const answer = await server.inject(logIn({ email: emailOf('admin'), password }))
  const token = /=([\w-]{43});/.exec(String(answer.headers['set-cookie']))?.[1] ?? '?'
  await server.inject({ url: '/for/admin', headers: { cookie: `photochanger_session=${token}` } })
  await server.inject(logIn({ email: emailOf('admin'), password: 'a wrong secret' }))
  await server.inject(logIn({ email: emailOf('admin'), password: 'a wrong secret', extra: 'a wrong secret' }))

  t.match(logText(), /invalid_credentials/)
  for (const secret of [password, token, 'a wrong secret', '$argon2']) t.notOk(logText().includes(secret), secret)
})
