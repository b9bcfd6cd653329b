import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { type Job, type JobFilters, type JobPage, jobsQuery, newestJobsQuery } from '../../api/jobs.ts'

/** What a search has found so far, the newest first, as it is now. */
export function useJobs(filters: JobFilters) {
  const queryClient = useQueryClient()
  const pages = useInfiniteQuery(jobsQuery(filters))
  const { data: newest } = useQuery({ ...newestJobsQuery(filters), enabled: pages.isSuccess })
  const known = pages.data?.pages
  const jobs = useMemo(() => known && joinJobs(newest, known), [newest, known])
  const hasGap = jobs === null
  useEffect(() => {
    if (hasGap) void queryClient.resetQueries(jobsQuery(filters))
  }, [hasGap, queryClient, filters])
  return { ...pages, jobs: jobs ?? undefined, pages: known ?? [] }
}

/** Null: more have come than the newest page holds, so some between would be missing. */
function joinJobs(newest: JobPage | undefined, pages: readonly JobPage[]): Job[] | null {
  const known = pages.flatMap(({ jobs }) => jobs)
  if (!newest) return known
  const fresh = new Map(newest.jobs.map((job) => [job.job_id, job]))
  const isTouching = known.some(({ job_id: id }) => fresh.has(id))
  if (known.length > 0 && fresh.size > 0 && newest.next !== null && !isTouching) return null
  const knownIds = new Set(known.map(({ job_id: id }) => id))
  const added = newest.jobs.filter(({ job_id: id }) => !knownIds.has(id))
  return [...added, ...known.map((job) => fresh.get(job.job_id) ?? job)].sort(newestFirst)
}

const newestFirst = (one: Job, other: Job) =>
  (other.received_at ?? '').localeCompare(one.received_at ?? '') || other.job_id.localeCompare(one.job_id)
