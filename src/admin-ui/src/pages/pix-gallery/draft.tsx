import { Button, Skeleton, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type GalleryExpose,
  type GalleryImage,
  type GalleryLocale,
  galleryExposeQuery,
  galleryPicture,
} from '../../api/pix-gallery.ts'
import { Problem } from '../../parts/problem.tsx'
import { ToldImage } from '../../parts/told-image.tsx'
import classes from './draft.module.css'

/** As customers see it, or will see it: in their order, with their texts. */
export function Draft({ jobId, revision }: { jobId: string; revision: number }) {
  const { t } = useTranslation()
  const { data: expose, error } = useQuery(galleryExposeQuery(jobId, revision))
  const [wanted, setWanted] = useState<GalleryLocale | null>(null)
  if (error) return <Problem error={error} />
  if (!expose) return <Skeleton height={420} radius={14} aria-busy />
  const locale = wanted ?? expose.locale_default
  return (
    <section className={classes.draft} aria-label={t('pixGallery.asCustomers')}>
      <div className={classes.bar}>
        <Text size="sm" c="dimmed">
          {t('pixGallery.asCustomersText', { count: expose.images.length })}
        </Text>
        {expose.available_locales.length > 1 && (
          <fieldset className={classes.languages} aria-label={t('pixGallery.language')}>
            {expose.available_locales.map((each) => (
              <Button
                key={each}
                size="compact-sm"
                variant={each === locale ? 'filled' : 'default'}
                aria-pressed={each === locale}
                onClick={() => setWanted(each)}
              >
                {t(`pix.locales.${each}`)}
              </Button>
            ))}
          </fieldset>
        )}
      </div>
      <Texts expose={expose} locale={locale} />
      {expose.images.length === 0 && <Text>{t('pixGallery.noImages')}</Text>}
      <ol className={classes.grid} aria-label={t('pixGallery.images')}>
        {expose.images.map((image) => (
          <li key={image.image_id}>
            <DraftImage jobId={jobId} image={image} locale={locale} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function Texts({ expose, locale }: { expose: GalleryExpose; locale: GalleryLocale }) {
  const text = expose.texts[locale] ?? expose.texts[expose.locale_default]
  const lang = expose.texts[locale] ? locale : expose.locale_default
  return (
    <div lang={lang} className={classes.texts}>
      <Title order={2}>{text?.headline || expose.title || expose.job_number}</Title>
      {/* A text from the template is as short as it is long. */}
      {[...new Set([text?.short, text?.description, text?.features, text?.other])].map(
        (part, index) =>
          part && (
            // biome-ignore lint/suspicious/noArrayIndexKey: they stay in their places
            <p key={index}>{part}</p>
          ),
      )}
    </div>
  )
}

function DraftImage({ jobId, image, locale }: { jobId: string; image: GalleryImage; locale: GalleryLocale }) {
  const { t } = useTranslation()
  const { image_id: imageId, filename, caption_short: captions, caption_long: long, alt_text: alts } = image
  return (
    <Link to="/admin/pix/jobs/$jobId/images/$imageId" params={{ jobId, imageId }} className={classes.image}>
      <ToldImage
        src={galleryPicture(jobId, image)}
        alt={alts[locale] ?? filename}
        loading="lazy"
        style={{ aspectRatio: `${image.width} / ${image.height}` }}
      />
      <span className={classes.room}>
        <span lang={locale}>{image.room_label[locale]}</span>
        {image.is_cover && <span className={classes.badge}>{t('pixGallery.cover')}</span>}
      </span>
      <span lang={locale} className={classes.caption}>
        {captions[locale] ?? ''}
      </span>
      {long[locale] && long[locale] !== captions[locale] && (
        <span lang={locale} className={classes.long}>
          {long[locale]}
        </span>
      )}
      <span className={classes.file}>{filename}</span>
    </Link>
  )
}
