import net from 'node:net'
import t, { type Test } from 'tap'
import { buildDslrRequest } from '../../src/cli/dslr-request.ts'
import { ConnectionFailure, postPhoto } from '../../src/cli/post-photo.ts'

const boundary = '------------090306000104030805010400'
const photo = { bytes: Buffer.from('a small photo'), filename: 'IMG_0003.JPG', type: 'image/jpeg' }
const large = { ...photo, bytes: Buffer.alloc(20 * 1024 ** 2, 7) }
const askForBody = 'HTTP/1.1 100 Continue\r\n\r\n'

const final = (status: string, body: string) =>
  `HTTP/1.1 ${status}\r\ncontent-type: text/plain\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`

interface RawConnection {
  socket: net.Socket
  received: () => Buffer
}

/** A server that knows nothing of HTTP: `onHead` runs when a head is complete, `onBytes` at everything after it. */
async function listen(
  t: Test,
  handlers: { onHead: (line: RawConnection) => void; onBytes?: (line: RawConnection) => void },
): Promise<{ url: URL; received: () => Buffer; closed: Promise<void> }> {
  const chunks: Buffer[] = []
  const received = () => Buffer.concat(chunks)
  const closed = Promise.withResolvers<void>()
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    let hasHead = false
    socket.on('error', () => {})
    socket.on('close', () => closed.resolve())
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      const line = { socket, received }
      if (hasHead) return handlers.onBytes?.(line)
      if (!received().includes('\r\n\r\n')) return
      hasHead = true
      handlers.onHead(line)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as net.AddressInfo
  return { url: new URL(`http://127.0.0.1:${port}/echo?session=42`), received, closed: closed.promise }
}

/** Time stands still until the test moves it. */
function createStillClock() {
  const timers = new Map<() => void, number>()
  return {
    monotonic: () => 0,
    after(milliseconds: number, callBack: () => void) {
      timers.set(callBack, milliseconds)
      return () => void timers.delete(callBack)
    },
    waits: () => [...timers.values()],
    fire() {
      for (const callBack of timers.keys()) callBack()
    },
  }
}

t.test('the bytes on the wire are the head of the capture and the body, and nothing else', async (t) => {
  const request = buildDslrRequest({ photo, password: '123456', boundary })
  const body = Buffer.concat(request.body)
  const { url, received } = await listen(t, {
    onHead: ({ socket }) => void socket.write(askForBody),
    onBytes: ({ socket, received }) => {
      if (received().includes(`--${boundary}--\r\n`)) socket.write(final('200 OK', 'done'))
    },
  })
  let asked = 0
  const answer = await postPhoto(url, request, { onContinue: () => (asked += 1) })

  t.equal(
    received().toString(),
    'POST /echo?session=42 HTTP/1.1\r\n' +
      `Host: ${url.host}\r\n` +
      `content-type: multipart/form-data; boundary=${boundary}\r\n` +
      `content-length: ${body.length}\r\n` +
      'expect: 100-continue\r\n' +
      `\r\n${body.toString()}`,
  )
  t.equal(asked, 1)
  t.match(answer, { status: 200, headers: { 'content-type': 'text/plain' }, body: Buffer.from('done') })
  const { continueMs, firstByteMs, totalMs } = answer.timings
  t.ok(continueMs !== null && continueMs > 0 && continueMs <= firstByteMs && firstByteMs <= totalMs, 'times in order')
})

t.test('a refusal by the head is final: not one byte of the body is sent', async (t) => {
  for (const status of ['404 Not Found', '413 Payload Too Large', '429 Too Many Requests']) {
    const request = buildDslrRequest({ photo: large, boundary })
    const clock = createStillClock()
    const { url, received, closed } = await listen(t, {
      onHead: ({ socket }) => void socket.write(final(status, 'no')),
    })
    const answer = await postPhoto(url, request, { clock })
    await closed
    t.equal(`${answer.status} ${answer.body.toString()}`, `${status.slice(0, 3)} no`)
    t.ok(received().toString().endsWith('expect: 100-continue\r\n\r\n'), `${status}: the head is all that came`)
    t.equal(answer.timings.continueMs, null)
    t.strictSame(clock.waits(), [], 'nothing is left waiting')
  }
})

