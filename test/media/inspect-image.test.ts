import sharp from 'sharp'
import t from 'tap'
import type { GatewayError } from '../../src/errors.ts'
import { type ImageType, sniffImageType } from '../../src/media/image-type.ts'
import { inspectImage } from '../../src/media/inspect-image.ts'
import { jpeg, quarters, realPhoto } from '../support/pictures.ts'

const million = 1_000_000

/** What the gateway says of a file, and how much of it it had to read for that. */
async function inspect(bytes: Buffer, maxPixels = 100 * million, type = sniffImageType(bytes)) {
  let bytesRead = 0
  const read = async (start: number, end: number) => {
    bytesRead += end + 1 - start
    return bytes.subarray(start, end + 1)
  }
  const outcome = await inspectImage({ type: type as ImageType, byteLength: bytes.length, read, maxPixels }).then(
    ({ width, height }) => `${width} × ${height}`,
    ({ code, message }: GatewayError) => code ?? message,
  )
  return { outcome, bytesRead }
}

const small = await jpeg(60, 40)
const png = await quarters(60, 40)
const avif = await sharp(png).avif({ effort: 0 }).toBuffer()
const lossy = await sharp(png).webp().toBuffer()

/** The file with a piece put in. */
const insert = (bytes: Buffer, at: number, piece: Buffer) =>
  Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)])

function jpegSegment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(content.length + 2, 2)
  return Buffer.concat([head, content])
}

function pngChunk(name: string, content: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + content.length)
  chunk.writeUInt32BE(content.length)
  chunk.write(name, 4, 'latin1')
  content.copy(chunk, 8)
  return chunk // nobody reads the check sum here
}

/** The JPEG with another size in its header. */
function claiming(bytes: Buffer, width: number, height: number): Buffer {
  const claim = Buffer.from(bytes)
  const frame = claim.indexOf(Buffer.from([0xff, 0xc0]))
  claim.writeUInt16BE(height, frame + 5)
  claim.writeUInt16BE(width, frame + 7)
  return claim
}

const withThumbnail = insert(small, 2, jpegSegment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), await jpeg(16, 16)])))

t.test('whole pictures of every format have the size they have', async (t) => {
  const files: [name: string, bytes: Buffer][] = [
    ['JPEG', small],
    ['progressive JPEG', await sharp(png).jpeg({ progressive: true }).toBuffer()],
    ['JPEG coded arithmetically', Buffer.from(small.toString('latin1').replace('\xff\xc0', '\xff\xc9'), 'latin1')],
    ['grey JPEG', await sharp(png).greyscale().jpeg().toBuffer()],
    ['CMYK JPEG', await sharp(png).toColourspace('cmyk').jpeg().toBuffer()],
    ['JPEG with a thumbnail inside', withThumbnail],
    ['JPEG with a second picture behind it', Buffer.concat([small, await jpeg(200, 200)])],
    ['JPEG padded with zeros', Buffer.concat([small, Buffer.alloc(300_000)])],
    [
      'JPEG with fill and stray bytes between its segments',
      insert(small, 4 + small.readUInt16BE(4), Buffer.from('00000dffffff', 'hex')),
    ],
    ['PNG', png],
    ['PNG of 16 bits', await sharp(png).toColourspace('rgb16').png().toBuffer()],
    ['WebP', lossy],
    ['lossless WebP', await sharp(png).webp({ lossless: true }).toBuffer()],
    ['WebP with transparency', await sharp(png).ensureAlpha(0.5).webp().toBuffer()],
    ['AVIF', avif],
    ['AVIF padded with zeros', Buffer.concat([avif, Buffer.alloc(7)])],
  ]
  for (const [name, bytes] of files) t.equal((await inspect(bytes)).outcome, '60 × 40', name)
})

t.test('a picture of one pixel is a picture', async (t) => {
  for (const format of ['jpeg', 'png', 'webp', 'avif'] as const) {
    const dot = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
      .toFormat(format)
      .toBuffer()
    t.equal((await inspect(dot)).outcome, '1 × 1', format)
  }
  const smallestWebp = Buffer.from('52494646120000005745425056503 84c060000002f416c6f006b'.replace(' ', ''), 'hex')
  t.equal(smallestWebp.length, 26)
  t.match((await inspect(smallestWebp)).outcome, /^\d+ × \d+$/)
})

