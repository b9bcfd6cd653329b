import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'

type Status = Answer<'/api/providers/status'>
export type ShownProvider = Status['providers'][number]
export type EndingModel = Status['ending'][number]
export type Limits = ShownProvider['limits']
export type ShownKeys = Answer<'/api/providers/keys'>
export type ShownKey = ShownKeys['keys'][number]

/** For administrators. */
export const providerKeysQuery = queryOptions({
  queryKey: ['providers', 'keys'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/providers/keys', { signal })),
})

const pathOf = (provider: string) => ({ params: { path: { provider } } })

export const saveProviderKey = (provider: string, key: string) =>
  unwrap(api.PUT('/api/providers/{provider}/key', { ...pathOf(provider), body: { key } }))

export const removeProviderKey = (provider: string) =>
  unwrap(api.DELETE('/api/providers/{provider}/key', pathOf(provider)))

/** One real call; takes up to half a minute. */
export const testProvider = (provider: string) => unwrap(api.POST('/api/providers/{provider}/test', pathOf(provider)))

export const saveLimits = (provider: string, body: Limits) =>
  unwrap(api.PUT('/api/providers/{provider}/limits', { ...pathOf(provider), body }))
