import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { type JobFilters, jobsQuery, newestJobsQuery } from '../../api/jobs.ts'
import { isUnfinishedBelow, joinJobs } from './join-jobs.ts'

const lookAgainMilliseconds = 10_000

/** What a search has found so far, the newest first, as it is now. */
export function useJobs(filters: JobFilters) {
  const queryClient = useQueryClient()
  const pages = useInfiniteQuery(jobsQuery(filters))
  const { data: newest, dataUpdatedAt: newestAt } = useQuery({ ...newestJobsQuery(filters), enabled: pages.isSuccess })
  const known = pages.data?.pages
  const isNewer = newestAt >= pages.dataUpdatedAt
  const jobs = useMemo(() => known && joinJobs(newest, known, isNewer), [newest, known, isNewer])
  const hasGap = jobs === null
  useEffect(() => {
    if (hasGap) void queryClient.resetQueries(jobsQuery(filters))
  }, [hasGap, queryClient, filters])

  // What is still being made further down than the newest reach changes, too; it is looked at now and then.
  const isBelow = known !== undefined && isUnfinishedBelow(newest, known)
  const { refetch } = pages
  useEffect(() => {
    if (!isBelow) return
    const timer = setInterval(() => void refetch({ cancelRefetch: false }), lookAgainMilliseconds)
    return () => clearInterval(timer)
  }, [isBelow, refetch])
  return { ...pages, jobs: jobs ?? undefined, pages: known ?? [] }
}
