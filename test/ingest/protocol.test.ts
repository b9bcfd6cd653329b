import t, { type Test } from 'tap'
import { sql } from '../../src/drizzle.ts'
import { fakeChain, gatedProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { boundary, formBody, formType, photoForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { connectRaw } from '../support/raw-http.ts'

interface HeadOptions {
  slot?: string
  length?: number | string
  extra?: string[]
}

const head = ({ slot = 'slot-001', length = 1000, extra = [] }: HeadOptions = {}) =>
  [
    `POST /ingest/${slot} HTTP/1.1`,
    'Host: localhost:8080',
    `content-type: ${formType}`,
    `content-length: ${length}`,
    ...extra,
    '',
    '',
  ].join('\r\n')

const expectContinue = ['expect: 100-continue']

async function connect(t: Test, gateway: TestGateway) {
  const line = await connectRaw(gateway.port)
  t.teardown(() => line.destroy())
  return line
}

async function countJobs({ database }: TestGateway): Promise<number> {
  const { rows } = await database.execute<{ count: number }>(sql`select count(*)::int as count from jobs`)
  return rows[0]?.count ?? -1
}

t.test('a photo as DSLR Remote Pro 3.30.2 sends it is answered with the picture', async (t) => {
  const gateway = await startTestGateway(t)
  const photo = await jpeg(640, 480)
  const captured = {
    time: '1758217512',
    user_id: 'Acer',
    id: 'CY04N068111304S2L_00000001.',
    profile: 'C:\\Users\\Acer\\Documents\\PhotoboothImages\\setup_Serg.xml',
    status: 'C:\\Users\\Acer\\Documents\\PhotoboothImages\\screenSerg\\preview.jpg',
    hash: '7b6c683e1d3fd29c8701791c54e3c12a236f5a5b',
    name: 'DESKTOP-K968T3F',
    model: 'Windows',
    version: '3.30.2',
  }
  const fields = Object.entries(captured).map(([name, value]) => ({ name, value }))
  const body = formBody(photoForm(photo, ingestPassword, fields))
  const line = await connect(t, gateway)
  line.send(
    `POST /ingest/slot-001?session=42 HTTP/1.1\r\nHost: localhost:8080\r\ncontent-type: multipart/form-data; boundary=${boundary}\r\ncontent-length: ${body.length}\r\nexpect: 100-continue\r\n\r\n`,
  )
  await line.hears('100 Continue')
  line.send(body)

  const answer = await line.answer()
  t.equal(answer.status, 200)
  t.same(answer.interim, [100])
  t.match(answer.headers, {
    'content-type': 'image/jpeg',
    'cache-control': 'no-store',
    'content-disposition': /^inline; filename="slot-001-[0-9a-f]{8}\.jpg"$/,
    'x-job-id': /^[0-9a-f-]{36}$/,
    'x-result-url': /^http:\/\/localhost:8080\/public\/results\/[0-9a-f-]{36}$/,
    'x-result-expires-at': /^\d{4}-\d\d-\d\dT/,
    'server-timing': /^upload;dur=[\d.]+, queue;dur=[\d.]+, provider;dur=[\d.]+, publish;dur=[\d.]+, total;dur=[\d.]+$/,
  })
  t.same([...answer.body.subarray(0, 3)], [0xff, 0xd8, 0xff])

  const { rows } = await gateway.database.execute(sql`select client_fields, client_hash, hash_match, status from jobs`)
  const { hash, ...metadata } = captured
  t.same(rows, [{ client_fields: metadata, client_hash: hash, hash_match: 'none', status: 'done' }])
})

t.test('what the head already shows to be wrong is refused before the body', async (t) => {
  const gateway = await startTestGateway(t)
  await gateway.changeSlot('slot-002', { enabled: false })
  const cases: [what: string, head: string, status: number, reason: string][] = [
    ['an unknown slot', head({ slot: 'slot-999', extra: expectContinue }), 404, 'slot_not_found'],
    ['a disabled slot', head({ slot: 'slot-002', extra: expectContinue }), 404, 'slot_disabled'],
    ['a length over the limit', head({ length: 40e6, extra: expectContinue }), 413, 'payload_too_large'],
  ]
  for (const [what, text, status, reason] of cases) {
    const line = await connect(t, gateway)
    line.send(text)
    const answer = await line.answer()
    t.equal(answer.status, status, what)
    t.same(answer.interim, [], `${what}: the body was never asked for`)
    t.equal(answer.headers.connection, 'close', what)
    t.match(JSON.parse(answer.body.toString()), { failure_reason: reason }, what)
    line.end()
    await line.closed()
  }
})

t.test('a client that sends its body anyway still hears why it was refused', async (t) => {
  const gateway = await startTestGateway(t)
  const line = await connect(t, gateway)
  const body = Buffer.alloc(20e6)
  line.send(head({ slot: 'slot-999', length: body.length }))
  line.send(body)
  t.equal((await line.answer()).status, 404)
})

t.test('a body that never comes is given up, and the slot is free', async (t) => {
  const gateway = await startTestGateway(t)
  await gateway.changeSlot('slot-001', { maxInFlight: 1 })
  const line = await connect(t, gateway)
  line.send(head({ extra: expectContinue }))
  await line.hears('100 Continue')
  gateway.clock.advance(15_001)
  const answer = await line.answer()
  t.equal(answer.status, 408)
  t.match(JSON.parse(answer.body.toString()), { failure_reason: 'upload_timeout' })
  t.equal(await countJobs(gateway), 0)
})

t.test('a body that drips is given up at the end of the window', async (t) => {
  const gateway = await startTestGateway(t)
  const body = formBody(photoForm(await jpeg(640, 480), ingestPassword))
  const line = await connect(t, gateway)
  line.send(head({ length: body.length }))
  line.send(body.subarray(0, 400))
  await eventually(async () => (await partials(gateway)) > 0)
  for (let seconds = 0; seconds < 48; seconds += 8) {
    line.send(body.subarray(400 + seconds, 400 + seconds + 8))
    gateway.clock.advance(8000)
  }
  t.equal((await line.answer()).status, 408)
  t.equal(await countJobs(gateway), 0)
  t.same(await listed(gateway, 'inputs/'), [])
})

async function listed({ store }: TestGateway, prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list(prefix)) keys.push(key)
  return keys
}

t.test('a client that hangs up in the middle leaves nothing', async (t) => {
  for (const cut of ['end', 'resetHard'] as const) {
    const gateway = await startTestGateway(t)
    const body = formBody(photoForm(Buffer.concat([await jpeg(640, 480), Buffer.alloc(3e6)]), ingestPassword))
    const line = await connect(t, gateway)
    line.send(head({ length: body.length }))
    line.send(body.subarray(0, body.length / 2))
    await eventually(async () => (await partials(gateway)) > 0)
    line[cut]()
    await eventually(async () => (await partials(gateway)) === 0)
    t.equal(await countJobs(gateway), 0, cut)
    t.same(await listed(gateway, 'inputs/'), [], cut)
  }
})

async function partials({ filesDirectory }: TestGateway): Promise<number> {
  const { readdir } = await import('node:fs/promises')
  return (await readdir(`${filesDirectory}/.partial`).catch(() => [])).length
}

/** Looks again with every turn of the event loop; the test's own timeout is the limit. */
async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
}

