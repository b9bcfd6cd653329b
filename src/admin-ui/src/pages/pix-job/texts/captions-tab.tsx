import { Button, Skeleton, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { pixImagesQuery } from '../../../api/pix-images.ts'
import { EmptyNote } from '../../../parts/empty-note.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { CaptionRow } from './caption-row.tsx'
import classes from './texts.module.css'
import type { Drafts } from './use-drafts.ts'

const imagesPerPage = 20

/** The texts of all images, to be worked through one after another. */
export function CaptionsTab({ jobId, drafts }: { jobId: string; drafts: Drafts }) {
  const { t } = useTranslation()
  const found = useInfiniteQuery(pixImagesQuery(jobId, undefined, imagesPerPage))
  const images = found.data?.pages.flatMap((page) => page.images)
  if (!images) return found.error ? <Problem error={found.error} /> : <Skeleton height={420} radius={14} aria-busy />
  if (images.length === 0) return <EmptyNote title={t('pixJob.noImagesTitle')} text={t('pixJob.noImagesText')} />
  return (
    <>
      <Text c="dimmed" mb="md" maw={720}>
        {t('pixJob.write.captionsHelp')}
      </Text>
      <table className={classes.table} aria-label={t('pixJob.tabs.captions')}>
        <thead>
          <tr>
            <th scope="col">{t('pixJob.write.image')}</th>
            <th scope="col">{t('pix.locales.de')}</th>
            <th scope="col">{t('pix.locales.en')}</th>
          </tr>
        </thead>
        <tbody>
          {images.map((image) => (
            <CaptionRow key={image.image_id} image={image} drafts={drafts} />
          ))}
        </tbody>
      </table>
      {found.hasNextPage && (
        <div className={classes.end}>
          <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t('pixJob.more')}
          </Button>
        </div>
      )}
    </>
  )
}
