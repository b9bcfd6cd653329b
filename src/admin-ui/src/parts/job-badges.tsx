import { useTranslation } from 'react-i18next'
import type { Job } from '../api/jobs.ts'
import classes from './job-badges.module.css'

/** What is unusual about a job: too late for the booth, another picture than was asked for, or no booth's at all. */
export function JobBadges({ job }: { job: Pick<Job, 'late' | 'fallback' | 'source'> }) {
  const { t } = useTranslation()
  return (
    <>
      {job.late && (
        <span className={classes.badge} data-warm>
          {t('jobs.late')}
        </span>
      )}
      {job.fallback !== null && (
        <span className={classes.badge} data-warm>
          {t('jobs.fallback')}
        </span>
      )}
      {job.source === 'test_run' && <span className={classes.badge}>{t('jobs.test')}</span>}
      {job.source === 'retry' && <span className={classes.badge}>{t('jobs.again')}</span>}
    </>
  )
}
