import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'

export type Statistics = Answer<'/api/statistics'>
export type SlotFigures = Statistics['slots'][number]

export const lastHourQuery = queryOptions({
  queryKey: ['statistics', '1h'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/statistics', { params: { query: { window: '1h' } }, signal })),
  meta: { isLive: true },
  refetchInterval: 60_000,
})

/** Of the last hours, or of days in UTC with today; of all slots or of one. */
export const statisticsQuery = (query: { window?: '1h' | '24h' | '72h'; days?: number; slot?: string }) =>
  queryOptions({
    queryKey: ['statistics', query],
    queryFn: ({ signal }) => unwrap(api.GET('/api/statistics', { params: { query }, signal })),
    meta: { isLive: true },
    refetchInterval: 60_000,
  })
