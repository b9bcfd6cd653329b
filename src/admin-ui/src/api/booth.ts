import { queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'
import { checkConnection } from './connection.ts'
import { unwrap } from './failure.ts'
import type { Job } from './jobs.ts'

const listed = 40
const lookAgainMilliseconds = 10_000
/** On a bad network an answer may never come, and the line of events may be dead without a word. */
const mostMilliseconds = 8000

/** What came to a slot last, whatever became of it. */
export const boothQuery = (slot: string) =>
  queryOptions({
    queryKey: ['jobs', 'booth', slot],
    meta: { isLive: true },
    refetchInterval: lookAgainMilliseconds,
    async queryFn({ signal }) {
      const limit = AbortSignal.timeout(mostMilliseconds)
      const query = { slot, source: ['ingest' as const, 'retry' as const, 'render' as const], limit: listed }
      try {
        const both = AbortSignal.any([signal, limit])
        return (await unwrap(api.GET('/api/jobs', { params: { query }, signal: both }))).jobs
      } catch (error) {
        if (limit.aborted) void checkConnection()
        throw error
      }
    },
  })

export const isMaking = ({ status }: Job) => status === 'pending' || status === 'processing'

/** There is a picture to be seen at that moment. */
export const isAlive = ({ status, picture, expires_at: end }: Job, now: number) =>
  status === 'done' && picture !== null && end !== null && Date.parse(end) > now
