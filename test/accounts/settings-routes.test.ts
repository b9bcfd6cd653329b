import t from 'tap'
import { ensureIngestPassword } from '../../src/accounts/ingest-password.ts'
import { isPassword } from '../../src/accounts/passwords.ts'
import { audit } from '../../src/schema.ts'
import { emailOf, startAccounts } from './start-accounts.ts'

type Accounts = Awaited<ReturnType<typeof startAccounts>>

async function signedIn({ server, cookieOf }: Accounts) {
  const headers = { cookie: await cookieOf('admin') }
  return {
    get: () => server.inject({ url: '/api/settings', headers }),
    put: (payload: unknown, more: Record<string, string> = {}) =>
      server.inject({
        method: 'PUT',
        url: '/api/settings',
        headers: { ...headers, ...more },
        payload: payload as object,
      }),
  }
}

t.test('an administrator sees what holds, and of the password only that there is one', async (t) => {
  const accounts = await startAccounts(t)
  const { get } = await signedIn(accounts)
  t.strictSame((await get()).json(), {
    revision: 0,
    sync_seconds: 48,
    retention_hours: 72,
    ingest_password: { configured: false, source: null, updated_at: null },
    public_base_url: null,
    public_base_url_source: null,
    locale: 'en',
  })

  await ensureIngestPassword({ settings: accounts.settings })
  const { ingest_password: shown } = (await get()).json()
  t.match(shown, { configured: true, source: 'generated', updated_at: /^\d{4}-.*Z$/ })
  t.strictSame(Object.keys(shown), ['configured', 'source', 'updated_at'])
})

t.test('settings within their bounds are taken, others refused by name and nothing is changed', async (t) => {
  const accounts = await startAccounts(t)
  const { put, get } = await signedIn(accounts)
  const taken = [
    { sync_seconds: 10 },
    { sync_seconds: 60 },
    { retention_hours: 1 },
    { retention_hours: 720 },
    { ingest_password: '8 chars.' },
    { ingest_password: 'x'.repeat(64) },
    { public_base_url: 'https://photos.example' },
    { public_base_url: 'http://192.0.2.7:8080/booth/' },
    { public_base_url: null },
    { locale: 'de' },
    {},
  ]
  for (const body of taken) t.equal((await put(body)).statusCode, 200, JSON.stringify(body))

  const refused: [body: unknown, details: RegExp][] = [
    [{ sync_seconds: 9 }, /^sync_seconds: /],
    [{ sync_seconds: 61 }, /^sync_seconds: /],
    [{ sync_seconds: 30.5 }, /^sync_seconds: /],
    [{ sync_seconds: '30' }, /^sync_seconds: /],
    [{ sync_seconds: null }, /^sync_seconds: /],
    [{ retention_hours: 0 }, /^retention_hours: /],
    [{ retention_hours: 721 }, /^retention_hours: /],
    [{ retention_hours: -5 }, /^retention_hours: /],
    [{ ingest_password: '7 chars' }, /^ingest_password: /],
    [{ ingest_password: 'x'.repeat(65) }, /^ingest_password: /],
    [{ ingest_password: '' }, /^ingest_password: /],
    [{ ingest_password: 12_345_678 }, /^ingest_password: /],
    [{ public_base_url: 'photos.example' }, /^public_base_url: /],
    [{ public_base_url: 'javascript:alert(1)' }, /^public_base_url: /],
    [{ public_base_url: 'https://me:secret@photos.example' }, /^public_base_url: must be without/],
    [{ public_base_url: 'https://photos.example/?a=1' }, /^public_base_url: must be without/],
    [{ public_base_url: `https://photos.example/${'x'.repeat(200)}` }, /^public_base_url: /],
    [{ public_base_url: '' }, /^public_base_url: /],
    [{ locale: 'fr' }, /^locale: /],
    [{ locale: null }, /^locale: /],
    [{ sync_seconds: 30, colour: 'red' }, /colour/],
    [{ ingestPasswordHash: 'x' }, /ingestPasswordHash/],
    [[], /body/],
  ]
  const before = await accounts.settings.read()
  for (const [body, details] of refused) {
    const answer = await put(body)
    t.equal(answer.statusCode, 422, JSON.stringify(body))
    t.match(answer.json(), { status: 'error', failure_reason: 'invalid_settings', details })
  }
  t.strictSame(await accounts.settings.read(), before)
  t.match((await get()).json(), { sync_seconds: 60, retention_hours: 720 })
})

