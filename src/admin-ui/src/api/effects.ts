import { queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'
import { unwrap } from './failure.ts'

const mostMilliseconds = 15_000

/** Another slot's effect, or what this slot had at a revision. */
export type WantedEffect = { from: string } | { revision: number }

/** Whose effect a slot has. */
export const effectQuery = (slotId: string) =>
  queryOptions({
    queryKey: ['slots', slotId, 'effect'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/slots/{slotId}/effect', { params: { path: { slotId } }, signal })),
    refetchInterval: 20_000,
  })

/** Refused when somebody has saved the slot since `revision`. */
export const takeEffect = (slotId: string, wanted: WantedEffect, revision: number) =>
  unwrap(
    api.POST('/api/slots/{slotId}/effect', {
      params: { path: { slotId }, header: { 'if-match': `"${revision}"` } },
      body: wanted,
      signal: AbortSignal.timeout(mostMilliseconds),
    }),
  )
