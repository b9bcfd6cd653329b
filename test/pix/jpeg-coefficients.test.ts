import sharp, { type JpegOptions } from 'sharp'
import t from 'tap'
import { composite } from '../../src/pix/edits/composite.ts'
import type { CoefficientImage, Component } from '../../src/pix/edits/jpeg/coefficient-image.ts'
import { restore, transform } from '../../src/pix/edits/jpeg/cosine.ts'
import { createEncodingTable } from '../../src/pix/edits/jpeg/huffman.ts'
import { readCoefficients, segmentOf } from '../../src/pix/edits/jpeg/read-coefficients.ts'
import { type Patch, replaceBlocks } from '../../src/pix/edits/jpeg/replace-blocks.ts'
import { replaceInJpeg } from '../../src/pix/edits/jpeg/replace-in-jpeg.ts'
import { writeCoefficients } from '../../src/pix/edits/jpeg/write-coefficients.ts'
import { isSameOutside } from '../../src/pix/edits/write-edit.ts'
import { realPhoto } from '../support/pictures.ts'
import { createRandom } from '../support/random.ts'
import { rowsThatDiffer } from './rows-that-differ.ts'

const random = createRandom(7)

/** Soft colours, hard edges and some noise. */
function drawScene(width: number, height: number): Buffer {
  const data = Buffer.alloc(width * height * 3)
  for (let at = 0; at < width * height; at += 1) {
    const [x, y] = [at % width, Math.floor(at / width)]
    const isEdge = (x >> 5) % 3 === 0 && (y >> 4) % 3 === 1
    const noise = random.whole(-9, 9)
    data[at * 3] = 127 + 90 * Math.sin(x / 37) + noise
    data[at * 3 + 1] = isEdge ? 230 : 127 + 80 * Math.cos(y / 29) + noise
    data[at * 3 + 2] = isEdge ? 20 : 127 + 70 * Math.sin((x + y) / 53) + noise
  }
  return data
}

const draw = (width: number, height: number) => sharp(drawScene(width, height), { raw: { width, height, channels: 3 } })
const encode = (width: number, height: number, options: JpegOptions) => draw(width, height).jpeg(options).toBuffer()
/** The same scene again and again. */
const drawLarge = () =>
  draw(750, 500)
    .extend({ right: 2250, bottom: 1500, extendWith: 'repeat' })
    .jpeg({ quality: 92, progressive: true })
    .toBuffer()
const decode = (jpeg: Buffer) => sharp(jpeg, { failOn: 'warning' }).raw().toBuffer({ resolveWithObject: true })

const [wide, odd] = [
  [320, 240],
  [211, 97],
] as const
const kinds: [name: string, make: () => Promise<Buffer>][] = [
  ['4:2:0, progressive, as masters are', () => encode(...wide, { quality: 92, progressive: true })],
  [
    '4:4:4, progressive, as edits were',
    () => encode(...odd, { quality: 95, progressive: true, chromaSubsampling: '4:4:4' }),
  ],
  ['4:2:0, one pass', () => encode(...odd, { quality: 80 })],
  ['4:4:4, one pass', () => encode(...wide, { quality: 100, chromaSubsampling: '4:4:4' })],
  ['usual tables', () => encode(...odd, { quality: 85, optimizeCoding: false })],
  ['mozjpeg', () => encode(...odd, { mozjpeg: true, quality: 75 })],
  ['mozjpeg, 4:4:4', () => encode(...wide, { mozjpeg: true, quality: 97, chromaSubsampling: '4:4:4' })],
  [
    'grey',
    () =>
      draw(...odd)
        .toColourspace('b-w')
        .jpeg({ quality: 88 })
        .toBuffer(),
  ],
  [
    'grey, progressive',
    () =>
      draw(...wide)
        .toColourspace('b-w')
        .jpeg({ progressive: true })
        .toBuffer(),
  ],
  ['1 × 1', () => encode(1, 1, { quality: 90 })],
  ['1 × 1, progressive', () => encode(1, 1, { quality: 90, progressive: true })],
  ['17 × 9', () => encode(17, 9, { quality: 90, progressive: true })],
  ['9 × 17, 4:4:4', () => encode(9, 17, { quality: 90, chromaSubsampling: '4:4:4' })],
  ['3000 × 2000', drawLarge],
]

