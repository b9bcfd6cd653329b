import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Transaction } from '../database.ts'
import type { CurrentSettings, Settings } from '../settings.ts'
import { recordChange } from './audit.ts'
import { type Guard, requirePerson } from './guard.ts'
import { recordIngestPassword } from './ingest-password.ts'
import { hashPassword } from './passwords.ts'

interface Dependencies {
  settings: Settings
  guard: Guard
}

const wantedSettings = z.strictObject({
  sync_seconds: z.int().min(10).max(60).optional(),
  retention_hours: z.int().min(1).max(720).optional(),
  ingest_password: z.string().min(8).max(64).optional(),
})

const shownSettings = z.object({
  sync_seconds: z.int(),
  retention_hours: z.int(),
  /** Never the password, never its hash. */
  ingest_password: z.object({
    configured: z.boolean(),
    source: z.enum(['person', 'environment', 'generated']).nullable(),
    updated_at: z.iso.datetime().nullable(),
  }),
})

/** What an administrator changes while the gateway runs. */
export const settingsRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { settings, guard }) => {
  async function show({ syncSeconds, retentionHours, ingestPasswordHash, ingestPasswordSource }: CurrentSettings) {
    const changedAt = await settings.ingestPasswordChangedAt()
    return {
      sync_seconds: syncSeconds,
      retention_hours: retentionHours,
      ingest_password: {
        configured: ingestPasswordHash !== null,
        source: ingestPasswordSource,
        updated_at: changedAt?.toISOString() ?? null,
      },
    }
  }

  server.route({
    method: 'GET',
    url: '/api/settings',
    onRequest: guard('admin', 'settings:read'),
    schema: {
      operationId: 'readSettings',
      summary: 'Settings of the whole gateway',
      tags: ['Settings'],
      response: { 200: shownSettings },
    },
    handler: async () => show(await settings.read()),
  })

  server.route({
    method: 'PUT',
    url: '/api/settings',
    onRequest: guard('admin', 'settings:write'),
    schema: {
      operationId: 'changeSettings',
      summary: 'Change settings of the whole gateway',
      tags: ['Settings'],
      errors: ['rate_limited'],
      body: wantedSettings,
      response: { 200: shownSettings },
    },
    async handler(request) {
      const { email } = requirePerson(request)
      const { sync_seconds: syncSeconds, retention_hours: retentionHours, ingest_password: password } = request.body
      const ingestPasswordHash = password === undefined ? undefined : await hashPassword(password)
      const changed = await settings.change(
        { syncSeconds, retentionHours, ingestPasswordHash },
        (transaction, before, after) => recordSettings(transaction, email, before, after),
      )
      return show(changed)
    },
  })
}

async function recordSettings(
  transaction: Transaction,
  who: string,
  before: CurrentSettings,
  after: CurrentSettings,
): Promise<void> {
  if (before.ingestPasswordHash !== after.ingestPasswordHash) {
    await recordIngestPassword(transaction, who, before, after)
  }
  const [old, now] = [numbersOf(before), numbersOf(after)]
  if (JSON.stringify(old) === JSON.stringify(now)) return
  await recordChange(transaction, { who, what: 'settings.changed', before: old, after: now })
}

const numbersOf = ({ syncSeconds, retentionHours }: CurrentSettings) => ({
  sync_seconds: syncSeconds,
  retention_hours: retentionHours,
})
