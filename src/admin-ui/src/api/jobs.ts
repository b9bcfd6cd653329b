import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'

export type Job = Answer<'/api/jobs'>['jobs'][number]

const mostListed = 200

/** The newest pictures of all slots; complete for every slot whose last one is among the newest 200. */
const newestQuery = async (signal: AbortSignal) =>
  unwrap(api.GET('/api/jobs', { params: { query: { status: 'done', limit: mostListed } }, signal }))

const newestOf = async (slot: string, signal: AbortSignal) =>
  unwrap(api.GET('/api/jobs', { params: { query: { slot, status: 'done', limit: 1 } }, signal }))

/** The last picture of each slot, by the slot's id. Slots that none of the newest pictures is from are asked for one by one. */
export const lastPicturesQuery = (slots: readonly string[]) =>
  queryOptions({
    queryKey: ['jobs', 'last-pictures', ...slots],
    meta: { isLive: true },
    async queryFn({ signal }) {
      const { jobs, next } = await newestQuery(signal)
      const last = new Map<string, Job>()
      for (const job of jobs) if (!last.has(job.slot)) last.set(job.slot, job)
      const missing = next === null ? [] : slots.filter((slot) => !last.has(slot))
      const answers = await Promise.all(missing.map((slot) => newestOf(slot, signal)))
      for (const { jobs: found } of answers) for (const job of found) last.set(job.slot, job)
      return Object.fromEntries(last)
    },
  })

/** Where a finished picture is, in small. */
export const previewOf = (jobId: string) => `/public/results/${jobId}/preview.webp`
export const resultOf = (jobId: string) => `/public/results/${jobId}`
