import { useTranslation } from 'react-i18next'
import { photoOf, resultOf } from '../../api/jobs.ts'
import { CompareSlider } from '../../parts/compare-slider.tsx'

/** The photo under its picture, with a line to be drawn between them. */
export function BeforeAfter({ jobId, alt }: { jobId: string; alt: string }) {
  const { t } = useTranslation()
  return (
    <CompareSlider before={{ src: photoOf(jobId), alt: t('gallery.photo') }} after={{ src: resultOf(jobId), alt }} />
  )
}
