import t from 'tap'
import type { Role } from '../../src/accounts/roles.ts'
import { apiTokens, audit } from '../../src/schema.ts'
import { emailOf, startAccounts } from './start-accounts.ts'

const day = 24 * 3_600_000

async function open(t: Parameters<typeof startAccounts>[0]) {
  const accounts = await startAccounts(t)
  const { server, cookieOf } = accounts
  const cookies = {
    viewer: await cookieOf('viewer'),
    operator: await cookieOf('operator'),
    admin: await cookieOf('admin'),
  }
  async function call(method: 'GET' | 'POST' | 'DELETE', url: string, as: Role, body?: object) {
    const answer = await server.inject({
      method,
      url,
      headers: { cookie: cookies[as] },
      ...(body && { payload: body }),
    })
    return { status: answer.statusCode, headers: answer.headers, body: answer.payload ? answer.json() : null }
  }
  const make = (as: Role, more: object = {}) =>
    call('POST', '/api/tokens', as, { name: 'booth', scopes: ['jobs:read'], expires_in_days: 30, ...more })
  async function use(token: string, url = '/for/viewer', method: 'GET' | 'POST' = 'GET', more = {}) {
    const answer = await server.inject({ method, url, headers: { authorization: `Bearer ${token}`, ...more } })
    return { status: answer.statusCode, body: answer.json() }
  }
  return { ...accounts, call, make, use }
}

t.test('a token is shown once, and the table keeps only its hash', async (t) => {
  const { make, call, use, database } = await open(t)
  const made = await make('operator')
  t.match(made, {
    status: 201,
    headers: { 'cache-control': 'no-store' },
    body: { token: /^pct_[\w-]{43}$/, name: 'booth', scopes: ['jobs:read'], made_by: emailOf('operator') },
  })
  const { token } = made.body
  t.match(await use(token), { status: 200, body: { email: `${emailOf('operator')} (token booth)` } })
  t.notOk(JSON.stringify((await call('GET', '/api/tokens', 'operator')).body).includes(token.slice(4, 12)))
  const [row] = await database.select().from(apiTokens)
  t.match(row?.tokenHash, /^[0-9a-f]{64}$/)
  t.match(await use(`pct_${row?.tokenHash}`), { status: 401 }, 'a copy of the table opens nothing')
})

t.test('what a wrong token is told', async (t) => {
  const { make, use, clock } = await open(t)
  const { body: made } = await make('viewer', { expires_in_days: 1 })
  t.equal((await use(made.token)).status, 200)
  t.match(await use(`${made.token}x`), { status: 401, body: { failure_reason: 'invalid_token' } })
  t.match(await use('pct_'), { status: 401, body: { failure_reason: 'invalid_token' } })
  t.match(await use('no-session'), { status: 401, body: { failure_reason: 'invalid_token' } })
  clock.advance(day - 5000)
  t.equal((await use(made.token)).status, 200)
  clock.advance(10_000)
  t.match(await use(made.token), { status: 401, body: { failure_reason: 'token_expired' } })
})

t.test('a token never has more than the role of who made it', async (t) => {
  const { make, use } = await open(t)
  const refused: [Role, string[], RegExp][] = [
    ['viewer', ['jobs:write'], /^scopes: your own role does not allow jobs:write/],
    ['viewer', ['jobs:read', 'settings:write', 'slots:write'], /settings:write, slots:write/],
    ['operator', ['audit:read'], /audit:read/],
    ['admin', ['everything'], /^scopes\.0: /],
    ['admin', [], /^scopes: /],
  ]
  for (const [role, scopes, details] of refused)
    t.match(await make(role, { scopes }), { status: 422, body: { details } }, `${role} ${scopes}`)
  const { body } = await make('viewer')
  t.match(await use(body.token, '/for/operator'), { status: 403, body: { failure_reason: 'forbidden' } })
})

t.test('what a token must say of itself', async (t) => {
  const { make } = await open(t)
  const refused: [object, RegExp][] = [
    [{ name: ' ' }, /^name: /],
    [{ name: 'x'.repeat(61) }, /^name: /],
    [{ name: 'a\u0007b' }, /^name: /],
    [{ expires_in_days: 0 }, /^expires_in_days: /],
    [{ expires_in_days: 731 }, /^expires_in_days: /],
    [{ expires_in_days: undefined }, /^expires_in_days: /],
    [{ token: 'pct_mine' }, /token/],
  ]
  for (const [more, details] of refused) t.match(await make('admin', more), { status: 422, body: { details } })
})

