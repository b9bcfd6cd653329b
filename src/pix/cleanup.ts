import { createHash } from 'node:crypto'
import { z } from 'zod'
import * as field from './shapes/fields.ts'
import type { ImageMeta } from './shapes/image-meta.ts'

export type CleanupCandidate = ImageMeta['cleanup_candidates'][number]
type Found = ImageMeta['objects'][number]

/** What disturbs in a picture of a home, by the words that detectors have for it. */
const vocabulary: Record<string, readonly string[]> = {
  cable: ['cable', 'cord', 'wire', 'extension cord'],
  'waste bin': ['waste bin', 'trash can', 'garbage can', 'waste container', 'bin', 'trash bin'],
  bottle: ['bottle', 'water bottle', 'wine bottle'],
  laundry: ['laundry', 'clothes', 'clothing', 'laundry basket', 'towel pile'],
  shoes: ['shoe', 'shoes', 'footwear', 'slipper', 'boot'],
  'cleaning supplies': ['cleaning supplies', 'vacuum cleaner', 'mop', 'broom', 'bucket'],
  'pet bowl': ['pet bowl', 'dog bowl', 'cat bowl', 'litter box'],
  'power strip': ['power strip', 'power outlet strip'],
  'remote control': ['remote control', 'remote'],
  toys: ['toy', 'toys', 'teddy bear', 'doll'],
  'personal photo': ['personal photo', 'family photo', 'photograph', 'portrait'],
  person: ['person', 'man', 'woman', 'child', 'boy', 'girl', 'human face'],
  car: ['car', 'vehicle', 'van', 'truck', 'land vehicle'],
  bicycle: ['bicycle', 'bike', 'scooter'],
  scaffolding: ['scaffolding', 'scaffold', 'ladder'],
  sign: ['sign', 'street sign', 'billboard', 'traffic sign'],
  hose: ['hose', 'garden hose'],
}

const kindOfWord = new Map(
  Object.entries(vocabulary).flatMap(([kind, words]) => words.map((word) => [word, kind] as const)),
)

const kindOf = (label: string): string | undefined => {
  const word = label.trim().toLowerCase()
  return kindOfWord.get(word) ?? kindOfWord.get(word.replace(/s$/, ''))
}

/** The same thing at the same place has the same id in every run. */
const idOf = (kind: string, { box }: Found): string =>
  createHash('sha256')
    .update(JSON.stringify([kind, box.map((side) => side.toFixed(3))]))
    .digest('hex')
    .slice(0, 16)

/** Those of the objects that a person may want to have taken out. */
export function findCleanup(objects: readonly Found[]): CleanupCandidate[] {
  const found = objects.flatMap((object): CleanupCandidate[] => {
    const kind = kindOf(object.label)
    if (kind === undefined) return []
    const { box, score } = object
    return [
      { id: idOf(kind, object), label: kind, box, score, source: 'vision', suggested_prompt: kind, state: 'open' },
    ]
  })
  return [...new Map(found.map((candidate) => [candidate.id, candidate])).values()]
}

export const isOpen = ({ state }: CleanupCandidate) => state === 'open'
const list = z.array(field.cleanupCandidate)

/** Those of a row. */
export const candidatesIn = (stored: unknown): CleanupCandidate[] => list.safeParse(stored).data ?? []

/** What a row says of these. */
export const cleanupColumns = (candidates: CleanupCandidate[]) => ({
  cleanupCandidates: candidates,
  cleanupPossible: candidates.some(isOpen),
})

/** What is known already stays as it is: a person may have decided about it. */
export function mergeCleanup(known: readonly CleanupCandidate[], found: readonly CleanupCandidate[]) {
  const ids = new Set(known.map(({ id }) => id))
  return [...known, ...found.filter(({ id }) => !ids.has(id))]
}
