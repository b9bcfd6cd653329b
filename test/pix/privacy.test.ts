import { createHmac } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import os from 'node:os'
import t from 'tap'
import { blurFindings } from '../../src/pix/privacy/blur-findings.ts'
import type { PrivacyReport } from '../../src/pix/privacy/create-privacy-inspector.ts'
import type { PrivacyFinding } from '../../src/pix/privacy/find-private.ts'
import { imageMetaShape } from '../../src/pix/shapes/image-meta.ts'
import { drawPlate, drawText } from '../support/letters.ts'
import {
  findingAt,
  isBare,
  never,
  openInspector,
  people,
  pixelsOf,
  roomSize,
  roomWith,
  textKey,
} from './privacy-room.ts'

const privacyShape = imageMetaShape.schema.shape.privacy
const hashOf = (letters: string) => createHmac('sha256', textKey).update(letters).digest('hex')
/** How far the copy is from the picture: outside of all boxes with what lies around them, and inside. */
async function differences(picture: Buffer, copy: Buffer, boxes: PrivacyFinding['box'][]) {
  const [was, is] = [await pixelsOf(picture), await pixelsOf(copy)]
  const margin = 0.1
  let [outside, inside, count] = [0, 0, 0]
  for (let at = 0; at < was.data.length; at += 1) {
    const pixel = Math.floor(at / 3)
    const [x, y] = [(pixel % was.width) / was.width, Math.floor(pixel / was.width) / was.height]
    const difference = Math.abs((was.data[at] ?? 0) - (is.data[at] ?? 0))
    if (boxes.some(([left, top, w, h]) => x > left && x < left + w && y > top && y < top + h)) {
      inside += difference
      count += 1
    } else if (
      !boxes.some(
        ([left, top, w, h]) => x > left - margin && x < left + w + margin && y > top - margin && y < top + h + margin,
      )
    ) {
      outside = Math.max(outside, difference)
    }
  }
  return { outside, inside: inside / count }
}

/** All by one thread that cannot reach anybody: each picture would fail if it tried. */
t.test('the privacy check, without a network', async (t) => {
  const inspector = openInspector(t)
  const look = (picture: Buffer) => inspector.inspect(picture, { exterior: true, signal: never })
  const seen: { picture: Buffer; findings: PrivacyReport['findings'] }[] = []

  await t.test('001-11 plates, texts and numbers are found where they are', async (t) => {
    const picture = await roomWith((room) => {
      drawPlate(room, { text: 'B AB 1234', middle: [240, 120], height: 56 })
      drawPlate(room, { text: 'M XY 987', middle: [700, 400], height: 36, degrees: 10 })
      drawText(room, { text: 'MUSTERMANN', middle: [300, 380], height: 30 })
      drawText(room, { text: '17a', middle: [560, 110], height: 60 })
    })
    const report = await look(picture)
    seen.push({ picture, findings: report.findings })
    t.equal(report.verdict, 'flagged')
    t.match(findingAt(report, 240 / roomSize.width, 120 / roomSize.height), {
      type: 'plate',
      subtype: 'license_plate',
      text_hash: hashOf('BAB1234'),
    })
    t.match(findingAt(report, 700 / roomSize.width, 400 / roomSize.height), {
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
    const said = JSON.stringify(report, (name, value) => (name === 'text_hash' ? undefined : value))
    t.notMatch(said, /MUSTER|1234|987|17a/i, 'what it says stays in the thread')
    t.same(privacyShape.parse({ ...report, checked_at: '2026-01-01T00:00:00Z' }), {
      ...report,
      checked_at: '2026-01-01T00:00:00Z',
    })
  })

  await t.test('its thread gives way to whoever answers guests', { skip: process.platform !== 'linux' }, async (t) => {
    const threads = await readdir('/proc/self/task')
    const stats = await Promise.all(threads.map((id) => readFile(`/proc/self/task/${id}/stat`, 'utf8')))
    // The 19th field; the name before it may have spaces in it.
    const nices = stats.map((stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]))
    const own = os.getPriority()
    t.equal(nices.filter((nice) => nice > own).length, 1)
  })

  await t.test('in an empty room there is nothing', async (t) => {
    t.match(await look(await roomWith()), { verdict: 'clear', findings: [] })
  })

  await t.test('001-11 faces are found, also far away', async (t) => {
    const picture = await people(640)
    const report = await look(picture)
    seen.push({ picture, findings: report.findings })
    t.same(new Set(report.findings.map(({ type }) => type)), new Set(['face']))
    const middles = [
      [0.449, 0.153],
      [0.775, 0.377],
      [0.62, 0.225],
      [0.24, 0.726],
      [0.354, 0.385],
    ] as const
    for (const [x, y] of middles) t.equal(findingAt(report, x, y)?.type, 'face', `${x}, ${y}`)
    const far = await look(await people(300))
    t.equal(far.findings.filter(({ type }) => type === 'face').length, 5, 'of 35 pixels')
  })

  await t.test('002-16 what was found cannot be found again in the copy, and all else is as it was', async (t) => {
    t.equal(seen.length, 2)
    for (const { picture, findings } of seen) {
      t.ok(findings.length >= 3, `${findings.length} things`)
      const copy = await blurFindings(picture, findings, { longestSidePixels: null }, never)
      t.match(await look(copy.bytes), { verdict: 'clear', findings: [] })
      const boxes = findings.map(({ box }) => box)
      const { outside, inside } = await differences(picture, copy.bytes, boxes)
      t.ok(outside <= 24, `at most ${outside} of 255 away from what was found`)
      t.ok(inside >= 8, `${inside} of 255 in the mean where something was`)
      t.ok(await isBare(copy.bytes))
    }
  })
})
