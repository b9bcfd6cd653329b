import { Aperture } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConnectionLostAt } from '../../api/connection.ts'
import type { SlotOverview } from '../../api/overview.ts'
import { PictureBadge } from '../../parts/picture-badge.tsx'
import { useAgo } from '../../parts/use-ago.ts'
import classes from './slot-picture.module.css'

interface SlotPictureProps {
  name: string
  picture: SlotOverview['last_result']
  isOff: boolean
}

/** The last picture, in a room that is kept for it from the beginning. */
export function SlotPicture({ name, picture, isOff }: SlotPictureProps) {
  const { t } = useTranslation()
  const ago = useAgo()
  const [missing, setMissing] = useState<string | null>(null)
  const isConnected = useConnectionLostAt() === null
  useEffect(() => {
    if (isConnected) setMissing(null)
  }, [isConnected])
  const when = picture ? ago(picture.finished_at) : ''
  return (
    <div className={classes.room} data-off={isOff || undefined}>
      {picture && picture.job_id !== missing ? (
        <>
          <img
            key={picture.job_id}
            className={classes.picture}
            src={picture.preview_path}
            alt={t('dashboard.lastPicture', { slot: name, when })}
            loading="lazy"
            decoding="async"
            // The end of its time has come since the list was made.
            onError={() => setMissing(picture.job_id)}
          />
          <span className={classes.when}>{when}</span>
          <span className={classes.badge}>
            <PictureBadge job={picture} />
          </span>
        </>
      ) : (
        isConnected && (
          <div className={classes.none}>
            <Aperture size={34} strokeWidth={1.2} aria-hidden />
            {t('dashboard.noPicture')}
          </div>
        )
      )}
    </div>
  )
}
