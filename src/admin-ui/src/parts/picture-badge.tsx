import { useTranslation } from 'react-i18next'
import type { Job } from '../api/jobs.ts'
import classes from './picture-badge.module.css'

/** What is unusual about a picture: too late for the booth, or not the one that was asked for. */
export function PictureBadge({ job }: { job: Pick<Job, 'fallback' | 'late'> }) {
  const { t } = useTranslation()
  const kind = job.fallback !== null ? 'fallback' : job.late ? 'late' : null
  return kind && <span className={classes.badge}>{t(`dashboard.${kind}`)}</span>
}
