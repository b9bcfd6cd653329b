import { useTranslation } from 'react-i18next'
import { PageFrame } from '../../parts/page-frame.tsx'

export function GalleryPage() {
  const { t } = useTranslation()
  return <PageFrame title={t('pixGallery.title')}>{null}</PageFrame>
}
