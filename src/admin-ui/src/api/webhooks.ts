import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'
import type { paths } from './schema.d.ts'

export type Webhook = Answer<'/api/webhooks'>['webhooks'][number]
export type Delivery = Answer<'/api/webhooks/{webhookId}/deliveries'>['deliveries'][number]
export type WebhookWish = paths['/api/webhooks']['post']['requestBody']['content']['application/json']
export type WebhookEvent = WebhookWish['events'][number]

const pageSize = 30
const lookAgainMilliseconds = 10_000
const of = (webhookId: string) => ({ params: { path: { webhookId } } })

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/webhooks', { signal }))).webhooks,
  meta: { isEssential: true },
})

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/webhooks/{webhookId}', { ...of(id), signal })),
    meta: { isEssential: true },
  })

/** The newest first; page by page. */
export const deliveriesQuery = (webhookId: string, status?: Delivery['status']) =>
  infiniteQueryOptions({
    queryKey: ['webhooks', webhookId, 'deliveries', status],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/webhooks/{webhookId}/deliveries', {
          params: {
            path: { webhookId },
            query: { limit: pageSize, ...(status && { status }), ...(pageParam !== null && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    getNextPageParam: ({ next }) => next,
    refetchInterval: lookAgainMilliseconds,
  })

/** What came of the last few: how an endpoint is. */
export const lastDeliveriesQuery = (webhookId: string) =>
  queryOptions({
    queryKey: ['webhooks', webhookId, 'last'],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET('/api/webhooks/{webhookId}/deliveries', {
            params: { path: { webhookId }, query: { limit: 20 } },
            signal,
          }),
        )
      ).deliveries,
    refetchInterval: lookAgainMilliseconds,
  })

export const addWebhook = (body: WebhookWish) => unwrap(api.POST('/api/webhooks', { body }))

export const changeWebhook = (id: string, body: Partial<WebhookWish>) =>
  unwrap(api.PATCH('/api/webhooks/{webhookId}', { ...of(id), body }))

export const removeWebhook = (id: string) => unwrap(api.DELETE('/api/webhooks/{webhookId}', of(id)))

export const rotateSecret = (id: string) => unwrap(api.POST('/api/webhooks/{webhookId}/rotate-secret', of(id)))

export const testWebhook = (id: string) => unwrap(api.POST('/api/webhooks/{webhookId}/test', of(id)))

export const replayDelivery = (webhookId: string, deliveryId: string) =>
  unwrap(
    api.POST('/api/webhooks/{webhookId}/deliveries/{deliveryId}/replay', {
      params: { path: { webhookId, deliveryId } },
    }),
  )
