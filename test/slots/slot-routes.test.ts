import t from 'tap'
import { isPassword } from '../../src/accounts/passwords.ts'
import { eq } from '../../src/drizzle.ts'
import { audit, slotRevisions } from '../../src/schema.ts'
import { firstSlots } from '../../src/slots/first-slots.ts'
import { emailOf, framed, settingsWith, startSlots } from './start-slots.ts'

const first = '/api/slots/slot-001'

t.test('a viewer sees all slots in order, and one of them with its revision as ETag', async (t) => {
  const { slots, call } = await startSlots(t)
  await slots.seed()
  const list = await call('GET', '/api/slots', { as: 'viewer' })
  t.equal(list.statusCode, 200)
  t.strictSame(
    list.json().map(({ id }: { id: string }) => id),
    firstSlots.map(([id]) => id),
  )

  const one = await call('GET', first, { as: 'viewer' })
  t.equal(one.headers.etag, '"1"')
  const { saved_at, ...rest } = one.json()
  t.match(saved_at, /^\d{4}-\d\d-\d\dT.*Z$/)
  t.strictSame(rest, {
    id: 'slot-001',
    settings: firstSlots[0]?.[1],
    problem: null,
    problems: [],
    hints: [],
    remarks: [],
    has_password: false,
    ingest_path: '/ingest/slot-001',
    revision: 1,
    saved_by: 'first start',
  })
  t.strictSame(list.json()[0], one.json())
})

t.test('a save answers with the new revision, and what was left out of a record is gone', async (t) => {
  const { slots, call } = await startSlots(t)
  await slots.seed()
  const duotone = { ...firstSlots[6]?.[1] }
  const [link] = duotone.chain ?? []
  const body = { ...duotone, chain: [{ ...link, settings: { style: 'duotone', strength: 80 } }] }
  const answer = await call('PUT', '/api/slots/slot-007', { ifMatch: '"1"', body })
  t.equal(answer.statusCode, 200)
  t.equal(answer.headers.etag, '"2"')
  t.match(answer.json(), { revision: 2, saved_by: emailOf('admin') })
  t.strictSame(answer.json().settings, body)
  t.strictSame((await call('GET', '/api/slots/slot-007')).json(), answer.json())
})

t.test('two people who save at once: exactly one 200 and one 409', async (t) => {
  const { slots, call } = await startSlots(t)
  await slots.seed()
  for (const revision of [1, 2, 3]) {
    const ifMatch = `"${revision}"`
    const answers = await Promise.all(
      ['Ann', 'Bob'].map((name) => call('PUT', first, { ifMatch, body: settingsWith({ name }) })),
    )
    t.strictSame(answers.map(({ statusCode }) => statusCode).sort(), [200, 409])
    const [won, lost] = answers[0]?.statusCode === 200 ? answers : answers.reverse()
    t.equal(won?.headers.etag, `"${revision + 1}"`)
    t.match(lost?.json(), { failure_reason: 'conflict' })
    t.strictSame((await call('GET', first)).json(), won?.json())
  }
})

t.test('without the revision that was seen nothing is saved', async (t) => {
  const { slots, call } = await startSlots(t)
  await slots.seed()
  const body = settingsWith({ name: 'Other' })
  const outcomes: [ifMatch: string | undefined, status: number, code: string][] = [
    [undefined, 428, 'precondition_required'],
    ['*', 428, 'precondition_required'],
    ['1', 428, 'precondition_required'],
    ['"1", "2"', 428, 'precondition_required'],
    ['"0"', 409, 'conflict'],
    ['"2"', 409, 'conflict'],
    ['"99999999999999999999"', 409, 'conflict'],
  ]
  for (const url of [first, `${first}/revisions/1/restore`]) {
    const method = url === first ? 'PUT' : 'POST'
    for (const [ifMatch, status, code] of outcomes) {
      const answer = await call(method, url, { ...(ifMatch !== undefined && { ifMatch }), body })
      t.equal(answer.statusCode, status, `${url} ${ifMatch}`)
      t.match(answer.json(), { status: 'error', failure_reason: code })
    }
  }
  t.equal((await call('GET', first)).json().revision, 1)
  t.equal((await call('PUT', first, { ifMatch: 'W/"1"', body })).statusCode, 200, 'a proxy may weaken it')
})

