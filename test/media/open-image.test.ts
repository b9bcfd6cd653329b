import sharp from 'sharp'
import t, { type Test } from 'tap'
import { GatewayError } from '../../src/errors.ts'
import { encodeImage, type OutputFormat } from '../../src/media/encode-image.ts'
import type { ImageType } from '../../src/media/image-type.ts'
import { openImage } from '../../src/media/open-image.ts'
import { differ, jpeg, look, paint, quarterAt, quarterColours, quarters, realPhoto } from '../support/pictures.ts'

const asPng: OutputFormat = { format: 'png', quality: 90, longestSidePixels: null }
const never = new AbortController().signal

type Picture = Awaited<ReturnType<typeof look>>

async function decode(bytes: Buffer, type: ImageType, longestSidePixels: number | null = null) {
  const { bytes: made } = await encodeImage(await openImage({ bytes, type, longestSidePixels }, never), asPng)
  return look(made)
}

function showsQuarters(t: Test, picture: Picture, name: string, tolerance = 25) {
  const places = { topLeft: [0.2, 0.2], topRight: [0.8, 0.2], bottomLeft: [0.2, 0.8], bottomRight: [0.8, 0.8] } as const
  for (const [place, [x, y]] of Object.entries(places)) {
    const [seen, wanted] = [picture.at(x, y), quarterColours[place as keyof typeof places]]
    t.ok(differ(wanted, seen) <= tolerance, `${name}, ${place}: ${seen} for ${wanted}`)
  }
}

t.test('all eight orientations come out upright', async (t) => {
  const [width, height] = [120, 80]
  const [right, bottom] = [width - 1, height - 1]
  // Where the point at (x, y) of the file belongs in the upright picture, by the EXIF specification.
  const places: ((x: number, y: number) => [x: number, y: number])[] = [
    (x, y) => [x, y],
    (x, y) => [right - x, y],
    (x, y) => [right - x, bottom - y],
    (x, y) => [x, bottom - y],
    (x, y) => [y, x],
    (x, y) => [right - y, x],
    (x, y) => [right - y, bottom - x],
    (x, y) => [y, bottom - x],
  ]
  for (const [index, place] of places.entries()) {
    const [storedWidth, storedHeight] = index < 4 ? [width, height] : [height, width]
    const lying = await paint(storedWidth, storedHeight, (x, y) => quarterAt(width, height)(...place(x, y)))
    for (const format of ['jpeg', 'webp', 'png'] as const) {
      const orientation = index + 1
      const bytes = await lying.clone().withMetadata({ orientation }).toFormat(format).toBuffer()
      for (const longestSide of [null, 60]) {
        const name = `${format}, orientation ${orientation}, longest side ${longestSide}`
        const picture = await decode(bytes, `image/${format}`, longestSide)
        t.match(picture, longestSide ? { width: 60, height: 40 } : { width, height }, name)
        showsQuarters(t, picture, name)
      }
    }
  }
})

t.test('colours are right, however they are stored', async (t) => {
  const plain = sharp(await quarters(120, 80))
  const half = await paint(120, 80, (x, y) => [...quarterAt(120, 80)(x, y), 255])
  const files: [name: string, type: ImageType, bytes: Buffer, tolerance?: number][] = [
    ['progressive JPEG', 'image/jpeg', await plain.clone().jpeg({ progressive: true }).toBuffer()],
    ['JPEG in Display P3', 'image/jpeg', await plain.clone().withIccProfile('p3').jpeg({ quality: 95 }).toBuffer()],
    // Ink cannot show these colours.
    ['CMYK JPEG', 'image/jpeg', await plain.clone().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(), 110],
    ['PNG of 16 bits', 'image/png', await plain.clone().toColourspace('rgb16').png().toBuffer(), 1],
    ['PNG with a palette', 'image/png', await plain.clone().png({ palette: true }).toBuffer(), 4],
    ['PNG with transparency', 'image/png', await half.png().toBuffer(), 0],
    ['PNG in Display P3', 'image/png', await plain.clone().withIccProfile('p3').png().toBuffer(), 4],
    ['WebP', 'image/webp', await plain.clone().webp({ quality: 95 }).toBuffer(), 30],
    ['AVIF', 'image/avif', await plain.clone().avif({ effort: 0 }).toBuffer(), 30],
    ['AVIF of 10 bits', 'image/avif', await plain.clone().avif({ effort: 0, bitdepth: 10 }).toBuffer(), 30],
    ['AVIF that calls itself HEIF', 'image/heic', await plain.clone().avif({ effort: 0 }).toBuffer(), 30],
  ]
  for (const [name, type, bytes, tolerance] of files) showsQuarters(t, await decode(bytes, type), name, tolerance)
})

