import type { InferenceSession, Tensor } from 'onnxruntime-web'
import { type FaceNetwork, faceSidePixels } from './face-network.ts'
import { type Frame, type Pixels, sample } from './pixels.ts'

/** In points of the picture. */
export interface FoundBox {
  left: number
  top: number
  width: number
  height: number
  score: number
}

export type CreateTensor = (values: Float32Array, shape: number[]) => Tensor

interface Dependencies {
  session: InferenceSession
  anchors: FaceNetwork['anchors']
  createTensor: CreateTensor
}

/** What may be a face: below it hardly any is, above it those in profile or far away are missed. */
const leastScore = { whole: 0.2, part: 0.3 }
/** What is one, after a closer look. Leaves, pots and folds of cloth seldom are from nearby. */
const closer = { leastScore: 0.35, ratio: 8, most: 16 }
/** So large in the detector's view and so sure, a face needs none. */
const plain = { share: 0.12, leastScore: 0.9 }
/** Without a closer look left, what is as sure as this is taken for a face. */
const leastUnchecked = 0.5
/** What fills most of the picture must be sure to be a face: wrong, it would hide all. */
const large = { share: 0.6, leastScore: 0.8 }
/** Two boxes that share more than this of the smaller one are of the same face. */
const mostOverlap = 0.4
/** Small faces are looked for in parts of the picture, each this share of its longer side: so 30 of 2048 pixels are enough. */
const partShare = 0.4
const leastSidePixels = 8
const scaling = { channels: [0, 1, 2], mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] } as const

export function createFaceFinder({ session, anchors, createTensor }: Dependencies) {
  async function look(pixels: Pixels, { left, top, side }: Part, least: number): Promise<Candidate[]> {
    const step = side / faceSidePixels
    const frame: Frame = {
      origin: [left, top],
      across: [step, 0],
      down: [0, step],
      width: faceSidePixels,
      height: faceSidePixels,
    }
    const input = createTensor(sample(pixels, frame, scaling), [1, 3, faceSidePixels, faceSidePixels])
    const { boxes, classes } = await session.run({ input })
    const [places, scores] = [boxes?.data, classes?.data] as [Float32Array, Float32Array]
    const found: Candidate[] = []
    for (let at = 0; at < scores.length / 3; at += 1) {
      const score = 1 / (1 + Math.exp(-(scores[at * 3 + 1] ?? 0)))
      if (score < least) continue
      const place = decode(anchors, places, at)
      if (Math.max(place.width, place.height) > large.share && score < large.leastScore) continue
      found.push({ ...scaled(place, side, left, top), score, side })
    }
    return found
  }

  /**
   * Where the detector sees something small its box is off by half a face, and it takes much for one. So it looks again at
   * a part in which what it found has the size that it knows best.
   */
  async function lookCloser(pixels: Pixels, candidates: Candidate[]): Promise<FoundBox[]> {
    const found: FoundBox[] = []
    const looked: Part[] = []
    for (const candidate of candidates) {
      if (isPlain(candidate)) found.push(candidate)
      else if (looked.some((part) => isWellInside(candidate, part))) continue
      else if (looked.length < closer.most) {
        const part = partAround(candidate)
        looked.push(part)
        found.push(...(await look(pixels, part, closer.leastScore)))
      } else if (candidate.score >= leastUnchecked) found.push(candidate)
    }
    return found
  }

  return async function findFaces(pixels: Pixels): Promise<FoundBox[]> {
    const longest = Math.max(pixels.width, pixels.height)
    const candidates = await look(pixels, { left: 0, top: 0, side: longest }, leastScore.whole)
    for (const part of partsOf(pixels, longest)) candidates.push(...(await look(pixels, part, leastScore.part)))
    const found = await lookCloser(pixels, surest(candidates))
    return surest(found.map((box) => inside(box, pixels)))
  }
}

/** A box, and the side of the part in which it was seen. */
type Candidate = FoundBox & { side: number }

const isPlain = ({ width, height, score, side }: Candidate) =>
  score >= plain.leastScore && Math.max(width, height) >= side * plain.share

const middleOf = (box: FoundBox) => ({ x: box.left + box.width / 2, y: box.top + box.height / 2 })

function partAround(box: FoundBox): Part {
  const side = Math.max(box.width, box.height) * closer.ratio
  const { x, y } = middleOf(box)
  return { left: x - side / 2, top: y - side / 2, side }
}

/** Seen from as near, and not at the edge. */
function isWellInside(box: FoundBox, { left, top, side }: Part): boolean {
  const { x, y } = middleOf(box)
  const isMiddle = Math.max(Math.abs(x - left - side / 2), Math.abs(y - top - side / 2)) < side * 0.35
  return isMiddle && Math.max(box.width, box.height) * closer.ratio > side / 2
}

interface Part {
  left: number
  top: number
  side: number
}

function partsOf({ width, height }: Pixels, longest: number): Part[] {
  // A picture that the detector sees in all its points has no more to tell.
  if (longest <= faceSidePixels) return []
  const side = Math.max(longest * partShare, faceSidePixels)
  return starts(height, side).flatMap((top) => starts(width, side).map((left) => ({ left, top, side })))
}

/** Where parts of `side` begin that together cover `length`. */
function starts(length: number, side: number): number[] {
  const count = Math.max(1, Math.ceil(length / side))
  return Array.from({ length: count }, (_, at) => (count === 1 ? 0 : (at * (length - side)) / (count - 1)))
}

/** Answers say how far the face is off its anchor, and how much larger. */
function decode(anchors: Float32Array, places: Float32Array, at: number) {
  const [top, left, bottom, right] = anchors.subarray(at * 4, at * 4 + 4) as unknown as Four
  const [dy, dx, dh, dw] = places.subarray(at * 4, at * 4 + 4) as unknown as Four
  const height = Math.exp(dh / 5) * (bottom - top)
  const width = Math.exp(dw / 5) * (right - left)
  const middleY = (dy / 10) * (bottom - top) + (top + bottom) / 2
  const middleX = (dx / 10) * (right - left) + (left + right) / 2
  return { left: middleX - width / 2, top: middleY - height / 2, width, height }
}

type Four = [number, number, number, number]
type Place = Omit<FoundBox, 'score'>

const scaled = (box: Place, side: number, left: number, top: number): Place => ({
  left: left + box.left * side,
  top: top + box.top * side,
  width: box.width * side,
  height: box.height * side,
})

function inside({ score, ...box }: FoundBox, { width, height }: Pixels): FoundBox {
  const [left, top] = [Math.max(0, box.left), Math.max(0, box.top)]
  const right = Math.min(width, box.left + box.width)
  const bottom = Math.min(height, box.top + box.height)
  return { left, top, width: Math.max(0, right - left), height: Math.max(0, bottom - top), score }
}

/** Of several boxes around one face the surest. */
function surest<Box extends FoundBox>(found: Box[]): Box[] {
  const kept: Box[] = []
  for (const box of found.toSorted((a, b) => b.score - a.score)) {
    const isSeen = Math.min(box.width, box.height) >= leastSidePixels
    if (isSeen && kept.every((other) => overlap(box, other) <= mostOverlap)) kept.push(box)
  }
  return kept
}

/** What two boxes share, of the smaller one: half a face at the edge of a part lies within the whole one. */
function overlap(a: FoundBox, b: FoundBox): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left)
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top)
  if (width <= 0 || height <= 0) return 0
  return (width * height) / Math.min(a.width * a.height, b.width * b.height)
}
