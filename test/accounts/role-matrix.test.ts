import t from 'tap'
import { createApiTokens } from '../../src/accounts/api-tokens.ts'
import { mayActAs, type Role, roles } from '../../src/accounts/roles.ts'
import { type Scope, scopes, scopesBeyond } from '../../src/accounts/scopes.ts'
import { createSessions, type SignedInPerson } from '../../src/accounts/sessions.ts'
import { type ApiDocument, templateOf } from '../support/contract.ts'
import { startTestGateway } from '../support/gateway.ts'
import { watchRoutes } from '../support/watch-fastify.ts'

interface Rule {
  role: Role
  /** Null: for people alone, no token gets in. */
  scope: Scope | null
}

const rule = (role: Role, scope: Scope | null = null): Rule => ({ role, scope })

/** Every route of the gateway, and who may use it. `open`: anybody, or whoever has what the route itself asks for. */
const matrix: Record<string, Rule | 'open'> = {
  'GET /livez': 'open',
  'GET /readyz': 'open',
  'GET /metrics': 'open', // this machine, METRICS_TOKEN or metrics:read: see the health tests
  'GET /openapi.json': 'open', // no secrets: what anybody who has the program can read
  ...Object.fromEntries(
    ['', '/json', '/yaml', '/static/index.html', '/static/swagger-initializer.js', '/static/*'].map((file) => [
      `GET /docs${file}`,
      'open' as const,
    ]),
  ),
  'POST /api/login': 'open',
  'POST /api/logout': 'open',
  'POST /ingest/:slotId': 'open',
  'POST /api/ingest/:slotId': 'open',
  // All others are answered 405.
  ...Object.fromEntries(
    ['GET', 'PUT', 'PATCH', 'DELETE'].flatMap((method) => [
      [`${method} /ingest/:slotId`, 'open' as const],
      [`${method} /api/ingest/:slotId`, 'open' as const],
    ]),
  ),
  'GET /public/jobs/:jobId': 'open',
  'GET /public/jobs/:jobId/events': 'open',
  'GET /public/results/:jobId': 'open',
  'GET /public/results/:jobId/preview.webp': 'open',
  'GET /public/results/:jobId/qr.svg': 'open',
  'GET /public/media/:id': 'open',
  'GET /public/files': 'open', // the address itself is the permission
  'PUT /public/files': 'open',
  'GET /r/:jobId': 'open',
  // The document of the pages; what it shows it asks the routes below for.
  ...Object.fromEntries(['/', '/admin', '/admin/*', '/operate/*'].map((url) => [`GET ${url}`, 'open' as const])),
  // Whoever has the token of a released gallery; 404 otherwise: see the tests of the galleries.
  'GET /pix/:token': 'open',
  'GET /pix/:token/view/:imageId': 'open',
  'GET /pix/:token/images/:image': 'open',
  'GET /pix/:token/expose.json': 'open',
  'GET /pix/:token/captions.json': 'open',
  'GET /pix/:token/captions.txt': 'open',
  'GET /pix/:token/images.zip': 'open',
  'POST /webhooks/fal': 'open',
  'POST /webhooks/turbotext/:token': 'open',

  'GET /api/pix/jobs/:jobId/gallery': rule('viewer', 'pix:read'),
  'POST /api/pix/jobs/:jobId/gallery/release': rule('admin', 'pix:write'),
  'POST /api/pix/jobs/:jobId/gallery/withdraw': rule('admin', 'pix:write'),
  'GET /api/pix/jobs/:jobId/gallery/link': rule('operator', 'pix:write'),
  'POST /api/pix/jobs/:jobId/gallery/link': rule('admin', 'pix:write'),
  'GET /api/pix/jobs/:jobId/gallery/expose.json': rule('viewer', 'pix:read'),
  'GET /api/pix/jobs/:jobId/gallery/captions.json': rule('viewer', 'pix:read'),
  'GET /api/pix/jobs/:jobId/gallery/captions.txt': rule('viewer', 'pix:read'),
  'GET /api/pix/jobs/:jobId/gallery/images.zip': rule('viewer', 'pix:read'),
  'GET /api/pix/jobs/:jobId/gallery/images/:image': rule('viewer', 'pix:read'),
  'GET /api/pix/targets': rule('viewer', 'pix:read'),
  'POST /api/pix/targets': rule('admin', 'pix:write'),
  'GET /api/pix/targets/:targetId': rule('viewer', 'pix:read'),
  'PUT /api/pix/targets/:targetId': rule('admin', 'pix:write'),
  'DELETE /api/pix/targets/:targetId': rule('admin', 'pix:write'),
  'POST /api/pix/jobs/:jobId/exports': rule('operator', 'pix:write'),
  'GET /api/pix/jobs/:jobId/exports': rule('viewer', 'pix:read'),
  'GET /api/pix/jobs/:jobId/exports/:exportId': rule('viewer', 'pix:read'),
  'GET /api/pix/jobs/:jobId/exports/:exportId/file': rule('operator', 'pix:read'),
  'GET /api/pix/mails': rule('viewer', 'pix:read'),
  'POST /api/pix/mails/:mailId/retry': rule('operator', 'pix:write'),
  'GET /api/me': rule('viewer'),
  'PUT /api/me/password': rule('viewer'),
  'GET /api/me/sessions': rule('viewer'),
  'DELETE /api/me/sessions/:sessionId': rule('viewer'),
  'GET /api/tokens': rule('viewer'),
  'POST /api/tokens': rule('viewer'),
  'DELETE /api/tokens/:tokenId': rule('viewer'),
  'GET /api/people': rule('admin'),
  'POST /api/people': rule('admin'),
  'PATCH /api/people/:personId': rule('admin'),
  'DELETE /api/people/:personId': rule('admin'),
  'POST /api/people/:personId/password': rule('admin'),
  'GET /api/people/:personId/sessions': rule('admin'),
  'DELETE /api/people/:personId/sessions': rule('admin'),

  'GET /api/pix/disclosure': rule('viewer', 'pix:read'),
  'PATCH /api/pix/images/:imageId/cleanup/:candidateId': rule('operator', 'pix:write'),
  'GET /api/pix/orchestrators': rule('viewer', 'pix:read'),
  'POST /api/pix/jobs/:jobId/orchestrators/:name': rule('operator', 'pix:write'),
  'POST /api/remove-object': rule('operator', 'pix:write'),
  'GET /api/pix/images/:imageId/edits': rule('viewer', 'pix:read'),
  'POST /api/pix/images/:imageId/best-version': rule('operator', 'pix:write'),
  'POST /api/pix/images/:imageId/segment': rule('operator', 'pix:write'),
  'GET /api/pix/images/:imageId/captions': rule('viewer', 'pix:read'),
  'PUT /api/pix/images/:imageId/captions/:locale': rule('operator', 'pix:write'),
  'GET /api/pix/jobs/:jobId/texts': rule('viewer', 'pix:read'),
  'PUT /api/pix/jobs/:jobId/texts/:locale': rule('operator', 'pix:write'),

  'GET /api/audit': rule('admin', 'audit:read'),
  'GET /api/settings': rule('admin', 'settings:read'),
  'PUT /api/settings': rule('admin', 'settings:write'),
  'POST /api/settings/check-address': rule('admin', 'settings:write'),
  'GET /api/providers/keys': rule('admin', 'settings:read'),
  'PUT /api/providers/:provider/key': rule('admin', 'settings:write'),
  'DELETE /api/providers/:provider/key': rule('admin', 'settings:write'),
  'PUT /api/providers/:provider/limits': rule('admin', 'settings:write'),
  'POST /api/providers/:provider/test': rule('admin', 'settings:write'),
  'GET /api/providers': rule('viewer', 'slots:read'),
  'GET /api/slot-schema': rule('viewer', 'slots:read'),
  'GET /api/providers/status': rule('viewer', 'slots:read'),

  'GET /public/galleries/:galleryId': 'open',
  'GET /g/:galleryId': 'open',
  'GET /g/:galleryId/qr.svg': 'open',
  'GET /public/guest.js': 'open',
  'GET /api/slots/:slotId/revisions/:before/diff/:after': rule('viewer', 'slots:read'),
  'POST /api/slots/:slotId/duplicate': rule('admin', 'slots:write'),
  'GET /api/slots/:slotId/export': rule('viewer', 'slots:read'),
  'POST /api/slots/import': rule('admin', 'slots:write'),
  'DELETE /api/slots/:slotId': rule('admin', 'slots:write'),
  'PATCH /api/templates/:templateId': rule('admin', 'slots:write'),
  'GET /api/templates/:templateId/preview.webp': rule('viewer', 'slots:read'),
  'GET /api/templates/:templateId/usage': rule('viewer', 'slots:read'),
  'POST /api/templates/:templateId/rebind': rule('admin', 'slots:write'),
  'GET /api/jobs/:jobId/photo': rule('operator', 'jobs:read'),
  'GET /api/jobs/:jobId/photo/preview.webp': rule('operator', 'jobs:read'),
  'GET /api/jobs/:jobId/print': rule('operator', 'jobs:read'),
  'GET /api/print': rule('operator', 'jobs:read'),
  'GET /api/jobs.csv': rule('viewer', 'jobs:read'),
  'POST /api/jobs/:jobId/retry': rule('operator', 'jobs:write'),
  'DELETE /api/jobs/:jobId/result': rule('admin', 'jobs:write'),
  'GET /api/slots/:slotId/results.zip': rule('viewer', 'jobs:read'),
  'GET /api/results.zip': rule('viewer', 'jobs:read'),
  'GET /api/statistics': rule('viewer', 'jobs:read'),
  'GET /api/webhooks': rule('admin', 'settings:write'),
  'POST /api/webhooks': rule('admin', 'settings:write'),
  'GET /api/webhooks/:webhookId': rule('admin', 'settings:write'),
  'PATCH /api/webhooks/:webhookId': rule('admin', 'settings:write'),
  'DELETE /api/webhooks/:webhookId': rule('admin', 'settings:write'),
  'POST /api/webhooks/:webhookId/rotate-secret': rule('admin', 'settings:write'),
  'POST /api/webhooks/:webhookId/test': rule('admin', 'settings:write'),
  'GET /api/webhooks/:webhookId/deliveries': rule('admin', 'settings:write'),
  'POST /api/webhooks/:webhookId/deliveries/:deliveryId/replay': rule('admin', 'settings:write'),
  'GET /api/slots/:slotId/doctor': rule('operator', 'jobs:read'),
  'POST /api/galleries': rule('operator', 'jobs:write'),
  'GET /api/galleries': rule('operator', 'jobs:write'),
  'POST /api/galleries/:galleryId/stop': rule('operator', 'jobs:write'),
  'POST /api/slots/:slotId/test-run': rule('operator', 'jobs:write'),
  'POST /api/rehearsals': rule('operator', 'jobs:write'),
  'GET /api/rehearsals': rule('viewer', 'jobs:read'),
  'GET /api/rehearsals/:rehearsalId': rule('viewer', 'jobs:read'),
  'POST /api/rehearsals/:rehearsalId/stop': rule('operator', 'jobs:write'),
  'GET /api/test-runs/:testRunId': rule('viewer', 'jobs:read'),

  'GET /api/slots': rule('viewer', 'slots:read'),
  'POST /api/slots': rule('admin', 'slots:write'),
  'GET /api/slots/:slotId': rule('viewer', 'slots:read'),
  'PUT /api/slots/:slotId': rule('admin', 'slots:write'),
  'GET /api/slots/:slotId/effect': rule('viewer', 'slots:read'),
  'POST /api/slots/:slotId/effect': rule('operator', 'slots:write'),
  'GET /api/slots/:slotId/revisions': rule('viewer', 'slots:read'),
  'GET /api/slots/:slotId/revisions/:revision': rule('viewer', 'slots:read'),
  'POST /api/slots/:slotId/revisions/:revision/restore': rule('admin', 'slots:write'),
  'PUT /api/slots/:slotId/password': rule('admin', 'slots:write'),
  'GET /api/templates': rule('viewer', 'slots:read'),
  'POST /api/templates': rule('admin', 'slots:write'),
  'GET /api/templates/:templateId/file': rule('admin', 'slots:read'),
  'DELETE /api/templates/:templateId': rule('admin', 'slots:write'),

  'GET /api/pix/jobs': rule('viewer', 'pix:read'),
  'POST /api/pix/jobs': rule('operator', 'pix:write'),
  'GET /api/pix/jobs/:jobId': rule('viewer', 'pix:read'),
  'PATCH /api/pix/jobs/:jobId': rule('operator', 'pix:write'),
  'GET /api/pix/jobs/:jobId/shoots': rule('viewer', 'pix:read'),
  'POST /api/pix/jobs/:jobId/shoots': rule('operator', 'pix:write'),
  'GET /api/pix/jobs/:jobId/images': rule('viewer', 'pix:read'),
  'GET /api/pix/shoots/:shootId': rule('viewer', 'pix:read'),
  'PATCH /api/pix/shoots/:shootId': rule('operator', 'pix:write'),
  'GET /api/pix/images/:imageId': rule('viewer', 'pix:read'),
  'PATCH /api/pix/images/:imageId': rule('operator', 'pix:write'),
  'GET /api/pix/images/:imageId/files/:kind': rule('viewer', 'pix:read'),
  'GET /api/pix/images/:imageId/findings': rule('viewer', 'pix:read'),
  'POST /api/pix/images/:imageId/privacy': rule('admin', 'pix:write'),
  'POST /api/pix/images/:imageId/exclude': rule('operator', 'pix:write'),
  'POST /api/pix/images/:imageId/include': rule('operator', 'pix:write'),
  'POST /api/pix/images/:imageId/retry': rule('operator', 'pix:write'),
  // Editors come in as well, with tokens of their own: see the tests of the editor return.
  'POST /api/editor-return/:shootId': rule('operator', 'pix:write'),
  'POST /api/editor-return/:shootId/uploads': rule('operator', 'pix:write'),
  'POST /api/editor-return/:shootId/uploads/:uploadId/finalize': rule('operator', 'pix:write'),
  'GET /api/editor-return/:shootId/files': rule('viewer', 'pix:read'),
  'POST /api/pix/shoots/:shootId/editor-tokens': rule('operator', 'pix:write'),
  'GET /api/pix/shoots/:shootId/editor-tokens': rule('operator', 'pix:write'),
  'DELETE /api/pix/editor-tokens/:tokenId': rule('operator', 'pix:write'),

  'GET /api/jobs': rule('viewer', 'jobs:read'),
  'GET /api/jobs/:jobId': rule('viewer', 'jobs:read'),
  'POST /api/jobs/:jobId/cancel': rule('operator', 'jobs:write'),
  'GET /api/events': rule('viewer', 'jobs:read'),
  'GET /api/refusals': rule('viewer', 'jobs:read'),
  'GET /api/overview': rule('viewer', 'jobs:read'),
  'GET /api/queue': rule('viewer', 'jobs:read'),
  'GET /api/queue/history': rule('viewer', 'jobs:read'),
  'POST /api/queue/pause': rule('admin', 'jobs:write'),
  'POST /api/queue/resume': rule('admin', 'jobs:write'),
  'GET /api/cleaner/runs': rule('admin', 'jobs:read'),
  'POST /api/cleaner/runs': rule('admin', 'jobs:write'),
}

