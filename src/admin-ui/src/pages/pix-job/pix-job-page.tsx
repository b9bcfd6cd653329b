import { useTranslation } from 'react-i18next'
import { PageFrame } from '../../parts/page-frame.tsx'

export function PixJobPage() {
  const { t } = useTranslation()
  return <PageFrame title={t('pixJob.title')}>{null}</PageFrame>
}
