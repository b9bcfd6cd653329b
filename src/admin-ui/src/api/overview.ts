import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'

type Overview = Answer<'/api/overview'>
export type SlotOverview = Overview['slots'][number]
export type Warning = Overview['warnings'][number]

/** How each slot is and what is wrong; the gateway judges, pages only show. */
export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/overview', { signal })),
  meta: { isLive: true, isEssential: true },
  refetchInterval: 15_000,
})
