import { Link } from '@tanstack/react-router'
import { ChevronRight, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { PixJob } from '../../api/pix-jobs.ts'
import { GallerySign } from '../../parts/gallery-sign.tsx'
import { useAgo } from '../../parts/use-ago.ts'
import { ImageCounts } from './image-counts.tsx'
import classes from './pix-page.module.css'

/** One job in the list: what it is about, how far it is, and what somebody should look at. */
export function PixJobLink({ job, hasFailedMail }: { job: PixJob; hasFailedMail: boolean }) {
  const { t } = useTranslation()
  const ago = useAgo()
  const about = [job.job_number, job.customer_name, ago(job.created_at)].filter(Boolean).join(' · ')
  return (
    <Link to="/admin/pix/jobs/$jobId" params={{ jobId: job.id }} className={classes.job}>
      <span className={classes.what}>
        <span className={classes.name}>{job.property_label || t('pix.unnamed')}</span>
        <span className={classes.about}>{about}</span>
        {hasFailedMail && (
          <span className={classes.warning}>
            <TriangleAlert size={15} aria-hidden />
            {t('pix.mailFailed')}
          </span>
        )}
      </span>
      <span className={classes.state}>
        <span className={classes.signs}>
          {job.status === 'closed' && <span className={classes.closed}>{t('pix.closed')}</span>}
          <GallerySign job={job} />
        </span>
        <ImageCounts counts={job.images} />
      </span>
      <ChevronRight size={18} aria-hidden />
    </Link>
  )
}
