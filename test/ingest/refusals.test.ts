import { readdir } from 'node:fs/promises'
import path from 'node:path'
import t, { type Test } from 'tap'
import { sql } from '../../src/drizzle.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { type FormPart, photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'

/** What a refusal may leave behind: nothing. */
async function assertNothingLeft(t: Test, gateway: TestGateway): Promise<void> {
  const { rows } = await gateway.database.execute(sql`select count(*)::int as count from jobs`)
  t.same(rows, [{ count: 0 }], 'no job')
  const { rows: messages } = await gateway.database.execute(
    sql`select count(*)::int as count from pgboss.job where name = 'photos'`,
  )
  t.same(messages, [{ count: 0 }], 'no message')
  t.same(await filesUnder(gateway.filesDirectory), [], 'no file')
}

async function filesUnder(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && entry.name !== '.photochanger-store')
    .map((entry) => path.join(entry.parentPath, entry.name))
}

t.test('what is not a photo upload is refused with its own reason and leaves nothing', async (t) => {
  const gateway = await startTestGateway(t)
  const photo = await jpeg(64, 48)
  const file = (value: Buffer | string, filename = 'IMG_0001.JPG', name = 'fileToUpload'): FormPart => ({
    name,
    value,
    filename,
    type: 'image/jpeg',
  })
  const password: FormPart = { name: 'password', value: ingestPassword }
  const many = (count: number): FormPart[] =>
    Array.from({ length: count }, (_, at) => ({ name: `survey${at}`, value: 'x' }))

  const cases: [what: string, parts: FormPart[], status: number, reason: string][] = [
    ['no file', [password], 400, 'invalid_request'],
    ['an empty file', [password, file('')], 400, 'invalid_request'],
    ['two files', [password, file(photo), file(photo, 'b.jpg')], 400, 'invalid_request'],
    ['two files with both names', [password, file(photo), file(photo, 'b.jpg', 'file')], 400, 'invalid_request'],
    ['a file in another part', [password, file(photo, 'a.jpg', 'photo')], 400, 'invalid_request'],
    [
      'a file part without a file name',
      [password, { name: 'fileToUpload', value: photo, type: 'image/jpeg' }],
      400,
      'invalid_request',
    ],
    ['no password part', [file(photo)], 400, 'invalid_request'],
    ['an empty password', [{ name: 'password', value: '' }, file(photo)], 400, 'invalid_request'],
    ['a wrong password', [{ name: 'password', value: 'wrong' }, file(photo)], 401, 'invalid_password'],
    ['a wrong password after the photo', [file(photo), { name: 'password', value: 'wrong' }], 401, 'invalid_password'],
    ['2,000 text parts', [...many(2000), password, file(photo)], 400, 'invalid_request'],
    ['65 fields', [...many(65), password, file(photo)], 400, 'invalid_request'],
    [
      'a text part of 1 MB',
      [{ name: 'survey', value: 'x'.repeat(1e6) }, password, file(photo)],
      400,
      'invalid_request',
    ],
    [
      'a field name of 64 KB',
      [{ name: 'n'.repeat(65_536), value: 'x' }, password, file(photo)],
      400,
      'invalid_request',
    ],
    [
      'HTML named .jpg',
      [password, file('<html><script>alert(1)</script></html>'.padEnd(200))],
      415,
      'unsupported_media_type',
    ],
    [
      'SVG named .jpg',
      [password, file('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'.padEnd(200))],
      415,
      'unsupported_media_type',
    ],
    ['PDF named .jpg', [password, file('%PDF-1.7\n'.padEnd(200))], 415, 'unsupported_media_type'],
    ['GIF', [password, file('GIF89a'.padEnd(200))], 415, 'unsupported_media_type'],
    ['a shell script', [password, file('#!/bin/sh\nrm -rf /\n'.padEnd(200))], 415, 'unsupported_media_type'],
    ['half a JPEG', [password, file(photo.subarray(0, Math.floor(photo.length * 0.9)))], 422, 'unreadable_image'],
    ['three bytes of a JPEG', [password, file(Buffer.from([0xff, 0xd8, 0xff]))], 415, 'unsupported_media_type'],
  ]
  for (const [what, parts, status, reason] of cases) {
    const answer = await postForm(`${gateway.url}/ingest/slot-001`, parts)
    const body = (await answer.json()) as Record<string, unknown>
    t.equal(answer.status, status, `${what}: status`)
    t.match(
      body,
      { status: 'error', failure_reason: reason, details: /^[A-Z].*\.$/, request_id: /^[0-9a-f-]{36}$/ },
      `${what}: body`,
    )
    t.equal(answer.headers.get('cache-control'), 'no-store', `${what}: not cached`)
  }
  await assertNothingLeft(t, gateway)
})

