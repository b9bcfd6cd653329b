import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'
import type { paths } from './schema.d.ts'

export type Target = Answer<'/api/pix/targets'>['targets'][number]
export type TargetWish = paths['/api/pix/targets']['post']['requestBody']['content']['application/json']
export type TargetKind = Target['kind']

const of = (targetId: string) => ({ params: { path: { targetId } } })

export const targetsQuery = queryOptions({
  queryKey: ['pix', 'targets'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/pix/targets', { signal }))).targets,
})

export const addTarget = (body: TargetWish) => unwrap(api.POST('/api/pix/targets', { body }))

export const replaceTarget = (targetId: string, body: TargetWish) =>
  unwrap(api.PUT('/api/pix/targets/{targetId}', { ...of(targetId), body }))

export const removeTarget = (targetId: string) => unwrap(api.DELETE('/api/pix/targets/{targetId}', of(targetId)))
