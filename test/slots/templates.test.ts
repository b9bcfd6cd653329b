import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import t from 'tap'
import { asc, like } from '../../src/drizzle.ts'
import { audit, templates as templatesTable } from '../../src/schema.ts'
import type { FormPart } from '../support/multipart.ts'
import { formBody, formType } from '../support/multipart.ts'
import { jpeg, quarters, realPhoto } from '../support/pictures.ts'
import { emailOf, framed, settingsWith, startSlots } from './start-slots.ts'

const png = await quarters(64, 48)
const sha256 = createHash('sha256').update(png).digest('hex')
const filePart = (value: Buffer | string, filename = 'frame.png'): FormPart => ({ name: 'file', value, filename })

type Room = Awaited<ReturnType<typeof startSlots>>

async function addTemplate({ upload }: Room, value = png): Promise<string> {
  return (await upload([filePart(value)])).json().id
}

const bind = ({ call }: Room, id: string, revision = 1) =>
  call('PUT', '/api/slots/slot-001', { ifMatch: `"${revision}"`, body: settingsWith(framed(id)) })

/** A small file that says it unfolds to more than anybody has memory for. */
function bomb(side: number): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([1, 0], 8)
  const data = deflateSync(Buffer.alloc(1 << 20))
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

/** Two pictures, one after the other. */
async function film(format: 'webp' | 'gif'): Promise<Buffer> {
  const frames = [png, await sharp(png).negate().png().toBuffer()]
  return sharp(frames, { join: { animated: true } })
    [format]()
    .toBuffer()
}