t.test('a JPEG that is read and written decodes to the same pixels', async (t) => {
  for (const [name, make] of kinds) {
    const jpeg = await make()
    const written = writeCoefficients(readCoefficients(jpeg))
    const [before, after] = [await decode(jpeg), await decode(written)]
    t.ok(before.data.equals(after.data), name)
    t.same(after.info, before.info)
    t.match(await sharp(written).metadata(), { format: 'jpeg', isProgressive: false })
  }
})

t.test('so do photos of cameras, where they are at hand', async (t) => {
  for (const name of ['canon-rotated.jpg', 'orient-6-portrait.jpg', 'orient-8-landscape.jpg']) {
    const photo = realPhoto(name)
    if (!photo) continue
    const written = writeCoefficients(readCoefficients(photo))
    t.ok((await decode(photo)).data.equals((await decode(written)).data), name)
  }
})

/** An encoder: a picture of nothing, and everything is put into it. */
function encodeAs(
  colours: CoefficientImage['colours'],
  { width, height, data }: { width: number; height: number; data: Buffer },
  sampling: [across: number, down: number][],
): Buffer {
  const across = Math.max(...sampling.map(([each]) => each))
  const down = Math.max(...sampling.map(([, each]) => each))
  const components = sampling.map(([one, other], index): Component => {
    const blocksWide = Math.ceil(width / (8 * across)) * one
    const blocksHigh = Math.ceil(height / (8 * down)) * other
    return {
      ...{ id: index + 1, across: one, down: other, blocksWide, blocksHigh },
      filledWide: Math.ceil(Math.ceil((width * one) / across) / 8),
      filledHigh: Math.ceil(Math.ceil((height * other) / down) / 8),
      divisors: new Uint8Array(64).fill(2 + index),
      coefficients: new Int16Array(blocksWide * blocksHigh * 64),
    }
  })
  const adobe = segmentOf(0xee, Buffer.from('Adobe\0\x64\0\0\0\0\0', 'latin1'))
  const jfif = segmentOf(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1'))
  const image = { width, height, across, down, colours, components, notes: [colours === 'rgb' ? adobe : jfif] }
  replaceBlocks(image, { left: 0, top: 0, width, height, pixels: data, share: Buffer.alloc(width * height, 255) })
  return writeCoefficients(image)
}

/** How much of the largest value the mean error leaves, in decibels. */
function likeness(one: Buffer, other: Buffer, isMeant: (at: number) => boolean = () => true): number {
  let [sum, count] = [0, 0]
  for (let at = 0; at < one.length; at += 1) {
    if (!isMeant(at)) continue
    sum += ((one[at] ?? 0) - (other[at] ?? 0)) ** 2
    count += 1
  }
  return 10 * Math.log10(255 ** 2 / Math.max(1e-9, sum / count))
}

// biome-ignore format: one line each
const samplings: [name: string, colours: CoefficientImage['colours'], [number, number][]][] = [
  ['4:4:4', 'ycc', [[1, 1], [1, 1], [1, 1]]],
  ['4:2:2', 'ycc', [[2, 1], [1, 1], [1, 1]]],
  ['4:4:0', 'ycc', [[1, 2], [1, 1], [1, 1]]],
  ['4:2:0', 'ycc', [[2, 2], [1, 1], [1, 1]]],
  ['colours halved in one way each', 'ycc', [[2, 2], [2, 1], [1, 2]]],
  ['red, green and blue', 'rgb', [[1, 1], [1, 1], [1, 1]]],
]

t.test('pictures of every sampling are made, read and written as decoders expect', async (t) => {
  for (const [name, colours, sampling] of samplings) {
    const [width, height] = [93, 61]
    // Without hard edges: those are what halved colours cannot tell.
    const data = await sharp(drawScene(width, height), { raw: { width, height, channels: 3 } })
      .blur(4)
      .raw()
      .toBuffer()
    const jpeg = encodeAs(colours, { width, height, data }, sampling)
    const decoded = await decode(jpeg)
    t.strictSame([decoded.info.width, decoded.info.height, decoded.info.channels], [width, height, 3], name)
    t.ok(likeness(decoded.data, data) > 35, `${name}: ${likeness(decoded.data, data).toFixed(1)} dB`)
    const image = readCoefficients(jpeg)
    t.equal(image.colours, colours, name)
    t.ok(writeCoefficients(image).equals(jpeg), `${name}: the same file again`)
  }
})

/** One scan in pieces: stripes with the same tables, one below the other. */
async function withRestarts(width: number, stripes: number, isGrey: boolean): Promise<Buffer> {
  const rows = isGrey ? 8 : 16
  const pieces: Buffer[] = []
  let head = Buffer.alloc(0)
  for (let stripe = 0; stripe < stripes; stripe += 1) {
    const picture = draw(width, rows)
    const plain = isGrey ? picture.toColourspace('b-w') : picture
    const jpeg = await plain.jpeg({ quality: 80, optimizeCoding: false }).toBuffer()
    const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]))
    const start = scan + 2 + jpeg.readUInt16BE(scan + 2)
    head = Buffer.concat([
      jpeg.subarray(0, scan),
      segmentOf(0xdd, Buffer.from([0, Math.ceil(width / rows)])),
      jpeg.subarray(scan, start),
    ])
    pieces.push(jpeg.subarray(start, -2), Buffer.from([0xff, stripe + 1 === stripes ? 0xd9 : 0xd0 + (stripe % 8)]))
  }
  head.writeUInt16BE(rows * stripes, head.indexOf(Buffer.from([0xff, 0xc0])) + 5)
  return Buffer.concat([head, ...pieces])
}

