import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'

export type Provider = Answer<'/api/providers'>[number]
export type Operation = Provider['operations'][number]
export type Model = Operation['models'][number]

/** What each provider can do, with JSON Schemas to draw forms from. */
export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/providers', { signal })),
  meta: { isEssential: true },
  staleTime: 60_000,
})

export const slotSchemaQuery = queryOptions({
  queryKey: ['slot-schema'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/slot-schema', { signal })),
  meta: { isEssential: true },
  staleTime: Number.POSITIVE_INFINITY,
})
