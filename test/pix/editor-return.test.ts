import { createHash, randomUUID } from 'node:crypto'
import t from 'tap'
import { and, eq, sql } from '../../src/drizzle.ts'
import { archiveKey, finalInputKey, rawKey, temporaryPrefix } from '../../src/pix/keys.ts'
import { pixEditorTokens, pixImages } from '../../src/pix-schema.ts'
import { audit } from '../../src/schema.ts'
import { jpeg, quarters } from '../support/pictures.ts'
import { createTestClock } from '../support/test-clock.ts'
import { jpegPart, startPixGateway } from './pix-gateway.ts'
import { zipUp } from './zip-up.ts'

const one = await jpeg(320, 240)
const other = await jpeg(240, 320)
const png = await quarters(64, 48)
const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

// One for all of them: nobody works on what has come in, and each test has a job of its own.
const clock = createTestClock({ standsStill: true })
const gateway = await startPixGateway(t, { clock, environment: { ROLE: 'api' } })
const { call, newJob, store, database, url } = gateway
const imagesOf = (jobId: string) => database.select().from(pixImages).where(eq(pixImages.jobId, jobId))

t.test('000-02 000-06 one JPEG comes back, as a form or as it is', async (t) => {
  const { jobId, shootId } = await newJob({ id: 'ABC123' })
  const door = `/api/editor-return/${shootId}`
  const first = await call('POST', door, { form: [jpegPart('Kitchen_01.jpg', one)] })
  t.equal(first.status, 200, first.text)
  const taken = { filename: 'Kitchen_01.jpg', outcome: 'accepted', revision: 1, reason: null, problems: [] }
  t.match(first.json, { shoot_id: shootId, files: [taken] })
  const imageId = first.json.files[0].image_id
  t.ok((await store.read(archiveKey({ shootId, imageId })))?.equals(one))
  t.ok((await store.read(finalInputKey(jobId, 'Kitchen_01.jpg')))?.equals(one))

  const raw = { type: 'image/jpeg', bytes: other }
  const second = await call('POST', `${door}?filename=${encodeURIComponent('Küche_02.jpg')}`, { raw })
  t.match(second.json, { files: [{ filename: 'Küche_02.jpg', outcome: 'accepted' }] }, second.text)
  t.match((await call('POST', door, { form: [jpegPart('Kitchen_01.jpg', one)] })).json.files, [
    { outcome: 'duplicate' },
  ])
  const again = await call('POST', door, { form: [jpegPart('Kitchen_01.jpg', other)] })
  t.match(again.json.files, [{ outcome: 'accepted', revision: 2, image_id: imageId }])
  t.match(await database.select().from(pixImages).where(eq(pixImages.id, imageId)), [
    { readyForVision: true, visionDone: false, gptDone: false, bestVersion: 'master', source: 'editor' },
  ])
  const told = await database
    .select()
    .from(audit)
    .where(and(eq(audit.what, 'pix_image.delivered'), sql`${audit.after}->>'job' = ${jobId}`))
  t.same(new Set(told.map(({ who }) => who)), new Set(['operator@studio.example']))
  t.equal(told.length, 3, 'a duplicate changes nothing')
})

