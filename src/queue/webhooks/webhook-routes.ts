import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../../accounts/guard.ts'
import { createRemarks, remarkSchema } from '../../remark.ts'
import type { Deliveries, Delivery, Position } from './deliveries.ts'
import { deliverySentences } from './delivery-sentences.ts'
import type { Endpoint, Endpoints } from './endpoints.ts'
import { webhookEvents } from './webhook-event.ts'
import type { WebhookSender } from './webhook-sender.ts'

interface Dependencies {
  endpoints: Endpoints
  deliveries: Deliveries
  sender: Pick<WebhookSender, 'sendTest'>
  guard: Guard
}

const { find: findRemark } = createRemarks('delivery', deliverySentences)

const moment = z.iso.datetime().nullable()
const wish = z.strictObject({
  url: z.string().max(2000),
  label: z.string().trim().max(80),
  events: z
    .array(z.enum(webhookEvents))
    .min(1)
    .transform((events) => [...new Set(events)]),
  enabled: z.boolean(),
})
const shownEndpoint = z.object({
  id: z.uuid(),
  url: z.string(),
  label: z.string(),
  events: z.array(z.string()),
  enabled: z.boolean(),
  /** Why the gateway itself has switched it off. */
  disabled_because: z.string().nullable(),
  /** Until then the secret before signs, too. */
  previous_secret_until: moment,
  created_at: moment,
  changed_at: moment,
})
/** The only time that anybody sees the secret. */
const withSecret = shownEndpoint.extend({ secret: z.string() })
const shownDelivery = z.object({
  id: z.uuid(),
  /** What the endpoint sees as `webhook-id`, every time. */
  webhook_id: z.string(),
  type: z.string(),
  status: z.enum(['pending', 'delivered', 'failed']),
  happened_at: moment,
  attempts: z.int(),
  /** Null when nothing more is tried. */
  next_at: moment,
  last_attempt_at: moment,
  last_milliseconds: z.int().nullable(),
  http_status: z.int().nullable(),
  error: z.string().nullable(),
  /** The same with its code. */
  remark: remarkSchema.nullable(),
  delivered_at: moment,
  data: z.record(z.string(), z.unknown()),
})

