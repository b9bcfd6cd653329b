import type { pixCaptions, pixExposeTexts, pixImages, pixJobs, pixShoots } from '../pix-schema.ts'
import { type PixLocale, pixLocales, type RoomType, roomRank, roomTypes } from './rooms.ts'
import type { Gpt } from './shapes/gpt.ts'
import type { Summary } from './shapes/summary.ts'
import type { Vision } from './shapes/vision.ts'

export interface SummaryImage {
  row: typeof pixImages.$inferSelect
  /** Processed, and not taken out by a person. */
  isShown: boolean
  captions: (typeof pixCaptions.$inferSelect)[]
  gpt: (Gpt & { sha256: string }) | undefined
  vision: Vision | undefined
}

interface Material {
  shoot: typeof pixShoots.$inferSelect
  job: typeof pixJobs.$inferSelect
  /** In the order of the gallery. */
  images: SummaryImage[]
  texts: (typeof pixExposeTexts.$inferSelect)[]
}

const mostFeatures = 20
const mostColours = 5
const leastShared = 2

/** A shoot in one piece: nothing is made up, and the same material gives the same words. */
export function summarise({ shoot, job, images, texts }: Material): Omit<Summary, 'generated_at'> {
  const shown = images.filter(({ isShown }) => isShown)
  const rooms = roomsOf(shown)
  const hasTexts = texts.some(({ description }) => description !== '')
  const isWritten = shown.length > 0 && shown.every(({ gpt }) => gpt !== undefined)
  return {
    schema: 'piximmo.summary/1',
    shoot_id: shoot.id,
    shoot_code: shoot.shootCode,
    job_id: job.id,
    property: {
      label: job.propertyLabel,
      type: typeof job.property.type === 'string' ? job.property.type : null,
      size_sqm: typeof job.property.size_sqm === 'number' ? job.property.size_sqm : null,
    },
    images: {
      total: images.length,
      processed: images.filter(({ row }) => row.status === 'processed').length,
      excluded: images.filter(({ row }) => row.excludedAt !== null).length,
      failed: images.filter(({ row }) => row.status === 'error').length,
      by_room: Object.fromEntries(rooms.map(({ room_type, image_ids }) => [room_type, image_ids.length])),
    },
    rooms,
    texts: textsOf(texts),
    highlights: highlightsOf(shown),
    gpt_aggregated: {
      common_features: commonFeatures(shown),
      quality_score: qualityOf(shown).avg,
      recommended_for: [],
    },
    vision_stats: { detected_objects: objectsOf(shown), dominant_colors: coloursOf(shown) },
    qc: { ...qualityOf(shown), issues: issuesOf(shown) },
    export_ready: {
      avatar: isWritten && hasTexts,
      video: isWritten && hasTexts,
      artspace: shown.length > 0,
      sceneplates: shown.some(({ row }) => row.viewType?.startsWith('exterior') ?? false),
      pano: shown.some(({ row }) => row.viewType === 'panorama'),
    },
    inputs: Object.fromEntries(shown.flatMap(({ row, gpt }) => (gpt ? [[row.id, gpt.sha256]] : []))),
  }
}

const roomOf = ({ row }: SummaryImage): RoomType => roomTypes.find((room) => room === row.roomType) ?? 'undefined_space'

function roomsOf(shown: SummaryImage[]): Summary['rooms'] {
  return [...Map.groupBy(shown, roomOf)]
    .toSorted(([one], [other]) => roomRank(one) - roomRank(other))
    .map(([room, images]) => {
      const cover = coverOf(images)
      const short = cover?.captions.map(({ locale, short }) => [locale, short] as const) ?? []
      return {
        room_type: room,
        floor: null,
        image_ids: images.map(({ row }) => row.id),
        cover_image_id: cover?.row.id ?? null,
        caption: Object.fromEntries(short.map(([locale, text]) => [locale, text.slice(0, 300)])),
        features: tagsOf(images).slice(0, mostFeatures),
      }
    })
}

const scoreOf = ({ gpt }: SummaryImage) => (gpt?.qc.recommended_cover ? 100 : 0) + (gpt?.qc.quality_score ?? 0)

/** The first of the best. */
const coverOf = (images: SummaryImage[]) =>
  images.reduce<SummaryImage | undefined>(
    (best, image) => (!best || scoreOf(image) > scoreOf(best) ? image : best),
    undefined,
  )

function countAll(names: string[]): [name: string, count: number][] {
  const counts = [...Map.groupBy(names, (name) => name)].map(([name, each]) => [name, each.length] as [string, number])
  return counts.toSorted(([one, countOne], [other, countOther]) => countOther - countOne || (one < other ? -1 : 1))
}

const tagsOf = (images: SummaryImage[]) =>
  countAll(images.flatMap(({ gpt }) => [...new Set(gpt?.features.map(({ tag }) => tag) ?? [])])).map(([tag]) => tag)

const commonFeatures = (images: SummaryImage[]) =>
  countAll(images.flatMap(({ gpt }) => [...new Set(gpt?.features.map(({ tag }) => tag) ?? [])]))
    .filter(([, count]) => count >= leastShared)
    .map(([tag]) => tag)
    .slice(0, mostFeatures)

function textsOf(texts: Material['texts']): Summary['texts'] {
  return Object.fromEntries(
    texts.map(({ locale, headline, short, description, features, other }) => [
      locale,
      { headline: headline.slice(0, 300), short, description, features, other },
    ]),
  )
}

/** The same words about several images are one highlight. */
function highlightsOf(images: SummaryImage[]): Summary['highlights'] {
  const said = images.flatMap(({ row, gpt }) => (gpt?.highlights ?? []).map((text) => ({ text, id: row.id })))
  const keyOf = ({ text }: { text: Partial<Record<PixLocale, string>> }) =>
    pixLocales.map((locale) => text[locale]?.toLowerCase() ?? '').join('\n')
  return [...Map.groupBy(said, keyOf).values()].flatMap(([first, ...others]) =>
    first ? [{ text: first.text, image_ids: [...new Set([first, ...others].map(({ id }) => id))] }] : [],
  )
}

function objectsOf(images: SummaryImage[]): Record<string, number> {
  const labels = images.flatMap(({ vision }) => Object.entries(vision?.object_counts ?? {}))
  const sums = Map.groupBy(labels, ([label]) => label)
  return Object.fromEntries([...sums].map(([label, each]) => [label, each.reduce((sum, [, count]) => sum + count, 0)]))
}

function coloursOf(images: SummaryImage[]): string[] {
  const shares = Map.groupBy(
    images.flatMap(({ vision }) => vision?.dominant_colors ?? []),
    ({ hex }) => hex,
  )
  return [...shares]
    .map(([hex, each]) => ({ hex, share: each.reduce((sum, { share }) => sum + share, 0) }))
    .toSorted((one, other) => other.share - one.share || (one.hex < other.hex ? -1 : 1))
    .slice(0, mostColours)
    .map(({ hex }) => hex)
}

function qualityOf(images: SummaryImage[]): { min: number | null; avg: number | null } {
  const scores = images.flatMap(({ gpt }) => gpt?.qc.quality_score ?? [])
  if (scores.length === 0) return { min: null, avg: null }
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  return { min: Math.min(...scores), avg: Math.round(mean * 100) / 100 }
}

const issuesOf = (images: SummaryImage[]) =>
  images.flatMap(({ row, gpt }) =>
    (gpt?.qc.issues ?? []).map(({ code, severity }) => ({ image_id: row.id, code, severity })),
  )
