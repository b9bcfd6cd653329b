import { Button, Loader } from '@mantine/core'
import { useIntersection } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { jobsPerPage } from '../../api/jobs.ts'
import { Problem } from '../../parts/problem.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './job-list.module.css'
import type { useJobs } from './use-jobs.ts'

/** So many short pages in a row are read by themselves: a search through a year must not go on for ever behind one's back. */
const mostFruitless = 8

/** Reads on while it is in sight; says how far back has been looked when that is not what one sees above. */
export function ListEnd({ found }: { found: ReturnType<typeof useJobs> }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const { pages, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, error } = found
  const { ref, entry } = useIntersection({ rootMargin: '600px' })
  const [allowed, setAllowed] = useState(mostFruitless)
  const fruitless = pages.length - 1 - pages.findLastIndex(({ jobs }) => jobs.length >= jobsPerPage)
  const goesOn =
    entry?.isIntersecting === true && hasNextPage && !isFetchingNextPage && !isFetchNextPageError && fruitless < allowed
  useEffect(() => {
    if (goesOn) void fetchNextPage()
  }, [goesOn, fetchNextPage])

  const reached = pages.at(-1)?.next?.split('_')[0]
  const isShort = fruitless > 0 && hasNextPage && reached !== undefined
  return (
    <div ref={ref} className={classes.end}>
      {isFetchNextPageError && <Problem error={error} />}
      {isShort && <p role="status">{t('jobs.lookedUntil', { when: moment(reached) })}</p>}
      {hasNextPage ? (
        <Button
          variant="default"
          disabled={isFetchingNextPage}
          leftSection={isFetchingNextPage && <Loader size={14} />}
          onClick={() => {
            setAllowed(fruitless + mostFruitless)
            void fetchNextPage()
          }}
        >
          {t(isFetchingNextPage ? 'jobs.searching' : isShort ? 'jobs.searchOn' : 'jobs.older')}
        </Button>
      ) : (
        <p>{t('jobs.end')}</p>
      )}
    </div>
  )
}
