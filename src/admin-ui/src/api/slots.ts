import { queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'
import { asSlot } from './client.ts'
import { unwrap } from './failure.ts'

export const slotsQuery = queryOptions({
  queryKey: ['slots'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/slots', { signal }))).map(asSlot),
  meta: { isEssential: true },
  refetchInterval: 60_000,
})
