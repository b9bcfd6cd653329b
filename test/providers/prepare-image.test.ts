import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import { GatewayError } from '../../src/errors.ts'
import type { ImageType } from '../../src/media/image-type.ts'
import { createScratch } from '../../src/media/scratch.ts'
import { prepareImage } from '../../src/providers/prepare-image.ts'
import type { SourceImage } from '../../src/providers/provider.ts'
import { differ, look, paint, quarterColours, quarters, realPhoto, sourceOf } from '../support/pictures.ts'

const limits = {
  types: ['image/jpeg', 'image/png', 'image/webp'] as ('image/jpeg' | 'image/png' | 'image/webp')[],
  mostImages: 4,
  mostBytes: 10_000_000,
  longestSidePixels: 2000,
  mask: true,
  promptRequired: true,
  longestPrompt: 1000,
}

const never = new AbortController().signal
const plain = sharp(await quarters(300, 200))
const jpeg = await plain.clone().jpeg().toBuffer()

async function openWorkspace(t: Test) {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'photochanger-prepare-'))
  t.teardown(() => rmSync(directory, { recursive: true, force: true }))
  return createScratch({ directory }).open()
}

async function prepare(
  t: Test,
  source: SourceImage,
  { role = 'photo', signal = never, ...change }: Partial<typeof limits> & { role?: string; signal?: AbortSignal } = {},
) {
  const workspace = await openWorkspace(t)
  const prepared = await prepareImage({ role, source, limits: { ...limits, ...change }, workspace }, signal)
  const bytes = readFileSync(prepared.path)
  t.match(prepared, { role, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
  t.same(readdirSync(path.dirname(prepared.path)), [path.basename(prepared.path)], 'and no other file is left')
  const { format, width, height } = await sharp(bytes).metadata()
  t.match(prepared, { type: `image/${format}`, width, height }, 'it is what it says')
  return { ...prepared, content: bytes }
}

const noise = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: 'grey', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
  })

t.test('a picture that already is as it should be stays so, byte for byte', async (t) => {
  const pictures: [type: ImageType, bytes: Buffer, change?: Partial<typeof limits>][] = [
    ['image/jpeg', jpeg],
    ['image/png', await plain.clone().png().toBuffer()],
    ['image/webp', await plain.clone().webp().toBuffer()],
    ['image/jpeg', jpeg, { longestSidePixels: 300, mostBytes: jpeg.length, types: ['image/jpeg'] }],
  ]
  for (const [type, bytes, change] of pictures) {
    const { content } = await prepare(t, sourceOf(bytes, type), change)
    t.ok(content.equals(bytes), type)
  }
})

t.test('what one limit does not let through is made anew, and fits', async (t) => {
  const changes: [name: string, change: Partial<typeof limits>, wanted: object][] = [
    ['longest side', { longestSidePixels: 299 }, { width: 299, height: 199, type: 'image/jpeg' }],
    ['bytes', { mostBytes: 2 * jpeg.length }, { width: 300, type: 'image/jpeg' }],
    ['few bytes', { mostBytes: jpeg.length - 1 }, { type: 'image/jpeg' }],
    ['PNG only', { types: ['image/png'] }, { width: 300, type: 'image/png' }],
    ['WebP or PNG', { types: ['image/png', 'image/webp'] }, { width: 300, type: 'image/webp' }],
  ]
  for (const [name, change, wanted] of changes) {
    const prepared = await prepare(t, sourceOf(jpeg), change)
    t.match(prepared, wanted, name)
    t.ok(prepared.bytes <= (change.mostBytes ?? limits.mostBytes), name)
    t.ok(differ((await look(prepared.content)).at(0.2, 0.2), quarterColours.topLeft) < 20, name)
  }
})

