import { useTranslation } from 'react-i18next'
import type { PixJob } from '../../api/pix-jobs.ts'
import classes from './pix-page.module.css'

const named = ['pending', 'processed', 'error', 'excluded'] as const

/** How many images are what; none of a kind is not worth a word. */
export function ImageCounts({ counts }: { counts: PixJob['images'] }) {
  const { t } = useTranslation()
  if (counts.registered === 0) return <span className={classes.counts}>{t('pix.noImages')}</span>
  const there = named.filter((name) => counts[name] > 0)
  return (
    <span className={classes.counts}>
      <span>{t('pix.counts.images', { count: counts.registered })}</span>
      {there.map((name) => (
        <span key={name} data-kind={name}>
          {t(`pix.counts.${name}`, { count: counts[name] })}
        </span>
      ))}
    </span>
  )
}