t.test('two people who save at once: the second one learns of the first', async (t) => {
  const accounts = await startAccounts(t)
  const { get, put } = await signedIn(accounts)
  const seen = String((await get()).headers.etag)
  t.equal(seen, '"0"')
  const statuses = await Promise.all(
    [20, 30].map(async (seconds) => (await put({ sync_seconds: seconds }, { 'if-match': seen })).statusCode),
  )
  t.strictSame(statuses.sort(), [200, 409])
  const now = await get()
  t.match([now.headers.etag, now.json().revision], ['"1"', 1])
  t.match((await put({ locale: 'de' }, { 'if-match': seen })).json(), { failure_reason: 'conflict' })
  t.equal((await put({ locale: 'de' }, { 'if-match': '"1"' })).statusCode, 200)
  t.equal((await put({ locale: 'ru' })).json().revision, 3, 'without If-Match only what is named is written over')
  t.equal((await put({}, { 'if-match': '"3"' })).json().revision, 3, 'nothing was changed')
  t.equal((await put({ locale: 'en' }, { 'if-match': 'yesterday' })).statusCode, 428)
})

t.test('a new password holds at once and the old one is gone', async (t) => {
  const accounts = await startAccounts(t)
  const { put } = await signedIn(accounts)
  await put({ ingest_password: 'first password' })
  const answer = await put({ ingest_password: 'second password' })
  t.match(answer.json(), { ingest_password: { configured: true, source: 'person' } })
  const { ingestPasswordHash } = await accounts.settings.read()
  t.equal(await isPassword(ingestPasswordHash ?? '', 'second password'), true)
  t.equal(await isPassword(ingestPasswordHash ?? '', 'first password'), false)
})

t.test('the time of the password is that of the password', async (t) => {
  const accounts = await startAccounts(t)
  const { put } = await signedIn(accounts)
  const { ingest_password: set } = (await put({ ingest_password: 'first password' })).json()
  const { ingest_password: later } = (await put({ sync_seconds: 20 })).json()
  t.strictSame(later, set)
})

t.test('every change is in the audit with who, before and after; what stayed the same is not', async (t) => {
  const accounts = await startAccounts(t)
  const { put } = await signedIn(accounts)
  await put({ sync_seconds: 20, ingest_password: 'first password' })
  await put({ sync_seconds: 20 })
  await put({})
  const rows = (await accounts.database.select().from(audit).orderBy(audit.id)).filter(({ who }) => who !== 'test')
  t.match(rows, [
    { who: emailOf('admin'), what: 'ingest_password.changed', before: { source: null }, after: { source: 'person' } },
    {
      who: emailOf('admin'),
      what: 'settings.changed',
      before: { sync_seconds: 48, retention_hours: 72, public_base_url: null, locale: 'en' },
      after: { sync_seconds: 20, retention_hours: 72, public_base_url: null, locale: 'en' },
    },
  ])
  t.equal(rows.length, 2)
})

t.test('the password and its hash are in no answer, no audit row and no log line', async (t) => {
  const accounts = await startAccounts(t)
  const { put, get } = await signedIn(accounts)
  const secret = 'do not tell anybody'
  const answers = [await put({ ingest_password: secret }), await get(), await put({ ingest_password: secret, x: 1 })]
  answers.push(await put({ ingest_password: `${secret}${'!'.repeat(60)}` }))
  const rows = await accounts.database.select().from(audit)
  t.ok(rows.some(({ what }) => what === 'ingest_password.changed'))

  const texts = [...answers.map(({ payload }) => payload), JSON.stringify(rows), accounts.logText()]
  for (const text of texts) for (const leak of [secret, '$argon2']) t.notOk(text.includes(leak))
})

t.test('only an administrator reads or changes settings', async (t) => {
  const { server, cookieOf, settings } = await startAccounts(t)
  const outcomes: [cookie: string, status: number][] = [
    ['', 401],
    [await cookieOf('viewer'), 403],
    [await cookieOf('operator'), 403],
  ]
  for (const [cookie, status] of outcomes) {
    t.equal((await server.inject({ url: '/api/settings', headers: { cookie } })).statusCode, status)
    const change = { method: 'PUT' as const, url: '/api/settings', headers: { cookie }, payload: { sync_seconds: 20 } }
    t.equal((await server.inject(change)).statusCode, status)
  }
  const foreign = { cookie: await cookieOf('admin'), origin: 'https://evil.example' }
  const change = { method: 'PUT' as const, url: '/api/settings', headers: foreign, payload: { sync_seconds: 20 } }
  t.equal((await server.inject(change)).statusCode, 403)
  t.equal((await settings.read()).syncSeconds, 48)
})
