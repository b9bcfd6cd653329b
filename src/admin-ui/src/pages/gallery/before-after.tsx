import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { photoOf, resultOf } from '../../api/jobs.ts'
import { PersistentImage } from '../../parts/persistent-image.tsx'
import classes from './before-after.module.css'

/** The photo under its picture, with a line to be drawn between them. */
export function BeforeAfter({ jobId, alt }: { jobId: string; alt: string }) {
  const { t } = useTranslation()
  const [percent, setPercent] = useState(50)
  return (
    <div className={classes.both} style={{ '--at': `${percent}%` } as React.CSSProperties}>
      <PersistentImage className={classes.picture} src={resultOf(jobId)} alt={alt} />
      <PersistentImage className={classes.before} src={photoOf(jobId)} alt={t('gallery.photo')} />
      <span className={classes.line} aria-hidden />
      <input
        className={classes.range}
        type="range"
        min={0}
        max={100}
        value={percent}
        aria-label={t('gallery.compare')}
        onChange={({ currentTarget }) => setPercent(Number(currentTarget.value))}
      />
      <span className={classes.left} aria-hidden>
        {t('gallery.before')}
      </span>
      <span className={classes.right} aria-hidden>
        {t('gallery.after')}
      </span>
    </div>
  )
}
