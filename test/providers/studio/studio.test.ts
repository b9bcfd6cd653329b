import sharp from 'sharp'
import t from 'tap'
import { z } from 'zod'
import type { ImageType } from '../../../src/media/image-type.ts'
import type { EditRequest } from '../../../src/providers/provider.ts'
import { createStudio } from '../../../src/providers/studio/studio.ts'
import { testAttempt } from '../../support/attempt.ts'
import { differ, jpeg, look, paint, quarters, realPhoto, sourceOf } from '../../support/pictures.ts'

const studio = createStudio()
const output = { format: 'jpeg', quality: 90, longestSidePixels: null } as const

const frame = await (await paint(60, 40, (x) => [10, 10, 10, x < 6 ? 255 : 0])).png().toBuffer()
const templates = { frame: sourceOf(frame, 'image/png'), background: sourceOf(await jpeg(80, 80)) }

const operations: [operation: string, settings: object][] = [
  ['passthrough', {}],
  ['enhance', { tone: 60, colour: 40, sharpness: 40 }],
  ['look', { style: 'sepia', strength: 100 }],
  ['frame', { fit: 'cover', position: 'centre' }],
  ['chroma_key', { screen: 'green', tolerance: 50, softness: 50, spill: 80 }],
]

function edit(operation: string, settings: object, bytes: Buffer, change: Partial<EditRequest> = {}) {
  return studio.edit({ operation, settings, photo: sourceOf(bytes), templates, output, ...change }, testAttempt())
}

