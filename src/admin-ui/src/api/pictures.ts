import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'
import { unwrap } from './failure.ts'
import type { Job } from './jobs.ts'
import { newestFirst } from './newest-first.ts'

export interface PictureFilters {
  slot?: string
  /** Received at or after, and before. */
  from?: string
  to?: string
}

interface Page {
  jobs: readonly Job[]
  next: string | null
}

const pageSize = 60
const lookAgainMilliseconds = 60_000

async function readPage(filters: PictureFilters, cursor: string | null, signal: AbortSignal): Promise<Page> {
  const source = ['ingest' as const, 'retry' as const, 'render' as const]
  const query = { ...filters, source, status: 'done' as const, limit: pageSize, ...(cursor !== null && { cursor }) }
  return unwrap(api.GET('/api/jobs', { params: { query }, signal }))
}

/** All pictures, page by page. Not asked for again when one more is made: that is what the newest are for. */
export const picturesQuery = (filters: PictureFilters) =>
  infiniteQueryOptions({
    queryKey: ['pictures', 'all', filters],
    meta: { isEssential: true },
    staleTime: Number.POSITIVE_INFINITY,
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }: Page) => next,
    queryFn: ({ signal, pageParam }: { signal: AbortSignal; pageParam: string | null }) =>
      readPage(filters, pageParam, signal),
  })

export const newestPicturesQuery = (filters: PictureFilters) =>
  queryOptions({
    queryKey: ['pictures', 'newest', filters],
    meta: { isLive: true },
    // Events may stop without a word, as when a tablet changes its network.
    refetchInterval: lookAgainMilliseconds,
    queryFn: ({ signal }) => readPage(filters, null, signal),
  })

/** The newest before those that were known; null: more have come than the newest page holds, so some would be missing. */
export function joinPictures(newest: Page | undefined, pages: readonly Page[]): Job[] | null {
  const known = pages.flatMap(({ jobs }) => jobs)
  const knownIds = new Set(known.map((job) => job.job_id))
  const fresh = newest?.jobs ?? []
  const isTouching = fresh.some((job) => knownIds.has(job.job_id))
  if (newest && newest.next !== null && known.length > 0 && !isTouching) return null
  const freshById = new Map(fresh.map((job) => [job.job_id, job]))
  const added = fresh.filter((job) => !knownIds.has(job.job_id))
  // What is known of an older look may have been deleted or retried since.
  return [...added, ...known.map((job) => freshById.get(job.job_id) ?? job)].sort(newestFirst)
}

export const codeOf = (jobId: string) => `/public/results/${jobId}/qr.svg`
export const guestPageOf = (jobId: string) => `/r/${jobId}`
export const contactSheetOf = (jobIds: readonly string[]) => `/api/print?jobs=${jobIds.join(',')}`
export const archiveOf = (jobIds: readonly string[]) => `/api/results.zip?jobs=${jobIds.join(',')}`

/** All pictures of a slot, within a time. */
export function slotArchiveOf(slot: string, { from, to }: PictureFilters): string {
  const query = new URLSearchParams({ ...(from && { from }), ...(to && { to }) }).toString()
  return `/api/slots/${slot}/results.zip${query && `?${query}`}`
}

/** Width by height, between a strip and a panorama: neither shall push everything else off the screen. */
export const ratioOf = ({ picture }: Job) =>
  picture && picture.height > 0 ? Math.min(2.4, Math.max(0.5, picture.width / picture.height)) : 1.5