t.test('a picture in pieces is read', async (t) => {
  for (const [width, stripes, isGrey] of [
    [40, 11, true],
    [50, 9, false],
  ] as const) {
    const jpeg = await withRestarts(width, stripes, isGrey)
    const written = writeCoefficients(readCoefficients(jpeg))
    t.ok((await decode(jpeg)).data.equals((await decode(written)).data), `${stripes} pieces`)
    const second = jpeg.lastIndexOf(Buffer.from([0xff, 0xd1]))
    const broken = Buffer.from(jpeg)
    broken[second + 1] = 0xd5
    t.throws(() => readCoefficients(broken), { name: 'JpegFault' })
  }
})

/** A patch of one colour with a soft edge. */
function patchOf(left: number, top: number, width: number, height: number): Patch {
  const share = new Uint8Array(width * height)
  for (let at = 0; at < share.length; at += 1) {
    const edge = Math.min(
      at % width,
      width - 1 - (at % width),
      Math.floor(at / width),
      height - 1 - Math.floor(at / width),
    )
    share[at] = Math.min(255, edge * 40)
  }
  const pixels = new Uint8Array(width * height * 3)
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = [160, 110, 200][at % 3] ?? 0
  return { left, top, width, height, pixels, share }
}

function whole({ left, top, ...patch }: Patch, width: number, height: number) {
  const [share, data] = [Buffer.alloc(width * height), Buffer.alloc(width * height * 3)]
  for (let at = 0; at < patch.share.length; at += 1) {
    const place = (top + Math.floor(at / patch.width)) * width + left + (at % patch.width)
    share[place] = patch.share[at] ?? 0
    data.set(patch.pixels.subarray(at * 3, at * 3 + 3), place * 3)
  }
  return { share: { data: share, width, height }, result: { data, width, height, channels: 3 as const } }
}

