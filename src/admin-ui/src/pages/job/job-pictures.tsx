import { useSuspenseQuery } from '@tanstack/react-query'
import { ImageOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { photoPreviewOf, resultOf, type WholeJob } from '../../api/jobs.ts'
import { mayActAs, meQuery } from '../../api/me.ts'
import { isPictureThere } from './is-picture-there.ts'
import classes from './job-pictures.module.css'

/** The picture as large as there is room; beside it the photo, where it is kept and one may see it. */
export function JobPictures({ job }: { job: WholeJob }) {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const { input, result } = job
  const hasPicture = isPictureThere(job) && result !== null
  const hasPhoto = job.has_photo && mayActAs(me.role, 'operator')
  const isOnTheWay = job.status === 'pending' || job.status === 'processing'
  if (!hasPicture && !hasPhoto && !isOnTheWay)
    return (
      <div className={classes.none}>
        <ImageOff size={30} strokeWidth={1.3} aria-hidden />
        {t(result ? 'jobs.pictureGone' : 'jobs.noPicture')}
      </div>
    )
  return (
    <div className={classes.pictures}>
      {hasPhoto && (
        <figure className={classes.figure}>
          <img
            src={photoPreviewOf(job.job_id)}
            alt={t('jobs.before')}
            style={{ aspectRatio: `${input.width} / ${input.height}` }}
          />
          <figcaption>{t('jobs.before')}</figcaption>
        </figure>
      )}
      {hasPicture && (
        <figure className={classes.figure}>
          <a href={resultOf(job.job_id)} target="_blank" rel="noreferrer">
            <img
              src={resultOf(job.job_id)}
              alt={t('jobs.after')}
              style={{ aspectRatio: `${result.width} / ${result.height}` }}
            />
          </a>
          {hasPhoto && <figcaption>{t('jobs.after')}</figcaption>}
        </figure>
      )}
      {isOnTheWay && (
        <div className={classes.none} role="status">
          {t('jobs.making')}
        </div>
      )}
    </div>
  )
}
