import { readFile } from 'node:fs/promises'
import type { InferenceSession } from 'onnxruntime-web'
import type { CreateTensor } from './find-faces.ts'
import type { TextLine } from './find-texts.ts'
import { type Pixels, sample } from './pixels.ts'

export interface ReadText {
  text: string
  /** The mean of how sure each letter is; 0 without any. */
  score: number
}

interface Dependencies {
  session: InferenceSession
  createTensor: CreateTensor
  letters: string[]
}

const heightPixels = 48
const widthPixels = { least: 160, most: 960 }
const scaling = { channels: [2, 1, 0], mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] } as const
/** Steeper than this, a line may as well be read from its other end. */
const steep = Math.PI / 3
/** A steep line that is no longer than this by its height may be upright: the number of a house is narrow. */
const narrow = { ratio: 2.5, leastScore: 0.6 }

/** What a line says, by the reader of PP-OCRv4: Latin letters, digits and Chinese. */
export function createTextReader({ session, createTensor, letters }: Dependencies) {
  async function readAlong(pixels: Pixels, { middle, reach, angle }: TextLine): Promise<ReadText> {
    const step = (2 * reach[1]) / heightPixels
    const width = Math.min(widthPixels.most, Math.ceil((2 * reach[0]) / step))
    const stepAlong = (2 * reach[0]) / width
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    const strip = sample(
      pixels,
      {
        origin: [middle[0] - reach[0] * cos + reach[1] * sin, middle[1] - reach[0] * sin - reach[1] * cos],
        across: [stepAlong * cos, stepAlong * sin],
        down: [-step * sin, step * cos],
        width,
        height: heightPixels,
      },
      scaling,
    )
    const padded = padRight(strip, width, Math.max(width, widthPixels.least))
    const answer = await session.run({
      x: createTensor(padded, [1, 3, heightPixels, padded.length / heightPixels / 3]),
    })
    const [odds] = Object.values(answer)
    return spell(odds?.data as Float32Array, letters)
  }

  return async function readText(pixels: Pixels, line: TextLine): Promise<ReadText> {
    if (Math.abs(line.angle) < steep) return readAlong(pixels, line)
    const [along, beside] = line.reach
    if (along < beside * narrow.ratio) {
      const upright = await readAlong(pixels, { ...line, reach: [beside, along], angle: line.angle - Math.PI / 2 })
      if (upright.score >= narrow.leastScore) return upright
    }
    const down = await readAlong(pixels, line)
    const up = await readAlong(pixels, { ...line, angle: line.angle + Math.PI })
    return up.score > down.score ? up : down
  }
}

/** What the reader can say: nothing, each line of its dictionary, and a space. */
export async function readLetters(path: string): Promise<string[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').map((line) => line.replace(/\r$/, ''))
  if (lines.at(-1) === '') lines.pop()
  return ['', ...lines, ' ']
}

/** The middle of its numbers to the right of a short line. */
function padRight(strip: Float32Array, width: number, wanted: number): Float32Array {
  if (width === wanted) return strip
  const padded = new Float32Array(3 * heightPixels * wanted)
  for (let row = 0; row < 3 * heightPixels; row += 1) {
    padded.set(strip.subarray(row * width, (row + 1) * width), row * wanted)
  }
  return padded
}

/** At each place the likeliest letter; one that goes on is the same one. */
function spell(odds: Float32Array, letters: string[]): ReadText {
  let [text, sum, count, before] = ['', 0, 0, 0]
  for (let place = 0; place < odds.length; place += letters.length) {
    let best = 0
    for (let letter = 1; letter < letters.length; letter += 1) {
      if ((odds[place + letter] ?? 0) > (odds[place + best] ?? 0)) best = letter
    }
    if (best !== 0 && best !== before) {
      text += letters[best]
      sum += odds[place + best] ?? 0
      count += 1
    }
    before = best
  }
  return { text, score: count === 0 ? 0 : sum / count }
}
