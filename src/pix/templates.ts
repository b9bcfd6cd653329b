import { parseFileName } from './file-name-grammar.ts'
import { type PixLocale, pixLocales, type RoomType, rooms } from './rooms.ts'
import type { ImageMeta } from './shapes/image-meta.ts'

/** What is said of an image that nobody has looked at: its room and its number, and nothing made up. */

interface Texts {
  short: string
  long: string
  alt: string
}

const unnamed = { de: 'Bild der Immobilie', en: 'Picture of the property' } as const
const picture = { de: 'Bild', en: 'Picture' } as const

const documents: ReadonlySet<RoomType> = new Set(['floor_plan', 'site_plan'])

const said = (filename: string) => {
  const parsed = parseFileName(filename)
  return 'fault' in parsed ? undefined : parsed
}

export const roomInName = (filename: string): RoomType => said(filename)?.room ?? 'undefined_space'

export const indexInName = (filename: string): number | null => said(filename)?.index ?? null

/** How a picture looks at its room cannot be told from a name, except for a plan. */
export const viewWithoutLook = (room: RoomType): ImageMeta['view_type'] =>
  room === 'floor_plan' ? 'floor_plan' : 'other'

export function templateTexts(filename: string, room: RoomType): Record<PixLocale, Texts> {
  const index = indexInName(filename)
  const of = (locale: PixLocale): Texts => {
    const name = room === 'undefined_space' ? unnamed[locale] : rooms[room][locale]
    const short = index === null || documents.has(room) ? name : `${name} ${index}`
    const alt = documents.has(room) || room === 'undefined_space' ? name : `${picture[locale]}: ${name}`
    return { short, long: `${name}.`, alt }
  }
  return { de: of(pixLocales[0]), en: of(pixLocales[1]) }
}
