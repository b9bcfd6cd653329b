import { sql } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { createSessions } from '../../../src/accounts/sessions.ts'
import { slotRequests } from '../../../src/schema.ts'
import { echo, fakeChain, fakeProvider } from '../../support/fake-provider.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { boundary, type FormPart, formBody, formType, photoForm } from '../../support/multipart.ts'
import { jpeg } from '../../support/pictures.ts'
import { connectRaw } from '../../support/raw-http.ts'

async function openPractice(t: Test) {
  const gateway = await startTestGateway(t, { providers: { fake: fakeProvider(echo) } })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const cookies = {} as Record<string, string>
  for (const role of ['viewer', 'operator'] as const) {
    const email = `${role}@studio.example`
    const { id } = await gateway.app.people.create({ email, password: 'correct horse', role, who: 'test' })
    cookies[role] = `photochanger_session=${(await createSessions(gateway).open(id)).token}`
  }
  async function ask(slot = 'slot-001', role = 'operator') {
    const headers: Record<string, string> = cookies[role] ? { cookie: cookies[role] } : {}
    const answer = await fetch(`${gateway.url}/api/slots/${slot}/doctor`, { headers })
    // biome-ignore lint/suspicious/noExplicitAny: the test looks into it
    return { status: answer.status, body: (await answer.json()) as any }
  }
  return { gateway, ask }
}

interface RawRequest {
  body?: Buffer | string
  type?: string | null
  length?: number | null
  method?: string
  headers?: string[]
  /** The client hangs up after its bytes. */
  hangsUp?: boolean
}

/** Says these bytes, and resolves when it was answered, or when the line is closed. */
async function say({ port }: TestGateway, request: RawRequest, target = '/ingest/slot-001'): Promise<void> {
  const { body = '', type = formType, method = 'POST', headers = [], hangsUp = false } = request
  const bytes = Buffer.from(body)
  const { length = bytes.length } = request
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: localhost:8080', ...headers]
  if (type !== null) lines.push(`Content-Type: ${type}`)
  if (length !== null) lines.push(`Content-Length: ${length}`)
  const line = await connectRaw(port)
  if (hangsUp) lines.push('Expect: 100-continue')
  line.send(`${lines.join('\r\n')}\r\n\r\n`)
  if (hangsUp) await line.hears('100 Continue')
  line.send(bytes)
  if (hangsUp) {
    line.end()
    await line.closed()
    return
  }
  await line.answer()
  line.destroy()
}

/** What the doctor says when so many requests have come: the answer goes out before the note is made. */
async function saidAfter(
  ask: (slot?: string) => Promise<{ body: { requests: Seen[] } }>,
  count: number,
  slot?: string,
) {
  for (;;) {
    const { requests } = (await ask(slot)).body
    if (requests.length >= count) return requests
  }
}

interface Seen {
  findings: string[]
  verdict: string
  parts: { name: string; value: string | null; bytes: number; file_name: string | null; headers: string[] }[]
  [field: string]: unknown
}

