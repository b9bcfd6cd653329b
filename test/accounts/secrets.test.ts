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

/** How a secret may be written. */
function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [secret, bytes.toString('base64').replace(/=+$/, ''), bytes.toString('hex'), encodeURIComponent(secret)]
}

/** Sets everything that is secret, once through every door. */
async function useEverySecret(t: Test) {
  const answers = watchAnswers(t)
  const gateway = await startTestGateway(t, {
    withServices: true,
    environment: { SECRET_KEY: secretKey, GEMINI_API_KEY: given.environmentKey, FAL_BASE_URL: 'http://127.0.0.1:9' },
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
    // biome-ignore lint/suspicious/noExplicitAny: the test looks into it
    return { status: answer.status, headers: answer.headers, body: (text ? JSON.parse(text) : null) as any }
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
  await expect(401, 'POST', '/api/login', { email: given.wrongPassword, password: given.newAdminPassword })
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
  )
  for (const url of seen) await expect(200, 'GET', url)

  const secrets: Record<string, string> = {
    ...given,
    sessionToken: bearer.access_token,
    temporaryPassword: made.temporary_password,
    secondTemporaryPassword: reset.temporary_password,
    apiToken: token.token,
  }
  return { gateway, answers, secrets }
}

/** What is made up is told once, in the answer to whoever asked for it. */
const toldOnce = new Set([
  'POST /api/login sessionToken',
  'POST /api/people temporaryPassword',
  'POST /api/people/:personId/password secondTemporaryPassword',
  'POST /api/tokens apiToken',
])

t.test('no secret is in any table, log line or answer, in any spelling', async (t) => {
  const { gateway, answers, secrets } = await useEverySecret(t)
  const tables = await dump(gateway.databaseUrl)
  const log = gateway.logText()
  // The search would find nothing in nothing.
  for (const [name, text] of [
    ['tables', tables],
    ['log', log],
  ] as const)
    t.match(text, /slot-002/, `there is something in the ${name}`)
  t.ok(answers.length > 30)
  t.match(tables, /provider_key\.changed/)

  const found: string[] = []
  const told: string[] = []
  for (const [name, secret] of Object.entries(secrets)) {
    t.ok(secret.length >= 16, `${name} is long enough to be looked for`)
    for (const spelling of spellingsOf(secret)) {
      if (tables.includes(spelling)) found.push(`${name} in a table`)
      if (log.includes(spelling)) found.push(`${name} in the log`)
      for (const { route } of answers.filter((answer) => answer.text.includes(spelling)))
        (toldOnce.has(`${route} ${name}`) ? told : found).push(`${route} ${name}`)
    }
  }
  t.strictSame(found, [])
  t.strictSame(new Set(told), toldOnce, 'what is made up is told')
})
