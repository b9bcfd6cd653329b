import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'

export type Slot = Answer<'/api/slots'>[number]

export const slotsQuery = queryOptions({
  queryKey: ['slots'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/slots', { signal })),
  meta: { isEssential: true },
  refetchInterval: 60_000,
})
