import t from 'tap'
import { sql } from '../../../src/drizzle.ts'
import { slotRequests } from '../../../src/schema.ts'
import { fakeChain, gatedProvider } from '../../support/fake-provider.ts'
import { ingestPassword } from '../../support/gateway.ts'
import { boundary, type FormPart, formBody, formType, photoForm } from '../../support/multipart.ts'
import { jpeg } from '../../support/pictures.ts'
import { connectRaw } from '../../support/raw-http.ts'
import { fileOf, openPractice, part, password, type RawRequest, saidAfter, say } from './practice.ts'

const whereToType = ' DSLR Remote Pro takes it from “Password or API key” beside the URL.'

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
    [form(fileOf(photo)), `The password part is missing;${whereToType}`],
    [{ body: good.subarray(0, 400), length: 53_205, hangsUp: true }, 'Content-Length says 53,205 bytes, 400 came.'],
    [
      form({ name: 'Password', value: 'x' }, fileOf(photo)),
      'The password part is called Password; it must be called password.',
    ],
    [form({ name: 'password', value: '' }, fileOf(photo)), `The password part is empty;${whereToType}`],
    [form({ name: 'password', value: 'wrong' }, fileOf(photo)), `The password is wrong;${whereToType}`],
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

t.test('a client that does not wait for its answer is told from one that breaks off', async (t) => {
  const gated = gatedProvider()
  const { gateway, ask } = await openPractice(t, gated.provider)
  const body = formBody(photoForm(await jpeg(64, 48), ingestPassword))
  const line = await connectRaw(gateway.port)
  line.send(
    `POST /ingest/slot-001 HTTP/1.1\r\nHost: x\r\nContent-Type: ${formType}\r\nContent-Length: ${body.length}\r\n\r\n`,
  )
  line.send(body)
  await gated.holds(1)
  gateway.clock.advance(12_000)
  line.destroy()
  const [seen] = await saidAfter(ask, 1)
  t.match(
    seen?.verdict,
    /^The client hung up after 1\d\.\d seconds, before it had its answer; its timeout must be longer/,
  )
})