const part = (head: string, content: string | Buffer = 'x') =>
  Buffer.concat([Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')])
const password: FormPart = { name: 'password', value: ingestPassword }
const fileOf = (value: Buffer | string, name = 'fileToUpload', filename = 'IMG_0001.JPG'): FormPart => {
  return { name, value, filename, type: 'image/jpeg' }
}

t.test('each of these faults is named in one sentence', async (t) => {
  const { gateway, ask } = await openPractice(t)
  const photo = await jpeg(64, 48)
  const good = formBody(photoForm(photo, ingestPassword))
  const form = (...parts: FormPart[]): RawRequest => ({ body: formBody(parts) })
  const wrongBoundary = '----WebKitFormBoundaryAbc'
  await gateway.changeSlot('slot-002', { enabled: false })
  await gateway.changeSlot('slot-003', { chain: fakeChain(), maxUploadMegabytes: 1 })

  const cases: [request: RawRequest, findings: string | string[], target?: string][] = [
    [
      form(password, fileOf(photo, 'fileToUpload2')),
      'The field is called fileToUpload2; DSLR Remote Pro calls it fileToUpload.',
    ],
    [form(fileOf(photo)), 'The password part is missing.'],
    [{ body: good.subarray(0, 400), length: 53_205, hangsUp: true }, 'Content-Length says 53,205 bytes, 400 came.'],
    [
      form({ name: 'Password', value: 'x' }, fileOf(photo)),
      'The password part is called Password; it must be called password.',
    ],
    [form({ name: 'password', value: '' }, fileOf(photo)), 'The password part is empty.'],
    [form({ name: 'password', value: 'wrong' }, fileOf(photo)), 'The password is wrong.'],
    [
      form({ name: 'password', value: `${ingestPassword}\r\n` }, fileOf(photo)),
      'The password is wrong: it begins or ends with a space or a line end.',
    ],
    [
      form({ ...password, filename: 'password.txt' }, fileOf(photo)),
      'The password part has a file name; it must be a plain field.',
    ],
    [
      { ...form(fileOf(photo)), headers: ['Authorization: Basic YTpi'] },
      'Authorization is Basic; the password comes in a part called password, or as Bearer.',
    ],
    [
      { ...form(fileOf(photo)), headers: ['Authorization: Bearer wrong one'] },
      'The password in Authorization is wrong.',
    ],
    [form(password), 'There is no photo: no part is called fileToUpload or file.'],
    [
      form(password, { name: 'fileToUpload', value: 'IMG_0001.JPG' }),
      'The part fileToUpload has no file name, so it is taken for text and not for a photo.',
    ],
    [form(password, fileOf(photo, 'file', '')), 'The photo has no file name.'],
    [form(password, fileOf('')), 'The photo is empty: there is nothing in its part.'],
    [
      form(password, fileOf(photo), fileOf(photo, 'file')),
      'There are 2 photos in one request; send each in a request of its own.',
    ],
    [
      form(password, fileOf(`%PDF-1.7${' '.repeat(200)}`)),
      'The photo is a PDF file; JPEG, PNG, WebP, HEIC and AVIF are taken.',
    ],
    [
      form(password, fileOf(photo.toString('base64'))),
      'The photo is a JPEG picture written in base64; JPEG, PNG, WebP, HEIC and AVIF are taken.',
    ],
    [form(password, fileOf(photo.subarray(0, 200))), 'The photo is damaged and cannot be read; 200 bytes of it came.'],
    [
      form(password, { name: 'note', value: 'x'.repeat(5000) }, fileOf(photo)),
      'The field note has 5,000 bytes; 4,096 are allowed.',
    ],
    [
      form(password, ...Array.from({ length: 66 }, (_, at) => ({ name: `f${at}`, value: 'x' })), fileOf(photo)),
      'There are more than 64 fields.',
    ],
    [{ body: good, type: null }, 'There is no Content-Type; it must be multipart/form-data with a boundary.'],
    [{ body: photo, type: 'image/jpeg' }, 'Content-Type is image/jpeg; it must be multipart/form-data.'],
    [
      { body: 'password=x', type: 'application/x-www-form-urlencoded' },
      'Content-Type is application/x-www-form-urlencoded; it must be multipart/form-data.',
    ],
    [
      { body: '{"password":"x"}', type: 'application/json' },
      'Content-Type is application/json; it must be multipart/form-data.',
    ],
    [
      { body: good, type: 'multipart/form-data' },
      'Content-Type names no boundary; without it nobody can tell where a part ends.',
    ],
    [
      { body: formBody(photoForm(photo, ingestPassword), wrongBoundary) },
      `The parts begin with "--${wrongBoundary}"; the boundary in Content-Type wants "--${boundary}".`,
    ],
    [{ body: photo }, 'The body is the bare photo; it must be a part of a multipart body.'],
    [{ body: 'hello' }, `The body does not begin with the boundary "--${boundary}" that Content-Type names.`],
    [{ body: '' }, 'The body is empty.'],
    [
      { body: good.subarray(0, good.length - boundary.length - 6) },
      'The closing boundary is missing at the end of the body.',
    ],
    [
      { body: good.toString('latin1').replaceAll('\r\n', '\n') },
      'The lines between the parts end with a line feed alone; they must end with carriage return and line feed.',
    ],
    [
      { body: Buffer.concat([part('Content-Type: text/plain'), good]) },
      'Part 1 has no Content-Disposition, so it has no name.',
    ],
    [
      { body: Buffer.concat([part('Content-Disposition: form-data'), good]) },
      'The Content-Disposition of part 1 has no name.',
    ],
    [
      {
        body: Buffer.concat([Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="a"\r\nx\r\n`), good]),
      },
      'The head of part 1 does not end with an empty line.',
    ],
    [{ method: 'PUT', body: good }, 'PUT came; photos are sent by POST.'],
    [{ body: good }, 'This slot is switched off.', '/ingest/slot-002'],
    [{ body: good, length: 40_000_000 }, 'The photo is larger than 1 MB.', '/ingest/slot-003'],
    [
      form(password, fileOf(Buffer.concat([photo, Buffer.alloc(1_200_000)]))),
      'The photo is larger than 1 MB.',
      '/ingest/slot-003',
    ],
    [
      { body: good, headers: ['Idempotency-Key: \u00fc'] },
      'Idempotency-Key must have 1 to 255 printable ASCII characters.',
    ],
  ]
  t.ok(cases.length >= 20)
  for (const [request, finding, target = '/ingest/slot-001'] of cases) {
    await gateway.database.delete(slotRequests)
    await gateway.database.execute(sql`delete from failed_attempts`)
    await say(gateway, request, target)
    const [seen] = await saidAfter(ask, 1, target.slice('/ingest/'.length))
    t.same(seen?.findings, [finding], String(finding))
    t.equal(seen?.verdict, finding)
  }
})

t.test('with a good request nothing is wrong', async (t) => {
  const { gateway, ask } = await openPractice(t)
  const photo = await jpeg(640, 480)
  const fields = [
    { name: 'time', value: '1758217512' },
    { name: 'hash', value: '7b6c683e1d3fd29c8701791c54e3c12a236f5a5b' },
  ]
  const good: RawRequest[] = [
    { body: formBody(photoForm(photo, ingestPassword, fields)), headers: ['Expect: 100-continue'] },
    { body: formBody([fileOf(photo, 'file'), password]) },
    { body: formBody([fileOf(photo)]), headers: [`Authorization: Bearer ${ingestPassword}`] },
    { body: formBody(photoForm(photo, ingestPassword), 'quoted'), type: 'multipart/form-data; boundary="quoted"' },
  ]
  for (const request of good) {
    await say(gateway, request)
    await gateway.database.execute(sql`delete from jobs`)
  }
  const seen = await saidAfter(ask, good.length)
  for (const { findings, verdict, status } of seen) t.same([findings, verdict, status], [[], 'Nothing is wrong.', 200])
  const [, , , first] = seen
  t.match(first, {
    method: 'POST',
    path: '/ingest/slot-001',
    http_version: '1.1',
    client_address: '127.0.0.1',
    failure_reason: null,
    job_id: /^[0-9a-f-]{36}$/,
    parts: [
      { name: 'time', value: '1758217512', bytes: 10 },
      { name: 'hash', value: '7b6c683e1d3fd29c8701791c54e3c12a236f5a5b' },
      { name: 'password', value: '[hidden]' },
      { name: 'fileToUpload', file_name: 'IMG_0001.JPG', value: null, bytes: photo.length },
    ],
  })
  t.equal(first?.content_length, first?.body_bytes)
  t.ok(JSON.stringify(first?.headers).includes('"Expect"'))
})

t.test('neither a password nor a photo is kept, and values only in part', async (t) => {
  const { gateway, ask } = await openPractice(t)
  const photo = await jpeg(64, 48)
  const secret = 'sw0rdf1sh'
  const long = 'y'.repeat(3000)
  const requests: RawRequest[] = [
    {
      body: formBody([{ name: 'password', value: secret }, fileOf(photo)]),
      headers: [`Authorization: Bearer ${secret}`],
    },
    { body: formBody([{ name: 'pasword', value: secret }, fileOf(photo)]), headers: [`Cookie: session=${secret}`] },
    { body: formBody([{ name: 'codeword', value: secret }, fileOf(photo)]), headers: [`X-Api-Key: ${secret}`] },
    { body: `--${boundary}\r\nContent-Disposition: form-data; name="password"\r\n${secret}\r\n--${boundary}--\r\n` },
    {
      body: formBody([password, { name: 'note', value: `${long}\0` }, fileOf(photo)]),
      headers: [`Referer: http://x/?p=${secret}`],
    },
  ]
  for (const request of requests) await say(gateway, request, `/ingest/slot-001?password=${secret}&x=1`)
  const seen = await saidAfter(ask, requests.length)
  t.same(seen[0]?.query_names, ['password', 'x'])
  t.equal(seen[0]?.parts[1]?.value, 'y'.repeat(200))
  const kept = JSON.stringify([seen, await gateway.database.select().from(slotRequests)])
  t.notMatch(kept, secret)
  t.notMatch(kept, ingestPassword)
  t.notMatch(kept, /JFIF|Exif/)
  t.ok(kept.length < 50_000)
})

t.test('the last twenty of a slot are kept, for a day, and of no slot that there is not', async (t) => {
  const { gateway, ask } = await openPractice(t)
  const nothing = (name: string): RawRequest => ({ body: formBody([{ name, value: 'x' }]) })
  for (let count = 0; count < 25; count += 1) {
    await gateway.database.execute(sql`delete from failed_attempts`)
    await say(gateway, nothing(`time${count}`))
    if (count === 10) await ask()
  }
  await say(gateway, nothing('a'), '/ingest/slot-005')
  await say(gateway, nothing('a'), '/ingest/slot-999')
  await say(gateway, { method: 'PUT' }, '/ingest/slot-999')
  await saidAfter(ask, 1, 'slot-005')
  const seen = (await ask()).body.requests as Seen[]
  t.same(
    seen.map(({ parts }) => parts[0]?.name),
    Array.from({ length: 20 }, (_, at) => `time${24 - at}`),
  )
  t.equal(await gateway.database.$count(slotRequests), 21)
  t.equal((await ask('slot-999')).status, 404)
  await gateway.database.execute(sql`update sessions set expires_at = expires_at + interval '30 days'`)
  gateway.clock.advance(25 * 3_600_000)
  t.same((await ask()).body.requests, [])
})

t.test('operators ask the doctor, others do not', async (t) => {
  const { ask } = await openPractice(t)
  t.equal((await ask('slot-001', 'operator')).status, 200)
  t.equal((await ask('slot-001', 'viewer')).status, 403)
  t.equal((await ask('slot-001', 'stranger')).status, 401)
})

t.test('a table that cannot be written costs no photo its answer', async (t) => {
  const { gateway, ask } = await openPractice(t)
  await gateway.database.execute(sql`alter table slot_requests rename to elsewhere`)
  const line = await connectRaw(gateway.port)
  const body = formBody(photoForm(await jpeg(64, 48), ingestPassword))
  line.send(
    `POST /ingest/slot-001 HTTP/1.1\r\nHost: x\r\nContent-Type: ${formType}\r\nContent-Length: ${body.length}\r\n\r\n`,
  )
  line.send(body)
  t.equal((await line.answer()).status, 200)
  line.destroy()
  gateway.clock.advance(2000)
  while (!gateway.logText().includes('were not written down')) {
    await gateway.database.execute(sql`select 1`)
    gateway.clock.advance(100)
  }
  await gateway.database.execute(sql`alter table elsewhere rename to slot_requests`)
  t.same((await ask()).body.requests, [], 'what could not be written is forgotten')
  await say(gateway, { body: '' })
  t.equal((await saidAfter(ask, 1)).length, 1)
})
