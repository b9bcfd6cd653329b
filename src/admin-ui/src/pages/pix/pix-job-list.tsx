import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { failedMailsQuery, type PixJobFilters, pixJobsQuery } from '../../api/pix-jobs.ts'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { Problem } from '../../parts/problem.tsx'
import { PixJobLink } from './pix-job-link.tsx'
import classes from './pix-page.module.css'

const skeletons = ['one', 'two', 'three', 'four']

export function PixJobList({ search, onForget }: { search: PixJobFilters; onForget(): void }) {
  const { t } = useTranslation()
  const found = useInfiniteQuery(pixJobsQuery(search))
  const { data: mails = [] } = useQuery(failedMailsQuery)
  const failed = new Set(mails.map(({ job_id: job }) => job))
  const jobs = found.data?.pages.flatMap((page) => page.jobs)
  if (jobs === undefined && found.error) return <Problem error={found.error} />
  if (jobs?.length === 0)
    return (
      <EmptyNote title={t('pix.nothingFound')} text={t('pix.nothingFoundText')}>
        <Button variant="default" onClick={onForget}>
          {t('pix.forgetSearch')}
        </Button>
      </EmptyNote>
    )
  return (
    <>
      <ul className={classes.list} aria-label={t('pix.title')} aria-busy={jobs === undefined}>
        {jobs?.map((job) => (
          <li key={job.id}>
            <PixJobLink job={job} hasFailedMail={failed.has(job.id)} />
          </li>
        )) ??
          skeletons.map((key) => (
            <li key={key}>
              <Skeleton height={86} radius={0} />
            </li>
          ))}
      </ul>
      {found.hasNextPage && (
        <div className={classes.end}>
          <Problem error={found.isFetchNextPageError ? found.error : null} />
          <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t('pix.older')}
          </Button>
        </div>
      )}
    </>
  )
}
