import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { captionsFile, galleryExposeQuery, galleryZip } from '../../api/pix-gallery.ts'
import { Section } from '../../parts/section.tsx'
import classes from './gallery-page.module.css'

/** The same files as customers get, also of a draft. */
export function Downloads({ jobId, revision }: { jobId: string; revision: number }) {
  const { t } = useTranslation()
  const { data: expose } = useQuery(galleryExposeQuery(jobId, revision))
  return (
    <Section title={t('pixGallery.downloads')}>
      <ul className={classes.files}>
        <li>
          <a href={galleryZip(jobId)} download>
            {t('pixGallery.zip')}
          </a>
        </li>
        {expose?.available_locales.flatMap((locale) =>
          (['txt', 'json'] as const).map((kind) => (
            <li key={`${locale} ${kind}`}>
              <a href={captionsFile(jobId, kind, locale)} download={`captions-${locale}.${kind}`}>
                {t('pixGallery.captionsIn', { language: t(`pix.locales.${locale}`), kind })}
              </a>
            </li>
          )),
        )}
      </ul>
    </Section>
  )
}
