import { useTranslation } from 'react-i18next'
import classes from './mark.module.css'

/** The product's sign and name. */
export function Mark() {
  const { t } = useTranslation()
  return (
    <span className={classes.mark}>
      <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="#12616e" />
        <circle cx="16" cy="16" r="8.5" fill="none" stroke="#fff" strokeWidth="3" />
        <path d="M16 7.5a8.5 8.5 0 0 1 0 17z" fill="#fff" />
      </svg>
      {t('shell.product')}
    </span>
  )
}
