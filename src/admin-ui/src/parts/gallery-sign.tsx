import { useTranslation } from 'react-i18next'
import type { PixJob } from '../api/pix-jobs.ts'
import classes from './gallery-sign.module.css'

/** Whether there is a gallery, and who sees it. */
export function GallerySign({ job }: { job: Pick<PixJob, 'gallery_status' | 'gallery_visibility'> }) {
  const { t } = useTranslation()
  const state =
    job.gallery_visibility === 'customer' ? 'released' : job.gallery_status === 'draft_ready' ? 'draft' : 'none'
  return (
    <span className={classes.sign} data-state={state}>
      {t(`pix.gallery.${state}`)}
    </span>
  )
}
