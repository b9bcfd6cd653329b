import { queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'
import { unwrap } from './failure.ts'

export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/providers', { signal })),
  staleTime: 60_000,
})
