import sharp from 'sharp'
import t from 'tap'
import { isBarePicture } from '../../src/media/bare-picture.ts'
import { blurFindings } from '../../src/pix/privacy/blur-findings.ts'
import { createCopyForServices } from '../../src/pix/privacy/copy-for-services.ts'
import type { PrivacyFinding } from '../../src/pix/privacy/find-private.ts'
import { drawPlate, drawText } from '../support/letters.ts'
import { never, openInspector, people, roomSize, roomWith } from './privacy-room.ts'

type Box = PrivacyFinding['box']
const found = (type: PrivacyFinding['type'], box: Box) => ({ type, box })

async function pixelsOf(bytes: Buffer) {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

/** How far the copy is from the picture: outside of all boxes with what lies around them, and inside. */
async function differences(picture: Buffer, copy: Buffer, boxes: Box[]) {
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

const isBare = (bytes: Buffer) =>
  isBarePicture({
    type: 'image/jpeg',
    byteLength: bytes.length,
    read: async (start: number, end: number) => bytes.subarray(start, end + 1),
  })

t.test('002-16 what was found cannot be found again in the copy, and all else is as it was', async (t) => {
  const inspector = openInspector(t)
  const look = (picture: Buffer) => inspector.inspect(picture, { exterior: true, signal: never })
  const room = await roomWith((image) => {
    drawPlate(image, { text: 'B AB 1234', middle: [240, 120], height: 56 })
    drawText(image, { text: 'MUSTERMANN', middle: [300, 380], height: 30, degrees: -12 })
    drawText(image, { text: '17a', middle: [560, 110], height: 60 })
  })
  for (const picture of [room, await people(640)]) {
    const { findings } = await look(picture)
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

t.test('002-16 a box holds a few colours and no more', async (t) => {
  const noise = Buffer.from(Array.from({ length: 300 * 300 * 3 }, (_, at) => (at * 7919 * ((at % 13) + 1)) % 256))
  const picture = await sharp(noise, { raw: { width: 300, height: 300, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer()
  const table: [type: PrivacyFinding['type'], box: Box][] = [
    ['face', [0.3, 0.3, 0.4, 0.4]],
    ['text', [0.1, 0.4, 0.8, 0.1]],
    ['text', [0.4, 0.1, 0.1, 0.8]],
    ['plate', [0, 0, 0.2, 0.1]],
    ['face', [0.9, 0.9, 0.1, 0.1]],
    ['text', [0.999, 0.5, 0.001, 0.001]],
    ['text', [0, 0, 1, 1]],
  ]
  for (const [type, box] of table) {
    const { bytes, width, height } = await blurFindings(picture, [found(type, box)], { longestSidePixels: null }, never)
    t.same([width, height], [300, 300])
    const { data } = await pixelsOf(bytes)
    const x = Math.min(298, Math.floor((box[0] + box[2] / 2) * 300))
    const y = Math.min(298, Math.floor((box[1] + box[3] / 2) * 300))
    const at = (dx: number) => data[(y * 300 + x + dx) * 3] ?? 0
    t.ok(Math.abs(at(0) - at(1)) < 12, `${type} ${box}: ${at(0)} beside ${at(1)}`)
  }
})

t.test('002-16 what a service may have of an image', async (t) => {
  const picture = await sharp(await roomWith())
    .withExif({ IFD0: { Artist: 'SECRET' } })
    .toBuffer()
  const box: Box = [0.05, 0.05, 0.2, 0.2]
  const given = { picture, findings: [found('face', box)], roomType: 'kitchen', number: 1 } as const
  const name = 'kitchen_01.jpg'
  const table = [
    ['blur', 'clear', { withheld: null, name, blurredBoxes: 0 }],
    ['blur', 'flagged', { withheld: null, name, blurredBoxes: 1 }],
    ['blur', 'cleared_by_admin', { withheld: null, name, blurredBoxes: 0 }],
    ['blur', 'unchecked', { withheld: 'unchecked' }],
    ['withhold', 'clear', { withheld: null, name, blurredBoxes: 0 }],
    ['withhold', 'flagged', { withheld: 'flagged' }],
    ['withhold', 'cleared_by_admin', { withheld: null, name, blurredBoxes: 0 }],
    ['withhold', 'unchecked', { withheld: 'unchecked' }],
  ] as const
  for (const [mode, verdict, wanted] of table) {
    const copy = await createCopyForServices({ mode })({ ...given, verdict }, 1536, never)
    t.match(copy, wanted, `${mode}, ${verdict}`)
    if (copy.withheld !== null) {
      t.notOk('bytes' in copy)
      continue
    }
    t.ok(await isBare(copy.bytes), 'nothing but pixels')
    t.notMatch(copy.bytes.toString('latin1'), /SECRET/)
    t.same([copy.width, copy.height], [roomSize.width, roomSize.height])
  }
})
