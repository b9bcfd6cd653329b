import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Job } from '../../api/jobs.ts'
import { JobBadges } from '../../parts/job-badges.tsx'
import { JobStatusSign } from '../../parts/job-status-sign.tsx'
import { useAgo } from '../../parts/use-ago.ts'
import { useFormats } from '../../words/formats.ts'
import classes from './job-list.module.css'
import { JobThumbnail } from './job-thumbnail.tsx'

export function JobRow({ job, slotName }: { job: Job; slotName: string }) {
  const { t, i18n } = useTranslation()
  const ago = useAgo()
  const { duration, moment } = useFormats()
  const { job_id: jobId, received_at: received, finished_at: finished, failure_reason: reason } = job
  const reasonKey = `jobs.reasons.${reason}`
  const took = received && finished ? Date.parse(finished) - Date.parse(received) : null
  return (
    <Link to="/admin/jobs/$jobId" params={{ jobId }} className={classes.row}>
      <JobThumbnail job={job} />
      <span className={classes.what}>
        <span className={classes.name}>{slotName}</span>
        <span className={classes.badges}>
          <JobBadges job={job} />
        </span>
      </span>
      <span className={classes.how}>
        <JobStatusSign status={job.status} />
        {reason !== null && (
          <span className={classes.reason}>
            {i18n.exists(reasonKey) ? t(reasonKey as 'jobs.reasons.cancelled') : reason}
          </span>
        )}
      </span>
      <span className={classes.took}>{took !== null && duration(took)}</span>
      <span className={classes.when}>
        {received && (
          <time dateTime={received} title={moment(received)}>
            {ago(received)}
          </time>
        )}
      </span>
    </Link>
  )
}
