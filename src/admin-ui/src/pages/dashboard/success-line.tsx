import { useTranslation } from 'react-i18next'
import type { SlotFigures } from '../../api/statistics.ts'
import { useFormats } from '../../words/formats.ts'

/** The last hour of one slot. */
export function SuccessLine({ figures }: { figures: SlotFigures | undefined }) {
  const { t } = useTranslation()
  const { share } = useFormats()
  if (!figures || figures.jobs === 0) return <>{t('dashboard.noPhotos')}</>
  const parts = [
    t('dashboard.photos', { count: figures.jobs }),
    figures.success_rate === null ? null : t('dashboard.success', { rate: share(figures.success_rate) }),
    figures.in_flight > 0 ? t('dashboard.making', { count: figures.in_flight }) : null,
  ]
  return <>{parts.filter((part) => part !== null).join(' · ')}</>
}