t.test('000-07 what is no JPEG is answered by its error, and leaves nothing', async (t) => {
  const { jobId, shootId } = await newJob()
  const door = `/api/editor-return/${shootId}`
  const bad: [string, Buffer, number, string, string | undefined][] = [
    ['A_1.jpg', png, 415, 'not_a_jpeg', undefined],
    ['A_1.jpg', one.subarray(0, 500), 422, 'unreadable_image', undefined],
    ['A_1.jpg', Buffer.alloc(0), 422, 'unreadable_image', undefined],
    ['A_1.png', one, 415, 'not_a_jpeg', 'detail.not_named_jpeg'],
    ['a/../A_1.jpg', one, 400, 'invalid_request', 'detail.name_path'],
  ]
  for (const [name, bytes, status, reason, code] of bad) {
    const answer = await call('POST', door, { form: [jpegPart(name, bytes)] })
    t.equal(answer.status, status, answer.text)
    t.equal(answer.json.failure_reason, reason)
    t.equal(answer.json.problems?.[0]?.code, code)
  }
  const several = await call('POST', door, { form: [jpegPart('A_1.jpg', one), jpegPart('B_1.jpg', png)] })
  const files = [{ outcome: 'accepted' }, { outcome: 'rejected', reason: 'not_a_jpeg', details: /not a JPEG/ }]
  t.match(several.json.files, files, 'each file on its own')
  t.match(await call('POST', door, { form: [{ name: 'note', value: 'hello' }] }), { status: 400 })
  for (const given of [{}, { body: { a: 1 } }, { raw: { type: 'image/png', bytes: png } }])
    t.match(await call('POST', door, given), { status: 400 }, 'nothing in it, or no kind of body that is read')
  t.match(await call('POST', '/api/editor-return/nobody', { form: [jpegPart('A_1.jpg', one)] }), {
    ...{ status: 404, json: { failure_reason: 'shoot_not_found' } },
  })
  await call('PATCH', `/api/pix/jobs/${jobId}`, { body: { status: 'closed' } })
  const late = await call('POST', door, { form: [jpegPart('C_1.jpg', one)] })
  t.match(late, { status: 409, json: { problems: [{ code: 'detail.pix_job_closed' }] } })
  t.equal((await imagesOf(jobId)).length, 1)
  for await (const { key } of store.list(`archive/${shootId}/`)) t.match(key, /_hr\.jpg$/)
})

t.test('000-08 a ZIP archive is taken file by file, and a second time it is all duplicates', async (t) => {
  const { shootId } = await newJob()
  const inner = zipUp([{ name: 'x.jpg', bytes: one }])
  const zip = zipUp([
    { name: 'Kitchen_01.jpg', bytes: one },
    { name: '__MACOSX/._Kitchen_01.jpg', bytes: Buffer.from('resource') },
    { name: 'Thumbs.db', bytes: Buffer.from('thumbs') },
    { name: 'Küche_02.jpg', bytes: other },
    { name: 'broken.jpg', bytes: one.subarray(0, 600) },
    { name: 'folder/Bad_01.jpg', bytes: one },
    { name: '../../Bad_02.jpg', bytes: one },
    { name: 'inner.zip', bytes: inner },
    { name: 'inner.jpg', bytes: inner },
    { name: 'sum.jpg', bytes: one, says: { crc: 1 } },
    { name: 'picture.png', bytes: png },
    { name: 'locked.jpg', bytes: one, says: { flags: 0x0801 } },
  ])
  const raw = { type: 'application/zip', bytes: zip }
  const { json, text } = await call('POST', `/api/editor-return/${shootId}?filename=return.zip`, { raw })
  const seen = (json.files ?? []).map((file: { filename: string; outcome: string; problems: { code: string }[] }) => [
    ...[file.filename, file.outcome, file.problems[0]?.code ?? null],
  ])
  t.strictSame(
    seen,
    [
      ['Kitchen_01.jpg', 'accepted', null],
      ['Küche_02.jpg', 'accepted', null],
      ['broken.jpg', 'rejected', null],
      ['folder/Bad_01.jpg', 'rejected', 'detail.name_path'],
      ['../../Bad_02.jpg', 'rejected', 'detail.name_path'],
      ['inner.zip', 'rejected', 'detail.not_named_jpeg'],
      ['inner.jpg', 'rejected', 'detail.archive_nested'],
      ['sum.jpg', 'rejected', null],
      ['picture.png', 'rejected', 'detail.not_named_jpeg'],
      ['locked.jpg', 'rejected', 'detail.archive_encrypted'],
    ],
    text,
  )
  const again = await call('POST', `/api/editor-return/${shootId}`, { form: [jpegPart('return.zip', zip)] })
  t.match(again.json.files.slice(0, 2), [{ outcome: 'duplicate' }, { outcome: 'duplicate' }])
  const windows = { type: 'application/x-zip-compressed', bytes: zipUp([{ name: 'Kitchen_01.jpg', bytes: one }]) }
  t.match((await call('POST', `/api/editor-return/${shootId}`, { raw: windows })).json.files, [
    { outcome: 'duplicate' },
  ])
})