t.test('pixels away from a patch stay bit by bit, and within it are the patch', async (t) => {
  for (const [name, make] of kinds) {
    const jpeg = await make()
    const before = await sharp(jpeg).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
    const { width, height } = before.info
    if (width < 100 || width > 1000) continue
    const patch = patchOf(70, 30, 51, 43)
    const answer = replaceInJpeg(jpeg, patch, { width, height })
    if ('why' in answer) throw new Error(answer.why)
    const after = await sharp(answer.jpeg).toColourspace('srgb').raw().toBuffer()
    // Whole blocks of at most 16 pixels, and one pixel that decoders mix where colours are halved.
    const near = { left: 64 - 1, right: 128 + 1, top: 16 - 1, bottom: 80 + 1 }
    t.strictSame(rowsThatDiffer({ data: before.data, width, height }, after, near), [], `${name}: away from it`)
    if (name.startsWith('grey')) continue
    const { share, result } = whole(patch, width, height)
    const wanted = composite({ data: before.data, width, height, channels: 3 }, result, share)
    const like = likeness(after, wanted.data, (at) => (share.data[Math.floor(at / 3)] ?? 0) > 0)
    t.ok(like > 32, `${name}: within it ${like.toFixed(1)} dB`)
    const again = replaceInJpeg(answer.jpeg, { ...patch, share: new Uint8Array(patch.share.length) }, { width, height })
    t.ok('jpeg' in again && again.jpeg.equals(answer.jpeg), `${name}: a patch of nothing changes nothing`)
  }
})

t.test('at the edges the last pixel goes on', async (t) => {
  for (const [width, height] of [
    [17, 9],
    [1, 1],
    [33, 50],
  ] as const) {
    const jpeg = await encode(width, height, { quality: 95 })
    const patch = patchOf(0, 0, width, height)
    const answer = replaceInJpeg(jpeg, { ...patch, share: patch.share.fill(255) }, { width, height })
    if ('why' in answer) throw new Error(answer.why)
    const { data } = await decode(answer.jpeg)
    t.ok(likeness(data, Buffer.from(patch.pixels)) > 42, `${width} × ${height}: one colour all over`)
  }
})

t.test('what is not read here says so', async (t) => {
  const small = await encode(64, 48, { quality: 80 })
  const cmyk = await draw(40, 40).toColourspace('cmyk').jpeg().toBuffer()
  const at = (code: number) => small.indexOf(Buffer.from([0xff, code]))
  const changed = (place: number, value: number) => {
    const copy = Buffer.from(small)
    copy[place] = value
    return copy
  }
  const faults: [string, Buffer][] = [
    ['nothing', Buffer.alloc(0)],
    ['a PNG', await draw(9, 9).png().toBuffer()],
    ['four colours', cmyk],
    ['arithmetic codes', changed(at(0xc0) + 1, 0xc9)],
    ['12 bits', changed(at(0xc0) + 4, 12)],
    ['no lines', Buffer.concat([small.subarray(0, at(0xc0) + 5), Buffer.from([0, 0]), small.subarray(at(0xc0) + 7)])],
    [
      'a size that nobody has',
      Buffer.concat([small.subarray(0, at(0xc0) + 5), Buffer.alloc(4, 255), small.subarray(at(0xc0) + 9)]),
    ],
    ['sampled by 4', changed(at(0xc0) + 11, 0x41)],
    ['divided by nothing', changed(at(0xdb) + 9, 0)],
    ['no end', small.subarray(0, -2)],
    ['half of it', small.subarray(0, small.length >> 1)],
    ['without tables', Buffer.concat([small.subarray(0, at(0xc4)), small.subarray(at(0xda))])],
  ]
  for (const [name, jpeg] of faults) {
    t.throws(() => readCoefficients(jpeg), { name: 'JpegFault' }, name)
    t.match(replaceInJpeg(jpeg, patchOf(0, 0, 8, 8), { width: 64, height: 48 }), { why: String }, name)
  }
  t.match(replaceInJpeg(small, patchOf(0, 0, 8, 8), { width: 64, height: 64 }), { why: 'another size' })
  const progressive = await encode(64, 48, { progressive: true })
  const lastScan = progressive.lastIndexOf(Buffer.from([0xff, 0xda]))
  const unfinished = Buffer.concat([progressive.subarray(0, lastScan), Buffer.from([0xff, 0xd9])])
  t.throws(() => readCoefficients(unfinished), /passes are missing/, 'decoders would smooth it')
})

