import { z } from 'zod'
import { jobStatuses, jobs } from '../schema.ts'
import { jobIdSchema } from './job.ts'
import { foldText, gramLength } from './job-texts.ts'
import type { JobFilters, Position } from './list-jobs.ts'

/** Once, or several times as in `?slot=slot-001&slot=slot-002`. */
const several = <Item extends z.ZodType>(item: Item) => z.union([item, z.array(item).min(1).max(20)])
/** PostgreSQL has no text with a zero in it, and other years than ours. */
const plain = z.string().regex(/^[^\0]*$/, 'has a zero character')
const name = plain.min(1).max(64)
const isInReach = (moment: string) => Date.parse(moment) >= 0 && Date.parse(moment) < Date.UTC(10_000, 0)
const reach = 'is not between 1970 and 9999'
/** A moment in any zone, that a database knows too. */
export const momentQuery = z.iso.datetime({ offset: true }).refine(isInReach, reach)

/** How jobs are asked for. */
export const filterQuery = z.strictObject({
  slot: several(plain.max(32)).optional(),
  status: several(z.enum(jobStatuses)).optional(),
  reason: several(name).optional(),
  provider: name.optional(),
  source: several(z.enum(jobs.source.enumValues)).optional(),
  from: momentQuery.optional(),
  to: momentQuery.optional(),
  text: plain
    .trim()
    .max(200)
    .refine((text) => foldText(text).length >= gramLength, `has fewer than ${gramLength} characters`)
    .optional(),
})

export const pageQuery = filterQuery.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().refine(positionIn, 'is not the `next` of an earlier answer').optional(),
})

const listOf = <Item>(given: Item | Item[] | undefined): Item[] | undefined => {
  if (given === undefined) return undefined
  return [...new Set(Array.isArray(given) ? given : [given])]
}
const dateOf = (text: string | undefined) => (text === undefined ? undefined : new Date(text))

export const filtersOf = (query: z.infer<typeof filterQuery>): JobFilters => ({
  slots: listOf(query.slot),
  statuses: listOf(query.status),
  reasons: listOf(query.reason),
  provider: query.provider,
  sources: listOf(query.source),
  from: dateOf(query.from),
  until: dateOf(query.to),
  text: query.text,
})

export const cursorAt = ({ receivedAt, id }: Position) => `${receivedAt.toISOString()}_${id}`

export function positionIn(cursor: string): Position | undefined {
  const [receivedAt, id, ...more] = cursor.split('_')
  if (more.length > 0) return undefined
  const position = z.object({ receivedAt: momentQuery, id: jobIdSchema }).safeParse({ receivedAt, id })
  return position.data && { receivedAt: new Date(position.data.receivedAt), id: position.data.id }
}
