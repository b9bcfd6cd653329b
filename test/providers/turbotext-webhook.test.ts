import fastify from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import t, { type Test } from 'tap'
import { turbotextWebhookRoutes } from '../../src/providers/turbotext/turbotext-webhook-routes.ts'
import { until } from './outcome.ts'
import { nameOf, requireImage, startTurbotext } from './start-turbotext.ts'

const token = 'abcdefghijklmnopqrstuvwxyz_-0123'

async function startReceiver(t: Test, onNews: (token: string) => void) {
  const server = fastify()
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  await server.register(turbotextWebhookRoutes, { onNews })
  t.teardown(() => server.close())
  return server
}

t.test('news are heard, whatever they say and however they say it', async (t) => {
  const heard: string[] = []
  const server = await startReceiver(t, (news) => heard.push(news))
  const bodies: [type: string | undefined, payload: string | undefined][] = [
    ['application/json', '{"success":true}'],
    ['application/json', 'no json'],
    ['application/x-www-form-urlencoded', 'a=b'],
    ['text/html; charset=utf-8', '<b>'],
    [undefined, '{"success":true}'],
    [undefined, undefined],
  ]
  for (const [type, payload] of bodies) {
    const { statusCode, body } = await server.inject({
      method: 'POST',
      url: `/webhooks/turbotext/${token}`,
      ...(payload !== undefined && { payload }),
      headers: type === undefined ? {} : { 'content-type': type },
    })
    t.same([statusCode, body], [200, ''], `${type} ${payload}`)
  }
  t.same(heard, Array(bodies.length).fill(token))
})

t.test('nonsense is refused', async (t) => {
  const heard: string[] = []
  const server = await startReceiver(t, (news) => heard.push(news))
  const refusals: [url: string, payload: string, status: number][] = [
    ['/webhooks/turbotext/short', '{}', 400],
    [`/webhooks/turbotext/${token}x`, '{}', 400],
    [`/webhooks/turbotext/${token.slice(1)}%2f`, '{}', 400],
    ['/webhooks/turbotext/', '{}', 400],
    [`/webhooks/turbotext/${token}`, 'x'.repeat(65_537), 413],
  ]
  for (const [url, payload, status] of refusals) {
    const { statusCode } = await server.inject({ method: 'POST', url, payload })
    t.equal(statusCode, status, url)
  }
  t.same(heard, [])
})

/** A gateway that the service can tell something. */
async function startTold(t: Test) {
  const tokens: string[] = []
  let tell = (_token: string) => {}
  const server = await startReceiver(t, (news) => {
    tokens.push(news)
    tell(news)
  })
  const origin = await server.listen({ host: '127.0.0.1', port: 0 })
  const gateway = await startTurbotext(t, { webhookUrl: `${origin}/webhooks/turbotext` })
  tell = gateway.news.tell
  return { ...gateway, tokens }
}

t.test('work that is done is fetched as soon as the service says so', async (t) => {
  const gateway = await startTold(t)
  const { outcome, attempt } = await gateway.edit({
    // The news may come before the work is written down.
    onRemember: () => until(() => gateway.tokens.length > 0),
  })
  requireImage(outcome)
  t.match(attempt.remembered, [{ id: /^[\w-]{32}$/, queue: /^\d+$/ }])
  t.same(gateway.tokens, [attempt.remembered[0]?.id])
  t.equal(gateway.clock.monotonic(), 1000, 'one second after it was handed in, and no earlier: the service wants it so')
  t.equal(gateway.looks(), 1, 'and it was asked: news are not believed')
})

t.test('news that are wrong, come twice or never change nothing', async (t) => {
  const news: [step: string, tokens: number, milliseconds: number][] = [
    ['webhook-wrong', 1, 2500],
    ['webhook-twice', 2, 1000],
    ['webhook-never', 0, 2500],
  ]
  for (const [step, tokens, milliseconds] of news) {
    const gateway = await startTold(t)
    gateway.emulator.play('turbotext', [step])
    const { outcome } = await gateway.edit({ onRemember: () => until(() => gateway.tokens.length === tokens) })
    t.equal(nameOf(outcome), 'done', step)
    t.equal(gateway.submits(), 1, step)
    t.equal(gateway.clock.monotonic(), milliseconds, step)
  }
})

t.test('every photo has its own token', async (t) => {
  const gateway = await startTold(t)
  const ids = [(await gateway.edit()).attempt, (await gateway.edit()).attempt].map(
    ({ remembered }) => remembered[0]?.id,
  )
  t.not(ids[0], ids[1])
})
