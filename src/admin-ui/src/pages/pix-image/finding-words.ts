import { useTranslation } from 'react-i18next'
import type { PrivateFinding } from '../../api/pix-image.ts'
import { useFormats } from '../../words/formats.ts'

/** What was found, and how sure the detector was. */
export function useFindingWords(): (finding: PrivateFinding) => string {
  const { t } = useTranslation()
  const { share } = useFormats()
  return ({ type, subtype, score }) => {
    const what = t(`pixImage.findings.${subtype ?? type}`)
    return score === null ? what : t('pixImage.withScore', { what, score: share(score) })
  }
}
