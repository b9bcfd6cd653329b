import t from 'tap'
import { createPartScanner } from '../../../src/ingest/doctor/scan-parts.ts'
import { boundary, formBody } from '../../support/multipart.ts'
import { createRandom } from '../../support/random.ts'

function scan(body: Buffer, pieceBytes: number) {
  const scanner = createPartScanner(boundary)
  for (let at = 0; at < body.length; at += pieceBytes) scanner.push(body.subarray(at, at + pieceBytes))
  return scanner.end()
}

t.test('a body has the same outline however it is cut into pieces', async (t) => {
  const { between } = createRandom(7)
  const photo = Buffer.from(Array.from({ length: 3000 }, () => between(0, 255)))
  const tricky = Buffer.concat([photo, Buffer.from(`\r\n--${boundary.slice(0, -1)}\r\n\r\n--\r\r\n-`), photo])
  const body = formBody([
    { name: 'time', value: '1758217512' },
    { name: 'empty', value: '' },
    { name: 'fileToUpload', value: tricky, filename: 'a.jpg', type: 'image/jpeg' },
    { name: 'password', value: 'x' },
  ])
  const whole = scan(body, body.length)
  t.match(whole, { bytes: body.length, isClosed: true, hasBareLineFeeds: false, headlessPart: null })
  t.same(
    whole.parts.map(({ bytes }) => bytes),
    [10, 0, tricky.length, 1],
  )
  t.equal(whole.parts[0]?.start.toString(), '1758217512')
  t.same(whole.parts[2]?.head, [
    'Content-Disposition: form-data; name="fileToUpload"; filename="a.jpg"',
    'Content-Type: image/jpeg',
  ])
  for (const pieceBytes of [1, 2, 3, 7, 40, 41, 42, 100, 1000, 4096])
    t.same(scan(body, pieceBytes), whole, String(pieceBytes))
})

t.test('of a body without end only an outline is kept', async (t) => {
  const part = Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="x"\r\n\r\n${'y'.repeat(900)}\r\n`)
  const seen = scan(Buffer.concat(Array.from({ length: 500 }, () => part)), 65_536)
  t.equal(seen.parts.length, 100)
  t.ok(seen.parts.every(({ start }) => start.length <= 256))
  const endless = scan(Buffer.concat([Buffer.from(`--${boundary}\r\n`), Buffer.alloc(100_000, 'x')]), 1000)
  t.match(endless, { headlessPart: 1, bytes: 100_000 + boundary.length + 4 })
})
