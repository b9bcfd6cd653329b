import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import sharp from 'sharp'
import { fromRaw } from '../../src/media/imaging.ts'
import { openImage } from '../../src/media/open-image.ts'
import { drawPlate, drawRoom, drawText, widthOf } from '../../test/support/letters.ts'
import truth from './truth.json' with { type: 'json' }

export type Kind = 'face' | 'painted face' | 'plate' | 'house number' | 'text'

/** Something to be found. All its points must be hidden, as shares of the picture's sides: the middle, or both ends as well. */
export interface Truth {
  kind: Kind
  at: [x: number, y: number][]
}

export interface Scene {
  group: string
  picture: Buffer
  truths: Truth[]
}

const size = { width: 2048, height: 1365 }
const signal = new AbortController().signal
const { resolve } = createRequire(import.meta.url)
const asJpeg = (image: ReturnType<typeof drawRoom>) => fromRaw(image).jpeg({ quality: 92 }).toBuffer()

/** What somebody has looked at and written down, of the files that are there. */
export async function* photoScenes(folder: string): AsyncGenerator<Scene> {
  for (const [name, truths] of Object.entries(truth.photos)) {
    const type = name.endsWith('.heic') ? 'image/heic' : 'image/jpeg'
    const pipeline = await openImage(
      { bytes: await readFile(`${folder}/${name}`), type, longestSidePixels: 3000 },
      signal,
    )
    yield {
      group: `photo ${name}`,
      picture: await pipeline.jpeg({ quality: 92 }).toBuffer(),
      truths: truths as Truth[],
    }
  }
}

/** People on a sofa, from the pictures that come with the detector; whole, and farther and farther away in a room. */
export async function* faceScenes(heights = [250, 60, 30]): AsyncGenerator<Scene> {
  for (const facePixels of heights) {
    for (const [name, faces] of Object.entries(truth.faces)) {
      const photo = await readFile(resolve(`@vladmandic/face-api/demo/${name}`))
      const points = faces as [number, number][]
      const kind = 'face' as const
      if (facePixels === 250) {
        yield {
          group: 'faces, 250 pixels high',
          picture: photo,
          truths: points.map((point) => ({ kind, at: [point] })),
        }
        continue
      }
      const width = Math.round((1920 * facePixels) / 250)
      const small = await sharp(photo).resize({ width }).toBuffer({ resolveWithObject: true })
      const [left, top] = [260, 240]
      const room = fromRaw(drawRoom(size.width, size.height)).composite([{ input: small.data, left, top }])
      const truths = points.map(([x, y]): Truth => {
        return { kind, at: [[(left + x * width) / size.width, (top + y * small.info.height) / size.height]] }
      })
      const picture = await room.jpeg({ quality: 92 }).toBuffer()
      yield { group: `faces, ${facePixels} pixels high`, picture, truths }
    }
  }
}

/** Their middle and their ends. */
function along(x: number, y: number, width: number, degrees: number): [number, number][] {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  return [-0.42, 0, 0.42].map((share) => [
    (x + share * width * cos) / size.width,
    (y + share * width * sin) / size.height,
  ])
}

const plates = ['B AB 1234', 'M XY 987', 'HH K 42', 'KA LN 77E', 'S UV 3210', 'ZH 123456', 'W 12345 A', 'AB 123 CD']
const numbers = ['7', '12', '42', '17a', '103', '8', '64', '29']
const words = [
  'FAMILIE MUSTERMANN',
  'ZU VERKAUFEN',
  'RECHNUNG',
  'SPARKASSE',
  'HAUPTSTRASSE',
  'PRIVAT',
  'TELEFON',
  'BERLIN',
]

export async function* drawnScenes(): AsyncGenerator<Scene> {
  for (const degrees of [0, 12, -25]) {
    for (const height of [60, 24]) {
      yield drawn(`plates, ${height} pixels high, ${degrees}°`, 'plate', plates, height, degrees)
    }
  }
  for (const height of [120, 60, 30]) {
    yield drawn(`house numbers, ${height} pixels high`, 'house number', numbers, height, 0)
  }
  for (const degrees of [0, -25]) {
    for (const height of [30, 12]) {
      yield drawn(`texts, ${height} pixels high, ${degrees}°`, 'text', words, height, degrees)
    }
  }
  yield { group: 'empty room', picture: await asJpeg(drawRoom(size.width, size.height)), truths: [] }
}

/** Eight of them in two columns. */
async function drawn(group: string, kind: Kind, texts: string[], height: number, degrees: number): Promise<Scene> {
  const room = drawRoom(size.width, size.height)
  const truths: Truth[] = []
  for (const [at, text] of texts.entries()) {
    const [x, y] = [520 + (at % 2) * 1000, 190 + Math.floor(at / 2) * 320]
    if (kind === 'plate') drawPlate(room, { text, middle: [x, y], height, degrees })
    else drawText(room, { text, middle: [x, y], height, degrees, colour: [30, 30, 30] })
    const width = widthOf({ text, height: kind === 'plate' ? height * 0.68 : height })
    truths.push({ kind, at: along(x, y, width, degrees) })
  }
  return { group, picture: await asJpeg(room), truths }
}
