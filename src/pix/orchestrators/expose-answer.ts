import { z } from 'zod'
import { type PixLocale, type RoomType, roomRank, rooms } from '../rooms.ts'
import { shorten } from './gpt-answer.ts'

const words = z.object({
  headline: z.string(),
  short: z.string(),
  description: z.string(),
  features: z.string(),
  other: z.string(),
})

export const exposeAnswerSchema = z.object({ de: words, en: words })

export type Written = z.infer<typeof words>

export const exposePromptVersion = 'pix-expose/1'

const most = { headline: 80, short: 400, description: 6000, features: 3000, other: 2000 } as const

export const withinLimits = (given: Written): Written => ({
  headline: shorten(given.headline, most.headline),
  short: shorten(given.short, most.short),
  description: shorten(given.description, most.description),
  features: shorten(given.features, most.features),
  other: shorten(given.other, most.other),
})

export interface ExposeImage {
  room: RoomType
  /** By language. */
  long: Partial<Record<PixLocale, string>>
}

/** In the order of the gallery. Nothing but what is to be seen in the images: no address, no name. */
export function exposePrompt(images: readonly ExposeImage[]): string {
  const lines = images.flatMap(({ room, long }) => (long.en ? [`${rooms[room].en}: ${long.en}`] : []))
  return [
    'You write the texts of a property listing in German (de) and in English (en), from descriptions of its photographs.',
    'Say only what they say. Name no people, no places, no addresses, no prices. Do not say for whom it would be right.',
    'headline: at most 80 characters. short: two sentences. description: 150 to 250 words. features: fittings, in sentences.',
    'other: what else is worth knowing, or an empty text.',
    ...lines,
  ].join('\n')
}

const templates = {
  de: { one: 'Ein Bild zeigt', more: 'Bilder zeigen', property: 'diese Immobilie', rooms: 'Zu sehen', and: 'und' },
  en: { one: 'One picture shows', more: 'pictures show', property: 'this property', rooms: 'To be seen', and: 'and' },
} as const

function join(names: string[], and: string): string {
  const last = names.at(-1) ?? ''
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} ${and} ${last}` : last
}

/** Without a service: how many images there are and what they are known to show, and no more. */
export function exposeTemplate(images: readonly ExposeImage[], locale: PixLocale): Written {
  const names = [...new Set(images.map(({ room }) => room))]
    .filter((room) => room !== 'undefined_space')
    .toSorted((one, other) => roomRank(one) - roomRank(other))
    .map((room) => rooms[room][locale])
  const { one, more, property, rooms: say, and } = templates[locale]
  const short = `${images.length === 1 ? one : `${images.length} ${more}`} ${property}.`
  const description = names.length === 0 ? '' : `${short} ${say}: ${join(names, and)}.`
  return { headline: '', short, description, features: '', other: '' }
}
