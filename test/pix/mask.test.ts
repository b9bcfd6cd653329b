import sharp from 'sharp'
import t from 'tap'
import { composite, dilate, feather, reachOf } from '../../src/pix/edits/composite.ts'
import { type GivenMask, type Mask, readMask } from '../../src/pix/edits/mask.ts'
import { createRandom } from '../support/random.ts'

const size = { width: 60, height: 40 }

const white = ({ data, width }: Mask) =>
  [...data].flatMap((value, at) => (value === 255 ? [[at % width, Math.floor(at / width)] as const] : []))

/** White where `isWhite` says so. */
function bits(width: number, height: number, isWhite: (x: number, y: number) => boolean): Buffer {
  const packed = Buffer.alloc(Math.ceil((width * height) / 8))
  for (let at = 0; at < width * height; at += 1) {
    if (isWhite(at % width, Math.floor(at / width))) packed[at >> 3] = (packed[at >> 3] ?? 0) | (128 >> (at & 7))
  }
  return packed
}

const square = (x: number, y: number) => x >= 10 && x < 20 && y >= 5 && y < 15

async function png(channels: 3 | 4, width = 60, height = 40) {
  const background = channels === 4 ? { r: 0, g: 0, b: 0, alpha: 0 } : '#000'
  const spot = { create: { width: 10, height: 10, channels: 3 as const, background: '#fff' } }
  const input = await sharp(spot).png().toBuffer()
  const bytes = await sharp({ create: { width, height, channels, background } })
    .composite([{ input, left: 10, top: 5 }])
    .png()
    .toBuffer()
  return bytes.toString('base64')
}

const map = (encoding: 'bits' | 'rle', data: string, width = 60, height = 40): GivenMask => ({
  ...{ format: 'pixelmap', width, height, encoding, data },
})

t.test('000-19 a mask is a PNG or a map of pixels, and means the same', async (t) => {
  const expected = Array.from({ length: 10 }, (_, y) => Array.from({ length: 10 }, (_, x) => [x + 10, y + 5])).flat()
  const runs = Array.from({ length: 10 }, (_, row) => (row === 0 ? '310,10' : '50,10'))
  const given: [string, GivenMask][] = [
    ['a PNG', { format: 'png', data: await png(3) }],
    ['a PNG that is transparent elsewhere', { format: 'png', data: await png(4) }],
    ['bits', map('bits', bits(60, 40, square).toString('base64'))],
    ['lengths', map('rle', `${runs.join(',')},1540`)],
  ]
  for (const [what, mask] of given) t.strictSame(white(await readMask(mask, size)), expected, what)
  const larger = await readMask({ format: 'png', data: await png(3) }, { width: 120, height: 80 })
  t.equal(white(larger).length, 400, 'one of another size grows with the picture, without grey edges')
})

t.test('000-24 a mask that cannot be meant is refused with a reason', async (t) => {
  const whole = Buffer.alloc(300, 255).toString('base64')
  const wrong: [GivenMask, RegExp][] = [
    [{ format: 'png', data: await png(3, 60, 60) }, /proportions/],
    [map('bits', Buffer.alloc(300).toString('base64')), /white part/],
    [map('bits', whole), /60 %/],
    [{ format: 'png', data: 'bm90IGEgcGljdHVyZQ==' }, /PNG in base64/],
    [
      {
        format: 'png',
        data: (
          await sharp({ create: { ...size, channels: 3, background: '#fff' } })
            .jpeg()
            .toBuffer()
        ).toString('base64'),
      },
      /PNG in base64/,
    ],
    [map('bits', Buffer.alloc(299, 1).toString('base64')), /exactly as many/],
    [map('rle', '10,5'), /exactly as many/],
    [map('rle', '2400,1'), /exactly as many/],
    [map('rle', 'a lot'), /exactly as many/],
  ]
  for (const [mask, details] of wrong) {
    await t.rejects(readMask(mask, size), { code: 'invalid_settings', details })
  }
})

t.test('a seam grows by as many pixels to every side, and not past the edges', async (t) => {
  const random = createRandom(7)
  const data = Buffer.from(Array.from({ length: 2400 }, () => (random.chance(0.01) ? 255 : 0)))
  const grown = dilate({ data, ...size }, 3)
  for (let at = 0; at < data.length; at += 1) {
    const [x, y] = [at % 60, Math.floor(at / 60)]
    const near = white({ data, ...size }).some(([a, b]) => Math.abs(a - x) <= 3 && Math.abs(b - y) <= 3)
    if ((grown.data[at] === 255) !== near) t.fail(`${x}, ${y}`)
  }
  t.pass()
})

t.test('pixels that no mask touches are those of the source, bit by bit', async (t) => {
  const [width, height] = [300, 200]
  const noise = () =>
    sharp({
      create: { width, height, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
    })
      .raw()
      .toBuffer()
  const source = { data: await noise(), width, height, channels: 3 as const }
  const result = { data: await noise(), width, height, channels: 3 as const }
  const mask = await readMask(
    map(
      'bits',
      bits(width, height, (x, y) => x > 100 && x < 150 && y > 60 && y < 120).toString('base64'),
      width,
      height,
    ),
    { width, height },
  )
  const seam = dilate(mask)
  const share = await feather(mask, seam)
  const whole = composite(source, result, share)
  let [outside, inside, between] = [0, 0, 0]
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const of = (data: Buffer) => data.subarray(pixel * 3, pixel * 3 + 3)
    if (seam.data[pixel] === 0) {
      outside += 1
      if (!of(whole.data).equals(of(source.data))) t.fail(`outside: ${pixel}`)
    } else if (mask.data[pixel] === 255) {
      inside += 1
      if (!of(whole.data).equals(of(result.data))) t.fail(`inside: ${pixel}`)
    } else if ((share.data[pixel] ?? 0) > 0 && (share.data[pixel] ?? 0) < 255) between += 1
  }
  t.ok(outside > 50_000 && inside === 49 * 59 && between > 0, `${outside}, ${inside}, ${between}`)
  t.equal(reachOf({ width: 3000, height: 2000 }), 12)
})
