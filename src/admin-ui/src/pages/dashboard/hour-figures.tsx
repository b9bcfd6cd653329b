import { useTranslation } from 'react-i18next'
import type { Statistics } from '../../api/statistics.ts'
import { useFormats } from '../../words/formats.ts'
import classes from './hour-figures.module.css'

/** The last hour of the whole gateway in one line; keeps its place while it is loaded. */
export function HourFigures({ figures }: { figures: Statistics['whole'] | undefined }) {
  const { t } = useTranslation()
  const { share, usd } = useFormats()
  return (
    <p className={classes.line}>
      {figures && (
        <>
          <span>{t('dashboard.lastHour')}</span>
          <b>{figures.jobs === 0 ? t('dashboard.noPhotos') : t('dashboard.photos', { count: figures.jobs })}</b>
          {figures.success_rate !== null && <b>{t('dashboard.success', { rate: share(figures.success_rate) })}</b>}
          {figures.in_flight > 0 && <b>{t('dashboard.making', { count: figures.in_flight })}</b>}
          {figures.cost_usd > 0 && <b>{usd(figures.cost_usd)}</b>}
        </>
      )}
    </p>
  )
}
