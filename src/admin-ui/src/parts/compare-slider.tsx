import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './compare-slider.module.css'
import { ToldImage } from './told-image.tsx'

export interface ComparedPicture {
  src: string
  alt: string
}

/** One picture under another, with a line to be drawn between them. It fills the place that it stands in. */
export function CompareSlider({ before, after }: { before: ComparedPicture; after: ComparedPicture }) {
  const { t } = useTranslation()
  const [percent, setPercent] = useState(50)
  return (
    <div className={classes.both} style={{ '--at': `${percent}%` } as React.CSSProperties}>
      <ToldImage isOverPlace className={classes.picture} src={after.src} alt={after.alt} />
      <ToldImage isOverPlace className={classes.before} src={before.src} alt={before.alt} />
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