t.test('what is not multipart is refused in the same shape', async (t) => {
  const gateway = await startTestGateway(t)
  const url = `${gateway.url}/ingest/slot-001`
  const cases: [what: string, init: RequestInit, status: number, reason: string][] = [
    ['JSON', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }, 400, 'invalid_request'],
    [
      'a form without a file',
      { method: 'POST', body: new URLSearchParams({ password: ingestPassword }) },
      400,
      'invalid_request',
    ],
    [
      'plain bytes',
      { method: 'POST', headers: { 'content-type': 'image/jpeg' }, body: new Uint8Array(10) },
      400,
      'invalid_request',
    ],
    ['nothing at all', { method: 'POST' }, 400, 'invalid_request'],
    [
      'multipart without a boundary',
      { method: 'POST', headers: { 'content-type': 'multipart/form-data' }, body: 'x' },
      400,
      'invalid_request',
    ],
    [
      'a boundary that never comes',
      { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=abc' }, body: 'x'.repeat(1000) },
      400,
      'invalid_request',
    ],
    ['GET', {}, 405, 'method_not_allowed'],
    ['DELETE', { method: 'DELETE' }, 405, 'method_not_allowed'],
  ]
  for (const [what, init, status, reason] of cases) {
    const answer = await fetch(url, init)
    t.equal(answer.status, status, what)
    t.match(await answer.json(), { status: 'error', failure_reason: reason, request_id: String }, what)
  }
  await assertNothingLeft(t, gateway)
})

t.test('slots that are not there or switched off say so', async (t) => {
  const gateway = await startTestGateway(t)
  await gateway.changeSlot('slot-002', { enabled: false })
  const photo = photoForm(await jpeg(64, 48), ingestPassword)
  const cases: [slot: string, reason: string][] = [
    ['slot-999', 'slot_not_found'],
    ['SLOT-001', 'slot_not_found'],
    ['..%2f..%2fetc', 'slot_not_found'],
    ['slot-002', 'slot_disabled'],
  ]
  for (const [slot, reason] of cases) {
    const answer = await postForm(`${gateway.url}/ingest/${slot}`, photo)
    t.equal(answer.status, 404, slot)
    t.match(await answer.json(), { failure_reason: reason }, slot)
  }
})

t.test('limits of bytes and of pixels hold', async (t) => {
  const gateway = await startTestGateway(t, { environment: { MAX_UPLOAD_MEGABYTES: '2' } })
  await gateway.changeSlot('slot-003', { maxUploadMegabytes: 1 })
  const photo = await jpeg(64, 48)
  const padded = (bytes: number) => Buffer.concat([photo, Buffer.alloc(bytes - photo.length)])
  const cases: [slot: string, megabytes: number, status: number][] = [
    ['slot-003', 0.9, 200],
    ['slot-003', 1.1, 413],
    ['slot-001', 1.9, 200],
    ['slot-001', 2.1, 413],
  ]
  for (const [slot, megabytes, status] of cases) {
    const answer = await postForm(
      `${gateway.url}/ingest/${slot}`,
      photoForm(padded(Math.floor(megabytes * 1024 ** 2)), ingestPassword),
    )
    t.equal(answer.status, status, `${megabytes} MB on ${slot}`)
    if (status !== 200) t.match(await answer.json(), { failure_reason: 'payload_too_large' })
  }
})

