import { CloudOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useConnectionLostAt } from '../api/connection.ts'
import { useFormats } from '../words/formats.ts'
import classes from './connection-banner.module.css'

/** Says that the gateway is out of reach, over whatever is shown; the page behind it stays as it was. */
export function ConnectionBanner() {
  const { t } = useTranslation()
  const { time } = useFormats()
  const lostAt = useConnectionLostAt()
  return (
    <div role="status" className={classes.place}>
      {lostAt !== null && (
        <div className={classes.banner}>
          <CloudOff size={18} aria-hidden />
          {t('shell.offline', { time: time(lostAt) })}
        </div>
      )}
    </div>
  )
}