t.test('neither the camera nor the place nor a second picture is sent along', async (t) => {
  const told = plain.clone().withExif({ IFD0: { Model: 'Secret' }, IFD3: { GPSLatitude: '52/1 31/1 12/1' } })
  const photos: [name: string, type: ImageType, bytes: Buffer | undefined, secret: string][] = [
    ['JPEG', 'image/jpeg', await told.clone().jpeg().toBuffer(), 'Secret'],
    ['PNG', 'image/png', await told.clone().png().toBuffer(), 'Secret'],
    ['WebP', 'image/webp', await told.clone().webp().toBuffer(), 'Secret'],
    ['AVIF', 'image/avif', await told.clone().avif({ effort: 0 }).toBuffer(), 'Secret'],
    ['something behind', 'image/jpeg', Buffer.concat([jpeg, Buffer.from('Secret film')]), 'Secret'],
    ['camera-12mp.jpg', 'image/jpeg', realPhoto('camera-12mp.jpg'), 'OLYMPUS'],
    ['phone-gps.jpg', 'image/jpeg', realPhoto('phone-gps.jpg'), 'Exif'],
    ['iphone.heic', 'image/heic', realPhoto('iphone.heic'), 'Apple'],
  ]
  for (const [name, type, bytes, secret] of photos) {
    if (!bytes) continue
    t.ok(bytes.includes(secret), `${name} has something to tell`)
    for (const role of ['photo', 'template_1']) {
      const { content, ...prepared } = await prepare(t, sourceOf(bytes, type), { role, longestSidePixels: 400 })
      const { exif, xmp, icc, iptc, orientation } = await sharp(content).metadata()
      t.same([exif, xmp, icc, iptc, orientation].filter(Boolean), [], name)
      t.notOk(content.includes(secret), name)
      t.equal(prepared.type, 'image/jpeg', name)
    }
  }
})

t.test('every picture is upright and in the usual colours', async (t) => {
  const lying = sharp(await plain.clone().rotate(270).png().toBuffer()).withMetadata({ orientation: 6 })
  const pictures: [name: string, type: ImageType, bytes: Buffer, tolerance?: number][] = [
    ['lying', 'image/jpeg', await lying.clone().jpeg().toBuffer()],
    ['Display P3', 'image/jpeg', await plain.clone().withIccProfile('p3').jpeg({ quality: 95 }).toBuffer()],
    ['CMYK', 'image/jpeg', await plain.clone().toColourspace('cmyk').jpeg().toBuffer(), 110],
    ['16 bits', 'image/png', await plain.clone().toColourspace('rgb16').png().toBuffer()],
  ]
  for (const [name, type, bytes, tolerance = 20] of pictures) {
    const { content } = await prepare(t, sourceOf(bytes, type))
    const picture = await look(content)
    t.match(picture, { width: 300, height: 200, channels: 3 }, name)
    t.ok(differ(picture.at(0.2, 0.2), quarterColours.topLeft) < tolerance, `${name}: ${picture.at(0.2, 0.2)}`)
  }
})

t.test('a template that is seen through stays so where a type allows it; a photo becomes paper', async (t) => {
  const painted = await paint(300, 200, (x, y) => [200, 40, 40, x > 100 && x < 200 && y > 50 && y < 150 ? 0 : 255])
  const holes = await painted
    .clone()
    .withExif({ IFD0: { Model: 'x' } })
    .png()
    .toBuffer()
  const opaque = await plain
    .clone()
    .ensureAlpha(1)
    .withExif({ IFD0: { Model: 'x' } })
    .png()
    .toBuffer()
  const cases: [name: string, bytes: Buffer, change: Parameters<typeof prepare>[2], type: string, middle: number[]][] =
    [
      ['a mask', holes, { role: 'mask' }, 'image/png', [0, 0, 0, 0]],
      ['a mask without PNG', holes, { role: 'mask', types: ['image/jpeg', 'image/webp'] }, 'image/webp', [0, 0, 0, 0]],
      [
        'a mask where nothing is seen through',
        holes,
        { role: 'mask', types: ['image/jpeg'] },
        'image/jpeg',
        [255, 255, 255],
      ],
      ['a photo', holes, {}, 'image/jpeg', [255, 255, 255]],
      [
        'a template with a channel for nothing',
        opaque,
        { role: 'template_1' },
        'image/jpeg',
        [...quarterColours.bottomRight],
      ],
    ]
  for (const [name, bytes, change, type, colour] of cases) {
    const { content, ...prepared } = await prepare(t, sourceOf(bytes, 'image/png'), change)
    t.equal(prepared.type, type, name)
    const seen = (await look(content)).at(0.52, 0.52)
    t.equal(seen.length, colour.length, name)
    if (colour[3] === 0) t.equal(seen[3], 0, name)
    else t.ok(differ(colour, seen) < 12, `${name}: ${seen}`)
  }
})

