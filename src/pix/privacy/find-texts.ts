import type { InferenceSession } from 'onnxruntime-web'
import type { CreateTensor } from './find-faces.ts'
import { type Frame, type Pixels, sample } from './pixels.ts'

/** A line of text as it lies in the picture, in its points. */
export interface TextLine {
  middle: [x: number, y: number]
  /** Half of its length and half of its height. */
  reach: [along: number, beside: number]
  /** By which the line is turned, clockwise, in radians. */
  angle: number
  /** How sure it is that there is text. */
  score: number
}

interface Dependencies {
  session: InferenceSession
  createTensor: CreateTensor
}

/**
 * The longer side of what the detector sees, twice: small print needs many pixels, and turned or large letters are
 * sometimes only seen as a whole when they have few.
 */
const sidesPixels = [1536, 960]
/** A point is text from here on, a line if its points are on the mean. */
const least = { point: 0.3, line: 0.55 }
const leastPoints = 12
const mostLines = 400
/** What the detector marks is the core of the line; how much lies around it is the number of its authors. */
const unclipRatio = 1.8
const scaling = {
  channels: [2, 1, 0], // blue first, as it was trained
  mean: [0.485, 0.456, 0.406],
  deviation: [0.229, 0.224, 0.225],
} as const

/**
 * Lines of text by the detector of PP-OCRv4, which says of each point how likely it is part of a text. It sees the picture
 * as a whole: in parts it took less memory and missed large digits that the edge of a part cut.
 */
export function createTextFinder({ session, createTensor }: Dependencies) {
  async function look(pixels: Pixels, sidePixels: number): Promise<TextLine[]> {
    const scale = Math.min(1, sidePixels / Math.max(pixels.width, pixels.height))
    const [width, height] = [multipleOf32(pixels.width * scale), multipleOf32(pixels.height * scale)]
    const step = { x: pixels.width / width, y: pixels.height / height }
    const frame: Frame = { origin: [0, 0], across: [step.x, 0], down: [0, step.y], width, height }
    const answer = await session.run({ x: createTensor(sample(pixels, frame, scaling), [1, 3, height, width]) })
    const likelihood = Object.values(answer)[0]?.data as Float32Array
    return linesOf(likelihood, width, height).map((line) => ({
      ...line,
      middle: [line.middle[0] * step.x, line.middle[1] * step.y],
      // Both steps are the same but for the rounding to 32.
      reach: [line.reach[0] * step.x, line.reach[1] * step.y],
    }))
  }

  return async function findTexts(pixels: Pixels): Promise<TextLine[]> {
    const lines: TextLine[] = []
    for (const sidePixels of sidesPixels) lines.push(...(await look(pixels, sidePixels)))
    return longest(lines).toSorted((a, b) => b.score - a.score)
  }
}

/** Of two that are the same line the one that has more of it. */
function longest(lines: TextLine[]): TextLine[] {
  const kept: TextLine[] = []
  for (const line of lines.toSorted((a, b) => b.reach[0] - a.reach[0])) {
    if (!kept.some((other) => isPartOf(line, other))) kept.push(line)
  }
  return kept
}

/** Not when the other one is much higher: that may be a whole paragraph, in which the line is to be read by itself. */
function isPartOf({ middle, reach, angle }: TextLine, other: TextLine): boolean {
  if (other.reach[1] > reach[1] * 1.8) return false
  const [cos, sin] = [Math.cos(other.angle), Math.sin(other.angle)]
  return [-0.8, -0.4, 0, 0.4, 0.8].every((share) => {
    const x = middle[0] + share * reach[0] * Math.cos(angle) - other.middle[0]
    const y = middle[1] + share * reach[0] * Math.sin(angle) - other.middle[1]
    return Math.abs(x * cos + y * sin) <= other.reach[0] && Math.abs(y * cos - x * sin) <= other.reach[1]
  })
}

const multipleOf32 = (length: number) => Math.max(32, Math.round(length / 32) * 32)

/** Connected points, each with the narrowest box around them. */
function linesOf(likelihood: Float32Array, width: number, height: number): TextLine[] {
  const seen = new Uint8Array(width * height)
  const lines: TextLine[] = []
  for (let start = 0; start < seen.length; start += 1) {
    if (seen[start] === 1 || (likelihood[start] ?? 0) < least.point) continue
    const { points, mean } = spread(likelihood, seen, start, width, height)
    if (points.length >= leastPoints && mean >= least.line) lines.push({ ...narrowest(points, width), score: mean })
  }
  return lines.length > mostLines ? [...lines.slice(0, mostLines), aroundAll(lines.slice(mostLines))] : lines
}