t.test('nothing of the camera and the place leaves with a picture', async (t) => {
  const made = await sharp(await jpeg(90, 60))
    .withExif({ IFD0: { Model: 'Secret Camera' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 12/1' } })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret/></x:xmpmeta>')
    .withIccProfile('p3')
    .jpeg()
    .toBuffer()
  // The serial numbers are those of the camera and of its lens.
  const photos: [name: string, bytes: Buffer | undefined, secrets: string[]][] = [
    ['made', made, ['Secret', 'secret', 'GPS']],
    ['camera-12mp.jpg', realPhoto('camera-12mp.jpg'), ['B9V508278', 'ABG366769', 'OLYMPUS']],
    ['phone-gps.jpg', realPhoto('phone-gps.jpg'), ['GPS']],
  ]
  for (const [name, bytes, secrets] of photos) {
    if (!bytes) continue
    t.ok((await sharp(bytes).metadata()).exif, `${name} has something to lose`)
    for (const [operation, settings] of operations) {
      for (const format of ['jpeg', 'png', 'webp'] as const) {
        const { bytes: result, type } = await edit(operation, settings, bytes, {
          output: { format, quality: 80, longestSidePixels: 300 },
        })
        const { exif, xmp, icc, iptc, format: seen } = await sharp(result).metadata()
        t.same(
          { exif, xmp, icc, iptc, seen },
          { exif: undefined, xmp: undefined, icc: undefined, iptc: undefined, seen: format },
          `${name}, ${operation}`,
        )
        t.equal(type, `image/${format}`)
        t.notOk(
          secrets.some((secret) => result.includes(secret)),
          `${name}, ${operation}, ${format}`,
        )
      }
    }
  }
})

t.test('what hides behind a picture does not come through', async (t) => {
  const payload = Buffer.from('PK\u0003\u0004<script>alert(1)</script><?php system("id") ?>')
  const polyglot = Buffer.concat([await jpeg(90, 60), payload])
  for (const [operation, settings] of operations) {
    const { bytes } = await edit(operation, settings, polyglot)
    for (const trace of ['PK\u0003\u0004', 'script', 'php']) t.notOk(bytes.includes(trace), `${operation}: ${trace}`)
  }
})

t.test('every photo is upright, whatever is done with it', async (t) => {
  const lying = await sharp(await quarters(90, 60))
    .rotate(270)
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  for (const [operation, settings] of operations) {
    const { bytes, width, height } = await edit(operation, settings, lying)
    t.ok(width > height, `${operation}: ${width} × ${height}`)
    const [red = 0, green = 0, blue = 0] = (await look(bytes)).at(0.25, 0.25)
    t.ok(red > green && red > blue, `${operation}: red is at the top left`)
  }
})

t.test('the result has the size that the slot allows, and is never blown up', async (t) => {
  const photo = await jpeg(90, 60)
  for (const [operation, settings] of operations) {
    for (const [longestSidePixels, longest] of [
      [null, operation === 'frame' ? 60 : 90],
      [30, 30],
      [500, operation === 'frame' ? 60 : 90],
    ] as const) {
      const { bytes, width, height } = await edit(operation, settings, photo, {
        output: { ...output, longestSidePixels },
      })
      t.equal(width, longest, `${operation}, ${longestSidePixels}`)
      t.match(await look(bytes), { width, height }, 'it is what it says')
    }
  }
})

t.test('photos of strange sizes and colours do not break anything', async (t) => {
  const plain = sharp(await quarters(90, 60))
  const photos: [name: string, type: ImageType, bytes: Buffer][] = [
    ['one pixel', 'image/jpeg', await jpeg(1, 1)],
    ['very long', 'image/jpeg', await jpeg(1, 30_000)],
    ['grey', 'image/jpeg', await plain.clone().greyscale().jpeg().toBuffer()],
    ['grey with transparency', 'image/png', await plain.clone().greyscale().ensureAlpha(0.5).png().toBuffer()],
    ['CMYK', 'image/jpeg', await plain.clone().toColourspace('cmyk').jpeg().toBuffer()],
    ['16 bits', 'image/png', await plain.clone().toColourspace('rgb16').png().toBuffer()],
    ['AVIF', 'image/avif', await plain.clone().avif({ effort: 0 }).toBuffer()],
  ]
  for (const [name, type, bytes] of photos) {
    for (const [operation, settings] of operations) {
      for (const format of ['jpeg', 'png', 'webp'] as const) {
        const photo = sourceOf(bytes, type)
        const made = await edit(operation, settings, bytes, { photo, output: { ...output, format } })
        t.ok(made.bytes.length > 0, `${operation} of ${name} as ${format}`)
      }
    }
  }
})

t.test('16 bits look like 8', async (t) => {
  const plain = sharp(await quarters(90, 60))
  const deep = await plain.clone().toColourspace('rgb16').png().toBuffer()
  for (const [operation, settings] of operations) {
    const asPng = { output: { ...output, format: 'png' } } as const
    const usual = await edit(operation, settings, Buffer.alloc(0), {
      ...asPng,
      photo: sourceOf(await plain.clone().png().toBuffer(), 'image/png'),
    })
    const result = await edit(operation, settings, Buffer.alloc(0), { ...asPng, photo: sourceOf(deep, 'image/png') })
    const [one, other] = [await look(usual.bytes), await look(result.bytes)]
    for (const x of [0.25, 0.75])
      for (const y of [0.25, 0.75]) t.ok(differ(one.at(x, y), other.at(x, y)) <= 2, operation)
  }
})

t.test('a torn photo is unreadable, a torn template is the fault of the slot', async (t) => {
  const photo = await jpeg(400, 300)
  const torn = photo.subarray(0, photo.length * 0.6)
  for (const [operation, settings] of operations) {
    await t.rejects(edit(operation, settings, torn), { code: 'unreadable_image' }, operation)
  }
  const damaged = { frame: sourceOf(torn), background: sourceOf(torn) }
  for (const [operation, settings] of operations.slice(3)) {
    await t.rejects(edit(operation, settings, photo, { templates: damaged }), { code: 'slot_misconfigured' }, operation)
    await t.rejects(edit(operation, settings, photo, { templates: {} }), { code: 'slot_misconfigured' }, operation)
  }
})

t.test('work that is no longer wanted does not begin, or ends at once', async (t) => {
  const reason = new Error('the window is over')
  for (const [operation, settings] of operations) {
    let reads = 0
    const controller = new AbortController()
    const photo = {
      ...sourceOf(await jpeg(90, 60)),
      async read() {
        reads += 1
        controller.abort(reason)
        return jpeg(90, 60)
      },
    }
    const request = { operation, settings, photo, templates, output }
    await t.rejects(
      studio.edit(request, testAttempt({ signal: controller.signal })),
      reason,
      `${operation}, in the middle`,
    )
    await t.rejects(studio.edit(request, testAttempt({ signal: controller.signal })), reason, `${operation}, before`)
    t.equal(reads, 1, 'the second one was not even read')
  }
})

t.test('settings are strict, and say what they are', async (t) => {
  const photo = await jpeg(90, 60)
  for (const [operation, settings] of operations) {
    const wrong = [{ ...settings, more: 1 }, ...Object.keys(settings).map((key) => ({ ...settings, [key]: -1 }))]
    for (const one of wrong) {
      await t.rejects(
        edit(operation, one, photo),
        { code: 'slot_misconfigured' },
        `${operation} ${JSON.stringify(one)}`,
      )
    }
    const form = z.toJSONSchema(studio.operations[operation]?.settings ?? z.never())
    for (const [key, { description, ...rest }] of Object.entries(form.properties ?? {}) as [
      string,
      z.core.JSONSchema.JSONSchema,
    ][]) {
      t.match(description, /^[A-Z].*\.$/, `${operation}.${key}`)
      t.notOk('default' in rest, `${operation}.${key} has no default`)
    }
  }
})

t.test('eight at once all come out', async (t) => {
  const photo = await jpeg(300, 200)
  const all = Array.from({ length: 8 }, (_, at) => operations[at % operations.length] as (typeof operations)[number])
  const made = await Promise.all(all.map(([operation, settings]) => edit(operation, settings, photo)))
  for (const { width } of made) t.ok(width > 0)
})