t.test('a body that is no JSON is said to be none', async (t) => {
  const { slots, server, cookies } = await startSlots(t)
  await slots.seed()
  for (const payload of ['nonsense', '']) {
    const headers = { cookie: cookies.admin, 'if-match': '"1"', 'content-type': 'application/json' }
    const answer = await server.inject({ method: 'PUT', url: first, headers, payload })
    t.match(answer.json(), { failure_reason: 'invalid_request', details: 'The body is not JSON.' }, payload)
  }
})

t.test('refused settings are named, and nothing is saved', async (t) => {
  const { slots, call } = await startSlots(t)
  await slots.seed()
  const [link] = settingsWith().chain
  const refused: [body: unknown, details: RegExp][] = [
    [settingsWith({ dailyBudget: 5 }), /^dailyBudget: /],
    [settingsWith({ syncSeconds: 9 }), /^syncSeconds: /],
    [settingsWith({ chain: [{ ...link, provider: 'foo' }] }), /^chain\.0\.provider: must be one of studio$/],
    [settingsWith({ chain: [{ ...link, operation: 'foo' }] }), /^chain\.0\.operation: must be one of enhance, look/],
    [settingsWith({ chain: [{ ...link, settings: {} }] }), /^chain\.0\.settings\.tone: .*chain\.0\.settings\.colour: /],
    [settingsWith({ ...framed('6e9a3f0a-3f0b-4c59-8a3f-3c0f6a1b2c3d') }), /^templates\.frame: is not the id/],
    [{ name: 'Only a name' }, /enabled: /],
    [[], /^body: must be an object$/],
    [undefined, /^body: /],
  ]
  for (const [body, details] of refused) {
    const answer = await call('PUT', first, { ifMatch: '"1"', body })
    t.equal(answer.statusCode, 422, String(details))
    t.match(answer.json(), { status: 'error', failure_reason: 'invalid_settings', details })
  }
  t.equal((await call('GET', first)).json().revision, 1)
})

t.test('a slot is made with an id of its own', async (t) => {
  const { call } = await startSlots(t)
  const settings = settingsWith({ name: 'Wedding' })
  const made = await call('POST', '/api/slots', { body: { id: 'wedding', settings } })
  t.equal(made.statusCode, 201)
  t.equal(made.headers.etag, '"1"')
  t.match(made.json(), { id: 'wedding', revision: 1, settings, ingest_path: '/ingest/wedding' })

  const refused: [body: unknown, status: number, details: RegExp][] = [
    [{ id: 'wedding', settings }, 409, /already/],
    [{ id: 'Wedding 2', settings }, 422, /^id: /],
    [{ id: '../x', settings }, 422, /^id: /],
    [{ id: 'other' }, 422, /^settings: /],
    [{ id: 'other', settings: { ...settings, priority: 10 } }, 422, /^priority: /],
    [{ id: 'other', settings, revision: 7 }, 422, /revision/],
  ]
  for (const [body, status, details] of refused) {
    const answer = await call('POST', '/api/slots', { body })
    t.equal(answer.statusCode, status, JSON.stringify(body).slice(0, 40))
    t.match(answer.json().details, details)
  }
  t.equal((await call('GET', '/api/slots')).json().length, 1)
})

t.test('revisions are listed, looked at and restored', async (t) => {
  const { slots, call } = await startSlots(t)
  await slots.seed()
  await call('PUT', first, { ifMatch: '"1"', body: settingsWith({ name: 'Mistake' }) })
  const restored = await call('POST', `${first}/revisions/1/restore`, { ifMatch: '"2"' })
  t.equal(restored.statusCode, 200)
  t.equal(restored.headers.etag, '"3"')
  t.match(restored.json(), { revision: 3, settings: { name: 'Enhance' }, saved_by: emailOf('admin') })

  t.match((await call('GET', `${first}/revisions`, { as: 'viewer' })).json(), [
    { revision: 3, saved_by: emailOf('admin'), saved_at: /Z$/ },
    { revision: 2, saved_by: emailOf('admin') },
    { revision: 1, saved_by: 'first start' },
  ])
  const old = await call('GET', `${first}/revisions/2`, { as: 'viewer' })
  t.match(old.json(), { id: 'slot-001', revision: 2, settings: { name: 'Mistake' } })
})

