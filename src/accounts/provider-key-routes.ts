import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from './guard.ts'
import type { ProviderKeys, ShownKey } from './provider-keys.ts'

interface Dependencies {
  providerKeys: ProviderKeys
  guard: Guard
}

const params = z.object({ provider: z.string().max(64) })
const newKey = z.strictObject({
  key: z
    .string()
    .trim()
    .min(8)
    .max(512)
    .regex(/^[\x21-\x7e]+$/, 'must be a key without spaces'),
})
const shownKey = z.object({
  provider: z.string(),
  /** Where the key that holds comes from; null: there is none. */
  source: z.enum(['database', 'environment']).nullable(),
  /** Its last four characters; empty for a short one. Never more of it. */
  ending: z.string().nullable(),
  changed_at: z.iso.datetime().nullable(),
  /** One is kept here that this gateway's SECRET_KEY does not open. */
  is_unreadable: z.boolean(),
})
const shownKeys = z.object({
  /** False: the key that seals is lost, and keys can only come from the environment. */
  may_be_set: z.boolean(),
  keys: z.array(shownKey),
})

/** Keys of the services: they go in, and never come out. */
export const providerKeyRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { providerKeys, guard }) => {
  const list = async () => ({ may_be_set: providerKeys.mayKeep, keys: (await providerKeys.list()).map(show) })

  server.route({
    method: 'GET',
    url: '/api/providers/keys',
    onRequest: guard('admin', 'settings:read'),
    schema: {
      operationId: 'listProviderKeys',
      summary: 'Which services have a key, and where it comes from',
      tags: ['Providers'],
      response: { 200: shownKeys },
    },
    handler: list,
  })

  server.route({
    method: 'PUT',
    url: '/api/providers/:provider/key',
    onRequest: guard('admin', 'settings:write'),
    schema: {
      operationId: 'putProviderKey',
      summary: 'Give a service its key',
      tags: ['Providers'],
      errors: ['not_found', 'conflict'],
      params,
      body: newKey,
      response: { 200: shownKeys },
    },
    async handler(request) {
      await providerKeys.put(request.params.provider, request.body.key, requirePerson(request).email)
      return list()
    },
  })

  server.route({
    method: 'DELETE',
    url: '/api/providers/:provider/key',
    onRequest: guard('admin', 'settings:write'),
    schema: {
      operationId: 'removeProviderKey',
      summary: 'Forget a key',
      tags: ['Providers'],
      errors: ['not_found', 'conflict'],
      params,
      response: { 200: shownKeys },
    },
    async handler(request) {
      await providerKeys.remove(request.params.provider, requirePerson(request).email)
      return list()
    },
  })
}

const show = ({ provider, source, ending, changedAt, isUnreadable }: ShownKey) => ({
  ...{ provider, source, ending },
  changed_at: changedAt?.toISOString() ?? null,
  is_unreadable: isUnreadable,
})