t.test('a torn picture is unreadable, wherever it is torn', async (t) => {
  const heic = realPhoto('iphone.heic')
  const files = { small, withThumbnail, png, lossy, avif, ...(heic && { heic }) }
  for (const [name, bytes] of Object.entries(files)) {
    const type = sniffImageType(bytes) as ImageType
    for (const length of [0, 1, 12, 30, 0.3, 0.6, 0.9, bytes.length - 1]) {
      const torn = bytes.subarray(0, length > 0 && length < 1 ? Math.floor(bytes.length * length) : length)
      t.equal((await inspect(torn, undefined, type)).outcome, 'unreadable_image', `${name}, ${torn.length} bytes`)
    }
  }
})

t.test('what is no picture behind its first bytes is unreadable', async (t) => {
  const files: [name: string, bytes: Buffer][] = [
    ['JPEG of nothing but fill bytes', Buffer.concat([small.subarray(0, 2), Buffer.alloc(5 * million, 0xff)])],
    [
      'JPEG of nothing but restart markers',
      Buffer.concat([small.subarray(0, 2), Buffer.alloc(5 * million, 'ffd0', 'hex')]),
    ],
    ['JPEG without a height', claiming(small, 60, 0)],
    ['PNG without pixels', Buffer.concat([png.subarray(0, 33), pngChunk('IEND', Buffer.alloc(0))])],
    ['PNG of nothing but empty chunks', Buffer.concat([png.subarray(0, 33), Buffer.alloc(6 * million)])],
    ['WebP of an unknown kind', Buffer.from(lossy.toString('latin1').replace('VP8 ', 'VP9 '), 'latin1')],
    [
      'AVIF of nothing but empty boxes',
      Buffer.concat([avif.subarray(0, 32), Buffer.alloc(5 * million, '0000000866726565', 'hex')]),
    ],
    ['AVIF without a picture', avif.subarray(0, avif.readUInt32BE(0))],
  ]
  for (const [name, bytes] of files) {
    const { outcome, bytesRead } = await inspect(bytes)
    t.equal(outcome, 'unreadable_image', name)
    t.ok(bytesRead < million, `${name}: ${bytesRead} bytes were read`)
  }
})

t.test('animated pictures are refused', async (t) => {
  const frames = await Promise.all([
    quarters(8, 8),
    sharp(await quarters(8, 8))
      .negate()
      .png()
      .toBuffer(),
  ])
  const sequence = Buffer.from(avif)
  sequence.write('avis', 8, 'latin1')
  const files: [name: string, bytes: Buffer][] = [
    [
      'WebP',
      await sharp(frames, { join: { animated: true } })
        .webp({ loop: 0 })
        .toBuffer(),
    ],
    ['PNG', insert(png, 33, pngChunk('acTL', Buffer.alloc(8)))],
    ['AVIF', sequence],
  ]
  for (const [name, bytes] of files) t.equal((await inspect(bytes)).outcome, 'unsupported_media_type', name)
})

t.test('a bomb is known from its header alone', async (t) => {
  const flood = claiming(await jpeg(8, 8), 64_250, 64_250)
  const before = process.memoryUsage().rss
  t.equal((await inspect(flood)).outcome, 'payload_too_large')
  t.ok(process.memoryUsage().rss - before < 50 * million, 'it costs no memory')

  const black = await sharp({ create: { width: 12_000, height: 12_000, channels: 3, background: 'black' } })
    .png()
    .toBuffer()
  t.equal((await inspect(black)).outcome, 'payload_too_large')
  t.equal((await inspect(small, 2400)).outcome, '60 × 40', 'as many as allowed')
  t.equal((await inspect(small, 2399)).outcome, 'payload_too_large', 'one too many')
})

t.test('of a real photo only a little is read', async (t) => {
  const photos = { 'camera-12mp.jpg': '4032 × 3024', 'phone-gps.jpg': '3264 × 2448', 'iphone.heic': '4032 × 3024' }
  for (const [name, size] of Object.entries(photos)) {
    const bytes = realPhoto(name)
    if (!bytes) continue
    const { outcome, bytesRead } = await inspect(bytes)
    t.equal(outcome, size, name)
    t.ok(bytesRead <= 400_000, `${name}: ${bytesRead} bytes were read`)
  }
})
