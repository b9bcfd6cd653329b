import { useTranslation } from 'react-i18next'
import { PageFrame } from '../../parts/page-frame.tsx'

export function ImagePage() {
  const { t } = useTranslation()
  return <PageFrame title={t('pixImage.title')}>{null}</PageFrame>
}
