import { infiniteQueryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'

export type Change = Answer<'/api/audit'>['changes'][number]

/** As the address of the page has it: days, in the reader's own time. */
export interface AuditFilter {
  who?: string | undefined
  what?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

const pageSize = 50
const startOf = (day: string, later = 0) => {
  const date = new Date(`${day}T00:00:00`)
  date.setDate(date.getDate() + later)
  return date.toISOString()
}

/** Who changed what, the newest first; page by page. */
export const auditQuery = ({ who, what, from, to }: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', who, what, from, to],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/audit', {
          params: {
            query: {
              limit: pageSize,
              ...(who && { who }),
              ...(what && { what }),
              ...(from && { from: startOf(from) }),
              // The last day is meant with all of its hours.
              ...(to && { to: startOf(to, 1) }),
              ...(pageParam !== null && { cursor: Number(pageParam) }),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: ({ next }) => next,
  })
