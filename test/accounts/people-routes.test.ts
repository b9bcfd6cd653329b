import t from 'tap'
import type { Role } from '../../src/accounts/roles.ts'
import { eq, sql } from '../../src/drizzle.ts'
import { audit, people, sessions as sessionsTable } from '../../src/schema.ts'
import { emailOf, password, startAccounts } from './start-accounts.ts'

type Accounts = Awaited<ReturnType<typeof startAccounts>>
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

async function open(t: Parameters<typeof startAccounts>[0]) {
  const accounts = await startAccounts(t)
  const admin = await accounts.cookieOf('admin')
  const call = async (method: Method, url: string, body?: object, cookie = admin) => {
    const answer = await accounts.server.inject({ method, url, headers: { cookie }, ...(body && { payload: body }) })
    return { status: answer.statusCode, headers: answer.headers, body: answer.payload ? answer.json() : null }
  }
  const logIn = (email: string, plain: string) => call('POST', '/api/login', { email, password: plain }, '')
  return { ...accounts, admin, call, logIn, idOf: (role: Role) => idOf(accounts, role) }
}

async function idOf({ database }: Accounts, role: Role): Promise<string> {
  const [person] = await database
    .select()
    .from(people)
    .where(eq(people.email, emailOf(role)))
  if (!person) throw new Error(`nobody is ${role}`)
  return person.id
}

const cookieOf = (headers: Record<string, unknown>) => String(headers['set-cookie']).split(';', 1)[0] ?? ''

t.test('an administrator sees everybody, and of passwords nothing', async (t) => {
  const { call } = await open(t)
  const { body } = await call('GET', '/api/people')
  t.strictSame(
    body.people.map(({ email, role, is_disabled }: Record<string, unknown>) => [email, role, is_disabled]),
    ['viewer', 'operator', 'admin'].map((role) => [emailOf(role as Role), role, false]),
  )
  t.strictSame(Object.keys(body.people[0]), [
    ...['id', 'email', 'role', 'is_disabled', 'must_change_password', 'created_at'],
  ])
})

t.test('somebody new gets a temporary password, which opens nothing but the way to one of their own', async (t) => {
  const { call, logIn } = await open(t)
  const made = await call('POST', '/api/people', { email: 'New@Studio.example', role: 'operator' })
  t.equal(made.status, 201)
  t.match(made.body, { email: 'new@studio.example', role: 'operator', must_change_password: true })
  const { temporary_password: temporary } = made.body
  t.match(temporary, /^\w{24}$/)

  const first = await logIn('new@studio.example', temporary)
  t.match(first, { status: 200, body: { must_change_password: true } })
  const cookie = cookieOf(first.headers)
  t.match(await call('GET', '/for/viewer', undefined, cookie), {
    status: 403,
    body: { details: /password of your own/ },
  })
  t.match(await call('GET', '/api/me', undefined, cookie), { status: 200, body: { must_change_password: true } })

  const wanted = { current_password: temporary, new_password: 'one of my own' }
  t.equal((await call('PUT', '/api/me/password', wanted, cookie)).status, 204)
  t.match(await call('GET', '/for/operator', undefined, cookie), { status: 200 }, 'this session goes on')
  t.equal((await logIn('new@studio.example', temporary)).status, 401, 'the temporary password is used up')
  t.match(await logIn('new@studio.example', 'one of my own'), { status: 200, body: { must_change_password: false } })
})

t.test('a password that the administrator has chosen needs no other', async (t) => {
  const { call, logIn } = await open(t)
  const made = await call('POST', '/api/people', {
    email: 'n@studio.example',
    role: 'viewer',
    password: 'eight or more',
  })
  t.match(made.body, { temporary_password: null, must_change_password: false })
  const { headers } = await logIn('n@studio.example', 'eight or more')
  t.equal((await call('GET', '/for/viewer', undefined, cookieOf(headers))).status, 200)
})

t.test('what is wrong with a new account is said by field', async (t) => {
  const { call } = await open(t)
  const outcomes: [body: object, status: number, details: RegExp][] = [
    [{ email: emailOf('viewer').toUpperCase(), role: 'viewer' }, 409, /account with this e-mail already/],
    [{ email: 'nobody', role: 'viewer' }, 422, /^email: /],
    [{ email: 'a@b.example', role: 'owner' }, 422, /^role: /],
    [{ email: 'a@b.example', role: 'viewer', password: '7 chars' }, 422, /^password: /],
    [{ email: 'a@b.example', role: 'viewer', colour: 'red' }, 422, /colour/],
  ]
  for (const [body, status, details] of outcomes)
    t.match(await call('POST', '/api/people', body), { status, body: { details } }, JSON.stringify(body))
})

