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

  const first = alive?.[0]?.received_at
  const [shown, setShown] = useState({ filters, since: first })
  const isSame = shown.filters === filters && shown.since !== undefined
  useEffect(() => {
    if (isAtTop || !isSame) setShown({ filters, since: first })
  }, [isAtTop, first, isSame, filters])
  // By its time, not by itself: the first that is shown may be deleted while somebody looks further down.
  const isShown = ({ received_at: at }: Job) => (at ?? '') <= (shown.since ?? '')
  const shownAt = alive && isSame && !isAtTop ? alive.findIndex(isShown) : 0
  const waiting = shownAt < 0 ? (alive?.length ?? 0) : shownAt

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