const params = z.object({ webhookId: z.uuid() })
const deliveryParams = params.extend({ deliveryId: z.uuid() })
const query = z.strictObject({
  status: z.enum(['pending', 'delivered', 'failed']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().refine(positionIn, 'is not the `next` of an earlier answer').optional(),
})

/** Who is told what happens, and what became of the telling. */
export const webhookRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { endpoints, deliveries, sender, guard } = dependencies
  const onRequest = guard('admin', 'settings:write')

  server.get(
    '/api/webhooks',
    {
      onRequest,
      schema: {
        operationId: 'listWebhooks',
        summary: 'Who is told',
        tags: ['Webhooks'],
        response: { 200: z.object({ webhooks: z.array(shownEndpoint) }) },
      },
    },
    async () => ({ webhooks: (await endpoints.list()).map(showEndpoint) }),
  )

  server.post(
    '/api/webhooks',
    {
      onRequest,
      schema: {
        operationId: 'createWebhook',
        summary: 'Tell somebody; answers the secret, once',
        tags: ['Webhooks'],
        body: wish,
        response: { 201: withSecret },
      },
    },
    async (request, reply) => {
      const { endpoint, secret } = await endpoints.create(request.body, requirePerson(request).email)
      return reply.code(201).send({ ...showEndpoint(endpoint), secret })
    },
  )

  server.get(
    '/api/webhooks/:webhookId',
    {
      onRequest,
      schema: {
        operationId: 'readWebhook',
        summary: 'One endpoint',
        tags: ['Webhooks'],
        errors: ['not_found'],
        params,
        response: { 200: shownEndpoint },
      },
    },
    async (request) => showEndpoint(await endpoints.require(request.params.webhookId)),
  )

  server.patch(
    '/api/webhooks/:webhookId',
    {
      onRequest,
      schema: {
        operationId: 'changeWebhook',
        summary: 'Change an endpoint',
        tags: ['Webhooks'],
        errors: ['not_found'],
        params,
        body: wish.partial(),
        response: { 200: shownEndpoint },
      },
    },
    async (request) => {
      const named = Object.fromEntries(Object.entries(request.body).filter(([, value]) => value !== undefined))
      return showEndpoint(await endpoints.change(request.params.webhookId, named, requirePerson(request).email))
    },
  )

  server.delete(
    '/api/webhooks/:webhookId',
    {
      onRequest,
      schema: {
        operationId: 'removeWebhook',
        summary: 'Tell somebody no longer',
        tags: ['Webhooks'],
        errors: ['not_found'],
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await endpoints.remove(request.params.webhookId, requirePerson(request).email)
      return reply.code(204).send(null)
    },
  )

  server.post(
    '/api/webhooks/:webhookId/rotate-secret',
    {
      onRequest,
      schema: {
        operationId: 'rotateWebhookSecret',
        summary: 'Give an endpoint a new secret, told once',
        tags: ['Webhooks'],
        errors: ['not_found'],
        params,
        response: { 200: withSecret },
      },
    },
    async (request) => {
      const { endpoint, secret } = await endpoints.rotateSecret(request.params.webhookId, requirePerson(request).email)
      return { ...showEndpoint(endpoint), secret }
    },
  )

  server.post(
    '/api/webhooks/:webhookId/test',
    {
      onRequest,
      schema: {
        operationId: 'testWebhook',
        summary: 'Send an endpoint a message now',
        tags: ['Webhooks'],
        errors: ['not_found'],
        params,
        response: { 200: shownDelivery },
      },
    },
    async (request) => {
      const { id } = await endpoints.require(request.params.webhookId)
      const taken = await deliveries.takeTest(id, requirePerson(request).email)
      await sender.sendTest(taken)
      return showDelivery(await deliveries.require(taken.id))
    },
  )

  server.get(
    '/api/webhooks/:webhookId/deliveries',
    {
      onRequest,
      schema: {
        operationId: 'listDeliveries',
        summary: 'What became of the messages',
        tags: ['Webhooks'],
        errors: ['not_found'],
        params,
        querystring: query,
        response: { 200: z.object({ deliveries: z.array(shownDelivery), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { id } = await endpoints.require(request.params.webhookId)
      const { status, limit, cursor } = request.query
      const after = cursor === undefined ? undefined : positionIn(cursor)
      const found = await deliveries.list(id, { status, after, limit: limit + 1 })
      const listed = found.slice(0, limit)
      const last = listed.at(-1)
      return { deliveries: listed.map(showDelivery), next: found.length > limit && last ? cursorAt(last) : null }
    },
  )

  server.post(
    '/api/webhooks/:webhookId/deliveries/:deliveryId/replay',
    {
      onRequest,
      schema: {
        operationId: 'replayDelivery',
        summary: 'Send a message again',
        tags: ['Webhooks'],
        errors: ['not_found'],
        params: deliveryParams,
        response: { 202: shownDelivery },
      },
    },
    async (request, reply) => {
      const { webhookId, deliveryId } = request.params
      const again = await deliveries.replay(webhookId, deliveryId, requirePerson(request).email)
      return reply.code(202).send(showDelivery(again))
    },
  )
}

const written = (date: Date | null) => date?.toISOString() ?? null

const showEndpoint = (endpoint: Endpoint) => ({
  id: endpoint.id,
  url: endpoint.url,
  label: endpoint.label,
  events: endpoint.events,
  enabled: endpoint.enabled,
  disabled_because: endpoint.disabledBecause,
  previous_secret_until: written(endpoint.previousSecretUntil),
  created_at: written(endpoint.createdAt),
  changed_at: written(endpoint.changedAt),
})

const showDelivery = (delivery: Delivery) => ({
  id: delivery.id,
  webhook_id: `msg_${delivery.id.replaceAll('-', '')}`,
  type: delivery.type,
  status: delivery.status,
  happened_at: written(delivery.happenedAt),
  attempts: delivery.attempts,
  next_at: delivery.status === 'pending' ? written(delivery.nextAt) : null,
  last_attempt_at: written(delivery.lastAttemptAt),
  last_milliseconds: delivery.lastMilliseconds,
  http_status: delivery.httpStatus,
  error: delivery.error,
  remark: delivery.error === null ? null : findRemark(delivery.error),
  delivered_at: written(delivery.deliveredAt),
  data: delivery.data,
})

const cursorAt = ({ happenedAt, id }: Delivery) => `${happenedAt.toISOString()}_${id}`

function positionIn(cursor: string): Position | undefined {
  const [happenedAt, id] = cursor.split('_')
  return z.object({ happenedAt: z.iso.datetime(), id: z.uuid() }).safeParse({ happenedAt, id }).data
}