t.test('a role takes effect at once; whoever is disabled is out, and comes back', async (t) => {
  const { call, cookieOf: open_, idOf: id, logIn, apiTokens, people: accounts } = await open(t)
  const cookie = await open_('operator')
  const operator = await id('operator')
  const person = await accounts.findByEmail(emailOf('operator'))
  const maker = {
    ...{ id: operator, email: person?.email ?? '', role: 'operator' as const },
    hasTemporaryPassword: false,
  }
  const wanted = { name: 'booth', scopes: ['jobs:read' as const], expiresInDays: 1 }
  const { token } = await apiTokens.create(wanted, { ...maker, sessionId: null, sessionExpiresAt: new Date() })

  t.equal((await call('GET', '/for/operator', undefined, cookie)).status, 200)
  t.match(await call('PATCH', `/api/people/${operator}`, { role: 'viewer' }), { status: 200, body: { role: 'viewer' } })
  t.equal((await call('GET', '/for/operator', undefined, cookie)).status, 403)
  t.equal((await call('GET', '/for/viewer', undefined, cookie)).status, 200)

  const disabled = await call('PATCH', `/api/people/${operator}`, { is_disabled: true })
  t.match(disabled, { status: 200, body: { is_disabled: true } })
  t.equal((await call('GET', '/for/viewer', undefined, cookie)).status, 401)
  t.match(await logIn(emailOf('operator'), password), { status: 401, body: { failure_reason: 'invalid_credentials' } })
  await t.rejects(apiTokens.find(token), { code: 'invalid_token' }, 'their tokens are silent')

  await call('PATCH', `/api/people/${operator}`, { is_disabled: false })
  t.equal((await call('GET', '/for/viewer', undefined, cookie)).status, 401, 'the old session stays closed')
  t.equal((await logIn(emailOf('operator'), password)).status, 200)
  t.match(await apiTokens.find(token), { scopes: ['jobs:read'] })
})

t.test('there is always an administrator left', async (t) => {
  const { call, idOf: id, people: accounts } = await open(t)
  const admin = await id('admin')
  const attempts: [Method, string, object?][] = [
    ['PATCH', `/api/people/${admin}`, { role: 'operator' }],
    ['PATCH', `/api/people/${admin}`, { is_disabled: true }],
    ['DELETE', `/api/people/${admin}`],
  ]
  for (const [method, url, body] of attempts)
    t.match(
      await call(method, url, body),
      { status: 409, body: { details: /last administrator/ } },
      `${method} ${body}`,
    )

  const second = await accounts.create({ email: 'second@studio.example', password, role: 'admin', who: 'test' })
  await call('PATCH', `/api/people/${second.id}`, { is_disabled: true })
  t.equal((await call('DELETE', `/api/people/${admin}`)).status, 409, 'one who is disabled does not count')
  await call('PATCH', `/api/people/${second.id}`, { is_disabled: false })
  t.equal((await call('DELETE', `/api/people/${admin}`)).status, 204)
})

