import { useTranslation } from 'react-i18next'
import type { Job } from '../../api/jobs.ts'
import { codeOf, guestPageOf } from '../../api/pictures.ts'
import { PersistentImage } from '../../parts/persistent-image.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './guest-code.module.css'

/** The way of the picture onto the guest's phone; its place is kept while there is none. */
export function GuestCode({ picture }: { picture: Job | undefined }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  return (
    <div className={classes.code}>
      <div className={classes.room} data-empty={picture === undefined || undefined}>
        {picture && <PersistentImage key={picture.job_id} src={codeOf(picture.job_id)} alt={t('operate.code')} />}
      </div>
      <div className={classes.words}>
        {picture && (
          <>
            <p className={classes.what}>{t('operate.scan')}</p>
            <p className={classes.until}>
              {picture.expires_at && t('operate.until', { when: moment(picture.expires_at) })}
            </p>
            <a className={classes.link} href={guestPageOf(picture.job_id)} target="_blank" rel="noreferrer">
              {t('operate.guestPage')}
            </a>
          </>
        )}
      </div>
    </div>
  )
}