t.test('000-07 an archive that is a bomb is not unpacked', async (t) => {
  const { jobId, shootId } = await newJob()
  const many = Array.from({ length: 201 }, (_, at) => ({ name: `A_${at}.jpg`, bytes: one }))
  const half = { size: 1.1 * 1024 ** 3 }
  const bombs: [Buffer, number, string][] = [
    [zipUp(many), 413, 'detail.archive_files'],
    [zipUp([{ name: 'A_1.jpg', bytes: Buffer.alloc(2_000_000) }]), 400, 'detail.archive_ratio'],
    [zipUp([{ name: 'A_1.jpg', bytes: one, says: half }]), 400, 'detail.archive_ratio'],
    [Buffer.concat([zipUp([{ name: 'A_1.jpg', bytes: one }]).subarray(0, 400)]), 422, 'detail.archive_unreadable'],
    [zipUp([]), 400, 'detail.return_form'],
  ]
  for (const [bytes, status, code] of bombs) {
    const answer = await call('POST', `/api/editor-return/${shootId}`, { raw: { type: 'application/zip', bytes } })
    t.match(answer, { status, json: { problems: [{ code }] } }, answer.text)
  }
  const form = many.map(({ name }) => jpegPart(name, Buffer.alloc(0)))
  const answer = await call('POST', `/api/editor-return/${shootId}`, { form })
  t.match(answer, { status: 413, json: { problems: [{ code: 'detail.form_files' }] } }, answer.text)
  const lying = zipUp([{ name: 'A_1.jpg', bytes: Buffer.concat([one, one, one]), says: { size: one.length } }])
  const lies = await call('POST', `/api/editor-return/${shootId}`, { raw: { type: 'application/zip', bytes: lying } })
  t.match(lies, { status: 422, json: { failure_reason: 'unreadable_image' } }, 'more than it says')
  t.same(await imagesOf(jobId), [])
})

t.test('000-03 a signed address takes exactly the announced bytes, and is taken over once', async (t) => {
  const { shootId } = await newJob()
  const door = `/api/editor-return/${shootId}/uploads`
  const wish = { filename: 'Kitchen_01.jpg', bytes: one.length, sha256: sha256Of(one).toUpperCase() }
  const begun = await call('POST', door, { body: wish })
  t.match(begun, { status: 201, json: { method: 'PUT', seconds: 300, headers: { 'content-type': 'image/jpeg' } } })
  const { upload_id: id, address, headers } = begun.json
  const finalize = `${door}/${id}/finalize`
  t.match(await call('POST', finalize), { status: 409, json: { problems: [{ code: 'detail.upload_missing' }] } })

  const put = (bytes: Buffer) => fetch(`${url}${address}`, { method: 'PUT', headers, body: new Uint8Array(bytes) })
  t.not((await put(one.map((byte, at) => (at === 700 ? byte ^ 1 : byte)) as Buffer)).status, 204, 'other bytes')
  t.equal((await put(one)).status, 204)
  t.match(await call('POST', finalize), { status: 200, json: { outcome: 'accepted', revision: 1 } })
  t.match(await call('POST', finalize), { status: 200, json: { outcome: 'duplicate', revision: 1 } })
  for await (const { key } of store.list(temporaryPrefix)) t.fail(key)

  const next = (await call('POST', door, { body: { ...wish, filename: 'Kitchen_02.jpg' } })).json
  const [temporary] = [`${temporaryPrefix}${next.upload_id}`]
  await store.write(temporary, other)
  const differs = await call('POST', `${door}/${next.upload_id}/finalize`)
  t.match(
    differs,
    { status: 400, json: { problems: [{ code: 'detail.upload_differs' }] } },
    'a store that did not look',
  )
  t.match(await call('POST', door, { body: { ...wish, filename: '../x.jpg' } }), { status: 400 })
  t.match(await call('POST', `${door}/${randomUUID()}/finalize`), { status: 404 })
})

