import sharp, { type Exif, type Sharp } from 'sharp'
import t, { type Test } from 'tap'
import { isBarePicture } from '../../src/media/bare-picture.ts'
import { drawAnalysisCopy, drawFinalPictures, drawMaster, drawThumb } from '../../src/pix/pictures.ts'
import { differ, look, quarterColours, quarters, realPhoto } from '../support/pictures.ts'

const never = new AbortController().signal

/** A picture of four quarters in any size, without painting every point of it. */
async function large(width: number, height: number): Promise<Sharp> {
  return sharp(await quarters(width / 100, height / 100)).resize({ width, height, kernel: 'nearest' })
}

const jpegOf = async (width: number, height: number) => (await large(width, height)).jpeg({ quality: 90 }).toBuffer()

/** What tells on somebody. */
const telling: Exif = {
  IFD0: { Make: 'SECRET', Artist: 'SECRET', Copyright: 'SECRET' },
  IFD2: { BodySerialNumber: 'SECRET', CameraOwnerName: 'SECRET' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '13/1 24/1 0/1' },
}

async function showsQuarters(t: Test, bytes: Buffer, name: string, tolerance = 25) {
  const picture = await look(bytes)
  const places = { topLeft: [0.2, 0.2], topRight: [0.8, 0.2], bottomLeft: [0.2, 0.8], bottomRight: [0.8, 0.8] } as const
  for (const [place, [x, y]] of Object.entries(places)) {
    const [seen, wanted] = [picture.at(x, y), quarterColours[place as keyof typeof places]]
    t.ok(differ(wanted, seen) <= tolerance, `${name}, ${place}: ${seen} for ${wanted}`)
  }
}

/** Nothing but pixels, and a JPEG of ordinary colours. */
async function isBare(bytes: Buffer): Promise<boolean> {
  const read = async (start: number, end: number) => bytes.subarray(start, end + 1)
  return isBarePicture({ type: 'image/jpeg', byteLength: bytes.length, read })
}

t.test('000-03 the master has at most 3000 pixels a side, and never more than came', async (t) => {
  const table: [came: [number, number], master: [number, number], thumb: [number, number]][] = [
    [
      [6000, 4000],
      [3000, 2000],
      [800, 533],
    ],
    [
      [4000, 6000],
      [2000, 3000],
      [400, 600],
    ],
    [
      [2000, 1500],
      [2000, 1500],
      [800, 600],
    ],
    [
      [3100, 300],
      [3000, 290],
      [800, 77],
    ],
    [
      [600, 400],
      [600, 400],
      [600, 400],
    ],
  ]
  for (const [came, wanted, small] of table) {
    const name = came.join('×')
    const { master, thumb } = await drawFinalPictures(await jpegOf(...came), never)
    t.same([master.width, master.height], wanted, `${name} master`)
    t.same([thumb.width, thumb.height], small, `${name} thumb`)
    for (const { bytes, width, height } of [master, thumb]) {
      t.match(await sharp(bytes).metadata(), {
        format: 'jpeg',
        width,
        height,
        space: 'srgb',
        channels: 3,
        depth: 'uchar',
      })
      t.ok(await isBare(bytes), `${name} is bare`)
    }
    t.equal((await sharp(master.bytes).metadata()).isProgressive, true)
    await showsQuarters(t, master.bytes, name)
    await showsQuarters(t, thumb.bytes, name)
  }
})

t.test('000-03 a lying picture stands up', async (t) => {
  const upright = await large(4000, 6000)
  const lying = await sharp(await upright.png({ compressionLevel: 1 }).toBuffer())
    .rotate(270)
    .withExif(telling)
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  t.match(await sharp(lying).metadata(), { width: 6000, height: 4000, orientation: 6 })
  const { master, thumb } = await drawFinalPictures(lying, never)
  t.same([master.width, master.height, thumb.width, thumb.height], [2000, 3000, 400, 600])
  for (const { bytes } of [master, thumb]) {
    await showsQuarters(t, bytes, 'upright')
    const { exif, icc, xmp, iptc, orientation } = await sharp(bytes).metadata()
    t.same([exif, icc, xmp, iptc, orientation], [undefined, undefined, undefined, undefined, undefined])
    t.notOk(bytes.includes('SECRET'))
  }
  t.ok(lying.includes('SECRET'), 'it was there')
})