/** What a guard says no with. */
const refusals = new Set(['not_signed_in', 'invalid_token', 'token_expired', 'forbidden', 'insufficient_scope'])

/** Nothing has this id, so whoever gets in does no harm. */
const nobodysId = '00000000-0000-4000-8000-000000000000'

function addressOf(pattern: string): string {
  const values: Record<string, string> = { slotId: 'no-slot', provider: 'nobody', revision: '1', token: 'x'.repeat(32) }
  return pattern.replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? nobodysId)
}

const { routes } = watchRoutes(t)
const gateway = await startTestGateway(t, { withServices: true, environment: { TURBOTEXT_WEBHOOK: 'on' } })
const sessions = createSessions(gateway)
const apiTokens = createApiTokens(gateway)

/** Somebody in each role, with a session and a token for each single scope, and one for all but that. */
async function openAccounts() {
  const ids = {} as Record<Role, string>
  const accounts = {} as Record<Role, { cookie: string; withScope: Credentials; withoutScope: Credentials }>
  for (const role of roles) {
    const { id, email } = await gateway.app.people.create({
      ...{ email: `${role}@studio.example`, password: 'correct horse', who: 'test' },
      role: 'admin',
    })
    ids[role] = id
    const { token } = await sessions.open(id)
    const maker: SignedInPerson = {
      ...{ id, email, role: 'admin', hasTemporaryPassword: false, sessionId: null, sessionExpiresAt: new Date() },
    }
    const make = async (wanted: Scope[]) => {
      const made = await apiTokens.create({ name: wanted.join(' '), scopes: wanted, expiresInDays: 1 }, maker)
      return { authorization: `Bearer ${made.token}` }
    }
    const withScope: Credentials = new Map()
    const withoutScope: Credentials = new Map()
    for (const scope of scopes) {
      withScope.set(scope, await make([scope]))
      withoutScope.set(scope, await make(scopes.filter((each) => each !== scope)))
    }
    withoutScope.set(null, await make(scopes))
    accounts[role] = { cookie: `photochanger_session=${token}`, withScope, withoutScope }
  }
  // Their tokens were made by administrators: what they keep of that is what their role leaves them.
  for (const role of roles) {
    const answer = await fetch(`${gateway.url}/api/people/${ids[role]}`, {
      method: 'PATCH',
      headers: { cookie: accounts.admin.cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ role }),
    })
    if (answer.status !== 200) throw new Error(`${role}: ${await answer.text()}`)
  }
  return accounts
}