t.test('editors come in by a token for one shoot, one way, for a while', async (t) => {
  const { shootId } = await newJob()
  const { shootId: foreign } = await newJob()
  const make = async (direction: string, hours?: number) => {
    const body = { direction, label: 'Anna', ...(hours && { hours }) }
    const made = await call('POST', `/api/pix/shoots/${shootId}/editor-tokens`, { body })
    t.equal(made.status, 201, made.text)
    return made.json
  }
  const upload = await make('upload')
  const download = await make('download', 1)
  t.match(upload.token, /^pce_[\w-]{43}$/)
  t.equal(Date.parse(upload.expires_at) - Date.parse(upload.created_at), 36 * 3_600_000)
  const rows = await database.select().from(pixEditorTokens).where(eq(pixEditorTokens.shootId, shootId))
  t.notOk(JSON.stringify(rows).includes(upload.token), 'only its hash is kept')

  const door = (shoot: string) => `/api/editor-return/${shoot}`
  const bring = (bearer: string, shoot = shootId) =>
    call('POST', door(shoot), { bearer, form: [jpegPart('A_of_Anna.jpg', one)] })
  t.match(await bring(upload.token), { status: 200, json: { files: [{ outcome: 'accepted' }] } })
  t.match(await database.select().from(audit).where(sql`${audit.after}->>'filename' = 'A_of_Anna.jpg'`), [
    { who: 'editor Anna' },
  ])
  t.match(await bring(upload.token, foreign), { status: 404, json: { failure_reason: 'shoot_not_found' } })
  t.match(await bring(download.token), { status: 403, json: { problems: [{ code: 'detail.editor_direction' }] } })
  t.match(await bring('pce_unknown'), { status: 401, json: { failure_reason: 'invalid_token' } })
  t.match(await call('GET', '/api/pix/jobs', { bearer: upload.token }), { status: 401 }, 'nothing else opens')

  await store.write(rawKey(shootId, 'DSC1.dng'), Buffer.from('raw'))
  const files = (area: string, bearer = download.token) =>
    call('GET', `${door(shootId)}/files?area=${area}`, { bearer })
  const raw = await files('raw')
  t.match(raw.json, { files: [{ filename: 'DSC1.dng', bytes: 3 }], seconds: 300, next: null }, raw.text)
  const fetched = await call('GET', raw.json.files[0].address, { bearer: 'none' })
  t.equal(fetched.text, 'raw')
  t.match((await files('final')).json.files, [{ filename: 'A_of_Anna.jpg', bytes: one.length }])
  t.match(await files('raw', upload.token), { status: 403 })

  clock.advance(3_600_000)
  t.match(await files('raw'), { status: 401, json: { failure_reason: 'token_expired' } })
  const listed = await call('GET', `/api/pix/shoots/${shootId}/editor-tokens`)
  t.equal(listed.json.tokens.length, 2)
  t.notOk(listed.text.includes(upload.token))
  t.equal((await call('DELETE', `/api/pix/editor-tokens/${upload.id}`)).status, 204)
  t.match(await bring(upload.token), { status: 401, json: { failure_reason: 'invalid_token' } })
})

t.test('an editor’s token asks twenty times a minute', async (t) => {
  const { shootId } = await newJob()
  const body = { direction: 'download', label: 'Anna' }
  const { token } = (await call('POST', `/api/pix/shoots/${shootId}/editor-tokens`, { body })).json
  const ask = () => call('GET', `/api/editor-return/${shootId}/files`, { bearer: token })
  for (let n = 0; n < 20; n += 1) t.equal((await ask()).status, 200)
  const refused = await ask()
  t.match(refused, { status: 429, json: { failure_reason: 'rate_limited' } })
  t.notMatch(refused.text, /password/)
  clock.advance(61_000)
  t.equal((await ask()).status, 200)
})