t.test('000-03 colours are right, however they came', async (t) => {
  const plain = await large(1200, 800)
  const files: [name: string, bytes: Buffer, tolerance?: number][] = [
    ['Display P3', await plain.clone().withIccProfile('p3').jpeg({ quality: 95 }).toBuffer()],
    // Ink cannot show these colours.
    ['CMYK', await plain.clone().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(), 110],
    ['progressive', await plain.clone().jpeg({ progressive: true }).toBuffer()],
  ]
  for (const [name, bytes, tolerance] of files) {
    const { master, thumb } = await drawFinalPictures(bytes, never)
    for (const made of [master, thumb]) {
      await showsQuarters(t, made.bytes, name, tolerance)
      t.ok(await isBare(made.bytes), name)
    }
  }
  const grey = await plain.clone().greyscale().jpeg().toBuffer()
  const { master } = await drawFinalPictures(grey, never)
  t.match(await sharp(master.bytes).metadata(), { space: 'srgb', channels: 3 }, 'grey becomes colour that is grey')
})

t.test('000-03 a master alone is the same, byte for byte', async (t) => {
  const final = await jpegOf(3200, 2400)
  const { master } = await drawFinalPictures(final, never)
  t.ok((await drawMaster(final, never)).bytes.equals(master.bytes))
  t.ok((await drawMaster(final, never)).bytes.equals(master.bytes), 'also a second time')
})

t.test('001-10 a thumb can be made of any version', async (t) => {
  const { bytes, width, height } = await drawThumb(await jpegOf(3000, 2000), never)
  t.same([width, height], [800, 533])
  await showsQuarters(t, bytes, 'thumb')
})

t.test('000-09 what services get is small and bare', async (t) => {
  const master = await sharp(await jpegOf(3000, 2000))
    .withExif(telling)
    .jpeg()
    .toBuffer()
  for (const [longest, size] of [
    [1536, [1536, 1024]],
    [2048, [2048, 1365]],
  ] as const) {
    const copy = await drawAnalysisCopy(master, longest, never)
    t.same([copy.width, copy.height], size)
    t.ok(await isBare(copy.bytes))
    await showsQuarters(t, copy.bytes, `${longest}`)
  }
  const small = await drawAnalysisCopy(await jpegOf(900, 600), 2048, never)
  t.same([small.width, small.height], [900, 600])
})

t.test('000-07 what is torn, empty or no JPEG becomes no picture', async (t) => {
  const whole = await jpegOf(2000, 1500)
  const bomb = Buffer.from(whole)
  const frame = bomb.indexOf(Buffer.from([0xff, 0xc0])) + 5
  bomb.writeUInt16BE(65_000, frame)
  bomb.writeUInt16BE(65_000, frame + 2)
  const files: [name: string, bytes: Buffer][] = [
    ['empty', Buffer.alloc(0)],
    ['text', Buffer.from('not a picture')],
    ['half of it', whole.subarray(0, whole.length / 2)],
    ['a header', whole.subarray(0, 200)],
    ['more pixels than anybody takes', bomb],
  ]
  for (const [name, bytes] of files) {
    await t.rejects(drawFinalPictures(bytes, never), { code: 'unreadable_image' }, name)
    await t.rejects(drawThumb(bytes, never), { code: 'unreadable_image' }, name)
  }
})

t.test('000-03 photos of real cameras', async (t) => {
  for (const name of ['camera-12mp.jpg', 'phone-gps.jpg', 'orient-6-portrait.jpg', 'canon-rotated.jpg']) {
    const photo = realPhoto(name)
    if (!photo) return t.pass('no real photos here')
    const { autoOrient } = await sharp(photo).metadata()
    const { master } = await drawFinalPictures(photo, never)
    const scale = Math.min(1, 3000 / Math.max(autoOrient.width, autoOrient.height))
    t.ok(Math.abs(master.width - autoOrient.width * scale) < 1, `${name}: ${master.width} × ${master.height}`)
    t.ok(Math.abs(master.height - autoOrient.height * scale) < 1)
    t.ok(await isBare(master.bytes), name)
  }
})
