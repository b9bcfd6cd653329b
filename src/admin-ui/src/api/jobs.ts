import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'
import type { paths } from './schema.d.ts'

export type JobPage = Answer<'/api/jobs'>
export type Job = JobPage['jobs'][number]
export type JobStatus = Job['status']
export type JobFilters = Omit<NonNullable<paths['/api/jobs']['get']['parameters']['query']>, 'limit' | 'cursor'>
type FoundJob = Answer<'/api/jobs/{jobId}'>
export type WholeJob = Extract<FoundJob, { status: JobStatus }>

export const jobsPerPage = 50
const mostRefusals = 200
const mostMilliseconds = 15_000
/** Events may stop without a word, as when a laptop changes its network. */
const lookAgainMilliseconds = 60_000

const readPage = (filters: JobFilters, cursor: string | null, signal: AbortSignal) => {
  const query = { ...filters, limit: jobsPerPage, ...(cursor !== null && { cursor }) }
  return unwrap(api.GET('/api/jobs', { params: { query }, signal }))
}

/** Everything found so far, page by page. Not asked for again when a job changes: that is what the newest are for. */
export const jobsQuery = (filters: JobFilters) =>
  infiniteQueryOptions({
    queryKey: ['jobs', 'found', filters],
    staleTime: Number.POSITIVE_INFINITY,
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }: JobPage) => next,
    queryFn: ({ signal, pageParam }) => readPage(filters, pageParam, signal),
  })

export const newestJobsQuery = (filters: JobFilters) =>
  queryOptions({
    queryKey: ['jobs', 'newest', filters],
    meta: { isLive: true },
    refetchInterval: lookAgainMilliseconds,
    queryFn: ({ signal }) => readPage(filters, null, signal),
  })

export const jobQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['jobs', 'one', jobId],
    meta: { isLive: true },
    queryFn: ({ signal }) => unwrap(api.GET('/api/jobs/{jobId}', { params: { path: { jobId } }, signal })),
  })

/** The link for guests, under the gateway's public address. */
export const guestPageQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['jobs', 'guest-page', jobId],
    async queryFn({ signal }) {
      const { result_url: url } = await unwrap(api.GET('/public/jobs/{jobId}', { params: { path: { jobId } }, signal }))
      return url.replace(resultOf(jobId), `/r/${jobId}`)
    },
  })

export const refusalsQuery = (slot: string | undefined) =>
  queryOptions({
    queryKey: ['refusals', slot],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/refusals', { params: { query: { ...(slot && { slot }), limit: mostRefusals } }, signal })),
    refetchInterval: 10_000,
  })

const path = (jobId: string) => ({ params: { path: { jobId } } })
/** Whoever stands beside a guest does not wait for an answer that got lost. */
export const retryJob = (jobId: string) =>
  unwrap(api.POST('/api/jobs/{jobId}/retry', { ...path(jobId), signal: AbortSignal.timeout(mostMilliseconds) }))
export const cancelJob = (jobId: string) => unwrap(api.POST('/api/jobs/{jobId}/cancel', path(jobId)))
export const deleteResult = (jobId: string) => unwrap(api.DELETE('/api/jobs/{jobId}/result', path(jobId)))

/** Where a finished picture is, in small. */
export const previewOf = (jobId: string) => `/public/results/${jobId}/preview.webp`
export const resultOf = (jobId: string) => `/public/results/${jobId}`
export const photoOf = (jobId: string) => `/api/jobs/${jobId}/photo`
export const photoPreviewOf = (jobId: string) => `/api/jobs/${jobId}/photo/preview.webp`
export const printOf = (jobId: string) => `/api/jobs/${jobId}/print`

/** All that a search finds, for a spreadsheet. */
export function tableOf(filters: JobFilters): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filters)) {
    for (const each of [value].flat()) if (each !== undefined) query.append(name, each)
  }
  return `/api/jobs.csv${query.size > 0 ? `?${query}` : ''}`
}
