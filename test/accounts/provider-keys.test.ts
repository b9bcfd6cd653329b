import { randomBytes } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t, { type Test } from 'tap'
import { createSessions } from '../../src/accounts/sessions.ts'
import { asc } from '../../src/drizzle.ts'
import { attempts, audit, providerKeys } from '../../src/schema.ts'
import { startEmulator } from '../emulators/emulator.ts'
import { createGeminiEmulator } from '../emulators/gemini.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'

const [environmentKey, firstKey, secondKey] = [
  'test-key-of-the-environment',
  'test-key-of-a-person-one',
  'test-key-of-a-person-two',
]
const [secret, newSecret] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')]

type Options = NonNullable<Parameters<typeof startTestGateway>[1]>

const startService = async (t: Test) => {
  const emulator = await startEmulator({ services: [createGeminiEmulator] })
  t.teardown(() => emulator.stop())
  const keyOfLastCall = () => emulator.requests('gemini').at(-1)?.headers['x-goog-api-key']
  return { environment: { GEMINI_BASE_URL: emulator.baseUrl('gemini') }, keyOfLastCall, emulator }
}

/** A node of the gateway, with an administrator who knows it. */
async function startNode(t: Test, environment: Record<string, string>, more: Options = {}) {
  const gateway = await startTestGateway(t, { withServices: true, environment, ...more })
  const email = `${randomBytes(4).toString('hex')}@studio.example`
  const { id } = await gateway.app.people.create({ email, password: 'correct horse', role: 'admin', who: 'test' })
  const cookie = `photochanger_session=${(await createSessions(gateway).open(id)).token}`
  async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object) {
    const headers = { cookie, ...(body && { 'content-type': 'application/json' }) }
    const answer = await fetch(`${gateway.url}${url}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    // biome-ignore lint/suspicious/noExplicitAny: the test looks into it
    return { status: answer.status, body: (await answer.json()) as any }
  }
  const keyOf = async (provider: string) => {
    const { body } = await call('GET', '/api/providers/keys')
    return body.keys.find((key: { provider: string }) => key.provider === provider)
  }
  return {
    ...{ gateway, email, call, keyOf },
    put: (key: string, provider = 'gemini') => call('PUT', `/api/providers/${provider}/key`, { key }),
    remove: (provider = 'gemini') => call('DELETE', `/api/providers/${provider}/key`),
    probe: () => call('POST', '/api/providers/gemini/test'),
    another: (changes: Record<string, string> = {}) =>
      startNode(t, { ...environment, ...changes }, { databaseUrl: gateway.databaseUrl, directory: gateway.directory }),
  }
}

const drawWithGemini = (gateway: TestGateway) =>
  gateway.changeSlot('slot-001', {
    chain: [
      { provider: 'gemini', operation: 'edit', settings: { model: 'gemini-nano-banana-2.1', prompt: 'Astronauts' } },
    ],
  })

const post = async (gateway: TestGateway, width: number) =>
  (await postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(width, 48), ingestPassword))).status

t.test('a key that is set here goes before the environment’s, and removed gives way to it again', async (t) => {
  const { environment, keyOfLastCall } = await startService(t)
  const node = await startNode(t, { ...environment, SECRET_KEY: secret, GEMINI_API_KEY: environmentKey })
  await node.probe()
  t.equal(keyOfLastCall(), environmentKey)
  t.match(await node.keyOf('gemini'), { source: 'environment', ending: 'ment', changed_at: null })

  const { status, body } = await node.put(firstKey)
  t.equal(status, 200)
  t.match(body.keys[0], { provider: 'gemini', source: 'database', ending: '-one', changed_at: /Z$/ })
  await node.probe()
  t.equal(keyOfLastCall(), firstKey)

  t.equal((await node.remove()).status, 200)
  await node.probe()
  t.equal(keyOfLastCall(), environmentKey)
  t.match(await node.remove(), { status: 404, body: { details: /environment/ } })
})

t.test('a new key draws the next photo, with limits of its own', async (t) => {
  const { environment, keyOfLastCall, emulator } = await startService(t)
  const node = await startNode(t, { ...environment, SECRET_KEY: secret })
  const { gateway } = node
  await drawWithGemini(gateway)
  t.equal(await post(gateway, 64), 503, 'without a key there is no picture')
  t.equal(emulator.requests('gemini').length, 0)
  const isSetUp = async () => {
    const { body } = await node.call('GET', '/api/providers')
    return body.find(({ name }: { name: string }) => name === 'gemini').is_set_up
  }
  t.equal(await isSetUp(), false)

  await node.put(firstKey)
  t.equal(await isSetUp(), true)
  t.equal(await post(gateway, 65), 200)
  t.equal(keyOfLastCall(), firstKey)
  await node.put(secondKey)
  t.equal(await post(gateway, 66), 200)
  t.equal(keyOfLastCall(), secondKey)

  const rows = await gateway.database.select().from(attempts).orderBy(asc(attempts.startedAt))
  const lanes = rows.map(({ keyLane }) => keyLane)
  t.equal(new Set(lanes).size, 3, 'none, the first and the second are counted apart')
  t.equal(lanes[0], 'gemini none')
})

t.test('a key that is set on one node is used by the others, without a restart', async (t) => {
  const { environment, keyOfLastCall } = await startService(t)
  const one = await startNode(t, { ...environment, SECRET_KEY: secret })
  const other = await one.another()
  for (const key of [firstKey, secondKey]) {
    await one.put(key)
    for (let tries = 0; tries < 200 && keyOfLastCall() !== key; tries += 1) await other.probe()
    t.equal(keyOfLastCall(), key)
  }
})

t.test('a new SECRET_KEY takes over what the previous one has sealed', async (t) => {
  const { environment, keyOfLastCall } = await startService(t)
  const node = await startNode(t, { ...environment, SECRET_KEY: secret })
  await node.put(firstKey)
  const sealed = async () => (await node.gateway.database.select().from(providerKeys))[0]?.sealed
  const before = await sealed()
  await node.gateway.stop()

  const second = await node.another({ SECRET_KEY: newSecret, SECRET_KEY_PREVIOUS: secret })
  await second.probe()
  t.equal(keyOfLastCall(), firstKey)
  const [row] = await second.gateway.database.select().from(providerKeys)
  t.not(row?.sealed, before, 'sealed again')
  await second.gateway.stop()

  const third = await second.another({ SECRET_KEY: newSecret, SECRET_KEY_PREVIOUS: newSecret })
  t.match(await third.keyOf('gemini'), { source: 'database', is_unreadable: false })
  await third.probe()
  t.equal(keyOfLastCall(), firstKey, 'the previous one is needed no more')
})

t.test(
  'a key that this SECRET_KEY does not open is said to be so, and photos go on with the environment’s',
  async (t) => {
    const { environment, keyOfLastCall } = await startService(t)
    const node = await startNode(t, { ...environment, SECRET_KEY: secret, GEMINI_API_KEY: environmentKey })
    await node.put(firstKey)
    const other = await node.another({ SECRET_KEY: newSecret })
    t.match(await other.keyOf('gemini'), { source: 'environment', is_unreadable: true })
    await other.probe()
    t.equal(keyOfLastCall(), environmentKey)
    const told = other.gateway.logText().match(/cannot be read with this SECRET_KEY/g)
    t.equal(told?.length, 1, 'told once, however often it is looked at')
    t.match(await other.put(secondKey), { status: 200 })
    t.match(await other.keyOf('gemini'), { source: 'database', is_unreadable: false }, 'and set again')
  },
)

t.test('a first start without SECRET_KEY keeps keys too, under a key of its own beside the database', async (t) => {
  const { environment, keyOfLastCall } = await startService(t)
  const node = await startNode(t, environment)
  t.match(await node.call('GET', '/api/providers/keys'), { status: 200, body: { may_be_set: true } })
  t.match(await node.put(firstKey), { status: 200 })
  await node.gateway.stop()

  const second = await node.another()
  await second.probe()
  t.equal(keyOfLastCall(), firstKey, 'after a restart')
  await second.gateway.stop()

  const third = await second.another({ SECRET_KEY: secret })
  t.match(await third.keyOf('gemini'), { source: 'database', is_unreadable: false })
  await third.gateway.stop()
  await rm(path.join(node.gateway.directory, 'secret-key'))
  const fourth = await third.another({ SECRET_KEY: secret })
  await fourth.probe()
  t.equal(keyOfLastCall(), firstKey, 'SECRET_KEY has taken it over, and the file is needed no more')
})

t.test(
  'without the key file what is kept is unreadable and stays; the environment’s key and new ones hold',
  async (t) => {
    const { environment, keyOfLastCall } = await startService(t)
    const node = await startNode(t, { ...environment, GEMINI_API_KEY: environmentKey })
    await node.put(firstKey)
    const [kept] = await node.gateway.database.select().from(providerKeys)
    await node.gateway.stop()
    const file = path.join(node.gateway.directory, 'secret-key')
    const own = await readFile(file)

    await writeFile(file, 'spoilt')
    const spoilt = await node.another()
    t.match(await spoilt.keyOf('gemini'), { source: 'environment', is_unreadable: true })
    t.match(await spoilt.call('GET', '/api/providers/keys'), { body: { may_be_set: false } })
    t.match(await spoilt.put(secondKey), { status: 409, body: { failure_reason: 'conflict', details: /secret-key/ } })
    await spoilt.probe()
    t.equal(keyOfLastCall(), environmentKey)
    await spoilt.gateway.stop()

    await rm(file)
    const lost = await node.another()
    t.match(await lost.keyOf('gemini'), { source: 'environment', is_unreadable: true })
    t.strictSame((await lost.gateway.database.select().from(providerKeys))[0], kept, 'nothing is written over')
    await lost.gateway.stop()

    await writeFile(file, own)
    const restored = await node.another()
    t.match(await restored.keyOf('gemini'), { source: 'database', is_unreadable: false }, 'put back, it opens again')
  },
)

t.test('what is no key, or for nobody, is refused and changes nothing', async (t) => {
  const { environment } = await startService(t)
  const node = await startNode(t, { ...environment, SECRET_KEY: secret })
  const refused: [provider: string, key: unknown, status: number][] = [
    ['gemini', 'two words of a key', 422],
    ['gemini', 'short', 422],
    ['gemini', 'x'.repeat(513), 422],
    ['gemini', 12_345_678, 422],
    ['studio', firstKey, 404],
    ['constructor', firstKey, 404],
  ]
  for (const [provider, key, status] of refused)
    t.equal((await node.put(key as string, provider)).status, status, `${provider} ${key}`)
  t.strictSame(await node.gateway.database.select().from(providerKeys), [])

  t.equal((await node.put(` ${firstKey}\n`)).status, 200, 'pasted with its line end')
  await node.put(secondKey, 'openai')
  await node.remove()
  const rows = (await node.gateway.database.select().from(audit).orderBy(audit.id)).filter(
    ({ who }) => who === node.email,
  )
  t.match(rows, [
    { what: 'provider_key.changed', before: null, after: { provider: 'gemini', source: 'database', ending: '-one' } },
    { what: 'provider_key.changed', before: null, after: { provider: 'openai' } },
    { what: 'provider_key.changed', before: { provider: 'gemini', source: 'database', ending: '-one' }, after: null },
  ])
  t.notMatch(JSON.stringify(rows), /key-of-a-person/)
})
