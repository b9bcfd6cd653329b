import { createHmac } from 'node:crypto'
import type { ImageMeta } from '../shapes/image-meta.ts'
import { classifyText } from './classify-text.ts'
import type { FoundBox } from './find-faces.ts'
import type { TextLine } from './find-texts.ts'
import type { Pixels } from './pixels.ts'
import type { ReadText } from './read-text.ts'

export type PrivacyFinding = NonNullable<ImageMeta['privacy']>['findings'][number]

interface Dependencies {
  findFaces: (pixels: Pixels) => Promise<FoundBox[]>
  findTexts: (pixels: Pixels) => Promise<TextLine[]>
  readText: (pixels: Pixels, line: TextLine) => Promise<ReadText>
  /** What texts are hashed with; who does not have it cannot try out all plates there are. */
  textKey: Buffer
}

/** More are taken for what they are, texts, without being read: a shelf of books. */
const mostRead = 60
/** What looks like text to one network and says nothing to the other is a pattern; unsure letters may be handwriting. */
const least = { readScore: 0.4, lineScore: 0.9 }

export function createPrivateFinder({ findFaces, findTexts, readText, textKey }: Dependencies) {
  const hash = (letters: string) => createHmac('sha256', textKey).update(letters).digest('hex')

  async function describe(pixels: Pixels, line: TextLine, exterior: boolean): Promise<PrivacyFinding | undefined> {
    const { text, score } = await readText(pixels, line)
    if (text.trim() === '' || (score < least.readScore && line.score < least.lineScore)) return undefined
    const kind = classifyText(text, { exterior })
    const letters = text
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[^\p{L}\p{N}]/gu, '')
    return {
      type: kind === 'license_plate' ? 'plate' : 'text',
      subtype: kind === 'text' ? null : kind,
      box: shareOf(boxAround(line), pixels),
      score: rounded(line.score),
      text_hash: letters === '' ? null : hash(letters),
    }
  }

  /** What a text says ends here: nobody gets more of it than a hash. */
  return async function findPrivate(pixels: Pixels, { exterior }: { exterior: boolean }): Promise<PrivacyFinding[]> {
    const findings: PrivacyFinding[] = (await findFaces(pixels)).map((face) => ({
      type: 'face',
      subtype: null,
      box: shareOf(face, pixels),
      score: rounded(face.score),
      text_hash: null,
    }))
    const lines = await findTexts(pixels)
    for (const line of lines.slice(0, mostRead)) {
      const finding = await describe(pixels, line, exterior)
      if (finding) findings.push(finding)
    }
    for (const line of lines.slice(mostRead)) {
      const box = shareOf(boxAround(line), pixels)
      findings.push({ type: 'text', subtype: null, box, score: rounded(line.score), text_hash: null })
    }
    return findings
  }
}

type Box = Omit<FoundBox, 'score'>

function boxAround({ middle, reach, angle }: TextLine): Box {
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))]
  const [x, y] = [reach[0] * cos + reach[1] * sin, reach[0] * sin + reach[1] * cos]
  return { left: middle[0] - x, top: middle[1] - y, width: 2 * x, height: 2 * y }
}

/** As shares of the picture's sides, within it. */
function shareOf({ left, top, width, height }: Box, pixels: Pixels): PrivacyFinding['box'] {
  const x = clamped(left / pixels.width)
  const y = clamped(top / pixels.height)
  const [right, bottom] = [clamped((left + width) / pixels.width), clamped((top + height) / pixels.height)]
  return [rounded(x), rounded(y), rounded(right - x), rounded(bottom - y)]
}

const clamped = (share: number) => Math.min(1, Math.max(0, share))
const rounded = (value: number) => Math.round(value * 10_000) / 10_000
