import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { JobFilters } from '../../api/jobs.ts'
import { slotsQuery } from '../../api/slots.ts'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { Problem } from '../../parts/problem.tsx'
import classes from './job-list.module.css'
import { JobRow } from './job-row.tsx'
import { ListEnd } from './list-end.tsx'
import { useJobs } from './use-jobs.ts'

const skeletons = ['one', 'two', 'three', 'four', 'five', 'six']

interface JobListProps {
  filters: JobFilters
  isSearch: boolean
  onForget(): void
}

export function JobList({ filters, isSearch, onForget }: JobListProps) {
  const { t } = useTranslation()
  const { data: slots = [] } = useQuery(slotsQuery)
  const found = useJobs(filters)
  const nameOf = (id: string) => slots.find((slot) => slot.id === id)?.settings.name ?? id

  if (found.isError && !found.jobs) return <Problem error={found.error} />
  if (!found.jobs)
    return (
      <div className={classes.list} aria-busy>
        {skeletons.map((key) => (
          <Skeleton key={key} height={97} radius={0} className={classes.skeleton} />
        ))}
      </div>
    )
  return (
    <>
      <ul className={classes.list} aria-label={t('jobs.title')}>
        {found.jobs.map((job) => (
          <li key={job.job_id}>
            <JobRow job={job} slotName={nameOf(job.slot)} />
          </li>
        ))}
      </ul>
      {found.jobs.length === 0 && !found.hasNextPage ? (
        <EmptyNote
          title={t(isSearch ? 'jobs.nothingFound' : 'jobs.none')}
          text={t(isSearch ? 'jobs.nothingFoundText' : 'jobs.noneText')}
        >
          {isSearch && (
            <Button variant="default" onClick={onForget}>
              {t('jobs.forgetSearch')}
            </Button>
          )}
        </EmptyNote>
      ) : (
        <ListEnd found={found} />
      )}
    </>
  )
}
