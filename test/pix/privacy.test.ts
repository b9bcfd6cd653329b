import { createHmac } from 'node:crypto'
import t from 'tap'
import type { PrivacyReport } from '../../src/pix/privacy/create-privacy-inspector.ts'
import { textKeyOf } from '../../src/pix/privacy/text-key.ts'
import { imageMetaShape } from '../../src/pix/shapes/image-meta.ts'
import { drawPlate, drawText } from '../support/letters.ts'
import { never, openInspector, people, roomSize, roomWith, secretKey } from './privacy-room.ts'

const privacyShape = imageMetaShape.schema.shape.privacy
const hashOf = (letters: string) => createHmac('sha256', textKeyOf(secretKey)).update(letters).digest('hex')
/** What was found at a place, given as shares of the picture's sides. */
const at = ({ findings }: PrivacyReport, px: number, py: number) =>
  findings.find(({ box: [x, y, w, h] }) => px >= x && px <= x + w && py >= y && py <= y + h)

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
    t.match(at(report, 240 / roomSize.width, 120 / roomSize.height), {
      type: 'plate',
      subtype: 'license_plate',
      text_hash: hashOf('BAB1234'),
    })
    t.match(at(report, 640 / roomSize.width, 300 / roomSize.height), {
      type: 'plate',
      subtype: 'license_plate',
      text_hash: hashOf('MXY987'),
    })
    t.match(at(report, 300 / roomSize.width, 380 / roomSize.height), {
      type: 'text',
      subtype: null,
      text_hash: hashOf('MUSTERMANN'),
    })
    t.match(at(report, 560 / roomSize.width, 110 / roomSize.height), {
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

  await t.test('001-11 faces are found, also far away', async (t) => {
    const report = await inspector.inspect(await people(800), { exterior: false, signal: never })
    t.same(new Set(report.findings.map(({ type }) => type)), new Set(['face']))
    const middles = [
      [0.449, 0.153],
      [0.775, 0.377],
      [0.62, 0.225],
      [0.24, 0.726],
      [0.354, 0.385],
    ] as const
    for (const [x, y] of middles) t.equal(at(report, x, y)?.type, 'face', `${x}, ${y}`)
    const far = await inspector.inspect(await people(300), { exterior: false, signal: never })
    t.equal(far.findings.filter(({ type }) => type === 'face').length, 5, 'of 35 pixels')
  })

  await t.test('in an empty room there is nothing', async (t) => {
    const report = await inspector.inspect(await roomWith(), { exterior: true, signal: never })
    t.match(report, { verdict: 'clear', findings: [] })
  })
})
