import { queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'
import { unwrap } from './failure.ts'
import type { paths } from './schema.d.ts'

type SettingsPatch = paths['/api/settings']['put']['requestBody']['content']['application/json']

/** For administrators. */
export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/settings', { signal })),
})

/** Fails with `conflict` when there is another revision than the one that was seen. */
export const saveSettings = ({ patch, revision }: { patch: SettingsPatch; revision: number }) =>
  unwrap(api.PUT('/api/settings', { params: { header: { 'if-match': `"${revision}"` } }, body: patch }))

export const saveIngestPassword = (password: string) =>
  unwrap(api.PUT('/api/settings', { body: { ingest_password: password } }))
