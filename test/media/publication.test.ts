import { randomUUID } from 'node:crypto'
import { unlink } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { failureTable } from '../../src/errors.ts'
import { hour, openMediaRoom } from './media-room.ts'

const tenth = 100

t.test('a link lives to the very moment of its expiry, with the cleaner off', async (t) => {
  const room = await openMediaRoom(t)
  const server = await room.startServer()
  const { id } = await room.addResult()
  const statusOf = async (url: string) => (await server.inject(url)).statusCode
  const all = () =>
    Promise.all(
      [`/public/results/${id}`, `/public/results/${id}/preview.webp`, `/public/results/${id}/qr.svg`, `/r/${id}`].map(
        statusOf,
      ),
    )

  room.clock.advance(72 * hour - tenth)
  t.same(await all(), [200, 200, 200, 200], '71:59:59.9')
  room.clock.advance(tenth - 1)
  t.same(await all(), [200, 200, 200, 200], '71:59:59.999')
  room.clock.advance(1)
  t.same(await all(), [410, 410, 410, 410], '72:00:00')
  t.type(await room.disk.read(`previews/${id}.webp`), Buffer, 'although the files are still there')
  room.clock.advance(1000 * hour)
  t.same(await all(), [410, 410, 410, 410])
})

t.test('what is not a finished picture is not found', async (t) => {
  const room = await openMediaRoom(t)
  const server = await room.startServer()
  const ids: Record<string, string> = {
    unknown: randomUUID(),
    'not an id': 'slot-001',
    SQL: "'%20or%201=1--",
    path: '..%2f..%2fetc%2fpasswd',
  }
  for (const status of ['pending', 'processing', 'failed', 'timeout', 'cancelled'] as const) {
    ids[status] = await room.addJob({
      status,
      ...(status === 'failed' && { failureReason: 'provider_error', details: 'no' }),
    })
  }
  for (const [what, id] of Object.entries(ids)) {
    for (const url of [`/public/results/${id}`, `/public/results/${id}/preview.webp`, `/public/results/${id}/qr.svg`]) {
      const answer = await server.inject(url)
      t.equal(answer.statusCode, 404, `${what}: ${url}`)
      t.match(answer.json(), {
        status: 'error',
        failure_reason: 'result_not_found',
        details: failureTable.result_not_found.sentence,
      })
      t.equal(answer.headers['cache-control'], 'no-store')
    }
  }
})

