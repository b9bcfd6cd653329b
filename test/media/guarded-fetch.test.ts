import { once } from 'node:events'
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo, LookupFunction } from 'node:net'
import { gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { buildConnector } from 'undici'
import { createGuardedFetch, type GuardedAnswer } from '../../src/media/guarded-fetch.ts'
import { certificate } from '../support/certificate.ts'
import { createTestClock } from '../support/test-clock.ts'

const publicAddress = { address: '93.184.216.34', family: 4 }
const never = new AbortController().signal
const mostBytes = 100_000

type Resolve = (host: string) => Promise<{ address: string; family: number }[]>

/**
 * A server that stands for the whole open internet: whatever public address is connected to, it answers. `dialled` is
 * what would have been connected to.
 */
async function startInternet(t: Test, answer: RequestListener, options: { resolve?: Resolve; trusts?: string[] } = {}) {
  const requests: IncomingMessage[] = []
  const server = https.createServer(certificate, (request, reply) => {
    requests.push(request)
    answer(request, reply)
  })
  const port = await listen(t, server)
  const dialled: string[] = []
  const resolved: string[] = []
  const clock = createTestClock({ standsStill: true })
  const resolve = options.resolve ?? (async () => [publicAddress])

  function toServer(lookup: LookupFunction): LookupFunction {
    return (host, how, done) =>
      lookup(host, { ...how, all: true }, (error, found) => {
        const addresses = found as { address: string }[]
        dialled.push(...addresses.map(({ address }) => address))
        done(error, [{ address: '127.0.0.1', family: 4 }])
      })
  }

  const guarded = createGuardedFetch({
    trustedOrigins: options.trusts ?? [],
    clock,
    async resolve(host) {
      resolved.push(host)
      return resolve(host)
    },
    buildConnector(connectOptions) {
      const { lookup } = connectOptions as { lookup: LookupFunction }
      const connect = buildConnector({ ...connectOptions, ca: certificate.cert, lookup: toServer(lookup) } as never)
      return (target, callback) => {
        if (target.protocol === 'http:') return connect(target, callback)
        if (target.hostname !== publicAddress.address) return connect({ ...target, port: String(port) }, callback)
        dialled.push(target.hostname)
        return connect({ ...target, hostname: '127.0.0.1', port: String(port) }, callback)
      }
    },
  })
  t.teardown(() => guarded.close())
  return { ...guarded, clock, dialled, resolved, requests }
}

async function listen(t: Test, server: http.Server | https.Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

async function textOf({ body }: GuardedAnswer): Promise<string> {
  const pieces = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

const because = (reason: string, message: RegExp | string = /./) => ({ name: 'GuardedFetchError', reason, message })

/** Resolves when the server has noticed that its caller is gone. */
const isLeft = ({ socket }: IncomingMessage) => new Promise((resolve) => socket.once('close', resolve))

const ok: RequestListener = (_request, reply) => void reply.end('a picture')

t.test('a picture on the open internet comes through, over a connection to what was checked', async (t) => {
  const { fetch, dialled, resolved, requests } = await startInternet(t, ok)
  const answer = await fetch('https://pictures.example/a.png?sig=1#part', { signal: never, mostBytes })
  t.match(answer, { status: 200, url: 'https://pictures.example/a.png?sig=1#part', headers: { 'content-length': '9' } })
  t.equal(await textOf(answer), 'a picture')
  t.equal(await textOf(await fetch('https://93.184.216.34/', { signal: never, mostBytes })), 'a picture')
  t.same(dialled, ['93.184.216.34', '93.184.216.34'])
  t.same(resolved, ['pictures.example'], 'once; an address needs no resolving')
  t.match(requests[0], {
    httpVersion: '1.1',
    url: '/a.png?sig=1',
    headers: { host: 'pictures.example', connection: 'close' },
  })
})

t.test('what is not on the open internet is not even connected to', async (t) => {
  const { fetch, dialled, resolved } = await startInternet(t, ok)
  const addresses = [
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://017700000001/',
    'https://%31%32%37.0.0.1/',
    'https://①②⑦.⓪.⓪.①/',
    'https://127。0。0。1/',
    'https://0/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://168.63.129.16/',
    'https://100.64.0.1/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[0:0:0:0:0:ffff:a00:1]/',
    'https://[64:ff9b::a00:1]/',
    'https://[2002:a00:1::]/',
    'https://[fe80::1]/',
    'https://[fe80::1%25eth0]/',
    'https://[fd00:ec2::254]/',
    'http://pictures.example/',
    'http://127.0.0.1:9000/',
    'https://pictures.example:22/',
    'https://pictures.example:8443/',
    'https://user@pictures.example/',
    'https://:word@pictures.example/',
    'ftp://pictures.example/',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    'blob:https://pictures.example/1',
    '//pictures.example/',
    'pictures.example',
    '',
    `https://pictures.example/${'a'.repeat(9000)}`,
  ]
  for (const address of addresses) {
    await t.rejects(fetch(address, { signal: never, mostBytes }), because('blocked'), address.slice(0, 60))
  }
  t.same({ dialled, resolved }, { dialled: [], resolved: [] })
})

t.test('a name is refused when one of its addresses is not public', async (t) => {
  const answers = [
    [{ address: '127.0.0.1', family: 4 }],
    [publicAddress, { address: '10.0.0.1', family: 4 }],
    [publicAddress, { address: '::1', family: 6 }],
    [{ address: '::ffff:93.184.216.34', family: 6 }],
    [{ address: '64:ff9b::5db8:d822', family: 6 }],
  ]
  for (const answer of answers) {
    const { fetch, dialled } = await startInternet(t, ok, { resolve: async () => answer })
    const fetching = fetch('https://pictures.example/', { signal: never, mostBytes })
    await t.rejects(fetching, because('blocked'), JSON.stringify(answer))
    t.same(dialled, [])
  }
})

t.test('a name that changes its meaning after the check changes nothing', async (t) => {
  let asked = 0
  const resolve: Resolve = async () => {
    asked += 1
    return asked === 1 ? [publicAddress] : [{ address: '127.0.0.1', family: 4 }]
  }
  const { fetch, dialled } = await startInternet(t, ok, { resolve })
  await textOf(await fetch('https://pictures.example/', { signal: never, mostBytes }))
  t.equal(asked, 1)
  await t.rejects(fetch('https://pictures.example/', { signal: never, mostBytes }), because('blocked'))
  t.same(dialled, ['93.184.216.34'], 'and the connection of before is not used again')
})

const redirect = (location: string, status = 302): RequestListener => {
  return (_request, reply) => void reply.writeHead(status, { location }).end('over there')
}

t.test('a redirect is checked like a first address', async (t) => {
  for (const location of [
    'https://127.0.0.1/',
    'http://127.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::ffff:10.0.0.1]/',
    'https://[64:ff9b::a00:1]/',
    'http://pictures.example/',
    '//user:word@pictures.example/',
    '//pictures.example:9000/',
    'file:///etc/passwd',
    'https://',
  ]) {
    const { fetch, dialled, requests } = await startInternet(t, redirect(location))
    const fetching = fetch('https://pictures.example/', { signal: never, mostBytes })
    await t.rejects(fetching, because('blocked'), location)
    t.same([dialled.length, requests.length], [1, 1], location)
  }
  const rebinding = await startInternet(t, redirect('/again'), {
    resolve: async () => [rebinding.resolved.length === 1 ? publicAddress : { address: '127.0.0.1', family: 4 }],
  })
  const fetching = rebinding.fetch('https://pictures.example/', { signal: never, mostBytes })
  await t.rejects(fetching, because('blocked'), 'the same name, another address')
})

/** pictures.example sends its callers on, so many times; what comes then is a picture. */
const redirects = (count: number, to = (path: string) => path): RequestListener => {
  return (request, reply) => {
    const done = Number(request.url?.slice(1))
    if (done === count) reply.end('a picture')
    else reply.writeHead(307, { location: to(`/${done + 1}`) }).end()
  }
}

t.test('three redirects are followed, and no more', async (t) => {
  const three = await startInternet(t, redirects(3))
  const answer = await three.fetch('https://pictures.example/0', { signal: never, mostBytes })
  t.match(answer, { status: 200, url: 'https://pictures.example/3' })
  t.equal(await textOf(answer), 'a picture')
  const more = { signal: never, mostBytes, mostRedirects: 2 }
  await t.rejects(three.fetch('https://pictures.example/0', more), because('too_many_redirects'))
  const endless = await startInternet(t, redirects(Number.POSITIVE_INFINITY))
  const fetching = endless.fetch('https://pictures.example/0', { signal: never, mostBytes })
  await t.rejects(fetching, because('too_many_redirects'))
  t.equal(endless.requests.length, 4)
})

t.test('other answers than redirects are handed on as they are', async (t) => {
  for (const [status, headers] of [
    [404, {}],
    [304, { location: 'https://other.example/' }],
    [302, {}],
    [503, { 'retry-after': '3' }],
  ] as const) {
    const { fetch, requests } = await startInternet(t, (_request, reply) => void reply.writeHead(status, headers).end())
    const answer = await fetch('https://pictures.example/', { signal: never, mostBytes })
    t.match(answer, { status, headers })
    t.equal(await textOf(answer), '')
    t.equal(requests.length, 1)
  }
})

t.test('a key is told to the first origin and to nobody else, not even on the way back', async (t) => {
  const hosts = ['pictures', 'pictures', 'other', 'pictures']
  const there = (path: string) => `https://${hosts[Number(path.slice(1))]}.example${path}`
  const { fetch, requests } = await startInternet(t, redirects(3, there))
  const headers = { Authorization: 'Key secret', 'X-Api-Key': 'secret', 'Accept-Encoding': 'gzip' }
  await textOf(await fetch('https://pictures.example/0', { signal: never, mostBytes, headers }))
  const told = requests.map(({ headers: { host, authorization, 'x-api-key': key } }) => [host, authorization, key])
  t.same(told, [
    ['pictures.example', 'Key secret', 'secret'],
    ['pictures.example', 'Key secret', 'secret'],
    ['other.example', undefined, undefined],
    ['pictures.example', undefined, undefined],
  ])
  for (const { headers: seen } of requests) t.equal(seen['accept-encoding'], 'identity')
})

t.test('more than wanted is not read, whatever its length was said to be', async (t) => {
  const told = await startInternet(t, (_request, reply) => {
    reply.writeHead(200, { 'content-length': mostBytes + 1 }).write('x')
  })
  await t.rejects(told.fetch('https://pictures.example/', { signal: never, mostBytes }), because('too_large'))
  const untold = await startInternet(t, (_request, reply) => pour(reply, Number.POSITIVE_INFINITY))
  const answer = await untold.fetch('https://pictures.example/', { signal: never, mostBytes })
  const left = isLeft(untold.requests[0] as IncomingMessage)
  await t.rejects(textOf(answer), because('too_large'))
  await left
  const oneMore = await startInternet(t, (_request, reply) => pour(reply, mostBytes + 1))
  const overfull = await oneMore.fetch('https://pictures.example/', { signal: never, mostBytes })
  await t.rejects(textOf(overfull), because('too_large'))
  const exact = await startInternet(t, (_request, reply) => pour(reply, mostBytes))
  const fits = await exact.fetch('https://pictures.example/', { signal: never, mostBytes })
  t.equal((await textOf(fits)).length, mostBytes)
})

/** As many bytes as are taken, in pieces and without saying how many. */
function pour(reply: ServerResponse, bytes: number): void {
  let rest = bytes
  const more = () => {
    while (rest > 0) {
      const piece = Math.min(rest, 16_000)
      rest -= piece
      if (!reply.write('x'.repeat(piece))) return
    }
    reply.end()
  }
  reply.on('drain', more)
  more()
}

t.test('a compressed answer is refused: nobody asked, and it may be a bomb', async (t) => {
  const bomb = gzipSync(Buffer.alloc(10_000_000))
  for (const coding of ['gzip', 'GZIP', 'br', 'identity, gzip']) {
    const { fetch } = await startInternet(t, (_request, reply) => {
      reply.writeHead(200, { 'content-encoding': coding }).end(bomb)
    })
    const fetching = fetch('https://pictures.example/', { signal: never, mostBytes })
    await t.rejects(fetching, because('failed', /compressed/), coding)
  }
})

t.test('an answer that trickles is read until the signal ends it', async (t) => {
  let trickle = () => {}
  const { fetch, clock, requests } = await startInternet(t, (_request, reply) => {
    trickle = () => void reply.write('x')
    trickle()
  })
  const controller = new AbortController()
  const answer = await fetch('https://pictures.example/', { signal: controller.signal, mostBytes })
  const left = isLeft(requests[0] as IncomingMessage)
  const pieces = answer.body[Symbol.asyncIterator]()
  await pieces.next()
  for (let count = 0; count < 10; count += 1) {
    const piece = pieces.next()
    clock.advance(14_000)
    trickle()
    t.equal((await piece).value?.length, 1)
  }
  const reason = new Error('the window is over')
  const last = pieces.next()
  controller.abort(reason)
  await t.rejects(last, reason)
  await left
})

t.test('silence ends a fetch, wherever it falls', async (t) => {
  const silent = Promise.withResolvers<never>()
  const nameless = await startInternet(t, ok, { resolve: () => silent.promise })
  const resolving = nameless.fetch('https://pictures.example/', { signal: never, mostBytes })
  nameless.clock.advance(15_000)
  await t.rejects(resolving, because('unsent'), 'no name')

  const asked = Promise.withResolvers<IncomingMessage>()
  const headless = await startInternet(t, asked.resolve)
  const asking = headless.fetch('https://pictures.example/', { signal: never, mostBytes })
  const leftHeadless = isLeft(await asked.promise)
  headless.clock.advance(15_000)
  await t.rejects(asking, because('failed'), 'no head')
  await leftHeadless

  const begins: RequestListener = (_request, reply) => void reply.write('x')
  const stalled = await startInternet(t, begins)
  const pieces = (await stalled.fetch('https://pictures.example/', { signal: never, mostBytes })).body[
    Symbol.asyncIterator
  ]()
  await pieces.next()
  const next = pieces.next()
  stalled.clock.advance(15_000)
  await t.rejects(next, because('failed', 'pictures.example: nothing for 15000 ms'), 'no more')

  const unread = await startInternet(t, begins)
  await unread.fetch('https://pictures.example/', { signal: never, mostBytes })
  const leftUnread = isLeft(unread.requests[0] as IncomingMessage)
  unread.clock.advance(15_000)
  await leftUnread
})

t.test('a reader who takes his time is not silence', async (t) => {
  const { fetch, clock } = await startInternet(t, (_request, reply) => pour(reply, 90_000))
  let bytes = 0
  for await (const piece of (await fetch('https://pictures.example/', { signal: never, mostBytes })).body) {
    bytes += piece.length
    clock.advance(60_000)
  }
  t.equal(bytes, 90_000)
})

t.test('what breaks is told apart by whether anybody has heard the request', async (t) => {
  const reset = await startInternet(t, (request) => void request.socket.destroy())
  await t.rejects(reset.fetch('https://pictures.example/', { signal: never, mostBytes }), because('failed'))

  const half: RequestListener = (request, reply) => {
    reply.writeHead(200, { 'content-length': 1000 })
    reply.write('half', () => request.socket.destroy())
  }
  const broken = await startInternet(t, half)
  const answer = await broken.fetch('https://pictures.example/', { signal: never, mostBytes })
  await t.rejects(textOf(answer), because('failed'))

  const unnamed = await startInternet(t, ok)
  const stranger = unnamed.fetch('https://stranger.example/', { signal: never, mostBytes })
  await t.rejects(stranger, because('unsent'), 'a certificate for another name')
  t.equal(unnamed.requests.length, 0)

  const nobody = await startInternet(t, ok, { resolve: async () => [] })
  await t.rejects(nobody.fetch('https://pictures.example/', { signal: never, mostBytes }), because('unsent'))
  const unknown = await startInternet(t, ok, {
    resolve: async () => Promise.reject(Object.assign(new Error('queryA'), { code: 'ENOTFOUND' })),
  })
  const fetching = unknown.fetch('https://pictures.example/a?sig=secret', { signal: never, mostBytes })
  await t.rejects(fetching, because('unsent', 'pictures.example: ENOTFOUND'))

  const server = http.createServer(ok)
  const port = await listen(t, server)
  await new Promise((resolve) => server.close(resolve))
  const away = createGuardedFetch({ trustedOrigins: [`http://127.0.0.1:${port}`] })
  const refused = away.fetch(`http://127.0.0.1:${port}/`, { signal: never, mostBytes })
  await t.rejects(refused, because('unsent', '127.0.0.1: ECONNREFUSED'))
})

t.test('breaking off closes the connection', async (t) => {
  const { fetch, requests } = await startInternet(t, (_request, reply) => pour(reply, Number.POSITIVE_INFINITY))
  const { body } = await fetch('https://pictures.example/', { signal: never, mostBytes })
  const left = isLeft(requests[0] as IncomingMessage)
  for await (const _piece of body) break
  await left
})

t.test('a signal ends it in its reason at once, and before the beginning too', async (t) => {
  const reason = new Error('the window is over')
  const asked = Promise.withResolvers<IncomingMessage>()
  const { fetch, requests } = await startInternet(t, asked.resolve)
  const controller = new AbortController()
  const fetching = fetch('https://pictures.example/', { signal: controller.signal, mostBytes })
  const left = isLeft(await asked.promise)
  controller.abort(reason)
  await t.rejects(fetching, reason)
  await left
  await t.rejects(fetch('https://pictures.example/', { signal: controller.signal, mostBytes }), reason)
  t.equal(requests.length, 1)
})

t.test('closing ends all that is under way', async (t) => {
  const asked = Promise.withResolvers<IncomingMessage>()
  const { fetch, close } = await startInternet(t, asked.resolve)
  const fetching = fetch('https://pictures.example/', { signal: never, mostBytes })
  const left = isLeft(await asked.promise)
  const refused = t.rejects(fetching, because('failed'))
  await close()
  await refused
  await left
})

t.test('an origin that the operator has named may be anywhere, and is not a door for others', async (t) => {
  const local = http.createServer((request, reply) => {
    if (request.url === '/there') redirect('/here')(request, reply)
    else if (request.url === '/out') redirect('https://pictures.example/back')(request, reply)
    else reply.end('from inside')
  })
  const origin = `http://127.0.0.1:${await listen(t, local)}`
  const backToLocal: RequestListener = redirect(`${origin}/here`)
  const { fetch } = await startInternet(t, backToLocal, { trusts: [`${origin}/some/path`] })
  for (const path of ['/here', '/there']) {
    t.equal(await textOf(await fetch(`${origin}${path}`, { signal: never, mostBytes })), 'from inside', path)
  }
  for (const address of [
    `${origin}/out`,
    'https://pictures.example/',
    `https://${origin.slice(7)}/`,
    'http://127.0.0.1:1/',
    `http://localhost:${new URL(origin).port}/`,
  ]) {
    await t.rejects(fetch(address, { signal: never, mostBytes }), because('blocked'), address)
  }
})

t.test('a POST brings its body to the address it names and to no other', async (t) => {
  const bodies: string[] = []
  const { fetch, requests } = await startInternet(t, async (request, reply) => {
    const pieces = []
    for await (const piece of request) pieces.push(piece)
    bodies.push(Buffer.concat(pieces).toString())
    if (request.url === '/moved') redirect('/here', 307)(request, reply)
    else reply.writeHead(200, { 'content-encoding': 'gzip', 'content-length': 90_000 }).write('never read')
  })
  const headers = { 'content-type': 'application/json' }
  const options = { signal: never, mostBytes: 0, headers, post: '{"schön":1}' }
  const answer = await fetch('https://pictures.example/', options)
  t.match(answer, { status: 200, url: 'https://pictures.example/' }, 'only the head of the answer counts')
  t.equal(await textOf(answer), '')
  t.match(requests[0], { method: 'POST', headers: { ...headers, 'content-length': '12' } })
  const moved = await fetch('https://pictures.example/moved', options)
  t.match(moved, { status: 307, headers: { location: '/here' } })
  t.same(bodies, ['{"schön":1}', '{"schön":1}'])
  await t.rejects(fetch('https://127.0.0.1/', options), because('blocked'))
})

t.test('a body that is sent for its answer goes through the same guard, and no redirect takes it along', async (t) => {
  const bodies: string[] = []
  const { fetch, requests, dialled } = await startInternet(t, async (request, reply) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    bodies.push(Buffer.concat(pieces).toString())
    if (request.url === '/moved') reply.writeHead(307, { location: 'https://other.example/' }).end('moved')
    else reply.end('x'.repeat(Number(request.url?.slice(1))))
  })
  const send = { method: 'PUT', body: '{"schön":1}' } as const
  const ask = async (path: string) => {
    const answer = await fetch(`https://pictures.example${path}`, { signal: never, mostBytes: 100, send })
    const pieces: Uint8Array[] = []
    for await (const piece of answer.body) pieces.push(piece)
    return { status: answer.status, text: Buffer.concat(pieces).toString() }
  }
  t.same(await ask('/3'), { status: 200, text: 'xxx' })
  t.same(bodies, [send.body])
  t.equal(requests[0]?.method, 'PUT')
  t.same(await ask('/moved'), { status: 307, text: 'moved' })
  t.equal(requests.length, 2)
  await t.rejects(ask('/101'), because('too_large'))
  const before = dialled.length
  await t.rejects(fetch('https://10.0.0.1/', { signal: never, mostBytes: 100, send }), because('blocked'))
  t.equal(dialled.length, before)
})

t.test('an address can be checked before anybody is asked', async (t) => {
  const { check } = createGuardedFetch({ trustedOrigins: ['http://127.0.0.1:9000'] })
  for (const address of ['https://pictures.example/a', 'https://93.184.216.34/', 'http://127.0.0.1:9000/b']) {
    t.doesNotThrow(() => check(address), address)
  }
  for (const address of [
    'http://pictures.example/',
    'https://10.0.0.1/',
    'https://[::1]/',
    'https://a:b@c.example/',
    '',
  ]) {
    t.throws(() => check(address), because('blocked'), address)
  }
})