t.test('a picture becomes a template; only an administrator gets its bytes', async (t) => {
  const room = await startSlots(t)
  const answer = await room.upload([filePart(png, 'Golden frame.png')])
  t.equal(answer.statusCode, 201)
  const { id, created_at, ...rest } = answer.json()
  t.match(created_at, /Z$/)
  const size = { mime: 'image/png', bytes: png.length, width: 64, height: 48 }
  t.strictSame(rest, { label: 'Golden frame', ...size, sha256 })
  t.strictSame((await room.call('GET', '/api/templates', { as: 'viewer' })).json(), [answer.json()])

  const file = await room.call('GET', `/api/templates/${id}/file`)
  t.equal(file.statusCode, 200)
  t.equal(file.headers['content-type'], 'image/png')
  t.match(file.headers, { 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-store' })
  t.ok(file.rawPayload.equals(png))
})

t.test('who is not an administrator adds, fetches and deletes nothing', async (t) => {
  const room = await startSlots(t)
  const id = await addTemplate(room)
  const url = `/api/templates/${id}`
  for (const as of ['viewer', 'operator'] as const) {
    t.equal((await room.upload([filePart(await jpeg(16, 16))], as)).statusCode, 403)
    t.equal((await room.call('GET', `${url}/file`, { as })).statusCode, 403)
    t.equal((await room.call('DELETE', url, { as })).statusCode, 403)
  }
  for (const stranger of ['/api/templates', `${url}/file`]) {
    t.equal((await room.server.inject({ url: stranger })).statusCode, 401, stranger)
  }
  t.equal((await room.server.inject({ method: 'DELETE', url })).statusCode, 401)
  t.equal((await room.call('GET', '/api/templates')).json().length, 1)
})

t.test('a label is the given one, or the name of the file, in one line', async (t) => {
  const room = await startSlots(t)
  const label = (value: string): FormPart => ({ name: 'label', value })
  const outcomes: [parts: (file: Buffer) => FormPart[], label: string][] = [
    [(file) => [label(' Summer '), filePart(file)], 'Summer'],
    [(file) => [filePart(file), label('After the file')], 'After the file'],
    [(file) => [filePart(file, '../../etc/Gold.JPEG')], 'Gold'],
    [(file) => [filePart(file, 'v1.2 final.png')], 'v1.2 final'],
    [(file) => [filePart(file, 'Рамка.png')], 'Рамка'],
    [(file) => [label('two\nlines\0'), filePart(file)], 'two lines'],
    [(file) => [label(`${'x'.repeat(79)}🎉🎉`), filePart(file)], `${'x'.repeat(79)}🎉`],
    [(file) => [filePart(file, '.png')], 'Template'],
    [(file) => [{ ...filePart(file, ''), type: 'application/octet-stream' }], 'Template'],
  ]
  for (const [at, [parts, expected]] of outcomes.entries()) {
    const answer = await room.upload(parts(await quarters(8 + at, 8)))
    t.equal(answer.statusCode, 201, expected)
    t.equal(answer.json().label, expected)
  }
})

t.test('the same picture twice is one template with one file, also at the same moment', async (t) => {
  const room = await startSlots(t)
  const answers = await Promise.all([1, 2, 3, 4].map((at) => room.upload([filePart(png, `copy ${at}.png`)])))
  t.strictSame(answers.map(({ statusCode }) => statusCode).sort(), [200, 200, 200, 201])
  t.equal(new Set(answers.map((answer) => answer.json().id)).size, 1)
  t.equal(new Set(answers.map((answer) => answer.json().label)).size, 1)
  t.equal((await room.call('GET', '/api/templates')).json().length, 1)
  t.strictSame(await room.storedKeys(), [`templates/${sha256}`])
})

t.test('a file that was lost comes back with the next upload of the same picture', async (t) => {
  const room = await startSlots(t)
  const id = await addTemplate(room)
  await room.store.delete(`templates/${sha256}`)
  const lost = await room.call('GET', `/api/templates/${id}/file`)
  t.equal(lost.statusCode, 503)
  t.match(lost.json().details, /^The file of a template is lost\./)
  t.equal((await room.call('GET', `/api/templates/${id}/preview.webp`)).statusCode, 503)
  t.equal((await room.upload([filePart(png)])).statusCode, 200)
  t.ok((await room.call('GET', `/api/templates/${id}/file`)).rawPayload.equals(png))
})

t.test('what is no picture, or too much of one, is refused and leaves nothing', async (t) => {
  const room = await startSlots(t)
  const photo = await jpeg(640, 480)
  const damaged = await quarters(640, 480)
  damaged.fill(0, 100, damaged.length - 50)
  const html = '<!doctype html><script>alert(1)</script>'
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
  const refused: [what: string, parts: FormPart[], status: number, code: string][] = [
    ['a page', [{ ...filePart(html, 'frame.png'), type: 'image/png' }], 415, 'unsupported_media_type'],
    ['a drawing with a script', [filePart(svg, 'frame.svg')], 415, 'unsupported_media_type'],
    ['a bomb', [filePart(bomb(50_000))], 413, 'payload_too_large'],
    ['half a picture', [filePart(png.subarray(0, png.length / 2))], 422, 'unreadable_image'],
    ['a picture damaged inside', [filePart(damaged)], 422, 'unreadable_image'],
    ['a film', [filePart(await film('webp'), 'a.webp')], 415, 'unsupported_media_type'],
    ['another film', [filePart(await film('gif'), 'a.gif')], 415, 'unsupported_media_type'],
    ['an empty file', [filePart('')], 400, 'invalid_request'],
    ['two pictures', [filePart(png), filePart(photo, 'b.jpg')], 400, 'invalid_request'],
    ['no picture', [{ name: 'label', value: 'x' }], 400, 'invalid_request'],
    ['too many fields', Array.from({ length: 9 }, () => ({ name: 'label', value: 'x' })), 400, 'invalid_request'],
    ['too many bytes', [filePart(Buffer.concat([png, Buffer.alloc(25 * 1024 ** 2)]))], 413, 'payload_too_large'],
  ]
  for (const [what, parts, status, code] of refused) {
    const answer = await room.upload(parts)
    t.equal(answer.statusCode, status, what)
    t.match(answer.json(), { failure_reason: code, details: String })
  }
  t.strictSame(await room.storedKeys(), [])
  t.equal(await room.database.$count(templatesTable), 0)
})

t.test('a broken form is refused', async (t) => {
  const { server, cookies, storedKeys } = await startSlots(t)
  const whole = formBody([filePart(png)])
  const send = (type: string, payload: Buffer) =>
    server.inject({
      method: 'POST',
      url: '/api/templates',
      headers: { cookie: cookies.admin, 'content-type': type },
      payload,
    })
  const broken: [what: string, type: string, payload: Buffer][] = [
    ['cut off in the file', formType, whole.subarray(0, whole.length - 100)],
    ['another boundary', 'multipart/form-data; boundary=other', whole],
    ['no boundary', 'multipart/form-data', whole],
    ['not a form', 'application/json', Buffer.from('{}')],
    ['empty', formType, Buffer.alloc(0)],
  ]
  for (const [what, type, payload] of broken) {
    const answer = await send(type, payload)
    t.equal(answer.statusCode, 400, what)
    t.match(answer.json(), { failure_reason: 'invalid_request' }, what)
  }
  t.strictSame(await storedKeys(), [])
})

t.test('an upload that says it is too large is refused by its head', async (t) => {
  const { server, cookies } = await startSlots(t)
  const headers = { cookie: cookies.admin, 'content-type': formType, 'content-length': String(30 * 1024 ** 2) }
  const answer = await server.inject({ method: 'POST', url: '/api/templates', headers, payload: Buffer.alloc(0) })
  t.equal(answer.statusCode, 413)
  t.match(answer.json(), { failure_reason: 'payload_too_large', details: 'A template has at most 25 MB.' })
})

t.test('a picture from an iPhone can be a template', async (t) => {
  const heic = realPhoto('iphone.heic')
  if (!heic) return t.pass('no such picture at hand')
  const { upload } = await startSlots(t)
  const answer = await upload([filePart(heic, 'IMG_1.HEIC')])
  t.match(answer.json(), { label: 'IMG_1', mime: 'image/jpeg' })
})

t.test('a template is kept as pixels alone: no place, no camera, no second picture, and then for good', async (t) => {
  const room = await startSlots(t)
  const there = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' }, IFD0: { Model: 'Camera 77' } }
  const seeThrough = sharp(await quarters(40, 30)).ensureAlpha(0.5)
  const pictures: [what: string, picture: Buffer, mime: string][] = [
    ['a photo with a place', await sharp(png).withExif(there).jpeg().toBuffer(), 'image/jpeg'],
    ['a drawing with a place', await seeThrough.clone().withExif(there).png().toBuffer(), 'image/png'],
    ['a small one with a place', await sharp(png).withExif(there).webp().toBuffer(), 'image/webp'],
    ['a film behind it', Buffer.concat([await jpeg(72, 40), Buffer.from('a film')]), 'image/jpeg'],
    ['a grey one', await sharp(png).greyscale().jpeg().toBuffer(), 'image/jpeg'],
    ['a deep one', await sharp(png).toColourspace('rgb16').png().toBuffer(), 'image/png'],
    [
      'an AVIF',
      await sharp(await quarters(48, 48))
        .avif()
        .toBuffer(),
      'image/jpeg',
    ],
    ['an AVIF one sees through', await seeThrough.clone().avif().toBuffer(), 'image/png'],
  ]
  for (const [what, picture, mime] of pictures) {
    const made = (await room.upload([filePart(picture)])).json()
    t.equal(made.mime, mime, what)
    const { rawPayload } = await room.call('GET', `/api/templates/${made.id}/file`)
    const { exif, hasAlpha, width, height } = await sharp(rawPayload).metadata()
    t.strictSame({ exif, width, height }, { exif: undefined, width: made.width, height: made.height }, what)
    t.equal(hasAlpha, mime === 'image/png' && what !== 'a deep one', what)
    t.notOk(rawPayload.includes('Camera 77') || rawPayload.includes('a film'), what)
    const again = await room.upload([filePart(rawPayload)])
    t.match({ status: again.statusCode, ...again.json() }, { status: 200, id: made.id }, `${what}, sent on`)
    t.equal((await room.upload([filePart(picture)])).json().id, made.id, `${what}, again`)
  }
})

t.test('a template goes with its file, and not while a slot uses it', async (t) => {
  const room = await startSlots(t)
  await room.slots.seed()
  const id = await addTemplate(room)
  t.equal((await bind(room, id)).statusCode, 200)

  const url = `/api/templates/${id}`
  const refused = await room.call('DELETE', url)
  t.equal(refused.statusCode, 409)
  t.match(refused.json(), { failure_reason: 'template_in_use', details: 'This template is used by slot-001.' })
  t.strictSame(await room.storedKeys(), [`templates/${sha256}`])

  await room.call('PUT', '/api/slots/slot-001', { ifMatch: '"2"', body: settingsWith() })
  t.equal((await room.call('DELETE', url)).statusCode, 204, 'a past revision does not hold it')
  t.strictSame(await room.storedKeys(), [])
  t.equal((await room.call('GET', `${url}/file`)).statusCode, 404)
  t.match((await room.call('DELETE', url)).json(), { failure_reason: 'template_not_found' })

  const restored = await room.call('POST', '/api/slots/slot-001/revisions/2/restore', { ifMatch: '"3"' })
  t.equal(restored.statusCode, 422, 'and that revision can no longer be restored')
  t.match(restored.json().details, /^templates\.frame: is not the id of a template/)
})

t.test('a deletion and a save that binds the same template never both succeed', async (t) => {
  const room = await startSlots(t)
  await room.slots.seed()
  for (let round = 0; round < 8; round += 1) {
    const id = await addTemplate(room)
    const { revision } = (await room.call('GET', '/api/slots/slot-001')).json()
    const [deleted, bound] = await Promise.all([room.call('DELETE', `/api/templates/${id}`), bind(room, id, revision)])
    const outcome = `${deleted.statusCode} ${bound.statusCode}`
    t.ok(['204 422', '409 200'].includes(outcome), outcome)
    if (bound.statusCode === 200) {
      await room.call('PUT', '/api/slots/slot-001', { ifMatch: `"${revision + 1}"`, body: settingsWith() })
    }
  }
})

t.test('a picture that is deleted and sent again at once is there with its file, or not at all', async (t) => {
  const room = await startSlots(t)
  for (let round = 0; round < 8; round += 1) {
    const id = await addTemplate(room)
    await Promise.all([room.call('DELETE', `/api/templates/${id}`), room.upload([filePart(png)])])
    const left = (await room.call('GET', '/api/templates')).json()
    t.equal((await room.storedKeys()).length, left.length)
  }
})

t.test('a file that cannot be deleted keeps its template, so that it is not forgotten', async (t) => {
  let isBroken = true
  const room = await startSlots(t, {
    wrapStore: (store) => ({
      ...store,
      delete: async (key) => (isBroken ? Promise.reject(new Error('EIO')) : store.delete(key)),
    }),
  })
  const id = await addTemplate(room)
  t.equal((await room.call('DELETE', `/api/templates/${id}`)).statusCode, 500)
  t.equal((await room.call('GET', `/api/templates/${id}/file`)).statusCode, 200)
  isBroken = false
  t.equal((await room.call('DELETE', `/api/templates/${id}`)).statusCode, 204)
  t.strictSame(await room.storedKeys(), [])
})

t.test('work on a photo gets its templates by role', async (t) => {
  const room = await startSlots(t)
  const id = await addTemplate(room)
  const { frame, ...others } = await room.templates.loadTemplates({ templates: { frame: id } })
  t.strictSame(others, {})
  t.match(frame, { type: 'image/png', width: 64, height: 48, byteLength: png.length })
  t.ok((await frame?.read())?.equals(png))
  t.strictSame(await room.templates.loadTemplates({ templates: {} }), {})
  const gone = { templates: { frame: '6e9a3f0a-3f0b-4c59-8a3f-3c0f6a1b2c3d' } }
  t.strictSame(await room.templates.loadTemplates(gone), {})
})

t.test('every template that comes or goes is in the audit', async (t) => {
  const room = await startSlots(t)
  const id = await addTemplate(room)
  await room.upload([filePart(png)])
  await room.call('DELETE', `/api/templates/${id}`)
  const rows = await room.database.select().from(audit).where(like(audit.what, 'template.%')).orderBy(asc(audit.id))
  const who = emailOf('admin')
  t.match(rows, [
    { who, what: 'template.added', before: null, after: { id, label: 'frame' } },
    { who, what: 'template.removed', before: { id, label: 'frame' }, after: null },
  ])
  t.equal(rows.length, 2)
})