t.test('a length that lies, a length twice, and chunks without a length', async (t) => {
  const gateway = await startTestGateway(t)
  const photo = await jpeg(64, 48)
  const body = formBody(photoForm(photo, ingestPassword))
  const chunked = (data: Buffer) =>
    Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n0\r\n\r\n')])
  const chunkedHead = `POST /ingest/slot-001 HTTP/1.1\r\nHost: x\r\ncontent-type: ${formType}\r\ntransfer-encoding: chunked\r\n\r\n`
  const tooMuch = formBody(photoForm(Buffer.concat([photo, Buffer.alloc(27e6)]), ingestPassword))

  const cases: [what: string, bytes: (string | Buffer)[], status: number][] = [
    ['a length that is too short', [head({ length: body.length - 200 }), body.subarray(0, body.length - 200)], 400],
    ['chunks without a length', [chunkedHead, chunked(body)], 200],
    ['chunks over the limit', [chunkedHead, chunked(tooMuch)], 413],
    ['a length and chunks (smuggling)', [head({ length: 5, extra: ['transfer-encoding: chunked'] }), '0\r\n\r\n'], 400],
    ['two lengths', [head({ length: 5, extra: ['content-length: 6'] }), '12345'], 400],
    ['no HTTP at all', ['\x16\x03\x01 hello\r\n\r\n'], 400],
  ]
  for (const [what, bytes, status] of cases) {
    const line = await connect(t, gateway)
    for (const piece of bytes) line.send(piece)
    const answer = await line.answer()
    t.equal(answer.status, status, what)
    if (status !== 200) t.match(JSON.parse(answer.body.toString()), { status: 'error', request_id: String }, what)
    line.destroy()
  }
})

t.test('odd boundaries: 200 characters, and the boundary inside the photo', async (t) => {
  const gateway = await startTestGateway(t)
  const photo = await jpeg(64, 48)
  const long = 'b'.repeat(200)
  const withBoundaryInside = Buffer.concat([photo, Buffer.from(`--${boundary}X and ${boundary} without dashes`)])
  const cases: [what: string, delimiter: string, file: Buffer, statuses: number[]][] = [
    ['200 characters', long, photo, [200, 400]],
    ['the boundary inside', boundary, withBoundaryInside, [200]],
  ]
  for (const [what, delimiter, file, statuses] of cases) {
    const body = formBody(photoForm(file, ingestPassword), delimiter)
    const answer = await fetch(`${gateway.url}/ingest/slot-001`, {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${delimiter}` },
      body: new Uint8Array(body),
    })
    t.ok(statuses.includes(answer.status), `${what}: ${answer.status}`)
  }
  const { rows } = await gateway.database.execute<{ input_bytes: string }>(
    sql`select input_bytes from jobs order by received_at desc limit 1`,
  )
  t.equal(Number(rows[0]?.input_bytes), withBoundaryInside.length, 'every byte of the photo arrived')
})

t.test('a slow reader holds a socket, not a worker', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, {
    providers: { fake: gated.provider },
    environment: { WORKER_CONCURRENCY: '1' },
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const big = Buffer.concat([await jpeg(64, 48), Buffer.alloc(12e6)])
  const body = formBody(photoForm(big, ingestPassword))
  const slow = await connect(t, gateway)
  slow.socket.pause()
  slow.send(head({ length: body.length }))
  slow.send(body)
  await gated.holds(1)
  gated.release()
  const next = await connect(t, gateway)
  next.send(head({ length: body.length }))
  const another = Buffer.concat([big.subarray(0, -1), Buffer.from('!')]) // the same one would only be answered again
  next.send(formBody(photoForm(another, ingestPassword)))
  await gated.holds(1)
  gated.release()
  t.equal((await next.answer()).status, 200, 'the next photo is done while the first answer is still unread')
  slow.socket.resume()
  t.equal((await slow.answer()).body.length, big.length, 'and the slow one gets all of it')
})
