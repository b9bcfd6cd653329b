import { z } from 'zod'
import { idSchema } from '../ids.ts'
import type { PixLocale } from '../rooms.ts'
import * as field from './fields.ts'
import type { GalleryExpose } from './gallery-expose.ts'
import { defineShape } from './shape.ts'

/** The texts of a gallery for other programs, in one language. */
export const captionsShape = defineShape(
  z.object({
    schema: z.literal('piximmo.captions/1'),
    job_id: idSchema,
    language: field.locale,
    generated_at: field.moment,
    files: z.array(
      z.object({
        filename: field.line,
        room_type: field.roomType,
        alt_text: field.line,
        caption_short: field.line,
        caption_long: field.paragraph,
      }),
    ),
  }),
)

export type Captions = z.infer<typeof captionsShape.schema>

/** In the order of the gallery; a text that is missing in this language is empty. */
export const captionsOf = (gallery: GalleryExpose, language: PixLocale): Captions => ({
  schema: 'piximmo.captions/1',
  job_id: gallery.job_id,
  language,
  generated_at: gallery.generated_at,
  files: gallery.images.map(({ filename, room_type, alt_text, caption_short, caption_long }) => ({
    filename,
    room_type,
    alt_text: alt_text[language] ?? '',
    caption_short: caption_short[language] ?? '',
    caption_long: caption_long[language] ?? '',
  })),
})

/** One line for each file: its name, a tab, its alternative text. */
export const captionsText = ({ files }: Captions): string =>
  files.map(({ filename, alt_text }) => `${filename}\t${alt_text.replace(/\s+/g, ' ').trim()}\n`).join('')
