import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { recordChange } from '../accounts/audit.ts'
import { type Guard, requirePerson } from '../accounts/guard.ts'
import type { Database } from '../database.ts'
import { desc } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { Cleaner, CleanerRecord } from '../media/cleaning.ts'
import { cleanerRuns } from '../schema.ts'
import type { CleanAlone } from './clean-alone.ts'

interface Dependencies {
  database: Database
  cleaner: Cleaner
  cleanAlone: CleanAlone
  onCleaned(record: CleanerRecord): void
  guard: Guard
}

const mostRuns = 200

const shownRun = z.object({
  /** Null for one that has just been made. */
  started_at: z.iso.datetime().nullable(),
  milliseconds: z.int(),
  dry_run: z.boolean(),
  /** Items per kind, those of which there were any. */
  removed: z.record(z.string(), z.int()),
  bytes: z.int(),
  errors: z.array(z.string()),
})

/** What the cleaner has done, and a way to let it run at once. */
export const cleanerRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { database, cleaner, cleanAlone, onCleaned, guard } = dependencies

  server.route({
    method: 'GET',
    url: '/api/cleaner/runs',
    onRequest: guard('admin', 'jobs:read'),
    schema: {
      operationId: 'listCleanerRuns',
      summary: 'What the cleaner has done',
      tags: ['Cleaner'],
      querystring: z.strictObject({ limit: z.coerce.number().int().min(1).max(mostRuns).default(50) }),
      response: { 200: z.object({ runs: z.array(shownRun) }) },
    },
    async handler({ query: { limit } }) {
      const runs = await database.select().from(cleanerRuns).orderBy(desc(cleanerRuns.startedAt)).limit(limit)
      return { runs: runs.map((run) => show(run, run.startedAt)) }
    },
  })

  server.route({
    method: 'POST',
    url: '/api/cleaner/runs',
    onRequest: guard('admin', 'jobs:write'),
    schema: {
      operationId: 'runCleaner',
      summary: 'Clean at once, or only say what would be cleaned',
      tags: ['Cleaner'],
      errors: ['conflict'],
      body: z.strictObject({ dry_run: z.boolean() }),
      response: { 200: shownRun },
    },
    async handler(request) {
      const { dry_run: dryRun } = request.body
      const record = await cleanAlone(() => cleaner.run({ dryRun, withOrphans: true }))
      if (!record) throw isCleaning()
      if (!dryRun) {
        onCleaned(record)
        const { email: who } = requirePerson(request)
        await recordChange(database, { who, what: 'cleaner.run', before: null, after: show(record, null) })
      }
      return show(record, null)
    },
  })
}

function show(record: Omit<CleanerRecord, 'removed'> & { removed: Record<string, number> }, startedAt: Date | null) {
  const { milliseconds, dryRun, removed, bytes, errors } = record
  const counts = Object.entries(removed).filter(([, items]) => items > 0)
  return {
    started_at: startedAt?.toISOString() ?? null,
    milliseconds,
    dry_run: dryRun,
    removed: Object.fromEntries(counts.map(([kind, items]) => [snakeCase(kind), items])),
    bytes,
    errors,
  }
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

function isCleaning(): GatewayError {
  const details = 'The cleaner is running already. Try again in a moment.'
  return new GatewayError('conflict', 'the lock is taken', { details })
}
