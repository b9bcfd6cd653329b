import t from 'tap'
import { createSessions } from '../../src/accounts/sessions.ts'
import { gt, max, sql } from '../../src/drizzle.ts'
import { audit } from '../../src/schema.ts'
import { startTestGateway } from '../support/gateway.ts'
import { type FormPart, formBody, formType } from '../support/multipart.ts'
import { createTestClock } from '../support/test-clock.ts'
import { watchGuards } from '../support/watch-fastify.ts'
import { type Change, describeChanges } from './every-change.ts'

/** They write no row, on purpose. */
const untold: Record<string, string> = {
  'POST /api/providers/:provider/test':
    'asks a service how it is; the rests that it ends are told (provider-routes.test)',
  'POST /api/pix/images/:imageId/segment':
    'asks a service first; what is told in the transaction of its mask is in services-rest.test',
  'POST /api/settings/check-address': 'asks the gateway itself, from outside; nothing here is another one afterwards',
}

/** A row cannot be in the transaction of a change that has none. */
const inNoTransaction: Record<string, string> = {
  'POST /api/cleaner/runs': 'deletes file by file, each in a transaction with a receipt; the row sums them up',
}

const { guarded } = watchGuards(t)
// Time stands still and nobody works, so that nothing changes but by the test.
const gateway = await startTestGateway(t, {
  clock: createTestClock({ standsStill: true }),
  environment: { ROLE: 'api', VISION_API_KEY: 'nobody-is-asked', WEBHOOK_TRUSTED_ORIGINS: 'http://127.0.0.1:9' },
})
const { app, database, pool, url } = gateway
const who = 'admin@studio.example'
const admin = { ...(await app.people.create({ email: who, password: 'admin secret', role: 'admin', who: 'test' })) }
const cookie = `photochanger_session=${(await createSessions(gateway).open(admin.id)).token}`

async function call(method: string, path: string, { body, form, ifMatch }: Partial<Change> = {}) {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      cookie,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(form && { 'content-type': formType }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    },
    body: form ? new Uint8Array(formBody(form)) : body === undefined ? null : JSON.stringify(body),
  })
  const text = await answer.text()
  return { status: answer.status, text }
}

async function make(method: string, path: string, change: Partial<Change>) {
  const { status, text } = await call(method, path, change)
  if (status >= 300) throw new Error(`${method} ${path}: ${text}`)
  return JSON.parse(text)
}

const changes = describeChanges({
  ...{ gateway, admin: { id: admin.id, password: 'admin secret' } },
  make: (method, path, body) => make(method, path, { body }),
  upload: (path: string, form: FormPart[]) => make('POST', path, { form }),
})

const routeOf = (name: string) => name.split(' # ', 1)[0] ?? ''

function addressOf(route: string, at: string[] = []): string {
  const left = [...at]
  return route.split(' ')[1]?.replaceAll(/:\w+/g, () => left.shift() ?? 'too-few') ?? ''
}

/** Every row of every table of ours, in one number. */
async function fingerprint(): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  )
  const each = rows.map(
    ({ name }) => `select '${name}', md5(string_agg(t::text, '|' order by t::text)) from "${name}" t`,
  )
  return JSON.stringify((await pool.query({ text: each.join(' union all '), rowMode: 'array' })).rows.sort(), null, 1)
}

/** Nothing can be written into the audit meanwhile. */
async function withoutAudit<Value>(work: () => Promise<Value>): Promise<Value> {
  await pool.query(`create function refuse_audit() returns trigger language plpgsql as
    $$ begin raise exception 'the audit is closed'; end $$`)
  await pool.query('create trigger refuse_audit before insert on audit for each row execute function refuse_audit()')
  try {
    return await work()
  } finally {
    await pool.query('drop function refuse_audit cascade')
  }
}

/** What an answer tells once. */
function toldOnce(text: string): string[] {
  const names = ['token', 'secret', 'temporary_password']
  const told = /^\{/.test(text) ? (JSON.parse(text) as Record<string, unknown>) : {}
  return names.flatMap((name) => (typeof told[name] === 'string' ? [told[name]] : []))
}

t.test('every route that changes something has its change here, or a reason to write no row', async (t) => {
  const changing = guarded.filter((route) => /^(POST|PUT|PATCH|DELETE) /.test(route)).sort()
  t.strictSame([...new Set([...Object.keys(changes).map(routeOf), ...Object.keys(untold)])].sort(), changing)
  for (const route of Object.keys(inNoTransaction)) t.ok(changes[route], route)
})

for (const [name, prepare] of Object.entries(changes)) {
  const route = routeOf(name)
  t.test(`${name} writes who, what, before and after, or changes nothing`, async (t) => {
    const change = await prepare()
    const [method = '', path] = [route.split(' ')[0], addressOf(route, change.at)]

    if (!inNoTransaction[route]) {
      const before = await fingerprint()
      const refused = await withoutAudit(() => call(method, path, change))
      t.equal(refused.status, 500, `without an audit: ${refused.text}`)
      t.equal(await fingerprint(), before, 'what cannot be written down does not happen')
    }

    const [{ last } = { last: null }] = await database.select({ last: max(audit.id) }).from(audit)
    const answer = await call(method, path, change)
    t.ok(answer.status < 300, answer.text)
    const rows = await database
      .select()
      .from(audit)
      .where(gt(audit.id, sql`${last ?? 0}::bigint`))
    t.strictSame(
      rows.map((row) => [row.who, row.what]).sort(),
      [change.what, ...(change.also ?? [])].map((what) => [who, what]).sort(),
    )
    for (const { before, after } of rows) t.notSame(before, after, 'it shows what is another thing now')
    const text = JSON.stringify(rows)
    for (const secret of [...(change.secrets ?? []), ...toldOnce(answer.text)]) {
      t.ok(secret.length >= 8)
      t.notOk(text.includes(secret), 'and no secret')
    }
    t.notMatch(text, /argon2|whsec_|pct_/)
  })
}
