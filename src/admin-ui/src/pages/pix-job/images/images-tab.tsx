import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { pixImagesQuery } from '../../../api/pix-images.ts'
import type { WholePixJob } from '../../../api/pix-jobs.ts'
import { type ImageState, imageStates } from '../../../api/pix-states.ts'
import { EmptyNote } from '../../../parts/empty-note.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { useMay } from '../../../parts/use-may.ts'
import { useFormats } from '../../../words/formats.ts'
import { ImageCard } from './image-card.tsx'
import classes from './images-tab.module.css'
import { UploadImages } from './upload-images.tsx'
import type { Uploads } from './use-uploads.ts'

const skeletons = ['one', 'two', 'three', 'four', 'five', 'six']

interface ImagesTabProps {
  job: WholePixJob
  state: ImageState | undefined
  uploads: Uploads
  onState(state: ImageState | undefined): void
}

/** The final images of a job, and how far each of them is. */
export function ImagesTab({ job, state, uploads, onState }: ImagesTabProps) {
  const mayChange = useMay('operator')
  return (
    <>
      {mayChange && job.status === 'open' && <UploadImages shoots={job.shoots} uploads={uploads} />}
      {job.images.registered > 0 && <StateFilter counts={job.images} state={state} onState={onState} />}
      <ImageGrid job={job} state={state} mayChange={mayChange} />
    </>
  )
}

type Counts = WholePixJob['images']

/** Of waiting and being made only the sum is known. */
const countOf = (counts: Counts, state: ImageState) =>
  state === 'pending_processing' || state === 'processing' ? undefined : counts[state]

interface StateFilterProps {
  counts: Counts
  state: ImageState | undefined
  onState(state: ImageState | undefined): void
}

function StateFilter({ counts, state, onState }: StateFilterProps) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const choice = (value: ImageState | undefined, label: string, count: number | undefined) => (
    <Button
      key={label}
      size="xs"
      radius="xl"
      variant={value === state ? 'filled' : 'default'}
      aria-pressed={value === state}
      onClick={() => onState(value)}
    >
      {count === undefined ? label : `${label} ${number(count)}`}
    </Button>
  )
  return (
    <fieldset className={classes.filter}>
      <legend className="only-heard">{t('pixJob.filter')}</legend>
      {choice(undefined, t('pixJob.allImages'), counts.registered)}
      {imageStates.map((each) => choice(each, t(`pix.imageStates.${each}`), countOf(counts, each)))}
    </fieldset>
  )
}

interface ImageGridProps {
  job: WholePixJob
  state: ImageState | undefined
  mayChange: boolean
}

function ImageGrid({ job, state, mayChange }: ImageGridProps) {
  const { t } = useTranslation()
  const found = useInfiniteQuery(pixImagesQuery(job.id, state))
  useChangesOf(job)
  const images = found.data?.pages.flatMap((page) => page.images)
  if (!images && found.error) return <Problem error={found.error} />
  if (images?.length === 0) {
    if (state !== undefined) return <p className={classes.none}>{t('pixJob.noneOfThese')}</p>
    return <EmptyNote title={t('pixJob.noImagesTitle')} text={t('pixJob.noImagesText')} />
  }
  return (
    <>
      <ul className={classes.grid} aria-label={t('pixJob.tabs.images')} aria-busy={images === undefined}>
        {images?.map((image) => (
          <li key={image.image_id}>
            <ImageCard image={image} mayChange={mayChange} />
          </li>
        )) ??
          skeletons.map((key) => (
            <li key={key}>
              <Skeleton height={330} radius={14} />
            </li>
          ))}
      </ul>
      {found.hasNextPage && (
        <div className={classes.end}>
          <Problem error={found.isFetchNextPageError ? found.error : null} />
          <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t('pixJob.more')}
          </Button>
        </div>
      )}
    </>
  )
}

/** The images are asked for again when their counts have changed: editors bring some while one looks. */
function useChangesOf({ id, images }: WholePixJob): void {
  const queryClient = useQueryClient()
  const counts = Object.values(images).join(' ')
  const seen = useRef(counts)
  useEffect(() => {
    if (seen.current === counts) return
    seen.current = counts
    void queryClient.invalidateQueries({ queryKey: ['pix', 'images', id] })
  }, [counts, id, queryClient])
}
