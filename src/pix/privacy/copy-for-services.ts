import { drawAnalysisCopy } from '../pictures.ts'
import type { RoomType } from '../rooms.ts'
import type { ImageMeta } from '../shapes/image-meta.ts'
import { blurFindings } from './blur-findings.ts'
import type { PrivacyFinding } from './find-private.ts'

type Verdict = NonNullable<ImageMeta['privacy']>['verdict']

interface CheckedImage {
  /** Its master, or an edit of it. */
  picture: Buffer
  verdict: Verdict
  findings: readonly Pick<PrivacyFinding, 'type' | 'box'>[]
  roomType: RoomType
  /** From 1, among the images of that room. */
  number: number
}

/** What a service may have of an image. */
export type CopyForServices =
  | { withheld: 'unchecked' | 'flagged' }
  | {
      withheld: null
      bytes: Buffer
      type: 'image/jpeg'
      width: number
      height: number
      /** The room and a number: nothing of the name it was delivered under, in which an address may stand. */
      name: string
      blurredBoxes: number
    }

interface Dependencies {
  mode: 'blur' | 'withhold'
}

const quality = 85

/**
 * The only door from an image to a service. What nobody has looked at stays here; what shows a face, a text or a plate goes
 * out with these made unrecognizable or, with `withhold`, not at all, unless an admin has said that it may. Whoever calls
 * takes a place for image work.
 */
export function createCopyForServices({ mode }: Dependencies) {
  return async function copyForServices(
    { picture, verdict, findings, roomType, number }: CheckedImage,
    longestSidePixels: 1536 | 2048 | 3000,
    signal: AbortSignal,
  ): Promise<CopyForServices> {
    if (verdict === 'unchecked') return { withheld: 'unchecked' }
    const isFlagged = verdict === 'flagged'
    // Where nothing was found there is nothing to blur: a person has flagged it.
    if (isFlagged && (mode === 'withhold' || findings.length === 0)) return { withheld: 'flagged' }
    const { bytes, width, height } = isFlagged
      ? await blurFindings(picture, findings, { longestSidePixels, quality }, signal)
      : await drawAnalysisCopy(picture, longestSidePixels, signal)
    const blurredBoxes = isFlagged ? findings.length : 0
    return { withheld: null, bytes, type: 'image/jpeg', width, height, name: pseudonym(roomType, number), blurredBoxes }
  }
}

/** As in `kitchen_01.jpg`. */
const pseudonym = (roomType: RoomType, number: number) => `${roomType}_${`${number}`.padStart(2, '0')}.jpg`
