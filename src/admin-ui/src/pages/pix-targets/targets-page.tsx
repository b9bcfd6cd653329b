import { useTranslation } from 'react-i18next'
import { PageFrame } from '../../parts/page-frame.tsx'

export function TargetsPage() {
  const { t } = useTranslation()
  return <PageFrame title={t('pixTargets.title')}>{null}</PageFrame>
}
