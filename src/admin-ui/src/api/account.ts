import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'
import type { paths } from './schema.d.ts'

export type Session = Answer<'/api/me/sessions'>['sessions'][number]
export type Token = Answer<'/api/tokens'>['tokens'][number]
export type NewToken = paths['/api/tokens']['post']['requestBody']['content']['application/json']

export const ownSessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/me/sessions', { signal }))).sessions,
})

export const endOwnSession = (sessionId: string) =>
  unwrap(api.DELETE('/api/me/sessions/{sessionId}', { params: { path: { sessionId } } }))

/** One's own, or everybody's for administrators. */
export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/tokens', { signal }))).tokens,
})

export const createToken = (body: NewToken) => unwrap(api.POST('/api/tokens', { body }))

export const revokeToken = (tokenId: string) =>
  unwrap(api.DELETE('/api/tokens/{tokenId}', { params: { path: { tokenId } } }))