/** What is too much to be taken line by line: all that lies there is private. */
function aroundAll(lines: TextLine[]): TextLine {
  const sides = lines.map(({ middle: [x, y], reach: [along, beside], angle }) => {
    const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))]
    const [dx, dy] = [along * cos + beside * sin, along * sin + beside * cos]
    return { left: x - dx, right: x + dx, top: y - dy, bottom: y + dy }
  })
  const [left, right] = [Math.min(...sides.map((each) => each.left)), Math.max(...sides.map((each) => each.right))]
  const [top, bottom] = [Math.min(...sides.map((each) => each.top)), Math.max(...sides.map((each) => each.bottom))]
  // The least of all scores: the last one to be read.
  return {
    middle: [(left + right) / 2, (top + bottom) / 2],
    reach: [(right - left) / 2, (bottom - top) / 2],
    angle: 0,
    score: least.line,
  }
}

function spread(likelihood: Float32Array, seen: Uint8Array, start: number, width: number, height: number) {
  const points = [start]
  seen[start] = 1
  let sum = 0
  for (let next = 0; next < points.length; next += 1) {
    const point = points[next] ?? 0
    sum += likelihood[point] ?? 0
    const [x, y] = [point % width, Math.floor(point / width)]
    for (const [dx, dy] of around) {
      const [nx, ny] = [x + dx, y + dy]
      const beside = ny * width + nx
      if (nx < 0 || ny < 0 || nx >= width || ny >= height || seen[beside] === 1) continue
      if ((likelihood[beside] ?? 0) < least.point) continue
      seen[beside] = 1
      points.push(beside)
    }
  }
  return { points, mean: sum / points.length }
}

const around = [-1, 0, 1]
  .flatMap((dy) => [-1, 0, 1].map((dx) => [dx, dy] as const))
  .filter(([x, y]) => x !== 0 || y !== 0)
const angleSteps = 36

/** The box of least area of all that are turned by a multiple of 5°; the line runs along its longer side. */
function narrowest(points: number[], width: number): Omit<TextLine, 'score'> {
  const outline = outlineOf(points, width)
  let best = turnedBox(outline, 0)
  for (let step = 1; step < angleSteps / 2; step += 1) {
    const box = turnedBox(outline, (step * Math.PI) / angleSteps)
    // A little less is no reason to take an upright text for a turned one.
    if (box.reach[0] * box.reach[1] < best.reach[0] * best.reach[1] * 0.93) best = box
  }
  const [along, beside] = best.reach
  const more = (unclipRatio * along * beside) / (along + beside)
  const reach: [number, number] = [along + more, beside + more]
  return along >= beside
    ? { middle: best.middle, reach, angle: upright(best.angle) }
    : { middle: best.middle, reach: [reach[1], reach[0]], angle: upright(best.angle + Math.PI / 2) }
}

/** Of the two ways to read along a line the one that is less upside down. */
const upright = (angle: number) => (angle > Math.PI / 2 ? angle - Math.PI : angle)

function turnedBox(outline: [number, number][], angle: number): Omit<TextLine, 'score'> {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const [x, y] of outline) {
    const [along, beside] = [x * cos + y * sin, y * cos - x * sin]
    left = Math.min(left, along)
    right = Math.max(right, along)
    top = Math.min(top, beside)
    bottom = Math.max(bottom, beside)
  }
  const [along, beside] = [(left + right) / 2, (top + bottom) / 2]
  return {
    middle: [along * cos - beside * sin, along * sin + beside * cos],
    reach: [(right - left) / 2, (bottom - top) / 2],
    angle,
  }
}

/** The corners of the first and the last point of each row: no other can touch a box around them. */
function outlineOf(points: number[], width: number): [number, number][] {
  const rows = new Map<number, [first: number, last: number]>()
  for (const point of points) {
    const [x, y] = [point % width, Math.floor(point / width)]
    const row = rows.get(y)
    rows.set(y, row ? [Math.min(row[0], x), Math.max(row[1], x)] : [x, x])
  }
  return [...rows].flatMap(([y, [first, last]]): [number, number][] => [
    [first, y],
    [first, y + 1],
    [last + 1, y],
    [last + 1, y + 1],
  ])
}
