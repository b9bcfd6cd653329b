import type { QueryClient } from '@tanstack/react-query'
import { checkConnection } from './connection.ts'
import { meQuery } from './me.ts'

/** However many photos there are, pages look again no more often than this. */
const lookAgainMilliseconds = 1500
const comeBackMilliseconds = 5000
const events = ['gap', 'pending', 'processing', 'done', 'failed', 'timeout', 'cancelled'] as const

/**
 * Refreshes the queries with `meta: { isLive: true }` when a job changes. A hidden page does not listen: a browser has only
 * six lines to one host, for all its windows together. It begins with a gap when it is shown again, so nothing is missed.
 */
export function listenToJobs(queryClient: QueryClient): () => void {
  let source: EventSource | undefined
  let lookAgain: ReturnType<typeof setTimeout> | undefined
  let comeBack: ReturnType<typeof setTimeout> | undefined

  let lookedAt = Number.NEGATIVE_INFINITY

  /** At once after a quiet while: what is news to somebody who waits for it comes seldom. */
  function hear(): void {
    const wait = Math.max(0, lookedAt + lookAgainMilliseconds - performance.now())
    lookAgain ??= setTimeout(() => {
      lookAgain = undefined
      lookedAt = performance.now()
      void queryClient.invalidateQueries({ predicate: ({ meta }) => meta?.isLive === true })
    }, wait)
  }

  function open(): void {
    source = new EventSource('/api/events')
    for (const event of events) source.addEventListener(event, hear)
    source.addEventListener('error', () => {
      if (source?.readyState !== EventSource.CLOSED) return void checkConnection()
      // It was refused for good: signed out, or the gateway is stopping.
      close()
      void queryClient.invalidateQueries({ queryKey: meQuery.queryKey })
      comeBack = setTimeout(open, comeBackMilliseconds)
    })
  }

  function close(): void {
    source?.close()
    source = undefined
    clearTimeout(comeBack)
  }

  const follow = () => {
    close()
    if (!document.hidden) open()
  }
  follow()
  document.addEventListener('visibilitychange', follow)
  return () => {
    close()
    clearTimeout(lookAgain)
    document.removeEventListener('visibilitychange', follow)
  }
}
