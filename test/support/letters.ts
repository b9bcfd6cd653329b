import type { RawImage } from '../../src/media/imaging.ts'

/**
 * Letters drawn as lines, because a machine may have no fonts. Each stroke is a row of points, each point two hexadecimal
 * digits: 0 to 8 from the left, 0 to c from the top.
 */
const glyphs: Record<string, string> = {
  '0': '20 60 82 8a 6c 2c 0a 02 20',
  '1': '13 40 4c/1c 7c',
  '2': '02 20 60 82 84 0c 8c',
  '3': '02 20 60 82 84 66 36/66 88 8a 6c 2c 0a',
  '4': '6c 60 08 88',
  '5': '80 00 05 65 87 8a 6c 2c 0a',
  '6': '70 30 03 0a 2c 6c 8a 87 65 25 07',
  '7': '00 80 3c',
  '8': '26 04 02 20 60 82 84 66 26 08 0a 2c 6c 8a 88 66',
  '9': '1c 5c 89 82 60 20 02 05 27 67 85',
  A: '0c 40 8c/18 78',
  B: '00 0c 6c 8a 88 66 06/66 84 82 60 00',
  C: '82 60 20 02 0a 2c 6c 8a',
  D: '00 0c 5c 89 83 50 00',
  E: '80 00 0c 8c/06 66',
  F: '80 00 0c/06 66',
  G: '82 60 20 02 0a 2c 6c 8a 87 57',
  H: '00 0c/80 8c/06 86',
  I: '40 4c',
  K: '00 0c/80 07/36 8c',
  L: '00 0c 8c',
  M: '0c 00 47 80 8c',
  N: '0c 00 8c 80',
  O: '20 60 82 8a 6c 2c 0a 02 20',
  P: '0c 00 60 82 85 67 07',
  R: '0c 00 60 82 85 67 07/47 8c',
  S: '82 60 20 02 04 26 66 88 8a 6c 2c 0a',
  T: '00 80/40 4c',
  U: '00 0a 2c 6c 8a 80',
  V: '00 4c 80',
  W: '00 2c 45 6c 80',
  X: '00 8c/80 0c',
  Y: '00 46 80/46 4c',
  Z: '00 80 0c 8c',
  a: '05 24 64 86 8c/88 28 0a 2c 5c 8a',
  '-': '26 66',
  ' ': '',
}

type Colour = readonly [number, number, number]
type Point = readonly [x: number, y: number]

interface Lettering {
  text: string
  /** Of the middle of its line, in pixels. */
  middle: Point
  /** Of a capital, in pixels. */
  height: number
  colour?: Colour
  /** Clockwise. */
  degrees?: number
}

const cell = { width: 8, height: 12, advance: 11 }
/** Of a stroke, in the glyph's own units. */
const stroke = 1.7

/** How wide the text becomes. */
export const widthOf = ({ text, height }: Pick<Lettering, 'text' | 'height'>) =>
  ((text.length * cell.advance - (cell.advance - cell.width)) * height) / cell.height

export function drawText(image: RawImage, lettering: Lettering): void {
  const { text, middle, height, colour = [20, 20, 20], degrees = 0 } = lettering
  const scale = height / cell.height
  const toPicture = turned(middle, degrees)
  const left = -widthOf(lettering) / 2
  for (const [at, letter] of [...text].entries()) {
    const glyph = glyphs[letter]
    if (glyph === undefined) throw new Error(`there is no drawing of ${letter}`)
    for (const line of glyph.split('/')) {
      const points = line.split(' ').map((pair): Point => {
        const [x, y] = [Number.parseInt(pair[0] ?? '0', 16), Number.parseInt(pair[1] ?? '0', 16)]
        return toPicture([left + (at * cell.advance + x) * scale, (y - cell.height / 2) * scale])
      })
      for (let next = 1; next < points.length; next += 1) {
        drawLine(image, points[next - 1] as Point, points[next] as Point, (stroke * scale) / 2, colour)
      }
    }
  }
}

