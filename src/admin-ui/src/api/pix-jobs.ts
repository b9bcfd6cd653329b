import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'
import type { components, paths } from './schema.d.ts'

export type PixJob = components['schemas']['PixJob']
/** With its shoots. */
export type WholePixJob = Answer<'/api/pix/jobs/{jobId}'>
export type PixShoot = components['schemas']['PixShoot']
export type PixJobWish = paths['/api/pix/jobs']['post']['requestBody']['content']['application/json']
export type PixJobChange = paths['/api/pix/jobs/{jobId}']['patch']['requestBody']['content']['application/json']
export type NewShoot = paths['/api/pix/jobs/{jobId}/shoots']['post']['requestBody']['content']['application/json']
export type ShootChange = paths['/api/pix/shoots/{shootId}']['patch']['requestBody']['content']['application/json']
export type Orchestrator = Answer<'/api/pix/orchestrators'>[number]

export interface PixJobFilters {
  text?: string | undefined
  status?: PixJob['status'] | undefined
}

const pageSize = 30
const lookAgainMilliseconds = 10_000
/** A job that somebody looks at: its images come in from elsewhere, too. */
const jobMilliseconds = 5000
/** While something is being made. */
export const followMilliseconds = 2500

const of = (jobId: string) => ({ params: { path: { jobId } } })

/** The newest first; page by page. */
export const pixJobsQuery = ({ text, status }: PixJobFilters) =>
  infiniteQueryOptions({
    queryKey: ['pix', 'jobs', { text, status }],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/pix/jobs', {
          params: {
            query: {
              ...{ limit: pageSize, ...(text && { text }), ...(status && { status }) },
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: ({ next }) => next,
    refetchInterval: lookAgainMilliseconds,
  })

/** With its shoots. */
export const pixJobQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['pix', 'job', jobId],
    queryFn: ({ signal }) => unwrap(api.GET('/api/pix/jobs/{jobId}', { ...of(jobId), signal })),
    meta: { isEssential: true },
    refetchInterval: ({ state: { data } }) => (data && data.images.pending > 0 ? followMilliseconds : jobMilliseconds),
  })

/** The same for who can do without it: it may be gone. */
export const pixTargetJobQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['pix', 'target-job', jobId],
    queryFn: ({ signal }) => unwrap(api.GET('/api/pix/jobs/{jobId}', { ...of(jobId), signal })),
  })

export const pixShootQuery = (shootId: string) =>
  queryOptions({
    queryKey: ['pix', 'shoot', shootId],
    queryFn: ({ signal }) => unwrap(api.GET('/api/pix/shoots/{shootId}', { params: { path: { shootId } }, signal })),
  })

/** Mails that customers did not get. */
export const failedMailsQuery = queryOptions({
  queryKey: ['pix', 'mails', 'failed'],
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET('/api/pix/mails', { params: { query: { status: 'failed', limit: 200 } }, signal }))).mails,
  refetchInterval: lookAgainMilliseconds,
})

export const orchestratorsQuery = queryOptions({
  queryKey: ['pix', 'orchestrators'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/pix/orchestrators', { signal })),
})

/** Services outside the EU that may get images, and what becomes of private things in them. */
export const disclosureQuery = queryOptions({
  queryKey: ['pix', 'disclosure'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/pix/disclosure', { signal })),
})

export const createPixJob = (body: PixJobWish) => unwrap(api.POST('/api/pix/jobs', { body }))

export const changePixJob = (jobId: string, body: PixJobChange) =>
  unwrap(api.PATCH('/api/pix/jobs/{jobId}', { ...of(jobId), body }))

export const addShoot = (jobId: string, body: NewShoot) =>
  unwrap(api.POST('/api/pix/jobs/{jobId}/shoots', { ...of(jobId), body }))

export const changeShoot = (shootId: string, body: ShootChange) =>
  unwrap(api.PATCH('/api/pix/shoots/{shootId}', { params: { path: { shootId } }, body }))

/** What would be sent, or that it is being sent. */
export const askOrchestrator = (jobId: string, name: Orchestrator['name'], mode: 'plan' | 'run') =>
  unwrap(api.POST('/api/pix/jobs/{jobId}/orchestrators/{name}', { params: { path: { jobId, name } }, body: { mode } }))
