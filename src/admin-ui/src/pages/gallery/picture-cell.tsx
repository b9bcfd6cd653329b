import { Check } from 'lucide-react'
import { memo, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { onConnectionBack } from '../../api/connection.ts'
import { type Job, previewOf } from '../../api/jobs.ts'
import { ratioOf } from '../../api/pictures.ts'
import { PersistentImage } from '../../parts/persistent-image.tsx'
import { PictureBadge } from '../../parts/picture-badge.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './picture-cell.module.css'
import grid from './picture-grid.module.css'

interface PictureCellProps {
  job: Job
  slotName: string
  /** Null: nothing is being selected. */
  isSelected: boolean | null
  onOpen(jobId: string): void
}

/** One picture in its own form; its place is known before it is there. */
export const PictureCell = memo(function PictureCell({ job, slotName, isSelected, onOpen }: PictureCellProps) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const [isGone, setGone] = useState(false)
  // Or it was the network that was gone.
  useEffect(() => (isGone ? onConnectionBack(() => setGone(false)) : undefined), [isGone])
  const when = moment(job.received_at ?? '')
  return (
    <li className={grid.cell} style={{ '--ratio': ratioOf(job) } as React.CSSProperties}>
      <button
        type="button"
        className={classes.button}
        aria-label={t('gallery.picture', { slot: slotName, when })}
        aria-pressed={isSelected ?? undefined}
        onClick={() => onOpen(job.job_id)}
      >
        {isGone ? (
          <span className={classes.gone}>{t('gallery.gone')}</span>
        ) : (
          <PersistentImage
            className={classes.picture}
            src={previewOf(job.job_id)}
            alt=""
            loading="lazy"
            decoding="async"
            onGone={() => setGone(true)}
          />
        )}
        <span className={classes.words} aria-hidden>
          {slotName} · {when}
        </span>
        <span className={classes.badge}>
          <PictureBadge job={job} />
        </span>
        {isSelected !== null && (
          <span className={classes.mark}>{isSelected && <Check size={18} strokeWidth={3} aria-hidden />}</span>
        )}
      </button>
    </li>
  )
})
