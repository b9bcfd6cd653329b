import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { addressOutcomes, type CheckAddress } from '../address-check.ts'
import type { Transaction } from '../database.ts'
import { locales } from '../locales.ts'
import { ifMatch } from '../route-contract.ts'
import type { CurrentSettings, Settings } from '../settings.ts'
import { recordChange } from './audit.ts'
import { type Guard, requirePerson } from './guard.ts'
import { seenRevision } from './if-match.ts'
import { recordIngestPassword } from './ingest-password.ts'
import { hashPassword } from './passwords.ts'

interface Dependencies {
  settings: Settings
  checkAddress: CheckAddress
  guard: Guard
}

const webAddress = z
  .url({ protocol: /^https?$/, error: 'must be an address that starts with https:// or http://' })
  .max(200)
  .refine((address) => {
    const { username, password, search, hash } = URL.parse(address) ?? {}
    return !(username || password || search || hash)
  }, 'must be without a name, a password, a query and a fragment')

const wantedSettings = z.strictObject({
  sync_seconds: z.int().min(10).max(60).optional(),
  retention_hours: z.int().min(1).max(720).optional(),
  ingest_password: z.string().min(8).max(64).optional(),
  /** Null: as the environment says. */
  public_base_url: webAddress.nullable().optional(),
  locale: z.enum(locales).optional(),
})

const shownSettings = z.object({
  /** For If-Match. */
  revision: z.int(),
  sync_seconds: z.int(),
  retention_hours: z.int(),
  /** Never the password, never its hash. */
  ingest_password: z.object({
    configured: z.boolean(),
    source: z.enum(['person', 'environment', 'generated']).nullable(),
    updated_at: z.iso.datetime().nullable(),
  }),
  /** Null: links begin with the address that the request came to. */
  public_base_url: z.string().nullable(),
  public_base_url_source: z.enum(['person', 'environment']).nullable(),
  /** For guests who want none of our languages. */
  locale: z.enum(locales),
})

const checkedAddress = z.object({
  outcome: z.enum(addressOutcomes),
  /** Null when nobody answered. */
  http_status: z.int().nullable(),
  milliseconds: z.int(),
})

/** What an administrator changes while the gateway runs. */
export const settingsRoutes: FastifyPluginAsyncZod<Dependencies> = async (
  server,
  { settings, checkAddress, guard },
) => {
  async function show(reply: FastifyReply, current: CurrentSettings) {
    const changedAt = await settings.ingestPasswordChangedAt()
    reply.header('etag', `"${current.revision}"`)
    return {
      revision: current.revision,
      sync_seconds: current.syncSeconds,
      retention_hours: current.retentionHours,
      ingest_password: {
        configured: current.ingestPasswordHash !== null,
        source: current.ingestPasswordSource,
        updated_at: changedAt?.toISOString() ?? null,
      },
      public_base_url: current.publicBaseUrl,
      public_base_url_source: current.publicBaseUrlSource,
      locale: current.locale,
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
      answers: { 200: { description: 'The settings.', headers: ['ETag'] } },
      response: { 200: shownSettings },
    },
    handler: async (_request, reply) => show(reply, await settings.read()),
  })

  // What is not named stays as it is, so If-Match is for those who want to know what they change.
  server.route({
    method: 'PUT',
    url: '/api/settings',
    onRequest: guard('admin', 'settings:write'),
    schema: {
      operationId: 'changeSettings',
      summary: 'Change settings of the whole gateway',
      tags: ['Settings'],
      errors: ['rate_limited', 'conflict', 'precondition_required'],
      heeds: ifMatch.partial(),
      answers: { 200: { description: 'The settings.', headers: ['ETag'] } },
      body: wantedSettings,
      response: { 200: shownSettings },
    },
    async handler(request, reply) {
      const { email } = requirePerson(request)
      const { ingest_password: password, ...wanted } = request.body
      const changed = await settings.change(
        {
          syncSeconds: wanted.sync_seconds,
          retentionHours: wanted.retention_hours,
          ingestPasswordHash: password === undefined ? undefined : await hashPassword(password),
          publicBaseUrl: wanted.public_base_url?.replace(/\/+$/, '') ?? wanted.public_base_url,
          locale: wanted.locale,
        },
        (transaction, before, after) => recordSettings(transaction, email, before, after),
        seenRevision(request),
      )
      return show(reply, changed)
    },
  })

  server.route({
    method: 'POST',
    url: '/api/settings/check-address',
    onRequest: guard('admin', 'settings:write'),
    schema: {
      operationId: 'checkAddress',
      summary: 'Does a public address lead to this gateway?',
      tags: ['Settings'],
      body: z.strictObject({ address: webAddress }),
      response: { 200: checkedAddress },
    },
    handler: async (request) => checkAddress(request.body.address),
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
  const [old, now] = [openPart(before), openPart(after)]
  if (JSON.stringify(old) === JSON.stringify(now)) return
  await recordChange(transaction, { who, what: 'settings.changed', before: old, after: now })
}

const openPart = ({ syncSeconds, retentionHours, publicBaseUrl, locale }: CurrentSettings) => ({
  sync_seconds: syncSeconds,
  retention_hours: retentionHours,
  public_base_url: publicBaseUrl,
  locale,
})
