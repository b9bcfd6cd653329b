import { Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { WholeImage } from '../../api/pix-image.ts'
import { captionsQuery } from '../../api/pix-texts.ts'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import classes from './captions-card.module.css'

/** Its texts, as they stand; they are written on the page of its job. */
export function CaptionsCard({ image }: { image: WholeImage }) {
  const { t } = useTranslation()
  const { data: captions, error } = useQuery(captionsQuery(image.image_id))
  return (
    <Section
      title={t('pixImage.captions')}
      actions={
        <Link
          to="/admin/pix/jobs/$jobId"
          params={{ jobId: image.job_id }}
          search={{ tab: 'captions' }}
          className={classes.way}
        >
          {t('pixImage.writeCaptions')}
        </Link>
      }
    >
      <Problem error={error} />
      {captions === undefined && !error && <Skeleton height={60} aria-busy />}
      {captions?.length === 0 && <Text c="dimmed">{t('pixImage.noCaptions')}</Text>}
      <dl className={classes.captions}>
        {captions?.map(({ locale, source, short, long, alt_text: alt }) => (
          <div key={locale}>
            <dt>
              {t(`pix.locales.${locale}`)} · {t(`pixImage.sources.${source}`)}
            </dt>
            <dd lang={locale}>{short}</dd>
            {long !== short && long !== '' && <dd lang={locale}>{long}</dd>}
            {alt !== short && alt !== '' && (
              <dd lang={locale} className={classes.alt}>
                {alt}
              </dd>
            )}
          </div>
        ))}
      </dl>
    </Section>
  )
}
