import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Database } from '../database.ts'
import { and, desc, eq, gte, lt, or, sql } from '../drizzle.ts'
import { audit } from '../schema.ts'
import type { Guard } from './guard.ts'

interface Dependencies {
  database: Database
  guard: Guard
}

const mostShown = 200
const text = z
  .string()
  .min(1)
  .max(320)
  .regex(/^\P{Cc}*$/u, 'must not contain control characters')

const query = z.strictObject({
  /** As it is in the rows. */
  who: text.optional(),
  /** `slot.saved`, or `slot` for everything that happens to slots. */
  what: text.optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  /** Up to, and not at. */
  to: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce.number().int().min(1).max(mostShown).default(50),
  /** `next` of an earlier answer. */
  cursor: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(),
})

const shownChange = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  who: z.string(),
  what: z.string(),
  before: z.unknown(),
  after: z.unknown(),
})

type Wanted = z.infer<typeof query>

/** Who changed what; the newest first. */
export const auditRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { database, guard }) => {
  server.route({
    method: 'GET',
    url: '/api/audit',
    onRequest: guard('admin', 'audit:read'),
    schema: {
      operationId: 'listChanges',
      summary: 'Who changed what, the newest first',
      tags: ['Audit'],
      querystring: query,
      response: { 200: z.object({ changes: z.array(shownChange), next: z.string().nullable() }) },
    },
    async handler(request, reply) {
      const { limit } = request.query
      const found = await database
        .select()
        .from(audit)
        .where(matching(request.query))
        .orderBy(desc(audit.id))
        .limit(limit + 1)
      const changes = found.slice(0, limit)
      const last = changes.at(-1)
      reply.header('x-content-type-options', 'nosniff')
      return {
        changes: changes.map((change) => ({ ...change, at: change.at.toISOString() })),
        next: found.length > limit && last ? String(last.id) : null,
      }
    },
  })
}

function matching({ who, what, from, to, cursor }: Wanted) {
  return and(
    who === undefined ? undefined : eq(audit.who, who),
    what === undefined ? undefined : or(eq(audit.what, what), sql`starts_with(${audit.what}, ${`${what}.`})`),
    from === undefined ? undefined : gte(audit.at, new Date(from)),
    to === undefined ? undefined : lt(audit.at, new Date(to)),
    cursor === undefined ? undefined : lt(audit.id, cursor),
  )
}
