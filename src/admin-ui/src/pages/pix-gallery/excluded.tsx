import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { excludedQuery } from '../../api/pix-gallery.ts'
import { thumbOf } from '../../api/pix-images.ts'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { ToldImage } from '../../parts/told-image.tsx'
import classes from './draft.module.css'

/** What customers do not see, and who has said so. */
export function Excluded({ jobId }: { jobId: string }) {
  const { t } = useTranslation()
  const { data: images, error } = useQuery(excludedQuery(jobId))
  if (error) return <Problem error={error} />
  if (!images || images.length === 0) return null
  return (
    <Section title={t('pixGallery.excluded')} text={t('pixGallery.excludedText')}>
      <ul className={classes.excluded}>
        {images.map((image) => (
          <li key={image.image_id}>
            <Link
              to="/admin/pix/jobs/$jobId/images/$imageId"
              params={{ jobId, imageId: image.image_id }}
              className={classes.image}
            >
              {image.ready_for_vision && <ToldImage isSmall src={thumbOf(image)} alt="" loading="lazy" />}
              <span className={classes.caption}>{image.filename}</span>
              <span className={classes.long}>
                {image.excluded_by === 'final_input' ? t('pixGallery.excludedByFile') : image.excluded_by}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}
