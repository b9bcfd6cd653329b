import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './picture-pair.module.css'

/** The photo and what became of it, side by side; the room of the second is kept from the start. */
export function PicturePair({
  before,
  after,
  children,
}: {
  before: string
  after: string | null
  children: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <div className={classes.pair}>
      <figure className={classes.figure}>
        <img src={before} alt={t('firstStart.tryIt.before')} />
        <figcaption>{t('firstStart.tryIt.before')}</figcaption>
      </figure>
      <figure className={classes.figure}>
        {after === null ? (
          <div className={classes.room}>{children}</div>
        ) : (
          <img src={after} alt={t('firstStart.tryIt.after')} />
        )}
        <figcaption>{t('firstStart.tryIt.after')}</figcaption>
      </figure>
    </div>
  )
}
