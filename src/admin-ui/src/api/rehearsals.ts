import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'
import type { paths } from './schema.d.ts'

export type Rehearsal = Answer<'/api/rehearsals/{rehearsalId}'>
export type ListedRehearsal = Answer<'/api/rehearsals'>['rehearsals'][number]
export type Report = NonNullable<Rehearsal['report']>
export type Reason = Report['reasons'][number]
export type Plan = paths['/api/rehearsals']['post']['requestBody']['content']['application/json']

const lookAgainMilliseconds = 1000
const listAgainMilliseconds = 5000

/** The newest first. */
export const rehearsalsQuery = queryOptions({
  queryKey: ['rehearsals'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/rehearsals', { signal }))).rehearsals,
  refetchInterval: ({ state }) =>
    state.data?.some((each) => each.state === 'running') ? listAgainMilliseconds : false,
})

/** Asked again and again while it is played. */
export const rehearsalQuery = (rehearsalId: string) =>
  queryOptions({
    queryKey: ['rehearsals', rehearsalId],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/rehearsals/{rehearsalId}', { params: { path: { rehearsalId } }, signal })),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? lookAgainMilliseconds : false),
    meta: { isEssential: true },
  })

export const startRehearsal = (body: Plan) => unwrap(api.POST('/api/rehearsals', { body }))

export const stopRehearsal = (rehearsalId: string) =>
  unwrap(api.POST('/api/rehearsals/{rehearsalId}/stop', { params: { path: { rehearsalId } } }))
