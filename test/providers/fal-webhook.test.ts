import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { createHttpServer } from '../../src/http-server.ts'
import { createFalWebhook, falJwksUrl } from '../../src/providers/fal/fal-webhook.ts'
import { falWebhookRoutes } from '../../src/providers/fal/fal-webhook-routes.ts'
import { createFalSigner, type Delivery } from '../emulators/fal-signature.ts'
import { testAttempt } from '../support/attempt.ts'
import { createTestClock } from '../support/test-clock.ts'
import { model, prompt, startFal } from './start-fal.ts'

const minute = 60_000
const day = 24 * 60 * minute
const noon = Date.UTC(2026, 10, 21, 12)

/** A receiver, and what it has asked for and told. */
function receive({ answer }: { answer?: () => Response } = {}) {
  let time = noon
  const now = () => time
  const signer = createFalSigner(now)
  const asked: string[] = []
  const told: string[] = []
  const webhook = createFalWebhook({
    now,
    onNews: (id) => told.push(id),
    fetch: async (url) => {
      asked.push(String(url))
      return answer?.() ?? Response.json(signer.jwks())
    },
  })
  const body = Buffer.from('{"request_id":"other","status":"OK"}')
  return {
    ...{ signer, asked, told, webhook, body },
    pass: (milliseconds: number) => {
      time += milliseconds
    },
    send: (how: Delivery = 'good', id = 'request-1') => webhook.verify(signer.headers(id, body, how), body),
  }
}

t.test('only what fal has signed is news', async (t) => {
  const table: [how: Delivery, verdict: 'accepted' | 'refused'][] = [
    ['good', 'accepted'],
    ['bad-signature', 'refused'],
    ['other-body', 'refused'],
    ['wrong-key', 'refused'],
    ['old', 'refused'],
    ['from-tomorrow', 'refused'],
    ['unsigned', 'refused'],
  ]
  for (const [how, verdict] of table) {
    const { send, told } = receive()
    t.equal(await send(how), verdict, how)
    t.strictSame(told, verdict === 'accepted' ? ['request-1'] : [], 'by the head, never by the body')
  }
})

t.test('the same message twice is news twice, and the same an hour later is none', async (t) => {
  const { signer, webhook, body, told, pass } = receive()
  const headers = signer.headers('request-1', body)
  t.equal(await webhook.verify(headers, body), 'accepted')
  t.equal(await webhook.verify(headers, body), 'accepted')
  pass(300_000)
  t.equal(await webhook.verify(headers, body), 'accepted', 'up to five minutes')
  pass(1000)
  t.equal(await webhook.verify(headers, body), 'refused')
  t.equal(told.length, 3)
})

t.test('heads that are none', async (t) => {
  const { signer, webhook, body, asked } = receive()
  const good = signer.headers('request-1', body)
  const broken: Record<string, string | string[] | undefined>[] = [
    { 'x-fal-webhook-request-id': '../../etc' },
    { 'x-fal-webhook-request-id': undefined },
    { 'x-fal-webhook-user-id': '' },
    { 'x-fal-webhook-timestamp': 'noon' },
    { 'x-fal-webhook-timestamp': '' },
    { 'x-fal-webhook-signature': 'abc' },
    { 'x-fal-webhook-signature': ['a', 'b'] },
  ]
  for (const head of broken) t.equal(await webhook.verify({ ...good, ...head }, body), 'refused', JSON.stringify(head))
  t.equal(asked.length, 0, 'fal is not asked for its keys because of them')
})

t.test('keys are fetched once a day', async (t) => {
  const { send, asked, pass } = receive()
  await Promise.all([send(), send(), send()])
  pass(day - 1000)
  await send()
  t.equal(asked.length, 1)
  pass(2000)
  t.equal(await send(), 'accepted')
  t.equal(asked.length, 2)
})

t.test('new keys are found at the first message they sign', async (t) => {
  const { send, asked, signer, pass } = receive()
  await send()
  signer.rotate()
  pass(minute)
  t.equal(await send(), 'accepted')
  t.equal(asked.length, 2)
})

t.test('garbage does not make us hammer fal', async (t) => {
  const { send, asked, pass } = receive()
  for (let each = 0; each < 100; each += 1) t.equal(await send('wrong-key'), 'refused')
  t.equal(asked.length, 1)
  pass(minute)
  await Promise.all(Array.from({ length: 50 }, () => send('wrong-key')))
  t.equal(asked.length, 2)
  t.equal(await send(), 'accepted', 'and what is good still comes through')
})

t.test('keys that cannot be had are no keys, and old ones not for ever', async (t) => {
  let isAway = true
  const receiver = receive({
    answer: () => (isAway ? new Response('no', { status: 503 }) : Response.json(receiver.signer.jwks())),
  })
  const { send, pass, asked } = receiver
  t.equal(await send(), 'refused')
  isAway = false
  t.equal(await send(), 'refused', 'asked for once a minute')
  pass(minute)
  t.equal(await send(), 'accepted')
  isAway = true
  pass(day + 1)
  t.equal(await send(), 'refused')
  t.equal(asked.length, 3)
})

