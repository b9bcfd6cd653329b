import { createHash } from 'node:crypto'
import t from 'tap'
import { buildDslrRequest, type DslrRequest } from '../../src/cli/dslr-request.ts'

const jpeg = (size: number) => Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(size - 4, 0x2d)])
const photo = { bytes: jpeg(51_977), filename: 'IMG_0003.JPG', type: 'image/jpeg' }
const boundary = '------------090306000104030805010400'

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

const header = ({ headers }: DslrRequest, wanted: string) => headers.find(([name]) => name === wanted)?.[1]
const textOf = ({ body }: DslrRequest) => Buffer.concat(body).toString('latin1')

/** An independent reader of the same body. */
async function fieldsOf(request: DslrRequest): Promise<[string, string | File][]> {
  const headers = { 'content-type': header(request, 'content-type') ?? '' }
  const form = await new Response(Buffer.concat(request.body), { headers }).formData()
  return [...form]
}

t.test('the captured values make the captured Content-Length', async (t) => {
  const cases: [what: string, password: string | undefined, length: string][] = [
    ['no password', undefined, '53205'],
    ['an empty password field is not sent', '', '53205'],
    ['the password of the description', '123456', '53304'],
  ]
  for (const [what, password, length] of cases) {
    const request = buildDslrRequest({ photo, password, fields: captured, boundary })
    t.equal(header(request, 'content-length'), length, what)
    t.equal(Buffer.concat(request.body).length, Number(length), `${what}: the body is as long as it says`)
  }
})

t.test('the head has the headers of the capture, in its order, and no others', async (t) => {
  const request = buildDslrRequest({ photo, fields: captured, boundary })
  t.strictSame(request.headers, [
    ['content-type', `multipart/form-data; boundary=${boundary}`],
    ['content-length', '53205'],
    ['expect', '100-continue'],
  ])
})

t.test('the body is, byte for byte, text parts, password, photo and the end', async (t) => {
  const tiny = { bytes: Buffer.from('JPEG\r\n'), filename: 'IMG_0003.JPG', type: 'image/jpeg' }
  const request = buildDslrRequest({ photo: tiny, password: 'p', fields: captured, boundary })
  const text = (name: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  t.equal(
    textOf(request),
    Object.entries({ ...captured, password: 'p' })
      .map(([name, value]) => text(name, value))
      .join('') +
      `--${boundary}\r\nContent-Disposition: form-data; name="fileToUpload"; filename="IMG_0003.JPG"\r\n` +
      `Content-Type: image/jpeg\r\n\r\nJPEG\r\n\r\n--${boundary}--\r\n`,
  )
  t.ok(textOf(request).startsWith(`${'-'.repeat(14)}0903`), 'a delimiter begins with 14 dashes')
})

t.test('a booth that does not exist fills in what the caller leaves out', async (t) => {
  const request = buildDslrRequest({ photo, shotNumber: 12, shotAt: new Date('2026-11-21T10:00:00.900Z') })
  t.match(header(request, 'content-type'), /^multipart\/form-data; boundary=-{12}\d{24}$/)
  t.not(header(request, 'content-type'), header(buildDslrRequest({ photo }), 'content-type'), 'a new one each time')

  const fields = await fieldsOf(request)
  t.strictSame(
    fields.map(([name]) => name),
    [...Object.keys(captured), 'fileToUpload'],
  )
  const values = Object.fromEntries(fields)
  t.equal(values.time, '1795255200')
  t.match(values.id, /_00000012\.$/)
  t.equal(values.hash, createHash('sha1').update(photo.bytes).digest('hex'))
  t.match(values.profile, /^C:\\Users\\/)
})

t.test('own fields replace in place, new ones come before the password', async (t) => {
  const fields = { user_id: 'Юля', survey1_text_1: 'yes\r\nno', hash: '' }
  const request = buildDslrRequest({ photo, password: 'secret', fields })
  const sent = await fieldsOf(request)
  t.strictSame(
    sent.map(([name]) => name),
    [...Object.keys(captured), 'survey1_text_1', 'password', 'fileToUpload'],
  )
  t.match(Object.fromEntries(sent), { user_id: 'Юля', survey1_text_1: 'yes\r\nno', hash: '', password: 'secret' })
})

t.test('the photo may come first, with the same length', async (t) => {
  const request = buildDslrRequest({ photo, fields: captured, boundary, fileFirst: true })
  const sent = await fieldsOf(request)
  t.strictSame(
    sent.map(([name]) => name),
    ['fileToUpload', ...Object.keys(captured)],
  )
  t.equal(header(request, 'content-length'), '53205')
})

t.test('a name with quotes or line breaks cannot write headers of its own', async (t) => {
  const odd = { bytes: jpeg(10), filename: 'a"\r\nX-Evil: 1.jpg', type: 'image/jpeg' }
  const request = buildDslrRequest({ photo: odd, fields: { 'n"\r\nX-Evil: 2': 'v' } })
  t.notMatch(textOf(request), /^X-Evil/m)
  const [, file] = (await fieldsOf(request)).at(-1) ?? []
  t.equal((file as File).name, 'a"\r\nX-Evil: 1.jpg')
})
