import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import { createFalWebhook, falJwksUrl } from './fal/fal-webhook.ts'
import { falWebhookRoutes } from './fal/fal-webhook-routes.ts'
import { turbotextWebhookRoutes } from './turbotext/turbotext-webhook-routes.ts'

/** Registers the routes at which a service tells of its work. */
export type Webhook = (server: FastifyInstance, onNews: (id: string) => void) => Promise<void>

/** Where services that have a key may call. */
export function createWebhooks({ fal, turbotext }: Config['providers']): Webhook[] {
  const webhooks: Webhook[] = []
  if (fal.apiKey) {
    webhooks.push(async (server, onNews) => {
      const falWebhook = createFalWebhook({ jwksUrl: falJwksUrl(fal.baseUrl), fetch: globalThis.fetch, onNews })
      await server.register(falWebhookRoutes, { falWebhook })
    })
  }
  if (turbotext.apiKey && turbotext.hasWebhook) {
    webhooks.push(async (server, onNews) => {
      await server.register(turbotextWebhookRoutes, { onNews })
    })
  }
  return webhooks
}