t.test('keys of another kind are left alone', async (t) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const { publicKey: other } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const keys = [other, publicKey].map((each) => each.export({ format: 'jwk' }))
  const { webhook, body } = receive({ answer: () => Response.json({ keys: [{ kty: 'new' }, ...keys] }) })
  const timestamp = String(noon / 1000)
  const text = ['request-1', 'user-1', timestamp, createHash('sha256').update(body).digest('hex')].join('\n')
  const head = {
    'x-fal-webhook-request-id': 'request-1',
    'x-fal-webhook-user-id': 'user-1',
    'x-fal-webhook-timestamp': timestamp,
    'x-fal-webhook-signature': sign(null, Buffer.from(text), privateKey).toString('hex'),
  }
  t.equal(await webhook.verify(head, body), 'accepted')
})

t.test('fal shows its keys at its own address', async (t) => {
  const { send, asked } = receive()
  await send()
  t.strictSame(asked, ['https://rest.fal.ai/.well-known/jwks.json'])
  t.equal(falJwksUrl('http://127.0.0.1:9/fal/'), 'http://127.0.0.1:9/fal/rest/.well-known/jwks.json')
})

async function serve(t: Test, falWebhook: Parameters<typeof createFalWebhook>[0]) {
  const server = createHttpServer({ logger: pino({ level: 'silent' }) })
  t.teardown(() => server.close())
  await server.register(falWebhookRoutes, { falWebhook: createFalWebhook(falWebhook) })
  return server
}

t.test('the route takes bytes as they are', async (t) => {
  const { signer, body, told } = receive()
  const server = await serve(t, {
    now: () => noon,
    onNews: (id) => told.push(id),
    fetch: async () => Response.json(signer.jwks()),
  })
  const url = '/webhooks/fal'
  const types = ['application/json', 'text/plain', 'application/x-www-form-urlencoded']
  for (const type of types) {
    const headers = { ...signer.headers('request-1', body), 'content-type': type }
    const answer = await server.inject({ method: 'POST', url, headers, payload: body })
    t.match(answer, { statusCode: 200, body: '' }, type)
  }
  const odd = Buffer.from('{"not": json')
  const headers = { ...signer.headers('request-2', odd), 'content-type': 'application/json' }
  t.equal((await server.inject({ method: 'POST', url, headers, payload: odd })).statusCode, 200)
  t.strictSame(told, ['request-1', 'request-1', 'request-1', 'request-2'])

  const bad = { ...signer.headers('request-1', body, 'wrong-key'), 'content-type': 'application/json' }
  const refused = await server.inject({ method: 'POST', url, headers: bad, payload: body })
  t.match(refused, { statusCode: 401 })
  t.match(refused.json(), { status: 'error', failure_reason: 'not_signed_in', details: /signature/ })
  t.equal((await server.inject({ method: 'POST', url })).statusCode, 401, 'nothing at all')

  const large = Buffer.alloc(256 * 1024 + 1, 32)
  const tooLarge = { ...signer.headers('request-3', large), 'content-type': 'application/json' }
  t.equal((await server.inject({ method: 'POST', url, headers: tooLarge, payload: large })).statusCode, 413)
  t.equal(told.length, 4)
})

t.test('a message from fal ends the wait, also one that comes before the answer to the submit', async (t) => {
  for (const step of ['webhook', 'webhook-early', 'webhook-duplicate', 'webhook-payload-error']) {
    const told: string[] = []
    let tell: (id: string) => void = () => {}
    let jwks: () => object = () => ({})
    const server = await serve(t, {
      onNews: (id) => {
        told.push(id)
        tell(id)
      },
      fetch: async () => Response.json(jwks()),
    })
    const webhookUrl = `${await server.listen({ host: '127.0.0.1', port: 0 })}/webhooks/fal`
    // No time passes: without news it would wait for ever.
    const { emulator, fal, edit, news, submits, calls } = await startFal(t, {
      clock: createTestClock({ standsStill: true }),
      webhookUrl,
    })
    tell = news.tell
    jwks = fal.signer.jwks
    emulator.play('fal', [step])
    const attempt = testAttempt()
    const image = await edit({ attempt, settings: { model, prompt } })
    t.equal(image.type, 'image/jpeg', step)
    t.equal(told[0], attempt.remembered[0]?.id)
    t.strictSame([submits(), calls('GET', /status/).length], [1, 1])
    t.ok((await fal.delivered()).every((status) => status === 200))
    t.equal(await fal.tellAgain('bad-signature'), 401)
    t.equal(await fal.tellAgain('old'), 401)
    t.equal(await fal.tellAgain('good'), 200, 'and once more is harmless')
  }
})
