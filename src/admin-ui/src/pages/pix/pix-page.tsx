import { useTranslation } from 'react-i18next'
import { PageFrame } from '../../parts/page-frame.tsx'

export function PixPage() {
  const { t } = useTranslation()
  return <PageFrame title={t('pix.title')}>{null}</PageFrame>
}
