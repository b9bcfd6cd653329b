import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import t, { type Test } from 'tap'
import { startTestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { watchAnswers } from '../support/watch-fastify.ts'

const secretKey = 'a passphrase for the keys of services'
const given = {
  adminPassword: 'secret-of-the-administrator-1',
  newAdminPassword: 'secret-of-the-administrator-2',
  ingestPassword: 'secret-of-all-booths-1',
  slotPassword: 'secret-of-one-booth-1',
  chosenPassword: 'secret-of-an-operator-1',
  environmentKey: 'AIzaSecretOfTheEnvironment0001',
  geminiKey: 'AIzaSecretOfTheSettings0000002',
  openaiKey: 'sk-proj-SecretOfTheSettings00003',
  falKey: '0f0f0f0f-secret:SecretOfTheSettings0004',
  turbotextKey: 'SecretOfTheSettings00000000000005',
  wrongPassword: 'secret-that-was-mistyped-1',
  wrongToken: 'pct_secretTokenOfAnotherGateway',
  typedAsEmail: 'secret-that-was-typed-as-an-e-mail-1',
  inQuery: 'secret-in-the-query-of-an-address-1',
  inBearer: 'secret-of-a-booth-in-a-header-1',
  inMisnamedField: 'secret-under-a-mistyped-name-1',
  inRefusedForm: 'secret-in-a-form-that-was-refused-1',
  inCookie: 'secret-of-another-site-in-a-cookie-1',
  inBrokenBody: 'secret-in-a-body-that-is-no-json-1',
  secretKey,
}

/** Every row of every table, of the queue's too, as text. */
async function dump(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(`
      select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`)
    const texts: string[] = []
    for (const { name } of tables) {
      const { rows } = await client.query<{ line: string }>(`select t::text as line from ${name} as t`)
      texts.push(name, ...rows.map(({ line }) => line))
    }
    return texts.join('\n')
  } finally {
    await client.end()
  }
}

/** Everything in the data folder, but for the key that is there on purpose. */
async function readFiles(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'secret-key')
  const texts = files.map(async ({ name, parentPath }) => [name, await readFile(path.join(parentPath, name), 'latin1')])
  return (await Promise.all(texts)).flat().join('\n')
}

/** How a secret may be written; a plain hash of what a person chose can be guessed. */
function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const hashes = ['md5', 'sha1', 'sha256'].map((name) => createHash(name).update(bytes).digest('hex'))
  const encoded = ['base64', 'base64url', 'hex'] as const
  return [
    ...[secret, encodeURIComponent(secret), new URLSearchParams({ secret }).toString().slice('secret='.length)],
    ...encoded.map((encoding) => bytes.toString(encoding).replace(/=+$/, '')),
    ...hashes.map((hash) => hash.slice(0, 24)),
  ]
}

/** A hash of 256 random bits cannot be guessed, and tables are to hold it. */
const random = new Set(['sessionToken', 'cookieToken', 'apiToken'])

/** Which secrets stand in which texts. */
function findSecrets(secrets: Record<string, string>, texts: Record<string, string>): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const spellings = random.has(name) ? spellingsOf(secret).slice(0, 6) : spellingsOf(secret)
    return Object.entries(texts).flatMap(([where, text]) => {
      const at = spellings.map((spelling) => text.indexOf(spelling)).find((index) => index >= 0)
      return at === undefined ? [] : [`${name} in ${where}: ${text.slice(Math.max(0, at - 120), at + 60)}`]
    })
  })
}

