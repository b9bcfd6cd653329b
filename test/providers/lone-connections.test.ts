import { createServer, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { request } from 'undici'
import { createLoneConnections } from '../../src/providers/lone-connections.ts'
import { nobodysAddress } from './start-fal.ts'

/** A server that does one thing to every connection. */
async function listen(t: Test, serve: (socket: Socket) => void) {
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.on('error', () => {})
    serve(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { host: `127.0.0.1:${address.port}`, connections: () => connections }
}

function open(t: Test, mostAnswerBytes?: number) {
  const limit = mostAnswerBytes === undefined ? {} : { mostAnswerBytes }
  const { dispatcher, toFailure } = createLoneConnections({ name: 'some', connectMilliseconds: 5000, ...limit })
  t.teardown(() => dispatcher.destroy())
  return async function ask(url: string, { headers = {}, signal = new AbortController().signal } = {}) {
    const options = { method: 'POST', body: 'photo', headers, dispatcher, signal } as const
    try {
      return await (await request(url, options)).body.text()
    } catch (error) {
      return toFailure(error, signal)
    }
  }
}

const answering = (text: string) => (socket: Socket) => socket.once('data', () => socket.end(text))
const whole = 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndone'

t.test(
  'what happens before there is a connection was never sent, and what comes later may have been heard',
  async (t) => {
    const hangUp = await listen(t, (socket) => socket.destroy())
    const reset = await listen(t, (socket) => socket.once('data', () => socket.resetAndDestroy()))
    const nonsense = await listen(t, answering('what?\r\n\r\n'))
    const half = await listen(t, answering(whole.slice(0, -2)))
    const long = await listen(t, answering(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(200)}`))
    const cases: [url: string, kind: string][] = [
      [await nobodysAddress(), 'network_unsent'],
      ['http://nobody.invalid', 'network_unsent'],
      [`https://${hangUp.host}`, 'network_unsent'],
      [`https://${nonsense.host}`, 'network_unsent'],
      [`http://${reset.host}`, 'network_unknown'],
      [`http://${half.host}`, 'network_unknown'],
      [`http://${nonsense.host}`, 'malformed'],
      [`http://${long.host}`, 'malformed'],
    ]
    const ask = open(t, 100)
    for (const [url, kind] of cases) t.match(await ask(url), { kind, message: /^some: / }, url)
  },
)

t.test('a header that none can have is the key, which nobody repeats', async (t) => {
  const failure = await open(t)('http://127.0.0.1:1', { headers: { authorization: 'Bearer a\nb' } })
  t.match(failure, { kind: 'auth', message: 'some: the key is not a possible key' })
})

t.test('every request has a connection of its own', async (t) => {
  const server = await listen(t, (socket) => socket.on('data', () => socket.write(whole)))
  const ask = open(t)
  for (const _ of [1, 2, 3]) t.equal(await ask(`http://${server.host}`), 'done')
  t.equal(server.connections(), 3)
})

t.test('what we ended ourselves has our reason', async (t) => {
  const reason = new Error('enough')
  const controller = new AbortController()
  const server = await listen(t, (socket) => socket.once('data', () => controller.abort(reason)))
  t.equal(await open(t)(`http://${server.host}`, { signal: controller.signal }), reason)
})

t.test('a fault of ours stays one', async (t) => {
  const { toFailure } = createLoneConnections({ name: 'some', connectMilliseconds: 1 })
  const bug = new TypeError('x is not a function')
  t.equal(toFailure(bug, new AbortController().signal), bug)
})