t.test('what is not there is said to be not there', async (t) => {
  const { slots, call } = await startSlots(t)
  await slots.seed()
  const outcomes: [url: string, status: number, code: string][] = [
    ['/api/slots/slot-016', 404, 'slot_not_found'],
    ['/api/slots/slot-001%00', 404, 'slot_not_found'],
    ['/api/slots/SLOT-001', 404, 'slot_not_found'],
    ['/api/slots/slot-016/revisions', 404, 'slot_not_found'],
    ['/api/slots/slot-016/revisions/1', 404, 'slot_not_found'],
    [`${first}/revisions/2`, 404, 'not_found'],
    [`${first}/revisions/0`, 400, 'invalid_request'],
    [`${first}/revisions/x`, 400, 'invalid_request'],
    [`${first}/revisions/9999999999`, 400, 'invalid_request'],
  ]
  for (const [url, status, code] of outcomes) {
    const answer = await call('GET', url)
    t.equal(answer.statusCode, status, url)
    t.match(answer.json(), { failure_reason: code })
  }
  const body = settingsWith()
  t.equal((await call('PUT', '/api/slots/slot-016', { ifMatch: '"1"', body })).statusCode, 404)
  t.equal((await call('PUT', '/api/slots/slot-016/password', { body: { password: null } })).statusCode, 404)
})

t.test('a password is set and taken away, and never shown', async (t) => {
  const { slots, call, database, logText } = await startSlots(t)
  await slots.seed()
  const password = 'only for this booth'
  const url = `${first}/password`
  t.equal((await call('PUT', url, { body: { password } })).statusCode, 204)
  t.equal(await isPassword((await slots.find('slot-001'))?.passwordHash ?? '', password), true)

  const answers = [
    await call('GET', first),
    await call('GET', '/api/slots'),
    await call('GET', `${first}/revisions/1`),
    await call('PUT', first, { ifMatch: '"1"', body: settingsWith() }),
    await call('POST', `${first}/revisions/1/restore`, { ifMatch: '"2"' }),
  ]
  t.match(answers[0]?.json(), { has_password: true })
  t.strictSame(
    answers[1]?.json().map((slot: { has_password: boolean }) => slot.has_password),
    [true, ...Array(14).fill(false)],
  )
  const texts = [
    ...answers.map(({ payload }) => payload),
    JSON.stringify(await database.select().from(audit)),
    logText(),
  ]
  for (const text of texts) for (const leak of [password, '$argon2']) t.notOk(text.includes(leak))

  const refused: unknown[] = [
    { password: '7 chars' },
    { password: 'x'.repeat(65) },
    { password: 7 },
    {},
    { passwort: 'x' },
  ]
  for (const body of refused) {
    const answer = await call('PUT', url, { body })
    t.equal(answer.statusCode, 422, JSON.stringify(body))
    t.match(answer.json().details, /password/)
  }
  t.equal((await call('GET', first)).json().has_password, true)

  t.equal((await call('PUT', url, { body: { password: null } })).statusCode, 204)
  t.equal((await call('GET', first)).json().has_password, false)
})

