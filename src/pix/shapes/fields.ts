import { z } from 'zod'
import { imageIdSchema } from '../ids.ts'
import { pixLocales, roomTypes, viewTypes } from '../rooms.ts'
import { type Version, versionPattern } from '../versions.ts'

/** What the files of the pix.immo side are made of. Unknown is null, and never left out. */

export const moment = z.iso.datetime()
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
export const side = z.int().positive()
export const bytes = z.int().nonnegative()
export const count = z.int().nonnegative()
export const share = z.number().min(0).max(1)
export const line = z.string().max(300)
export const paragraph = z.string().max(20_000)
export const storageKey = z.string().min(1).max(900)
/** By one side of the picture: 0.5 is its middle. From the top left; it holds for every size of the same picture. */
export const box = z.tuple([share, share, share, share]).describe('x, y, width, height')
/** No transform: those cannot be described to callers of the API. */
export const version = z.string().regex(versionPattern) as unknown as z.ZodType<Version, string>

export const locale = z.enum(pixLocales)
/** One value for each language that there is. */
export const perLocale = <Value extends z.ZodType>(value: Value) => z.partialRecord(locale, value)

export const roomType = z.enum(roomTypes)
export const viewType = z.enum(viewTypes)
export const source = z.enum(['editor', 'manual'])
export const textSource = z.enum(['human', 'gpt', 'cogvlm', 'florence', 'template'])
export const imageStatus = z.enum(['pending_processing', 'processing', 'processed', 'error'])
export const verdict = z.enum(['unchecked', 'clear', 'flagged', 'cleared_by_admin'])

export const found = z.object({ label: line, box, score: share.nullable() })
export const totals = z.record(z.string().max(300), count)
export const remark = z.object({ stage: line, code: line, message: z.string().max(2000) })
export const captions = perLocale(z.object({ short: line, long: paragraph, alt: line }))
export const highlight = z.object({ text: perLocale(line), image_ids: z.array(imageIdSchema) })
export const exposeText = z.object({
  headline: line,
  short: paragraph,
  description: paragraph,
  features: paragraph,
  other: paragraph,
})
export const cleanupCandidate = z.object({
  id: z.string().min(1).max(64),
  label: line,
  box,
  score: share.nullable(),
  source: line,
  suggested_prompt: line.nullable(),
  state: z.enum(['open', 'removed', 'dismissed']),
})