type Credentials = Map<Scope | null, Record<string, string>>

/** The status and the reason, of real HTTP. What is streamed is cut off. */
async function ask(route: string, headers: Record<string, string>) {
  const [method = '', pattern = ''] = route.split(' ')
  const cut = new AbortController()
  const hasBody = ['POST', 'PUT', 'PATCH'].includes(method)
  const answer = await fetch(`${gateway.url}${addressOf(pattern)}`, {
    ...{ method, signal: cut.signal, redirect: 'manual' },
    headers: { ...headers, ...(hasBody && { 'content-type': 'application/json' }) },
    ...(hasBody && { body: '{}' }),
  })
  const isError = answer.status >= 400 && method !== 'HEAD' && /json/.test(answer.headers.get('content-type') ?? '')
  const body = isError ? ((await answer.json()) as { failure_reason?: string }) : {}
  cut.abort()
  return { status: answer.status, reason: body.failure_reason ?? 'none' }
}

const accounts = await openAccounts()

t.test('the table names every route, and no route that is not there', async (t) => {
  const known = new Set(Object.keys(matrix).flatMap((route) => [route, route.replace(/^GET/, 'HEAD')]))
  t.strictSame(
    routes.filter((route) => !known.has(route)),
    [],
    'routes without a rule',
  )
  t.strictSame(
    Object.keys(matrix).filter((route) => !routes.includes(route)),
    [],
    'rules without a route',
  )
})