t.test('that nothing else has changed is seen', async (t) => {
  const [width, height] = [60, 40]
  const one = { data: drawScene(width, height), width, height, channels: 3 as const }
  const region = { left: 16, top: 8, width: 24, height: 16 }
  const places: [x: number, y: number, isSame: boolean][] = [
    ...([
      [16, 8, true],
      [39, 23, true],
      [15, 8, false],
      [40, 8, false],
    ] as [number, number, boolean][]),
    ...([
      [16, 7, false],
      [39, 24, false],
      [0, 0, false],
      [59, 39, false],
    ] as [number, number, boolean][]),
  ]
  for (const [x, y, isSame] of places) {
    const data = Buffer.from(one.data)
    data[(y * width + x) * 3 + 2] = (data[(y * width + x) * 3 + 2] ?? 0) ^ 1
    t.equal(isSameOutside(one, { ...one, data }, region), isSame, `${x}, ${y}`)
  }
  t.equal(isSameOutside(one, { ...one, width: 40, height: 60 }, region), false)
})

t.test('whatever is broken in a file, it ends with a picture or a fault', async (t) => {
  const files = [
    await encode(72, 40, { quality: 70 }),
    await encode(72, 40, { quality: 70, progressive: true }),
    await withRestarts(40, 6, false),
  ]
  const ends = { picture: 0, fault: 0 }
  const attempt = (jpeg: Buffer) => {
    const answer = replaceInJpeg(jpeg, patchOf(3, 5, 30, 20), { width: 72, height: 40 })
    ends['jpeg' in answer ? 'picture' : 'fault'] += 1
  }
  for (const file of files) {
    for (let length = 0; length < file.length; length += 7) attempt(file.subarray(0, length))
    for (let count = 0; count < 400; count += 1) {
      const broken = Buffer.from(file)
      for (let times = random.whole(1, 4); times > 0; times -= 1) {
        broken[random.whole(0, file.length - 1)] = random.pick([0, 0xff, 0xd9, random.whole(0, 255)])
      }
      attempt(broken)
    }
  }
  t.ok(ends.fault > 700 && ends.picture > 30, JSON.stringify(ends))
})

t.test('the cosine transform has its inverse, and tables the fewest bits within sixteen', async (t) => {
  const block = Float64Array.from({ length: 64 }, () => random.between(-128, 127))
  const copy = Float64Array.from(block)
  transform(copy)
  t.ok(Math.abs((copy[0] ?? 0) - block.reduce((sum, value) => sum + value, 0) / 8) < 1e-9, 'the first is the mean')
  restore(copy)
  t.ok(copy.every((value, at) => Math.abs(value - (block[at] ?? 0)) < 1e-9))

  // Numbers that would make codes of 40 bits.
  const frequencies = new Uint32Array(256)
  let [one, other] = [1, 1]
  for (let symbol = 0; symbol < 40; symbol += 1) {
    frequencies[symbol] = one
    ;[one, other] = [other, one + other]
  }
  const { counts, symbols, lengths } = createEncodingTable(frequencies)
  t.equal(symbols.length, 40)
  t.equal(counts.length, 16)
  const room = counts.reduce((sum, count, index) => sum + count / 2 ** (index + 1), 0)
  t.ok(room < 1, 'no code is all ones')
  t.ok((lengths[39] ?? 99) <= 2 && lengths[0] === 16, 'the most frequent has the shortest')
})