t.test('a result is served as the file it is, and nothing more', async (t) => {
  const room = await openMediaRoom(t)
  const server = await room.startServer()
  const { id } = await room.addResult()
  const row = await room.findJob(id)
  const answer = await server.inject(`/public/results/${id.toUpperCase()}`)
  t.equal(answer.statusCode, 200)
  t.ok(answer.rawPayload.equals(room.picture))
  t.match(answer.headers, {
    'content-type': 'image/jpeg',
    'content-length': String(room.picture.length),
    'content-disposition': `inline; filename="slot-001-${id.slice(0, 8)}.jpg"`,
    etag: `"${row?.resultSha256}"`,
    'last-modified': 'Sat, 21 Nov 2026 12:00:00 GMT',
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=3600',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  })

  const head = await server.inject({ method: 'HEAD', url: `/public/results/${id}` })
  t.equal(head.statusCode, 200)
  t.equal(head.rawPayload.length, 0)
  for (const name of [
    'content-type',
    'content-length',
    'etag',
    'last-modified',
    'cache-control',
    'content-disposition',
  ]) {
    t.equal(head.headers[name], answer.headers[name], name)
  }
})

t.test('no cache may keep a result longer than it lives', async (t) => {
  const room = await openMediaRoom(t)
  const server = await room.startServer()
  const { id } = await room.addResult({ retentionHours: 2 })
  const cacheControl = async () => (await server.inject(`/public/results/${id}`)).headers['cache-control']
  t.equal(await cacheControl(), 'private, max-age=3600')
  room.clock.advance(hour + 1000)
  t.equal(await cacheControl(), 'private, max-age=3599')
  room.clock.advance(3_598_100)
  t.equal(await cacheControl(), 'private, max-age=0')
})

t.test('conditions and ranges work over HTTP', async (t) => {
  const room = await openMediaRoom(t)
  const server = await room.startServer()
  const { id } = await room.addResult()
  const size = room.picture.length
  const get = (headers: Record<string, string>, method: 'GET' | 'HEAD' = 'GET') =>
    server.inject({ method, url: `/public/results/${id}`, headers })
  const etag = String((await get({})).headers.etag)

  for (const headers of [{ 'if-none-match': etag }, { 'if-modified-since': 'Sat, 21 Nov 2026 12:00:00 GMT' }]) {
    const answer = await get(headers)
    t.equal(answer.statusCode, 304)
    t.equal(answer.rawPayload.length, 0)
    t.match(answer.headers, { etag, 'cache-control': 'private, max-age=3600' })
  }

  const part = await get({ range: 'bytes=100-199' })
  t.equal(part.statusCode, 206)
  t.match(part.headers, {
    'content-range': `bytes 100-199/${size}`,
    'content-length': '100',
    'content-type': 'image/jpeg',
  })
  t.ok(part.rawPayload.equals(room.picture.subarray(100, 200)))

  const tail = await get({ range: 'bytes=-50' })
  t.equal(tail.headers['content-range'], `bytes ${size - 50}-${size - 1}/${size}`)
  t.ok(tail.rawPayload.equals(room.picture.subarray(size - 50)))

  const outside = await get({ range: `bytes=${size}-` })
  t.equal(outside.statusCode, 416)
  t.equal(outside.headers['content-range'], `bytes */${size}`)
  t.equal(outside.json().failure_reason, 'range_not_satisfiable')

  t.equal((await get({ range: 'bytes=0-9', 'if-range': '"another"' })).statusCode, 200)
  t.equal((await get({ range: 'bytes=0-9', 'if-range': etag })).statusCode, 206)
  const head = await get({ range: 'bytes=0-9' }, 'HEAD')
  t.equal(head.statusCode, 200)
  t.equal(head.headers['content-length'], String(size))
})

t.test('a download that began in time is complete, although its file is deleted under it', async (t) => {
  const room = await openMediaRoom(t)
  const server = await room.startServer()
  const address = await server.listen({ host: '127.0.0.1', port: 0 })
  const bytes = Buffer.alloc(30_000_000, 'photo')
  const { id, key } = await room.addResult({ bytes })

  const answer = await fetch(`${address}/public/results/${id}`)
  t.equal(answer.status, 200)
  const reader = answer.body?.getReader()
  const pieces = [Buffer.from((await reader?.read())?.value ?? [])]
  room.clock.advance(72 * hour)
  const record = await room.cleaner.run({ dryRun: false, withOrphans: false })
  t.equal(record.removed.results, 1)
  t.notOk(await room.disk.open(key))
  t.equal((await fetch(`${address}/public/results/${id}`)).status, 410)

  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read())
    pieces.push(Buffer.from(piece.value))
  t.ok(Buffer.concat(pieces).equals(bytes))
})

t.test('a result whose file is lost or cut short is gone; one whose store is away is not', async (t) => {
  const room = await openMediaRoom(t)
  const server = await room.startServer()
  const lost = await room.addResult()
  const short = await room.addResult()
  const fine = await room.addResult()
  await room.disk.delete(lost.key)
  await room.disk.write(short.key, room.picture.subarray(0, 100))

  for (const { id } of [lost, short]) {
    for (const url of [`/public/results/${id}`, `/public/results/${id}/preview.webp`]) {
      const answer = await server.inject(url)
      if (url.endsWith('webp') && id === short.id) continue
      t.equal(answer.statusCode, 410, url)
      t.equal(answer.json().failure_reason, 'result_expired')
      t.equal(answer.headers.etag, undefined)
    }
  }

  await unlink(path.join(room.directory, '.photochanger-store'))
  await room.disk.delete(fine.key)
  const answer = await server.inject(`/public/results/${fine.id}`)
  t.equal(answer.statusCode, 503)
  t.notMatch(answer.body, room.directory)
})

t.test('a browser that meets an error reads a page, a program reads JSON', async (t) => {
  const room = await openMediaRoom(t)
  const server = await room.startServer()
  const { id } = await room.addResult()
  room.clock.advance(72 * hour)
  const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8'
  for (const [url, accept, type] of [
    [`/public/results/${id}`, undefined, 'application/json; charset=utf-8'],
    [`/public/results/${id}`, 'application/json', 'application/json; charset=utf-8'],
    [`/public/results/${id}`, 'image/avif,image/webp,*/*', 'application/json; charset=utf-8'],
    [`/public/results/${id}`, browser, 'text/html; charset=utf-8'],
    [`/r/${id}`, undefined, 'text/html; charset=utf-8'],
    [`/r/${id}`, browser, 'text/html; charset=utf-8'],
    [`/r/${id}`, 'application/json', 'application/json; charset=utf-8'],
  ] as const) {
    const answer = await server.inject({ url, headers: accept ? { accept } : {} })
    t.equal(answer.statusCode, 410)
    t.equal(answer.headers['content-type'], type, `${url} ${accept}`)
    t.equal(answer.headers['content-length'], String(answer.rawPayload.length))
  }
  t.match(room.logText(), /"failure":"result_expired"/, 'the log knows in either case')
})