/** Sets everything that is secret, once through every door. */
async function useEverySecret(t: Test, withSecretKey: boolean) {
  const answers = watchAnswers(t)
  const gateway = await startTestGateway(t, {
    withServices: true,
    environment: {
      ...(withSecretKey && { SECRET_KEY: secretKey }),
      GEMINI_API_KEY: given.environmentKey,
      FAL_BASE_URL: 'http://127.0.0.1:9',
    },
    logLevel: 'trace',
  })
  const email = 'admin@studio.example'
  await gateway.app.people.create({ email, password: given.adminPassword, role: 'admin', who: 'test' })
  let headers: Record<string, string> = {}

  async function call(method: string, url: string, body?: unknown, more: Record<string, string> = {}) {
    const answer = await fetch(`${gateway.url}${url}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }), ...more },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    const isJson = /json/.test(answer.headers.get('content-type') ?? '')
    // biome-ignore lint/suspicious/noExplicitAny: the test looks into it
    return { status: answer.status, headers: answer.headers, body: (isJson ? JSON.parse(text) : text) as any }
  }
  async function expect(status: number, ...args: Parameters<typeof call>) {
    const answer = await call(...args)
    t.equal(answer.status, status, `${args[0]} ${args[1]}`)
    return answer
  }
  const post = async (slot: string, password: string, width: number) =>
    (await postForm(`${gateway.url}/ingest/${slot}`, photoForm(await jpeg(width, 48), password))).status

  const { body: bearer } = await expect(200, 'POST', '/api/login', { username: email, password: given.adminPassword })
  headers = { authorization: `Bearer ${bearer.access_token}` }
  await expect(204, 'PUT', '/api/me/password', {
    current_password: given.adminPassword,
    new_password: given.newAdminPassword,
  })
  await expect(401, 'PUT', '/api/me/password', {
    current_password: given.wrongPassword,
    new_password: given.newAdminPassword,
  })
  await expect(401, 'POST', '/api/login', { email, password: given.wrongPassword })
  await expect(401, 'POST', '/api/login', { email: given.typedAsEmail, password: given.newAdminPassword })
  const { headers: answered } = await expect(200, 'POST', '/api/login', { email, password: given.newAdminPassword })
  const cookieToken = /photochanger_session=([^;]+)/.exec(answered.get('set-cookie') ?? '')?.[1] ?? ''
  await expect(401, 'GET', '/api/slots', undefined, { authorization: `Bearer ${given.wrongToken}` })

  const { body: made } = await expect(201, 'POST', '/api/people', { email: 'a@studio.example', role: 'viewer' })
  const { body: reset } = await expect(200, 'POST', `/api/people/${made.id}/password`, {})
  const chosen = { email: 'b@studio.example', role: 'operator', password: given.chosenPassword }
  await expect(201, 'POST', '/api/people', chosen)
  await expect(409, 'POST', '/api/people', chosen)
  await expect(422, 'POST', '/api/people', { ...chosen, colour: 'red' })

  await expect(200, 'PUT', '/api/settings', { ingest_password: given.ingestPassword })
  await expect(422, 'PUT', '/api/settings', { ingest_password: given.ingestPassword.repeat(4) })
  await expect(204, 'PUT', '/api/slots/slot-002/password', { password: given.slotPassword })
  t.equal(await post('slot-001', given.ingestPassword, 64), 200)
  t.equal(await post('slot-002', given.slotPassword, 65), 200)
  t.equal(await post('slot-002', given.wrongPassword, 66), 401)

  const ingest = `${gateway.url}/ingest/slot-003`
  const photo = await jpeg(67, 48)
  const form = photoForm(photo, given.wrongPassword)
  const misnamed = [{ name: 'pasword', value: given.inMisnamedField }]
  const refusedForms: [url: string, parts: typeof form, more: Record<string, string>, status: number][] = [
    [`${ingest}?password=${given.inQuery}&${given.inQuery}`, form, {}, 401],
    [ingest, photoForm(photo, null), { authorization: `Bearer ${given.inBearer}` }, 401],
    [ingest, photoForm(photo, null, misnamed), { cookie: `other=${given.inCookie}` }, 400],
    [ingest, [...form, ...photoForm(photo, given.inRefusedForm)], {}, 401],
    [ingest, [{ name: 'password', value: given.inRefusedForm }], {}, 401],
    [`${gateway.url}/ingest/slot-099`, photoForm(photo, given.inRefusedForm), {}, 404],
  ]
  for (const [url, parts, more, status] of refusedForms)
    t.equal((await postForm(url, parts, { headers: more })).status, status, url)
  for (const url of ['/public/results/x', '/r/x', '/api/jobs', '/nowhere'])
    await call('GET', `${url}?api_key=${given.inQuery}`, undefined, { referer: `http://x/?${given.inQuery}` })
  const broken = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } }
  for (const url of ['/api/people', '/api/login'])
    t.equal(
      (await fetch(`${gateway.url}${url}`, { ...broken, body: `{"password":"${given.inBrokenBody}"` })).status,
      400,
    )

  const { body: webhook } = await expect(201, 'POST', '/api/webhooks', {
    ...{ url: 'https://studio.example/hook', label: 'studio', events: ['job.done'], enabled: false },
  })
  const { body: rotated } = await expect(200, 'POST', `/api/webhooks/${webhook.id}/rotate-secret`)

  const keys = { gemini: given.geminiKey, openai: given.openaiKey, fal: given.falKey, turbotext: given.turbotextKey }
  for (const [provider, key] of Object.entries(keys))
    await expect(200, 'PUT', `/api/providers/${provider}/key`, { key })
  await expect(422, 'PUT', '/api/providers/gemini/key', { key: `${given.geminiKey} ${given.geminiKey}` })
  await expect(404, 'PUT', '/api/providers/nobody/key', { key: given.geminiKey })
  await expect(200, 'POST', '/api/providers/fal/test')
  await expect(200, 'DELETE', '/api/providers/openai/key')

  const wanted = { name: 'booth', scopes: ['jobs:read', 'slots:read'], expires_in_days: 1 }
  const { body: token } = await expect(201, 'POST', '/api/tokens', wanted)
  await expect(200, 'GET', '/api/jobs', undefined, { authorization: `Bearer ${token.token}` })
  await expect(403, 'GET', '/api/settings', undefined, { authorization: `Bearer ${token.token}` })

  const seen = ['/api/me', '/api/me/sessions', '/api/people', '/api/tokens', '/api/audit?limit=200', '/api/settings']
  seen.push(
    '/api/providers/keys',
    '/api/providers',
    '/api/providers/status',
    '/api/slots',
    '/api/jobs',
    '/api/refusals',
    '/api/webhooks',
    `/api/webhooks/${webhook.id}/deliveries`,
    '/api/slots/slot-003/doctor',
    '/api/slots/slot-003',
    '/api/slots/slot-002/revisions',
    '/api/statistics',
    '/metrics',
    '/readyz',
  )
  for (const url of seen) await expect(200, 'GET', url)

  const secrets: Record<string, string> = {
    ...given,
    sessionToken: bearer.access_token,
    temporaryPassword: made.temporary_password,
    secondTemporaryPassword: reset.temporary_password,
    apiToken: token.token,
    cookieToken,
    webhookSecret: webhook.secret,
    secondWebhookSecret: rotated.secret,
    ...(!withSecretKey && { keyFile: await readFile(path.join(gateway.directory, 'secret-key'), 'utf8') }),
  }
  return { gateway, answers, secrets }
}

