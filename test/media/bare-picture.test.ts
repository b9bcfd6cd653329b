import sharp from 'sharp'
import t from 'tap'
import { isBarePicture } from '../../src/media/bare-picture.ts'
import type { ImageType } from '../../src/media/image-type.ts'
import { paint, quarters, realPhoto } from '../support/pictures.ts'

const isBare = (bytes: Buffer, type: ImageType) =>
  isBarePicture({ type, byteLength: bytes.length, read: async (start, end) => bytes.subarray(start, end + 1) })

const plain = sharp(await quarters(300, 200))
const jpeg = await plain.clone().jpeg().toBuffer()
const png = await plain.clone().png().toBuffer()
const webp = await plain.clone().webp().toBuffer()
const ghost = await paint(300, 200, (x) => [200, 40, 40, x % 256])

/** A segment of a JPEG, put where applications put theirs. */
function withSegment(marker: number, body: string | Buffer): Buffer {
  const content = Buffer.from(body as string, 'latin1')
  const head = Buffer.from([0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 0xff])
  return Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2)])
}

/** A chunk of a PNG, in front of its pixels. Nobody here looks at its check sum. */
function withChunk(name: string, body = 'x'): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(body.length)
  return Buffer.concat([png.subarray(0, 33), head, Buffer.from(`${name}${body}sums`), png.subarray(33)])
}

t.test('a picture with nothing but pixels is bare', async (t) => {
  const pictures: [name: string, type: ImageType, bytes: Buffer][] = [
    ['JPEG', 'image/jpeg', jpeg],
    ['progressive JPEG', 'image/jpeg', await plain.clone().jpeg({ progressive: true }).toBuffer()],
    ['mozjpeg', 'image/jpeg', await plain.clone().jpeg({ mozjpeg: true }).toBuffer()],
    ['JPEG with the usual profile', 'image/jpeg', await plain.clone().withIccProfile('srgb').jpeg().toBuffer()],
    ['JPEG with restarts', 'image/jpeg', withSegment(0xdd, '\0\u0010')],
    ['PNG', 'image/png', png],
    ['PNG with transparency', 'image/png', await ghost.clone().png().toBuffer()],
    ['interlaced PNG', 'image/png', await plain.clone().png({ progressive: true }).toBuffer()],
    ['PNG that names its brightness', 'image/png', withChunk('gAMA', '\0\0\0\0')],
    ['WebP', 'image/webp', webp],
    ['lossless WebP', 'image/webp', await plain.clone().webp({ lossless: true }).toBuffer()],
    ['WebP with transparency', 'image/webp', await ghost.clone().webp().toBuffer()],
  ]
  for (const [name, type, bytes] of pictures) t.ok(await isBare(bytes, type), name)
})

t.test('anything beside the pixels is seen', async (t) => {
  const exif = { exif: { IFD0: { Model: 'Camera' } } }
  const behind = Buffer.from('a film')
  const pictures: [name: string, type: ImageType, bytes: Buffer][] = [
    ['EXIF in a JPEG', 'image/jpeg', await plain.clone().withMetadata(exif).jpeg().toBuffer()],
    ['EXIF in a PNG', 'image/png', await plain.clone().withExif(exif.exif).png().toBuffer()],
    ['EXIF in a WebP', 'image/webp', await plain.clone().withExif(exif.exif).webp().toBuffer()],
    ['XMP in a JPEG', 'image/jpeg', await plain.clone().withXmp('<x/>').jpeg().toBuffer()],
    ['XMP in a PNG', 'image/png', await plain.clone().withXmp('<x/>').png().toBuffer()],
    ['XMP in a WebP', 'image/webp', await plain.clone().withXmp('<x/>').webp().toBuffer()],
    ['an orientation', 'image/jpeg', await plain.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer()],
    ['a comment', 'image/jpeg', withSegment(0xfe, 'by Anna')],
    ['what newspapers write', 'image/jpeg', withSegment(0xed, 'Photoshop 3.0')],
    ['what a camera invents', 'image/jpeg', withSegment(0xe9, 'serial number')],
    ['a list of more pictures', 'image/jpeg', withSegment(0xe2, 'MPF\0')],
    ['a thumbnail', 'image/jpeg', withSegment(0xe0, 'JFXX\0x')],
    [
      'a JFIF header with more in it',
      'image/jpeg',
      withSegment(0xe0, 'JFIF\0\u0001\u0001\0\0\u0001\0\u0001\u0001\u0001rgb'),
    ],
    ['more than the note of Adobe', 'image/jpeg', withSegment(0xee, 'Adobe and so on')],
    ['text in a PNG', 'image/png', withChunk('tEXt', 'Author\0Anna')],
    ['a time in a PNG', 'image/png', withChunk('tIME')],
    ['a chunk of its own', 'image/png', withChunk('caBX')],
    ['something behind a JPEG', 'image/jpeg', Buffer.concat([jpeg, behind])],
    ['a second JPEG behind the first', 'image/jpeg', Buffer.concat([jpeg, jpeg])],
    ['something behind a PNG', 'image/png', Buffer.concat([png, behind])],
    ['a second PNG behind the first', 'image/png', Buffer.concat([png, png])],
    ['something behind a WebP', 'image/webp', Buffer.concat([webp, Buffer.from('JUNK\u0002\0\0\0hi')])],
  ]
  for (const [name, type, bytes] of pictures) t.notOk(await isBare(bytes, type), name)
  for (const name of ['camera-12mp.jpg', 'phone-gps.jpg', 'orient-6-portrait.jpg']) {
    const photo = realPhoto(name)
    if (photo) t.notOk(await isBare(photo, 'image/jpeg'), name)
  }
})

t.test('pictures that not every reader sees the same way are not bare', async (t) => {
  const pictures: [name: string, type: ImageType, bytes: Buffer][] = [
    ['JPEG in Display P3', 'image/jpeg', await plain.clone().withIccProfile('p3').jpeg().toBuffer()],
    ['PNG in Display P3', 'image/png', await plain.clone().withIccProfile('p3').png().toBuffer()],
    ['WebP in Display P3', 'image/webp', await plain.clone().withIccProfile('p3').webp().toBuffer()],
    ['CMYK', 'image/jpeg', await plain.clone().toColourspace('cmyk').jpeg().toBuffer()],
    ['grey JPEG', 'image/jpeg', await plain.clone().toColourspace('b-w').jpeg().toBuffer()],
    ['grey PNG', 'image/png', await plain.clone().toColourspace('b-w').png().toBuffer()],
    ['PNG of 16 bits', 'image/png', await plain.clone().toColourspace('rgb16').png().toBuffer()],
    ['PNG with a palette', 'image/png', await plain.clone().png({ palette: true }).toBuffer()],
    ['PNG with one colour that is transparent', 'image/png', withChunk('tRNS', '\0\0\0\0\0\0')],
    ['AVIF', 'image/avif', await plain.clone().avif({ effort: 0 }).toBuffer()],
  ]
  for (const [name, type, bytes] of pictures) t.notOk(await isBare(bytes, type), name)
})
