import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'

export type Queue = Answer<'/api/queue'>
export type Stretch = Answer<'/api/queue/history'>['points'][number]

const mostPoints = 60

export const queueQuery = queryOptions({
  queryKey: ['queue'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/queue', { signal })),
  meta: { isLive: true },
  refetchInterval: 5000,
})

export const queueHistoryQuery = (minutes: number) =>
  queryOptions({
    queryKey: ['queue', 'history', minutes],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/queue/history', { params: { query: { minutes, points: mostPoints } }, signal })),
    refetchInterval: 15_000,
  })

export const pauseQueue = () => unwrap(api.POST('/api/queue/pause'))
export const resumeQueue = () => unwrap(api.POST('/api/queue/resume'))
