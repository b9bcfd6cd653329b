import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { isAlive } from '../../api/booth.ts'
import type { Job } from '../../api/jobs.ts'
import { joinPictures, newestPicturesQuery, type PictureFilters, picturesQuery } from '../../api/pictures.ts'
import { useServerNow } from '../../parts/use-server-now.ts'

const topPixels = 160

function useIsAtTop(): boolean {
  const [isAtTop, setAtTop] = useState(() => window.scrollY < topPixels)
  useEffect(() => {
    const look = () => setAtTop(window.scrollY < topPixels)
    addEventListener('scroll', look, { passive: true })
    return () => removeEventListener('scroll', look)
  }, [])
  return isAtTop
}

/** The pictures, the newest first. While somebody looks further down, new ones wait: nothing moves under a finger. */
export function usePictures(filters: PictureFilters) {
  const older = useInfiniteQuery(picturesQuery(filters))
  const { data: newest } = useQuery(newestPicturesQuery(filters))
  const now = useServerNow(30_000)
  const isAtTop = useIsAtTop()
  const { data, refetch } = older
  const joined = data && joinPictures(newest, data.pages)
  const alive: Job[] | undefined = (joined ?? data?.pages.flatMap(({ jobs }) => jobs))?.filter((job) =>
    isAlive(job, now),
  )

  const hasGap = joined === null
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each newer look, should the last try have failed
  useEffect(() => {
    if (hasGap) void refetch({ cancelRefetch: false })
  }, [hasGap, newest, refetch])

  const first = alive?.[0]?.job_id
  const [firstShown, setFirstShown] = useState(first)
  useEffect(() => {
    if (isAtTop || firstShown === undefined) setFirstShown(first)
  }, [isAtTop, first, firstShown])
  const waiting = isAtTop ? 0 : Math.max(0, alive?.findIndex((job) => job.job_id === firstShown) ?? 0)

  return {
    /** Undefined while nothing is known. */
    pictures: alive?.slice(waiting),
    /** So many new ones are above. */
    waiting,
    hasMore: older.hasNextPage,
    isLoadingMore: older.isFetchingNextPage,
    /** Of the last try to load more. */
    moreError: older.isFetchNextPageError ? older.error : null,
    loadMore: () => void older.fetchNextPage(),
  }
}
