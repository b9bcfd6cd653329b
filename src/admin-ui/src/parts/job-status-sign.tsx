import { useTranslation } from 'react-i18next'
import type { JobStatus } from '../api/jobs.ts'
import classes from './job-status-sign.module.css'

export function JobStatusSign({ status }: { status: JobStatus }) {
  const { t } = useTranslation()
  return (
    <span className={classes.sign} data-status={status}>
      {t(`jobs.statuses.${status}`)}
    </span>
  )
}
