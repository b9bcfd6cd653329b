import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import type { OutputFormat } from '../../src/media/encode-image.ts'
import type { ImageType } from '../../src/media/image-type.ts'
import type { ScratchFile } from '../../src/media/scratch.ts'
import { normalisePicture } from '../../src/providers/normalise-picture.ts'
import { badPictures } from '../emulators/draw.ts'
import { differ, look, paint, quarterColours, quarters, realPhoto, sourceOf } from '../support/pictures.ts'

const never = new AbortController().signal
const output: OutputFormat = { format: 'jpeg', quality: 90, longestSidePixels: null }
const badMedia = { name: 'ProviderFailure', code: 'provider_error', kind: 'bad_media', billed: 'yes' }
const plain = sharp(await quarters(300, 200))

const folder = mkdtempSync(path.join(os.tmpdir(), 'photochanger-normalise-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

function fileOf(bytes: Buffer): ScratchFile {
  files += 1
  const file = path.join(folder, String(files))
  writeFileSync(file, bytes)
  return { path: file, bytes: bytes.length }
}

const normalise = (bytes: Buffer, change: Partial<Parameters<typeof normalisePicture>[0]> = {}, signal = never) =>
  normalisePicture({ name: 'fal', file: fileOf(bytes), output, ...change }, signal)

function showsQuarters(t: Test, { at }: Awaited<ReturnType<typeof look>>, name: string, tolerance = 30) {
  for (const [place, x, y] of [
    ['topLeft', 0.2, 0.2],
    ['topRight', 0.8, 0.2],
    ['bottomLeft', 0.2, 0.8],
    ['bottomRight', 0.8, 0.8],
  ] as const) {
    t.ok(differ(quarterColours[place], at(x, y).slice(0, 3)) <= tolerance, `${name}, ${place}: ${at(x, y)}`)
  }
}

t.test('whatever kind of picture a service gives, the slot gets its own kind', async (t) => {
  const pictures: [name: string, bytes: Buffer, tolerance?: number][] = [
    ['JPEG', await plain.clone().jpeg({ quality: 95 }).toBuffer()],
    ['PNG', await plain.clone().png().toBuffer()],
    ['WebP', await plain.clone().webp({ quality: 95 }).toBuffer()],
    ['AVIF', await plain.clone().avif({ effort: 0, quality: 80 }).toBuffer()],
    ['PNG of 16 bits', await plain.clone().toColourspace('rgb16').png().toBuffer()],
    ['CMYK', await plain.clone().toColourspace('cmyk').jpeg().toBuffer(), 110],
    ['Display P3', await plain.clone().withIccProfile('p3').jpeg({ quality: 95 }).toBuffer()],
    [
      'lying',
      await sharp(await plain.clone().rotate(270).png().toBuffer())
        .withMetadata({ orientation: 6 })
        .png()
        .toBuffer(),
    ],
  ]
  for (const [name, bytes, tolerance] of pictures) {
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const made = await normalise(bytes, { output: { ...output, format } })
      t.match(made, { type: `image/${format}`, width: 300, height: 200 }, name)
      const { width, height, exif, icc, xmp, orientation } = await sharp(made.bytes).metadata()
      t.match(made, { width, height }, name)
      t.same([exif, icc, xmp, orientation].filter(Boolean), [], `${name}: nothing but pixels`)
      showsQuarters(t, await look(made.bytes), `${name} as ${format}`, tolerance)
    }
  }
  const heic = realPhoto('iphone.heic')
  if (heic)
    t.match(await normalise(heic, { output: { ...output, longestSidePixels: 400 } }), { width: 300, height: 400 })
})

t.test('the result has the size that the slot wants, and is never blown up', async (t) => {
  const png = await plain.clone().png().toBuffer()
  for (const [longestSidePixels, width, height] of [
    [null, 300, 200],
    [1000, 300, 200],
    [150, 150, 100],
    [30, 30, 20],
  ] as const) {
    t.match(await normalise(png, { output: { ...output, longestSidePixels } }), { width, height })
  }
})

t.test('what is not one whole picture is the fault of the service', async (t) => {
  const jpeg = await plain.clone().jpeg().toBuffer()
  const png = await plain.clone().png().toBuffer()
  const webp = await plain.clone().webp().toBuffer()
  const damaged = Buffer.from(png).fill(0x55, 700, 750)
  const tall = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: 'red' } })
      .png()
      .toBuffer()
  const film = sharp([await tall(100, 100), await plain.clone().resize(100, 100).png().toBuffer()], {
    join: { animated: true },
  })
  const bad: [name: string, bytes: Buffer, says: string][] = [
    ['nothing', badPictures.none, 'gave nothing instead of a picture'],
    ['text', badPictures.text, 'gave something instead of a picture'],
    ['HTML', Buffer.from('  <!doctype html><title>Maintenance</title>'), 'gave HTML, XML or SVG'],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"/>'), 'gave HTML, XML or SVG'],
    ['JSON', Buffer.from('{"detail":"a secret prompt"}'), 'gave JSON instead of a picture'],
    ['GIF', await plain.clone().gif().toBuffer(), 'gave a GIF instead of a picture'],
    ['TIFF', await plain.clone().tiff().toBuffer(), 'gave something'],
    ['PDF', Buffer.from('%PDF-1.7 and so on'), 'gave something'],
    ['bomb by its header', await badPictures.bomb(), '30000 × 30000'],
    ['one pixel', await badPictures.tiny(), 'gave a picture of 1 × 1'],
    ['63 pixels', await tall(63, 500), 'gave a picture of 63 × 500'],
    ['half a JPEG', badPictures.truncated(jpeg), ''],
    ['half a PNG', badPictures.truncated(png), ''],
    ['half a WebP', badPictures.truncated(webp), ''],
    ['a PNG that is wrong inside', damaged, 'decode'],
    ['a film', await film.webp().toBuffer(), 'frame'],
    ['a head without a body', jpeg.subarray(0, 20), ''],
  ]
  for (const [name, bytes, says] of bad) {
    const message = new RegExp(`^fal: .*${says}`)
    for (const longestSidePixels of [null, 100]) {
      const making = normalise(bytes, { output: { ...output, longestSidePixels } })
      await t.rejects(making, { ...badMedia, message }, `${name}, ${longestSidePixels}`)
    }
  }
})

