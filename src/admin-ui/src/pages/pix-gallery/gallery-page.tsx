import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type GalleryState, galleryStateQuery } from '../../api/pix-gallery.ts'
import { type PixJob, pixJobQuery } from '../../api/pix-jobs.ts'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { PageFrame } from '../../parts/page-frame.tsx'
import { Downloads } from './downloads.tsx'
import { Draft } from './draft.tsx'
import { Excluded } from './excluded.tsx'
import classes from './gallery-page.module.css'
import { Handover } from './handover.tsx'
import { LinkCard } from './link-card.tsx'
import { Mails } from './mails.tsx'
import { ReleaseCard } from './release-card.tsx'

/** What a customer sees of a job, and who decides that: the draft, the release, and what leaves. */
export function GalleryPage() {
  const { t } = useTranslation()
  const { jobId } = useParams({ from: '/signed-in/shell/admin/pix/jobs/$jobId/gallery' })
  const { data: state } = useQuery(galleryStateQuery(jobId))
  const { data: job } = useQuery(pixJobQuery(jobId))
  const name = job && (job.property_label || job.job_number)
  return (
    <PageFrame
      title={name === undefined ? t('pixGallery.title') : t('pixGallery.titleOf', { name })}
      actions={
        <Link to="/admin/pix/jobs/$jobId" params={{ jobId }} className={classes.back}>
          <ArrowLeft size={16} aria-hidden />
          {t('pixGallery.back')}
        </Link>
      }
    >
      {state && job ? <Loaded job={job} state={state} /> : <Skeleton height="60vh" radius="lg" aria-busy />}
    </PageFrame>
  )
}

function Loaded({ job, state }: { job: PixJob; state: GalleryState }) {
  const { t } = useTranslation()
  const isThere = state.status === 'draft_ready'
  return (
    <div className={classes.columns}>
      <div className={classes.main}>
        {isThere ? (
          <Draft jobId={job.id} revision={state.revision} />
        ) : (
          <EmptyNote title={t('pixGallery.noneTitle')} text={t('pixGallery.noneText')} />
        )}
        <Excluded jobId={job.id} />
      </div>
      <div className={classes.side}>
        <ReleaseCard job={job} state={state} />
        <LinkCard jobId={job.id} state={state} />
        <Mails jobId={job.id} />
        {isThere && <Downloads jobId={job.id} revision={state.revision} />}
        <Handover jobId={job.id} isReleased={state.visibility === 'customer'} />
      </div>
    </div>
  )
}
