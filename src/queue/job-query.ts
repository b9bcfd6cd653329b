import { z } from 'zod'
import { jobStatuses, jobs } from '../schema.ts'
import { jobIdSchema } from './job.ts'
import { gramLength } from './job-texts.ts'
import type { JobFilters, Position } from './list-jobs.ts'

/** Once, or several times as in `?slot=slot-001&slot=slot-002`. */
const several = <Item extends z.ZodType>(item: Item) => z.union([item, z.array(item).min(1).max(20)])
const name = z.string().min(1).max(64)
const moment = z.iso.datetime({ offset: true })

/** How jobs are asked for. */
export const filterQuery = z.strictObject({
  slot: several(z.string().max(32)).optional(),
  status: several(z.enum(jobStatuses)).optional(),
  reason: several(name).optional(),
  provider: name.optional(),
  source: several(z.enum(jobs.source.enumValues)).optional(),
  from: moment.optional(),
  to: moment.optional(),
  text: z.string().trim().min(gramLength).max(200).optional(),
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
  const [receivedAt, id] = cursor.split('_')
  const position = z.object({ receivedAt: z.iso.datetime(), id: jobIdSchema }).safeParse({ receivedAt, id })
  return position.data && { receivedAt: new Date(position.data.receivedAt), id: position.data.id }
}