t.test('the last use is known to the minute, and written at most once in it', async (t) => {
  const { make, use, clock, database } = await open(t)
  const { body } = await make('viewer')
  t.equal(body.last_used_at, null)
  const lastUse = async () => (await database.select().from(apiTokens))[0]?.lastUsedAt?.getTime()
  await use(body.token)
  const first = await lastUse()
  t.type(first, 'number')
  clock.advance(50_000)
  await use(body.token)
  t.equal(await lastUse(), first, 'not yet')
  clock.advance(20_000)
  await use(body.token)
  t.ok(((await lastUse()) ?? 0) - (first ?? 0) >= 60_000)
})

t.test('people see and revoke their own tokens, an administrator everybody’s, a token none', async (t) => {
  const { make, call, use, database } = await open(t)
  const { body: viewers } = await make('viewer')
  const { body: operators } = await make('operator')
  const namesOf = async (as: Role) =>
    (await call('GET', '/api/tokens', as)).body.tokens.map(({ made_by }: { made_by: string }) => made_by)
  t.strictSame(await namesOf('viewer'), [emailOf('viewer')])
  t.strictSame(new Set(await namesOf('admin')), new Set([emailOf('viewer'), emailOf('operator')]))
  t.match(await use(viewers.token, '/api/tokens'), { status: 403, body: { failure_reason: 'insufficient_scope' } })

  t.equal((await call('DELETE', `/api/tokens/${operators.id}`, 'viewer')).status, 404)
  t.equal((await use(operators.token)).status, 200)
  t.equal((await call('DELETE', `/api/tokens/${operators.id}`, 'operator')).status, 204)
  t.match(await use(operators.token), { status: 401, body: { failure_reason: 'invalid_token' } })
  t.equal((await call('DELETE', `/api/tokens/${viewers.id}`, 'admin')).status, 204)
  t.equal((await use(viewers.token)).status, 401)

  const rows = (await database.select().from(audit).orderBy(audit.id)).filter(({ who }) => who !== 'test')
  t.match(rows, [
    { who: emailOf('viewer'), what: 'token.created', before: null, after: { name: 'booth', scopes: ['jobs:read'] } },
    { who: emailOf('operator'), what: 'token.created' },
    { who: emailOf('operator'), what: 'token.revoked', before: { id: operators.id }, after: null },
    { who: emailOf('admin'), what: 'token.revoked', before: { id: viewers.id }, after: null },
  ])
  for (const { token } of [viewers, operators]) t.notOk(JSON.stringify(rows).includes(token))
})

t.test('a token comes from wherever it is sent: what is said of browsers is not said of it', async (t) => {
  const { make, use } = await open(t)
  const { body } = await make('viewer')
  const foreign = { origin: 'https://other.example', 'sec-fetch-site': 'cross-site' }
  t.equal((await use(body.token, '/for/viewer', 'POST', foreign)).status, 200)
})

t.test('a program of the earlier system signs in by username and goes on with the token it gets', async (t) => {
  const { server, use } = await open(t)
  const payload = { username: emailOf('operator'), password: 'correct horse battery' }
  const answer = await server.inject({ method: 'POST', url: '/api/login', payload })
  t.match(answer.json(), { access_token: /^[\w-]{43}$/, token_type: 'bearer', expires_in: 43_200 })
  const { access_token: token } = answer.json()
  t.match(await use(token, '/for/operator'), { status: 200, body: { email: emailOf('operator') } })
  t.equal((await use(token, '/for/admin')).status, 403)
  t.equal((await use(token, '/for/operator', 'POST', { origin: 'https://other.example' })).status, 200)

  const byEmail = { email: emailOf('operator'), password: 'correct horse battery' }
  const page = await server.inject({ method: 'POST', url: '/api/login', payload: byEmail })
  t.notOk('access_token' in page.json(), 'a page needs none: it has the cookie, which no script reads')

  const headers = { authorization: `Bearer ${token}` }
  t.equal((await server.inject({ method: 'POST', url: '/api/logout', headers })).statusCode, 204)
  t.match(await use(token, '/for/operator'), { status: 401, body: { failure_reason: 'invalid_token' } })
})

t.test('with the cookie alone, nothing but JSON is read', async (t) => {
  const { server, cookieOf, database } = await open(t)
  const cookie = await cookieOf('viewer')
  const payload = JSON.stringify({ name: 'booth', scopes: ['jobs:read'], expires_in_days: 30 })
  const outcomes: [type: string, status: number][] = [
    ['text/plain', 400],
    ['text/plain;charset=UTF-8', 400],
    ['application/x-www-form-urlencoded', 400],
    ['multipart/form-data; boundary=x', 400],
    ['application/json', 201],
  ]
  for (const [type, status] of outcomes) {
    const headers = { cookie, 'content-type': type }
    const answer = await server.inject({ method: 'POST', url: '/api/tokens', headers, payload })
    t.equal(answer.statusCode, status, type)
  }
  t.equal((await database.select().from(apiTokens)).length, 1)
})
