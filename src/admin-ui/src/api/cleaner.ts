import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'

export type CleanerRun = Answer<'/api/cleaner/runs'>['runs'][number]

const mostRuns = 200

export const cleanerRunsQuery = queryOptions({
  queryKey: ['cleaner', 'runs'],
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET('/api/cleaner/runs', { params: { query: { limit: mostRuns } }, signal }))).runs,
  refetchInterval: 20_000,
})

/** Answers when it is through. */
export const runCleaner = (isDry: boolean) => unwrap(api.POST('/api/cleaner/runs', { body: { dry_run: isDry } }))
