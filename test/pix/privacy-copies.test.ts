import sharp from 'sharp'
import t from 'tap'
import { blurFindings } from '../../src/pix/privacy/blur-findings.ts'
import { createCopyForServices } from '../../src/pix/privacy/copy-for-services.ts'
import type { PrivacyFinding } from '../../src/pix/privacy/find-private.ts'
import { isBare, never, pixelsOf, roomSize, roomWith } from './privacy-room.ts'

type Box = PrivacyFinding['box']
const found = (type: PrivacyFinding['type'], box: Box) => ({ type, box })

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