for (const [route, allowed] of Object.entries(matrix)) {
  if (allowed === 'open') {
    t.test(`${route} asks nobody to sign in`, async (t) => {
      const { reason, status } = await ask(route, {})
      t.notOk(refusals.has(reason), reason)
      if (route.startsWith('POST /webhooks')) t.equal(status, 404, 'a service without a key has nothing to tell')
    })
    continue
  }

  t.test(`${route} is for ${allowed.role} with ${allowed.scope ?? 'a session of their own'}`, async (t) => {
    t.match(await ask(route, {}), { status: 401, reason: 'not_signed_in' }, 'nobody')
    t.match(await ask(route, { authorization: 'Bearer pct_x' }), { status: 401, reason: 'invalid_token' }, 'no token')
    if (routes.includes(route.replace(/^GET/, 'HEAD')))
      t.equal((await ask(route.replace(/^GET/, 'HEAD'), {})).status, 401, 'nobody who wants the head alone')

    for (const role of roles) {
      const { cookie, withScope, withoutScope } = accounts[role]
      const may = mayActAs(role, allowed.role)
      const person = await ask(route, { cookie })
      if (may) t.notOk(refusals.has(person.reason), `${role}: ${person.reason}`)
      else t.match(person, { status: 403, reason: 'forbidden' }, role)

      const without = await ask(route, withoutScope.get(allowed.scope) ?? {})
      t.match(without, { status: 403, reason: may ? 'insufficient_scope' : 'forbidden' }, `${role}, wrong scopes`)
      if (allowed.scope === null) continue
      const token = await ask(route, withScope.get(allowed.scope) ?? {})
      if (may) t.notOk(refusals.has(token.reason), `${role}'s token: ${token.reason}`)
      else t.match(token, { status: 403, reason: 'forbidden' }, `${role}'s token`)
    }
  })
}

t.test('the document says of every route who may use it, as the table does', async (t) => {
  const { paths } = gateway.app.server.swagger() as unknown as ApiDocument
  for (const [route, allowed] of Object.entries(matrix)) {
    const [method = '', url = ''] = route.split(' ')
    const operation = paths[templateOf(url)]?.[method.toLowerCase()]
    if (!operation) continue
    const { 'x-role': role = null, 'x-scope': scope = null } = operation
    t.strictSame({ role, scope }, allowed === 'open' ? { role: null, scope: null } : allowed, route)
  }
})

t.test('a scope is within reach of the least role that has a route for it', async (t) => {
  for (const scope of scopes) {
    const rules = Object.values(matrix).filter((each) => each !== 'open' && each.scope === scope) as Rule[]
    for (const { role } of rules) t.strictSame(scopesBeyond(role, [scope]), [], `${role} ${scope}`)
  }
})
