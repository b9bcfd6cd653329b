import sharp from 'sharp'
import t from 'tap'
import { createTiff } from '../../src/media/tiff.ts'

const pixels = (alpha: number) => ({
  data: Uint8Array.from([200, 10, 20, alpha, 30, 210, 40, 255, 50, 60, 220, 255]),
  width: 3,
  height: 1,
})

t.test('the pixels are the same, and transparency is kept when there is some', async (t) => {
  for (const [alpha, channels] of [
    [255, 3],
    [128, 4],
  ] as const) {
    const { data, width, height } = pixels(alpha)
    const { data: seen, info } = await sharp(createTiff({ data, width, height }))
      .raw()
      .toBuffer({ resolveWithObject: true })
    t.match(info, { width: 3, height: 1, channels })
    t.same(
      [...seen],
      [...data].filter((_, at) => channels === 4 || at % 4 !== 3),
    )
  }
})

t.test('the colour profile arrives', async (t) => {
  const picture = sharp({ create: { width: 3, height: 1, channels: 3, background: 'red' } })
  const { icc } = await sharp(await picture.withIccProfile('p3').png().toBuffer()).metadata()
  const { icc: arrived } = await sharp(createTiff(pixels(255), icc)).metadata()
  t.ok(icc && arrived?.equals(icc))
})
