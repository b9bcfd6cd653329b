import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'

export type Statistics = Answer<'/api/statistics'>

export const lastHourQuery = queryOptions({
  queryKey: ['statistics', '1h'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/statistics', { params: { query: { window: '1h' } }, signal })),
  meta: { isLive: true },
  refetchInterval: 60_000,
})