t.test('the smallest picture that counts', async (t) => {
  const made = await normalise(await plain.clone().resize(64, 64).png().toBuffer())
  t.match(made, { width: 64, height: 64 })
})

t.test('failures of the disk are not the fault of the service', async (t) => {
  const file = { path: path.join(folder, 'gone'), bytes: 1000 }
  const making = normalisePicture({ name: 'fal', file, output }, never)
  await t.rejects(making, { name: 'GatewayError', code: 'unavailable' })
})

t.test('work that is no longer wanted does not begin, or ends at once', async (t) => {
  const reason = new Error('the window is over')
  const controller = new AbortController()
  const png = await plain.clone().png().toBuffer()
  const making = normalise(png, {}, controller.signal)
  controller.abort(reason)
  await t.rejects(making, reason)
  await t.rejects(normalise(png, {}, controller.signal), reason)
})

const gold = [200, 160, 40]
const border = (await paint(150, 150, (x, y) => [...gold, Math.min(x, y, 149 - x, 149 - y) < 15 ? 255 : 0])).png()
const settings = { fit: 'cover', position: 'centre' } as const

t.test('a frame lies over the picture of any service, and gives it its shape', async (t) => {
  const template = sourceOf(await border.toBuffer(), 'image/png')
  for (const [longestSidePixels, side] of [
    [null, 150],
    [100, 100],
    [1000, 150],
  ] as const) {
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const framed = { output: { format, quality: 95, longestSidePixels }, frame: { template, settings } }
      const made = await normalise(await plain.clone().jpeg({ quality: 95 }).toBuffer(), framed)
      t.match(made, { width: side, height: side, type: `image/${format}` })
      const { at } = await look(made.bytes)
      t.ok(differ(at(0.03, 0.5), gold) < 20, `the frame: ${at(0.03, 0.5)}`)
      t.ok(differ(at(0.3, 0.3), quarterColours.topLeft) < 30, `the picture: ${at(0.3, 0.3)}`)
      t.ok(differ(at(0.7, 0.7), quarterColours.bottomRight) < 30, `the picture: ${at(0.7, 0.7)}`)
    }
  }
})

t.test('a frame that cannot be used is the fault of the slot, and not that of the service', async (t) => {
  const png = await plain.clone().png().toBuffer()
  const templates: [name: string, type: ImageType, bytes: Buffer][] = [
    ['without transparency', 'image/png', png],
    ['torn', 'image/png', (await border.toBuffer()).subarray(0, 200)],
  ]
  for (const [name, type, bytes] of templates) {
    const making = normalise(png, { frame: { template: sourceOf(bytes, type), settings } })
    await t.rejects(making, { name: 'GatewayError', code: 'slot_misconfigured' }, name)
  }
  const torn = normalise(png.subarray(0, png.length / 2), {
    frame: { template: sourceOf(await border.toBuffer(), 'image/png'), settings },
  })
  await t.rejects(torn, badMedia, 'a torn picture still is its fault')
})

t.test('eight at once all come out', async (t) => {
  const png = await plain.clone().png().toBuffer()
  const made = await Promise.all(Array.from({ length: 8 }, () => normalise(png)))
  for (const { width } of made) t.equal(width, 300)
})