t.test('grey pictures become colour pictures that are grey', async (t) => {
  const grey = sharp(await quarters(60, 40)).greyscale()
  for (const [type, bytes] of [
    ['image/jpeg', await grey.clone().jpeg().toBuffer()],
    ['image/png', await grey.clone().png().toBuffer()],
  ] as const) {
    const picture = await decode(bytes, type)
    const [red, green, blue] = picture.at(0.2, 0.2)
    t.equal(picture.channels, 3, type)
    t.ok(red === green && green === blue && red !== undefined && red > 30 && red < 200, `${type}: ${red}`)
  }
})

t.test('transparency is kept, and becomes white where the format has none', async (t) => {
  const ghost = await (await paint(20, 20, () => [200, 0, 0, 128])).png().toBuffer()
  t.same((await decode(ghost, 'image/png')).at(0.5, 0.5), [200, 0, 0, 128])
  const pipeline = await openImage({ bytes: ghost, type: 'image/png' }, never)
  const { bytes } = await encodeImage(pipeline, { ...asPng, format: 'jpeg' })
  t.ok(differ([227, 127, 127], (await look(bytes)).at(0.5, 0.5)) < 6)
})

t.test('a HEIC photo is upright, in its own colours, and stops with the signal', async (t) => {
  const bytes = realPhoto('iphone.heic')
  if (!bytes) return t.pass('no real photos here')
  const picture = await decode(bytes, 'image/heic', 1000)
  t.match(picture, { width: 750, height: 1000, channels: 3 })
  const [red = 0, , blue = 0] = meanOf(picture, [0.4, 0.85], [0.9, 0.98])
  t.ok(blue > red + 30, `the blue napkin is at the bottom: red ${red}, blue ${blue}`)

  const stopped = new AbortController()
  const opening = openImage({ bytes, type: 'image/heic' }, stopped.signal)
  const reason = new Error('enough')
  setImmediate(() => stopped.abort(reason))
  await t.rejects(opening, reason)
})

t.test('a damaged HEIC photo is unreadable', async (t) => {
  const bytes = realPhoto('iphone.heic')
  if (!bytes) return t.pass('no real photos here')
  await t.rejects(decode(bytes.subarray(0, 2000), 'image/heic'), { code: 'unreadable_image' })
})

t.test('what does not decode is unreadable', async (t) => {
  const black = await sharp({ create: { width: 12_000, height: 12_000, channels: 3, background: 'black' } })
    .png()
    .toBuffer()
  const photo = await jpeg(400, 300)
  const files: [name: string, type: ImageType, bytes: Buffer][] = [
    ['torn JPEG', 'image/jpeg', photo.subarray(0, photo.length * 0.7)],
    ['nothing', 'image/jpeg', Buffer.alloc(0)],
    ['bomb', 'image/png', black],
    ['SVG', 'image/png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['noise', 'image/heic', Buffer.alloc(2000, 'ftypheic')],
  ]
  for (const [name, type, bytes] of files) await t.rejects(decode(bytes, type), { code: 'unreadable_image' }, name)
})

t.test('a hundred pictures with one wrong bit are decoded or unreadable, nothing else', async (t) => {
  const plain = sharp(await quarters(64, 64))
  const files: [type: ImageType, bytes: Buffer][] = [
    ['image/jpeg', await plain.clone().jpeg().toBuffer()],
    ['image/jpeg', await plain.clone().jpeg({ progressive: true }).toBuffer()],
    ['image/png', await plain.clone().png().toBuffer()],
    ['image/webp', await plain.clone().webp().toBuffer()],
    ['image/avif', await plain.clone().avif({ effort: 0 }).toBuffer()],
  ]
  const random = randomNumbers(20_261_121)
  const outcomes = { decoded: 0, unreadable: 0 }
  for (let run = 0; run < 100; run += 1) {
    const [type, bytes] = files[run % files.length] as (typeof files)[number]
    const flipped = Buffer.from(bytes)
    const at = Math.floor(random() * flipped.length)
    flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(random() * 8))
    try {
      await decode(flipped, type)
      outcomes.decoded += 1
    } catch (error) {
      if (!(error instanceof GatewayError) || error.code !== 'unreadable_image') throw error
      outcomes.unreadable += 1
    }
  }
  t.ok(outcomes.decoded > 0 && outcomes.unreadable > 0, JSON.stringify(outcomes))
})

function meanOf({ at }: Picture, [left, top]: [number, number], [right, bottom]: [number, number]): number[] {
  const sum = [0, 0, 0]
  const steps = 20
  for (let step = 0; step < steps ** 2; step += 1) {
    const x = left + ((step % steps) / steps) * (right - left)
    const y = top + (Math.floor(step / steps) / steps) * (bottom - top)
    for (const [channel, value] of at(x, y).entries()) sum[channel] = (sum[channel] ?? 0) + value / steps ** 2
  }
  return sum
}

/** The same ones every time, by mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
