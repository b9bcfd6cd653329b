import { type RoomType, roomTypes, viewTypes } from '../rooms.ts'
import type { Vision } from '../shapes/vision.ts'

/** Changes with the words below: what they were is part of every file. */
export const promptVersion = 'pix-texts/1'

interface Hints {
  locale: 'de' | 'en'
  /** From the file's name; the name itself does not leave. */
  room: RoomType | null
  vision: Pick<Vision, 'caption' | 'object_counts'>
  isAfterNonsense: boolean
}

const mostLabels = 40

/**
 * What the model is told beside the picture: nothing of whose home it is, where it stands, who has ordered the picture or
 * what its file is called.
 */
export function gptPrompt({ locale, room, vision, isAfterNonsense }: Hints): string {
  const labels = Object.entries(vision.object_counts).slice(0, mostLabels)
  return [
    'You write the texts of one photograph in a property listing, for readers in German (de) and in English (en).',
    `The main language is ${locale}. Say only what can be seen. Name no people, no places, no addresses, no brands.`,
    'Do not say for whom the home would be right. Use the present tense and no superlatives.',
    'caption_short: at most 80 characters. caption_long: two or three sentences, at most 500 characters.',
    'alt_text: what somebody who does not see the picture must know, at most 125 characters.',
    `room_type is one of: ${roomTypes.join(', ')}.`,
    `view_type is one of: ${viewTypes.join(', ')}.`,
    'room_confidence is your own estimate from 0 to 1. quality_score is from 0 to 10, severity from 1 to 3.',
    room && room !== 'undefined_space' ? `The photographer has called the room: ${room}.` : '',
    vision.caption ? `A detector describes it as: ${vision.caption.text.slice(0, 1000)}` : '',
    labels.length > 0 ? `It has found: ${labels.map(([label, count]) => `${label} (${count})`).join(', ')}.` : '',
    isAfterNonsense ? 'Your last answer did not fit the schema. Answer with JSON of exactly this schema.' : '',
  ]
    .filter(Boolean)
    .join('\n')
}
