import { z } from 'zod'
import { type PixLocale, pixLocales, roomTypes, viewTypes } from '../rooms.ts'
import { captionLimits, type Gpt } from '../shapes/gpt.ts'

const both = <Value extends z.ZodType>(value: Value) => z.object({ de: value, en: value })
const text = z.string()

/**
 * What the model is made to answer. Strict schemas know no lengths, and every field must be there:
 * https://developers.openai.com/api/docs/guides/structured-outputs
 */
export const gptAnswerSchema = z.object({
  texts: both(z.object({ caption_short: text, caption_long: text, alt_text: text })),
  room_type: z.enum(roomTypes),
  view_type: z.enum(viewTypes),
  room_confidence: z.number(),
  features: z.array(z.object({ tag: text, text: both(text) })),
  materials: z.array(text),
  light: z.union([text, z.null()]),
  style: z.union([text, z.null()]),
  highlights: z.array(both(text)),
  qc: z.object({
    quality_score: z.number(),
    issues: z.array(
      z.object({
        code: z.enum(['tilted', 'blurry', 'dark', 'overexposed', 'clutter', 'reflection', 'watermark']),
        severity: z.int(),
        note: text,
      }),
    ),
    recommended_cover: z.boolean(),
  }),
})

type Answer = z.infer<typeof gptAnswerSchema>
type Kept = Pick<
  Gpt,
  | 'texts'
  | 'room_type'
  | 'view_type'
  | 'room_confidence'
  | 'features'
  | 'materials'
  | 'light'
  | 'style'
  | 'highlights'
  | 'qc'
>

const mostEntries = 20
const mostLineCharacters = 300

/** At the end of a word, with a sign that there was more. */
export function shorten(given: string, most: number): string {
  const whole = given.replace(/\s+/g, ' ').trim()
  if (whole.length <= most) return whole
  const cut = whole.slice(0, most - 1)
  const end = cut.lastIndexOf(' ')
  return `${(end > most / 2 ? cut.slice(0, end) : cut).replace(/[\s,.;:–-]+$/, '')}…`
}

const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))
const line = (given: string) => shorten(given, mostLineCharacters)
const inBoth = <From, To>(given: Record<PixLocale, From>, change: (from: From) => To) =>
  Object.fromEntries(pixLocales.map((locale) => [locale, change(given[locale])])) as Record<PixLocale, To>

/** The same within what the file allows. */
export function keptOf(answer: Answer): Kept {
  return {
    texts: inBoth(answer.texts, ({ caption_short, caption_long, alt_text }) => ({
      caption_short: shorten(caption_short, captionLimits.short),
      caption_long: shorten(caption_long, captionLimits.long),
      alt_text: shorten(alt_text, captionLimits.alt),
    })),
    room_type: answer.room_type,
    view_type: answer.view_type,
    room_confidence: within(answer.room_confidence, 0, 1),
    features: answer.features
      .slice(0, mostEntries)
      .map((each) => ({ tag: line(each.tag), text: inBoth(each.text, line) })),
    materials: answer.materials.slice(0, mostEntries).map(line),
    light: answer.light && line(answer.light),
    style: answer.style && line(answer.style),
    highlights: answer.highlights.slice(0, mostEntries).map((each) => inBoth(each, line)),
    qc: {
      quality_score: within(answer.qc.quality_score, 0, 10),
      issues: answer.qc.issues
        .slice(0, mostEntries)
        .map(({ code, severity, note }) => ({ code, severity: within(severity, 1, 3), note: line(note) })),
      recommended_cover: answer.qc.recommended_cover,
    },
  }
}