t.test('a server that never says 100 gets the body after a second', async (t) => {
  const request = buildDslrRequest({ photo, boundary })
  const clock = createStillClock()
  const { url, received } = await listen(t, {
    onHead() {
      t.strictSame(clock.waits(), [1000])
      clock.fire()
    },
    onBytes: ({ socket, received }) => {
      if (received().includes(`--${boundary}--\r\n`)) socket.write(askForBody + final('200 OK', 'done'))
    },
  })
  const answer = await postPhoto(url, request, { clock })
  t.equal(answer.status, 200)
  const [, ...bodies] = received().toString().split('\r\n\r\n')
  t.equal(bodies.join('\r\n\r\n'), Buffer.concat(request.body).toString(), 'a late 100 does not send it again')
})

t.test('a refusal in the middle of the upload is read, however the server hangs up', async (t) => {
  const hangUps: Record<string, (socket: net.Socket) => void> = {
    'stays open': () => {},
    'closes its side': (socket) => void socket.end(),
    'resets the line': (socket) => void socket.resetAndDestroy(),
  }
  for (const [how, hangUp] of Object.entries(hangUps)) {
    const { url, received } = await listen(t, {
      onHead: ({ socket }) => void socket.write(askForBody),
      onBytes({ socket }) {
        socket.pause()
        socket.write(final('413 Payload Too Large', 'too large'), () => hangUp(socket))
      },
    })
    const answer = await postPhoto(url, buildDslrRequest({ photo: large, boundary }))
    t.equal(`${answer.status} ${answer.body.toString()}`, '413 too large', how)
    t.ok(received().length < large.bytes.length, `${how}: the upload was cut short`)
  }
})

t.test('a server that goes away is told apart from one that answers', async (t) => {
  const halfAnAnswer = 'HTTP/1.1 200 OK\r\ncontent-type: image/jpeg\r\ncontent-length: 1000\r\n\r\nhalf'
  const cases: [what: string, act: (socket: net.Socket) => void, answerHadBegun: boolean][] = [
    ['at once', (socket) => socket.destroy(), false],
    ['in the middle of its answer', (socket) => socket.end(halfAnAnswer), true],
    ['by a reset in the middle of it', (socket) => socket.write(halfAnAnswer, () => socket.resetAndDestroy()), true],
  ]
  for (const [what, act, answerHadBegun] of cases) {
    const { url } = await listen(t, { onHead: ({ socket }) => act(socket) })
    const failure = await postPhoto(url, buildDslrRequest({ photo })).catch((error: unknown) => error)
    t.ok(failure instanceof ConnectionFailure, what)
    t.match(failure, { code: 'ECONNRESET', answerHadBegun }, what)
  }
})

t.test('nobody at the address is a failure with its code', async (t) => {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  const posting = postPhoto(new URL(`http://127.0.0.1:${port}/`), buildDslrRequest({ photo }))
  await t.rejects(posting, { name: 'ConnectionFailure', code: 'ECONNREFUSED', answerHadBegun: false })
})

t.test('giving up rejects with the reason and closes the line, before and during the answer', async (t) => {
  const beginnings = ['', 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf']
  for (const beginning of beginnings) {
    const controller = new AbortController()
    const reason = new Error('the booth would not wait longer')
    const { url, closed } = await listen(t, {
      onHead: ({ socket }) => void socket.write(askForBody + beginning),
      onBytes: () => controller.abort(reason),
    })
    await t.rejects(postPhoto(url, buildDslrRequest({ photo }), { signal: controller.signal }), reason)
    await closed
  }
})