/** A plate of a car: white, with a rim and a blue band. */
export function drawPlate(image: RawImage, { text, middle, height, degrees = 0 }: Lettering): void {
  const letterHeight = height * 0.68
  const width = widthOf({ text, height: letterHeight }) + height * 0.9
  const toPicture = turned(middle, degrees)
  const bar = (from: number, to: number, thickness: number, colour: Colour) =>
    drawLine(image, toPicture([from, 0]), toPicture([to, 0]), thickness / 2, colour, false)
  bar(-width / 2, width / 2, height, [25, 25, 25])
  bar(-width / 2 + height * 0.04, width / 2 - height * 0.04, height * 0.92, [245, 245, 240])
  bar(-width / 2 + height * 0.04, -width / 2 + height * 0.36, height * 0.92, [20, 60, 160])
  drawText(image, { text, middle: toPicture([height * 0.16, 0]), height: letterHeight, degrees })
}

function turned(middle: Point, degrees: number): (point: Point) => Point {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  return ([x, y]) => [middle[0] + x * cos - y * sin, middle[1] + x * sin + y * cos]
}

/** With soft edges. Not round: it ends where the line does. */
function drawLine(image: RawImage, from: Point, to: Point, reach: number, colour: Colour, round = true): void {
  const { data, width, height, channels } = image
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const length = Math.hypot(dx, dy) || 1
  const within = (value: number, most: number) => Math.max(0, Math.min(most, value))
  const edge = reach + 1
  const right = within(Math.ceil(Math.max(from[0], to[0]) + edge), width)
  const bottom = within(Math.ceil(Math.max(from[1], to[1]) + edge), height)
  for (let y = within(Math.floor(Math.min(from[1], to[1]) - edge), height); y < bottom; y += 1) {
    for (let x = within(Math.floor(Math.min(from[0], to[0]) - edge), width); x < right; x += 1) {
      const [px, py] = [x + 0.5 - from[0], y + 0.5 - from[1]]
      const along = (px * dx + py * dy) / length
      const beside = Math.abs(py * dx - px * dy) / length
      const beyond = Math.max(0, -along, along - length)
      const distance = round ? Math.hypot(beside, beyond) : beyond > 0 ? Number.POSITIVE_INFINITY : beside
      const share = within(reach - distance + 0.5, 1)
      if (share === 0) continue
      const at = (y * width + x) * channels
      for (const channel of [0, 1, 2] as const) {
        data[at + channel] = Math.round((data[at + channel] ?? 0) * (1 - share) + colour[channel] * share)
      }
    }
  }
}

/** A room without anything in it that could be read: walls, a floor, a window, a table, all in soft light. */
export function drawRoom(width: number, height: number): RawImage {
  const image: RawImage = { data: Buffer.alloc(width * height * 3), width, height, channels: 3 }
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [u, v] = [x / width, y / height]
      const isFloor = v > 0.66 + 0.08 * Math.abs(u - 0.5)
      const board = isFloor && Math.floor((u - 0.5) / (v - 0.4) / 0.12) % 2 === 0
      const isWindow = u > 0.62 && u < 0.86 && v > 0.14 && v < 0.48
      const isTable = v > 0.6 && v < 0.64 && u > 0.14 && u < 0.5
      const base: Colour = isTable
        ? [112, 74, 46]
        : isWindow
          ? [214, 228, 240]
          : isFloor
            ? board
              ? [164, 122, 84]
              : [152, 112, 76]
            : [206, 200, 190]
      const light = 1 - 0.25 * Math.hypot(u - 0.7, v - 0.3) + 0.01 * Math.sin(x * 12.9898 + y * 78.233)
      const at = (y * width + x) * 3
      for (const channel of [0, 1, 2] as const) image.data[at + channel] = Math.min(255, base[channel] * light)
    }
  }
  return image
}
