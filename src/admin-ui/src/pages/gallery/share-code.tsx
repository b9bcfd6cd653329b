import { useTranslation } from 'react-i18next'
import { minutesLeft, type Share, shareCodeOf } from '../../api/shares.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { PersistentImage } from '../../parts/persistent-image.tsx'
import { useServerNow } from '../../parts/use-server-now.ts'
import { useFormats } from '../../words/formats.ts'
import classes from './share-code.module.css'

/** For a screen that guests stand before. */
export function ShareCode({ share }: { share: Share }) {
  const { t } = useTranslation()
  const { minutes, time } = useFormats()
  const now = useServerNow(10_000)
  const isOver = !share.is_live || Date.parse(share.ends_at) <= now
  return (
    <div className={classes.screen}>
      <p className={classes.what}>{isOver ? t('gallery.shareOver') : t('gallery.shareScan')}</p>
      <div className={classes.code} data-over={isOver || undefined}>
        {!isOver && <PersistentImage src={shareCodeOf(share)} alt={t('gallery.shareCode')} />}
      </div>
      {!isOver && (
        <>
          <div className={classes.link}>
            <a href={share.page_url} target="_blank" rel="noreferrer">
              {share.page_url}
            </a>
            <CopyButton text={share.page_url} />
          </div>
          <p className={classes.until}>
            {t('gallery.shareEnds', { left: minutes(minutesLeft(share, now)), time: time(share.ends_at) })}
          </p>
        </>
      )}
    </div>
  )
}