t.test('wrong passwords are throttled per address and slot, and the right one elsewhere goes on', async (t) => {
  const gateway = await startTestGateway(t)
  const photo = await jpeg(64, 48)
  const post = (slot: string, password: string) => postForm(`${gateway.url}/ingest/${slot}`, photoForm(photo, password))
  for (let attempt = 0; attempt < 10; attempt += 1) t.equal((await post('slot-001', 'wrong')).status, 401)

  const refused = await post('slot-001', 'wrong')
  t.equal(refused.status, 429)
  const seconds = Number(refused.headers.get('retry-after'))
  t.ok(seconds > 0 && seconds <= 60, 'Retry-After names the end of the window')
  t.match(await refused.json(), { failure_reason: 'rate_limited', retry_after: seconds })
  t.equal((await post('slot-002', ingestPassword)).status, 200, 'another slot is not locked')

  gateway.clock.advance(seconds * 1000)
  t.equal((await post('slot-001', ingestPassword)).status, 200, 'after the wait the right password works')
})

t.test('a password that was never configured refuses everybody, an open slot nobody', async (t) => {
  const gateway = await startTestGateway(t)
  await gateway.database.execute(sql`update settings set ingest_password_hash = null`)
  await gateway.changeSlot('slot-004', { access: 'open' })
  const photo = await jpeg(64, 48)
  t.equal((await postForm(`${gateway.url}/ingest/slot-001`, photoForm(photo, ''))).status, 400)
  t.equal((await postForm(`${gateway.url}/ingest/slot-001`, photoForm(photo, ingestPassword))).status, 401)
  t.equal((await postForm(`${gateway.url}/ingest/slot-004`, photoForm(photo, null))).status, 200)
})

t.test('the password also travels as a bearer token, and a slot may have its own', async (t) => {
  const gateway = await startTestGateway(t)
  const form = photoForm(await jpeg(64, 48), null)
  const bearer = (password: string) => ({ headers: { authorization: `Bearer ${password}` } })
  t.equal((await postForm(`${gateway.url}/ingest/slot-001`, form, bearer(ingestPassword))).status, 200)
  t.equal((await postForm(`${gateway.url}/ingest/slot-001`, form, bearer('wrong'))).status, 401)
})

t.test('neither a password nor a path of the client reaches the log', async (t) => {
  const gateway = await startTestGateway(t, { logLevel: 'trace' })
  const extra: FormPart[] = [
    { name: 'profile', value: 'C:\\Users\\Acer\\Documents\\setup_Serg.xml' },
    { name: 'name', value: 'line one\r\n\u001b[31mred {"level":60}' },
  ]
  await postForm(
    `${gateway.url}/ingest/slot-001?token=guest-secret`,
    photoForm(await jpeg(64, 48), ingestPassword, extra),
  )
  await postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), 'a wrong secret', extra))
  const log = gateway.logText()
  for (const secret of [
    ingestPassword,
    'a wrong secret',
    'guest-secret',
    'setup_Serg',
    'IMG_0001',
    '\u001b',
    gateway.directory,
  ]) {
    t.notOk(log.includes(secret), `no ${JSON.stringify(secret)} in the log`)
  }
  for (const line of log.trim().split('\n')) t.doesNotThrow(() => JSON.parse(line), 'every line is JSON')
  t.match(log, /"job":"[0-9a-f-]{36}"/)
})

t.test(
  'an operator finds out why a photo with the right password became no job; strangers leave nothing',
  async (t) => {
    const gateway = await startTestGateway(t)
    const url = `${gateway.url}/ingest/slot-001`
    const notAPicture = Buffer.from('%PDF-1.7 and so on, long enough to be sniffed at')
    t.equal((await postForm(url, photoForm(notAPicture, ingestPassword))).status, 415)
    t.equal((await postForm(url, photoForm(notAPicture, 'wrong password'))).status, 401)
    t.equal((await postForm(url, photoForm(notAPicture, null))).status, 415, 'nobody knows whose it was')

    await gateway.app.people.create({
      email: 'v@studio.example',
      password: 'correct horse',
      role: 'viewer',
      who: 'test',
    })
    t.equal((await fetch(`${gateway.url}/api/refusals`)).status, 401)
    const login = await fetch(`${gateway.url}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'v@studio.example', password: 'correct horse' }),
    })
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
    const listed = async () => {
      const answer = await fetch(`${gateway.url}/api/refusals?slot=slot-001`, { headers: { cookie } })
      return ((await answer.json()) as { refusals: object[] }).refusals
    }
    while ((await listed()).length === 0) await new Promise((resolve) => setImmediate(resolve))
    t.match(await listed(), [
      { slot: 'slot-001', failure_reason: 'unsupported_media_type', at: String, request_id: String },
    ])
    t.equal((await listed()).length, 1)
  },
)