t.test('what is still too large loses quality, then size, and then fits', async (t) => {
  const loud = await noise(800, 600).png().toBuffer()
  const seen = []
  for (const mostBytes of [2_000_000, 300_000, 100_000, 20_000, 5000]) {
    const { width, height, bytes } = await prepare(t, sourceOf(loud, 'image/png'), { mostBytes, types: ['image/jpeg'] })
    t.ok(bytes <= mostBytes, `${bytes} of ${mostBytes}`)
    t.ok(bytes > mostBytes / 8 || width === 800, `and not far less than needed: ${bytes} of ${mostBytes}`)
    t.ok(Math.abs(width / height - 4 / 3) < 0.05, 'in its shape')
    seen.push(width)
  }
  t.same(
    seen,
    seen.toSorted((one, other) => other - one),
  )
  t.equal(seen[1], 800, 'quality first')
  const mask = await prepare(t, sourceOf(loud, 'image/png'), { mostBytes: 100_000, types: ['image/png'] })
  t.ok(mask.width < 800)
})

t.test('a photo that cannot be read is unreadable, a template is the fault of the slot', async (t) => {
  const bomb = await sharp({ create: { width: 11_000, height: 11_000, channels: 3, background: 'black' } })
    .png()
    .toBuffer()
  const files: [name: string, type: ImageType, bytes: Buffer][] = [
    ['half', 'image/jpeg', jpeg.subarray(0, jpeg.length / 2)],
    ['nothing', 'image/jpeg', Buffer.alloc(0)],
    ['text', 'image/png', Buffer.from('not a picture at all, and long enough to be looked at as one')],
    ['another type', 'image/webp', jpeg],
    ['bomb', 'image/png', bomb],
    ['animation', 'image/png', await animated()],
    ['HEIC', 'image/heic', Buffer.alloc(2000, 'ftypheic')],
  ]
  for (const [name, type, bytes] of files) {
    for (const [role, code] of [
      ['photo', 'unreadable_image'],
      ['template_1', 'slot_misconfigured'],
    ] as const) {
      const preparing = prepare(t, sourceOf(bytes, type), { role })
      await t.rejects(preparing, { code }, `${name} as ${role}`)
    }
  }
})

/** A PNG whose header says that it moves. */
async function animated(): Promise<Buffer> {
  const png = await plain.clone().png().toBuffer()
  const chunk = Buffer.from('\0\0\0\u0008acTL\0\0\0\u0002\0\0\0\0sums', 'latin1')
  return Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)])
}

t.test('failures of the storage are no fault of the picture', async (t) => {
  const away = new GatewayError('unavailable', 'the store is away')
  const closed = { ...sourceOf(jpeg), open: async () => Promise.reject(away) }
  await t.rejects(prepare(t, closed), away)
  const torn = {
    ...sourceOf(jpeg),
    open: async () =>
      Readable.from(
        (async function* () {
          yield jpeg.subarray(0, 100)
          throw away
        })(),
        { objectMode: false },
      ),
  }
  await t.rejects(prepare(t, torn, { role: 'template_1' }), away)
})

t.test('work that is no longer wanted does not begin, or ends at once', async (t) => {
  const reason = new Error('the window is over')
  const controller = new AbortController()
  let opened = 0
  const stream = new Readable({ read() {} })
  const source = {
    ...sourceOf(jpeg),
    async open() {
      opened += 1
      setImmediate(() => controller.abort(reason))
      return stream
    },
  }
  await t.rejects(prepare(t, source, { signal: controller.signal }), reason, 'while it is read')
  t.ok(stream.destroyed, 'and the source is let go')
  await t.rejects(prepare(t, source, { signal: controller.signal }), reason, 'before')
  t.equal(opened, 1)
})

t.test('what was prepared can be lent, where somebody outside reaches this gateway', async (t) => {
  const lent: object[] = []
  const source: SourceImage = {
    ...sourceOf(await plain.clone().toColourspace('b-w').png().toBuffer(), 'image/png'),
    async lend(file) {
      lent.push(file)
      return 'https://gateway.example/public/media/1'
    },
  }
  const { link, path: file, type } = await prepare(t, source)
  t.equal(await link(), 'https://gateway.example/public/media/1')
  t.same(lent, [{ path: file, type }])
  const kept = await prepare(t, sourceOf(jpeg))
  await t.rejects(kept.link(), { code: 'slot_misconfigured', details: /no address to the outside/ })
})