t.test('two administrators who demote each other at once: one of them stays', async (t) => {
  const { call, database, sessions, idOf: id, people: accounts } = await open(t)
  const first = await id('admin')
  const second = await accounts.create({ email: 'second@studio.example', password, role: 'admin', who: 'test' })
  const cookies = await Promise.all(
    [first, second.id].map(async (each) => `photochanger_session=${(await sessions.open(each)).token}`),
  )
  const waiting = async () => {
    const { rows } = await database.execute<{ count: number }>(sql`
      select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
    return rows[0]?.count ?? 0
  }
  // Both are past their guards and wait for the same rows before either has written.
  let both: Promise<{ status: number }[]> | undefined
  await database.transaction(async (tx) => {
    await tx.select().from(people).orderBy(people.id).for('update')
    both = Promise.all([
      call('PATCH', `/api/people/${second.id}`, { role: 'viewer' }, cookies[0]),
      call('PATCH', `/api/people/${first}`, { role: 'viewer' }, cookies[1]),
    ])
    for (let tries = 0; tries < 1000 && (await waiting()) < 2; tries += 1);
    t.equal(await waiting(), 2)
  })
  const statuses = (await both)?.map(({ status }) => status)
  t.strictSame(statuses?.sort(), [200, 409])
  t.equal((await database.select().from(people).where(eq(people.role, 'admin'))).length, 1)
})

for (const [what, method, body] of [
  ['delete', 'DELETE', undefined],
  ['switch off', 'PATCH', { is_disabled: true }],
  ['demote', 'PATCH', { role: 'operator' }],
] as [string, Method, object | undefined][])
  t.test(`however many administrators ${what} each other at once, one of them stays`, async (t) => {
    const { call, database, sessions, idOf: id, people: accounts } = await open(t)
    const ids = [await id('admin')]
    for (const name of ['second', 'third', 'fourth']) {
      const { id } = await accounts.create({ email: `${name}@studio.example`, password, role: 'admin', who: 'test' })
      ids.push(id)
    }
    const cookies = await Promise.all(
      ids.map(async (each) => `photochanger_session=${(await sessions.open(each)).token}`),
    )
    const statuses = await Promise.all(
      cookies.flatMap((cookie) =>
        ids.map(async (each) => (await call(method, `/api/people/${each}`, body, cookie)).status),
      ),
    )
    t.ok(
      statuses.every((status) => status < 500),
      `nobody waits for the other for ever: ${statuses}`,
    )
    const left = await database.select().from(people).where(eq(people.role, 'admin'))
    t.equal(left.filter(({ disabledAt }) => disabledAt === null).length, 1)
  })

t.test('a password that an administrator sets ends every session and every token of its owner', async (t) => {
  const { call, cookieOf: open_, idOf: id, logIn, apiTokens, database } = await open(t)
  const [cookie, viewer] = [await open_('viewer'), await id('viewer')]
  const wanted = { name: 'made by a thief', scopes: ['jobs:read'], expires_in_days: 30 }
  const { token } = (await call('POST', '/api/tokens', wanted, cookie)).body
  const { token: mine } = (await call('POST', '/api/tokens', wanted)).body
  t.match(await apiTokens.find(token), { scopes: ['jobs:read'] })
  const reset = await call('POST', `/api/people/${viewer}/password`, {})
  t.match(reset, { status: 200, body: { temporary_password: /^\w{24}$/ } })
  t.equal((await call('GET', '/api/me', undefined, cookie)).status, 401)
  await t.rejects(apiTokens.find(token), { code: 'invalid_token' })
  t.match(await apiTokens.find(mine), { scopes: ['jobs:read'] }, 'those of others stay')
  const rows = await database.select().from(audit).where(eq(audit.what, 'person.password_changed'))
  t.match(rows, [
    { who: emailOf('admin'), after: { ended_sessions: 1, revoked_tokens: 1, must_change_password: true } },
  ])
  t.equal((await logIn(emailOf('viewer'), password)).status, 401)
  t.match(await logIn(emailOf('viewer'), reset.body.temporary_password), { body: { must_change_password: true } })
  const chosen = await call('POST', `/api/people/${viewer}/password`, { password: 'chosen for them' })
  t.match(chosen.body, { temporary_password: null })
  t.match(await logIn(emailOf('viewer'), 'chosen for them'), { status: 200, body: { must_change_password: false } })
})

t.test('a new password of my own needs the old one, and ends my other sessions; my machines go on', async (t) => {
  const { call, cookieOf: open_, apiTokens } = await open(t)
  const [here, elsewhere] = [await open_('viewer'), await open_('viewer')]
  const { token } = (
    await call('POST', '/api/tokens', { name: 'booth', scopes: ['jobs:read'], expires_in_days: 30 }, here)
  ).body
  const change = (current: string, wanted = 'another password') =>
    call('PUT', '/api/me/password', { current_password: current, new_password: wanted }, here)
  t.match(await change('wrong'), { status: 401, body: { failure_reason: 'invalid_credentials' } })
  t.match(await change(password, '7 chars'), { status: 422, body: { details: /^new_password: / } })
  t.equal((await call('GET', '/api/me', undefined, elsewhere)).status, 200, 'nothing has happened')

  t.equal((await change(password)).status, 204)
  t.equal((await call('GET', '/api/me', undefined, here)).status, 200)
  t.equal((await call('GET', '/api/me', undefined, elsewhere)).status, 401)
  t.match(await apiTokens.find(token), { scopes: ['jobs:read'] })
  for (let count = 0; count < 9; count += 1) await change('wrong')
  t.equal((await change('wrong')).status, 401)
  t.match(await change('another password'), { status: 429 }, 'a session that was stolen is no way to the password')
})

t.test('people see their own sessions and close them, and nobody else does but an administrator', async (t) => {
  const { call, server, cookieOf: open_, idOf: id, database } = await open(t)
  const headers = { 'user-agent': 'Booth/1.0'.padEnd(300, '!') }
  const payload = { email: emailOf('viewer'), password }
  const login = await server.inject({ method: 'POST', url: '/api/login', payload, headers, remoteAddress: '192.0.2.7' })
  const mine = cookieOf(login.headers)
  const [other, stranger] = [await open_('viewer'), await open_('operator')]

  const { body } = await call('GET', '/api/me/sessions', undefined, mine)
  t.equal(body.sessions.length, 2)
  const own = body.sessions.find(({ is_this }: { is_this: boolean }) => is_this)
  t.match(own, { client_address: '192.0.2.7', user_agent: /^Booth\/1\.0!+$/, last_used_at: /Z$/, expires_at: /Z$/ })
  t.equal(own.user_agent.length, 200)
  const theOther = body.sessions.find(({ is_this }: { is_this: boolean }) => !is_this)

  t.equal((await call('DELETE', `/api/me/sessions/${theOther.id}`, undefined, stranger)).status, 404)
  t.equal((await call('DELETE', `/api/me/sessions/${theOther.id}`, undefined, mine)).status, 204)
  t.equal((await call('GET', '/api/me', undefined, other)).status, 401)
  t.equal((await call('GET', '/api/me', undefined, mine)).status, 200)

  const viewer = await id('viewer')
  t.match((await call('GET', `/api/people/${viewer}/sessions`)).body, { sessions: [{ is_this: false }] })
  t.equal((await call('DELETE', `/api/people/${viewer}/sessions`)).status, 204)
  t.equal((await call('GET', '/api/me', undefined, mine)).status, 401)
  const left = await database.select().from(sessionsTable).where(eq(sessionsTable.personId, viewer))
  t.strictSame(left, [])
})

t.test('every change of the people is in the audit, without their passwords', async (t) => {
  const { call, database, idOf: id } = await open(t)
  const viewer = await id('viewer')
  const made = await call('POST', '/api/people', { email: 'new@studio.example', role: 'viewer' })
  await call('PATCH', `/api/people/${viewer}`, { role: 'operator' })
  await call('PATCH', `/api/people/${viewer}`, { role: 'operator' })
  await call('PATCH', `/api/people/${viewer}`, { is_disabled: true })
  await call('POST', `/api/people/${viewer}/password`, { password: 'chosen for them' })
  await call('DELETE', `/api/people/${viewer}/sessions`)
  await call('DELETE', `/api/people/${viewer}`)

  const rows = (await database.select().from(audit).orderBy(audit.id)).filter(({ who }) => who !== 'test')
  const email = emailOf('viewer')
  t.match(rows, [
    { what: 'person.created', before: null, after: { email: 'new@studio.example', role: 'viewer' } },
    { what: 'person.changed', before: { email, role: 'viewer' }, after: { email, role: 'operator' } },
    { what: 'person.changed', before: { is_disabled: false }, after: { is_disabled: true } },
    { what: 'person.password_changed', before: { email } },
    { what: 'person.signed_out', before: { email } },
    { what: 'person.deleted', before: { email, role: 'operator', is_disabled: true }, after: null },
  ])
  t.equal(rows.length, 6, 'what changes nothing is no change')
  t.ok(rows.every(({ who }) => who === emailOf('admin')))
  for (const secret of [made.body.temporary_password, 'chosen for them', '$argon2'])
    t.notOk(JSON.stringify(rows).includes(secret))
})

t.test('nobody is at an id that nobody has', async (t) => {
  const { call } = await open(t)
  const nobody = '00000000-0000-4000-8000-000000000000'
  const outcomes: [Method, string, object | undefined, number][] = [
    ['PATCH', `/api/people/${nobody}`, { role: 'viewer' }, 404],
    ['POST', `/api/people/${nobody}/password`, {}, 404],
    ['DELETE', `/api/people/${nobody}`, undefined, 404],
    ['GET', `/api/people/${nobody}/sessions`, undefined, 404],
    ['DELETE', `/api/people/${nobody}/sessions`, undefined, 404],
    ['PATCH', `/api/people/${nobody}`, {}, 422],
    ['DELETE', '/api/people/somebody', undefined, 400],
  ]
  for (const [method, url, body, status] of outcomes)
    t.equal((await call(method, url, body)).status, status, `${method} ${url}`)
})
