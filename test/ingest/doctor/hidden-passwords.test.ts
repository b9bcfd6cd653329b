import t from 'tap'
import { sql } from '../../../src/drizzle.ts'
import { slotRequests } from '../../../src/schema.ts'
import { ingestPassword } from '../../support/gateway.ts'
import { boundary, type FormPart, formBody } from '../../support/multipart.ts'
import { jpeg } from '../../support/pictures.ts'
import { fileOf, openPractice, part, password, type RawRequest, saidAfter, say } from './practice.ts'

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

t.test('the password is hidden wherever the request has it, and whatever it is', async (t) => {
  const { gateway, ask } = await openPractice(t)
  const photo = await jpeg(64, 48)
  const secret = 'sw0rdf1sh'
  const given: FormPart = { name: 'password', value: secret }
  const raw = (name: string) => `Content-Disposition: form-data; name="${name}"`
  const requests: RawRequest[] = [
    { body: formBody([given, { name: 'note', value: secret }, { name: 'code', value: `is ${secret}!` }]) },
    { body: formBody([given, given, { name: secret, value: 'x' }, fileOf(photo, 'fileToUpload', `${secret}.jpg`)]) },
    { body: formBody([given, fileOf(photo, secret)]) },
    { body: formBody([given, fileOf(photo)]), headers: [`User-Agent: ${secret}`, `X-Booth: ${secret}`] },
    {
      body: formBody([fileOf(photo)]),
      headers: [`Authorization: Basic ${btoa(`booth:${secret}`)}`, `Accept: ${secret}`],
    },
    { body: formBody([fileOf(photo)]), headers: [`Authorization: ${secret} x`] },
    { body: Buffer.concat([part(`${raw('a')}; password="${secret}"`), formBody([given, fileOf(photo)])]) },
    { body: Buffer.concat([part('Content-Disposition: form-data', secret), formBody([given, fileOf(photo)])]) },
    { body: Buffer.concat([part(raw('password'), Buffer.from(secret, 'utf16le')), formBody([fileOf(photo)])]) },
    { body: `--${boundary}\r\n${raw('password')}\r\n\r\n${secret}`, length: 5000, hangsUp: true },
    { body: formBody([given, fileOf(photo)], 'another') },
  ]
  for (const request of requests) {
    await gateway.database.execute(sql`delete from failed_attempts`)
    await say(gateway, request)
  }
  const seen = await saidAfter(ask, requests.length)
  const kept = JSON.stringify([seen, await gateway.database.select().from(slotRequests)])
  t.notMatch(kept, secret)
  t.notMatch(kept, Buffer.from(secret, 'utf16le').toString())
  t.match(seen[10]?.parts[1], { name: 'note', value: '[hidden]' })
  t.match(seen[10]?.parts[2], { name: 'code', value: 'is [hidden]!' })
})

t.test('garbage stays small and harmless', async (t) => {
  const { gateway, ask } = await openPractice(t)
  const script = '<img src=x onerror="alert(1)">\u001b[31m\u202e'
  const many = Array.from({ length: 120 }, (_, at) =>
    part(
      `Content-Disposition: form-data; name="f${at}${'n'.repeat(500)}"\r\n${`X-Long: ${'h'.repeat(150)}\r\n`.repeat(50)}A: b`,
      'v'.repeat(300),
    ),
  )
  const requests: RawRequest[] = [
    { body: Buffer.concat(many) },
    { body: formBody([password, { name: script, value: script }]) },
    { body: Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 256)) },
    { body: Buffer.concat([Buffer.from(`--${boundary}\r\nX: ${'y'.repeat(1_000_000)}`)]) },
  ]
  for (const request of requests) await say(gateway, request)
  const seen = await saidAfter(ask, requests.length)
  for (const one of seen) {
    t.ok(JSON.stringify(one).length < 60_000, String(JSON.stringify(one).length))
    t.equal(one.findings.length > 0, true)
  }
  t.match(seen[2]?.parts[1], { value: null }, 'control characters are no text')
})