t.test('a slot from an older version is shown with what is wrong, and its neighbours as ever', async (t) => {
  const { slots, call, database } = await startSlots(t)
  await slots.seed()
  const old = { title: 'From another time' }
  await database.update(slotRevisions).set({ settings: old }).where(eq(slotRevisions.slotId, 'slot-001'))
  const gone = settingsWith({ chain: [{ provider: 'gone', operation: 'edit', settings: {} }] })
  await database.update(slotRevisions).set({ settings: gone }).where(eq(slotRevisions.slotId, 'slot-002'))

  const list = await call('GET', '/api/slots')
  t.equal(list.statusCode, 200)
  t.match(list.json().slice(0, 3), [
    { id: 'slot-001', settings: old, problem: /name: .*title: / },
    { id: 'slot-002', settings: gone, problem: /^chain\.0\.provider: must be one of studio$/ },
    { id: 'slot-003', problem: null },
  ])
  t.equal((await call('GET', first)).headers.etag, '"1"')
  const repaired = await call('PUT', first, { ifMatch: '"1"', body: settingsWith() })
  t.match(repaired.json(), { revision: 2, problem: null })
})

t.test('providers are described so that a form can be drawn', async (t) => {
  const { call } = await startSlots(t)
  const answer = await call('GET', '/api/providers', { as: 'viewer' })
  t.equal(answer.statusCode, 200)
  const [studio, ...others] = answer.json()
  t.strictSame(others, [])
  t.equal(studio.name, 'studio')
  const operations = new Map(studio.operations.map((one: { operation: string }) => [one.operation, one]))
  t.match(operations.get('frame'), { template_roles: ['frame'] })
  t.match(operations.get('enhance'), {
    template_roles: [],
    settings: {
      type: 'object',
      properties: { tone: { type: 'number', minimum: 0, maximum: 100 } },
      required: ['tone', 'colour', 'sharpness'],
      additionalProperties: false,
    },
  })
})

t.test('the fields of a slot are described so that a form can be drawn', async (t) => {
  const { call } = await startSlots(t)
  const schema = (await call('GET', '/api/slot-schema', { as: 'viewer' })).json()
  t.strictSame(schema.required.toSorted(), Object.keys(settingsWith()).sort(), 'every field, and none without effect')
  t.equal(schema.additionalProperties, false)
  t.match(schema.properties, {
    syncSeconds: { title: 'Sync seconds', anyOf: [{ type: 'integer', minimum: 10, maximum: 60 }, { type: 'null' }] },
    access: { title: 'Access', enum: ['password', 'open'] },
    openFrom: { anyOf: [{ format: 'date-time' }, { type: 'null' }] },
    output: { properties: { longestSidePixels: { title: 'Longest side pixels' } } },
    chain: { items: { properties: { provider: { title: 'Provider' } } } },
  })
  for (const [name, { title, description }] of Object.entries<Record<string, string>>(schema.properties)) {
    t.ok(title && description, name)
  }
})

t.test('viewers and operators read, only administrators change, strangers do neither', async (t) => {
  const { slots, server, call } = await startSlots(t)
  await slots.seed()
  const reading = [
    '/api/slots',
    '/api/slot-schema',
    first,
    `${first}/revisions`,
    `${first}/revisions/1`,
    '/api/providers',
  ]
  const changing: ['POST' | 'PUT', string, unknown][] = [
    ['PUT', first, settingsWith()],
    ['POST', '/api/slots', { id: 'new', settings: settingsWith() }],
    ['POST', `${first}/revisions/1/restore`, undefined],
    ['PUT', `${first}/password`, { password: 'taken over' }],
  ]
  for (const url of reading) {
    t.equal((await server.inject({ url })).statusCode, 401, url)
    for (const as of ['viewer', 'operator', 'admin'] as const) t.equal((await call('GET', url, { as })).statusCode, 200)
  }
  for (const [method, url, body] of changing) {
    const payload = body as object
    t.equal((await server.inject({ method, url, ...(payload && { payload }) })).statusCode, 401, url)
    for (const as of ['viewer', 'operator'] as const) {
      const answer = await call(method, url, { as, ifMatch: '"1"', body })
      t.equal(answer.statusCode, 403, `${as} ${url}`)
      t.match(answer.json(), { failure_reason: 'forbidden' })
    }
  }
  t.match((await call('GET', first)).json(), { revision: 1, has_password: false })
  t.equal((await call('GET', '/api/slots')).json().length, 15)
})
