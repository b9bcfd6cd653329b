import { queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'
import { unwrap } from './failure.ts'

/** For administrators. */
export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/settings', { signal })),
})

export const saveIngestPassword = (password: string) =>
  unwrap(api.PUT('/api/settings', { body: { ingest_password: password } }))
