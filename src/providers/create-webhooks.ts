import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import { GatewayError } from '../errors.ts'
import type { KeyOf } from './create-providers.ts'
import { createFalWebhook, falJwksUrl } from './fal/fal-webhook.ts'
import { falWebhookRoutes } from './fal/fal-webhook-routes.ts'
import { turbotextWebhookRoutes } from './turbotext/turbotext-webhook-routes.ts'

/** Registers the routes at which a service tells of its work. */
export type Webhook = (server: FastifyInstance, onNews: (id: string) => void) => Promise<void>

/** Where services may call, while they have a key. */
export function createWebhooks({ fal, turbotext }: Config['providers'], keyOf: KeyOf): Webhook[] {
  const whileKnown = (name: string, register: Webhook): Webhook =>
    async function registerRoutes(server, onNews) {
      server.addHook('onRequest', async () => {
        if (keyOf(name) === undefined) throw new GatewayError('not_found', `${name} has no key, so nobody may call`)
      })
      await register(server, onNews)
    }
  const hearFal = whileKnown('fal', async (server, onNews) => {
    const falWebhook = createFalWebhook({ jwksUrl: falJwksUrl(fal.baseUrl), fetch: globalThis.fetch, onNews })
    await server.register(falWebhookRoutes, { falWebhook })
  })
  const hearTurbotext = whileKnown('turbotext', async (server, onNews) => {
    await server.register(turbotextWebhookRoutes, { onNews })
  })
  return turbotext.hasWebhook ? [hearFal, hearTurbotext] : [hearFal]
}
