import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'

type Readiness = Answer<'/readyz'>

/** Which parts of the gateway work. Not part of the API: a load balancer asks the same. */
export const readinessQuery = queryOptions({
  queryKey: ['readiness'],
  async queryFn({ signal }): Promise<Readiness> {
    const answer = await fetch('/readyz', { signal })
    return answer.json() as Promise<Readiness>
  },
  refetchInterval: 15_000,
})

export const providerStatusQuery = queryOptions({
  queryKey: ['providers', 'status'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/providers/status', { signal })),
  refetchInterval: 30_000,
})