/** What is made up is told once, in the answer to whoever asked for it. */
const toldOnce = new Set([
  'POST /api/login sessionToken',
  'POST /api/people temporaryPassword',
  'POST /api/people/:personId/password secondTemporaryPassword',
  'POST /api/tokens apiToken',

  'POST /api/webhooks webhookSecret',
  'POST /api/webhooks/:webhookId/rotate-secret secondWebhookSecret',
])

for (const withSecretKey of [true, false]) {
  const sealedWith = withSecretKey ? 'SECRET_KEY' : 'a key of its own'
  t.test(`with ${sealedWith} no secret is in any table, log line, file or answer, in any spelling`, async (t) => {
    const { gateway, answers, secrets } = await useEverySecret(t, withSecretKey)
    const texts = {
      tables: await dump(gateway.databaseUrl),
      log: gateway.logText(),
      files: await readFiles(gateway.directory),
    }
    // The search would find nothing in nothing.
    for (const schema of ['public', 'drizzle', 'pgboss']) t.match(texts.tables, new RegExp(`^${schema}\\.`, 'm'))
    t.match(texts.tables, /provider_key\.changed/)
    t.match(texts.tables, /IMG_0001/, 'what the slot doctor keeps')
    t.match(texts.log, /slot-002/)
    t.match(texts.files, /JFIF|\xff\xd8/)
    t.ok(answers.length > 50)
    for (const [name, secret] of Object.entries(secrets)) t.ok(secret.length >= 16, `${name} is long enough`)

    t.strictSame(findSecrets(secrets, texts), [])
    const found = answers.flatMap(({ route, text }) =>
      findSecrets(secrets, { text }).map((each) => `${route} ${each.split(' ', 1)[0]}`),
    )
    t.strictSame(
      [...new Set(found)].sort(),
      [...toldOnce].sort(),
      'what is made up is told to whoever made it, and nothing else is',
    )

    for (const [name, secret] of Object.entries(secrets)) {
      const planted = random.has(name) ? spellingsOf(secret).slice(0, 6) : spellingsOf(secret)
      for (const spelling of planted) {
        await gateway.pool.query('update settings set ingest_password_source = $1', [`x${spelling}x`])
        t.ok(findSecrets({ [name]: secret }, { tables: await settingsOf(gateway) }).length > 0, `${name} is found`)
      }
    }
  })
}

const settingsOf = async ({ pool }: Awaited<ReturnType<typeof startTestGateway>>) =>
  (await pool.query<{ line: string }>('select t::text as line from settings as t')).rows.map(({ line }) => line).join()
