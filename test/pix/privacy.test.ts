import { createHmac } from 'node:crypto'
import t from 'tap'
import { textKeyOf } from '../../src/pix/privacy/text-key.ts'
import { imageMetaShape } from '../../src/pix/shapes/image-meta.ts'
import { drawPlate, drawText } from '../support/letters.ts'
import { findingAt, never, openInspector, roomSize, roomWith, secretKey } from './privacy-room.ts'

const privacyShape = imageMetaShape.schema.shape.privacy
const hashOf = (letters: string) => createHmac('sha256', textKeyOf(secretKey)).update(letters).digest('hex')
/** All by one thread that cannot reach anybody: each picture would fail if it tried. */
t.test('the privacy check, without a network', async (t) => {
  const inspector = openInspector(t)

  await t.test('001-11 plates, texts and numbers are found where they are', async (t) => {
    const picture = await roomWith((room) => {
      drawPlate(room, { text: 'B AB 1234', middle: [240, 120], height: 56 })
      drawPlate(room, { text: 'M XY 987', middle: [640, 300], height: 36, degrees: 10 })
      drawText(room, { text: 'MUSTERMANN', middle: [300, 380], height: 30 })
      drawText(room, { text: '17a', middle: [560, 110], height: 60 })
    })
    const report = await inspector.inspect(picture, { exterior: true, signal: never })
    t.equal(report.verdict, 'flagged')
    t.match(findingAt(report, 240 / roomSize.width, 120 / roomSize.height), {
      type: 'plate',
      subtype: 'license_plate',
      text_hash: hashOf('BAB1234'),
    })
    t.match(findingAt(report, 640 / roomSize.width, 300 / roomSize.height), {
      type: 'plate',
      subtype: 'license_plate',
      text_hash: hashOf('MXY987'),
    })
    t.match(findingAt(report, 300 / roomSize.width, 380 / roomSize.height), {
      type: 'text',
      subtype: null,
      text_hash: hashOf('MUSTERMANN'),
    })
    t.match(findingAt(report, 560 / roomSize.width, 110 / roomSize.height), {
      type: 'text',
      subtype: 'house_number',
      text_hash: hashOf('17A'),
    })
    t.equal(report.findings.length, 4, 'and nothing else')
    t.match(report.checks, { faces: 'done', plates: 'done', text: 'done', logos: 'skipped' })
    t.notMatch(JSON.stringify(report), /MUSTER|1234|987|17a/i, 'what it says stays in the thread')
    t.same(privacyShape.parse({ ...report, checked_at: '2026-01-01T00:00:00Z' }), {
      ...report,
      checked_at: '2026-01-01T00:00:00Z',
    })
  })

  await t.test('in an empty room there is nothing', async (t) => {
    const report = await inspector.inspect(await roomWith(), { exterior: true, signal: never })
    t.match(report, { verdict: 'clear', findings: [] })
  })
})
