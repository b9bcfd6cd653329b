import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { findingsQuery, pixImageQuery, type WholeImage } from '../../api/pix-image.ts'
import { LeaveGuard } from '../../parts/leave-guard.tsx'
import { PageFrame } from '../../parts/page-frame.tsx'
import { Problem } from '../../parts/problem.tsx'
import { CaptionsCard } from './captions-card.tsx'
import { EditsCard } from './edits-card.tsx'
import classes from './image-page.module.css'
import { ObjectsCard } from './objects-card.tsx'
import { PictureDesk } from './picture-desk.tsx'
import { PrivacyCard } from './privacy-card.tsx'
import { RoomCard } from './room-card.tsx'
import { StateCard } from './state-card.tsx'
import { useDesk } from './use-desk.ts'

/** One final image: what was found in it, what is done with it, and what can be taken out of it. */
export function ImagePage() {
  const { t } = useTranslation()
  const { jobId, imageId } = useParams({ from: '/signed-in/shell/admin/pix/jobs/$jobId/images/$imageId' })
  const { data: image } = useQuery(pixImageQuery(imageId))
  return (
    <PageFrame
      title={image?.filename ?? t('pixImage.title')}
      actions={
        <Link to="/admin/pix/jobs/$jobId" params={{ jobId }} className={classes.back}>
          <ArrowLeft size={16} aria-hidden />
          {t('pixImage.back')}
        </Link>
      }
    >
      {image ? <Loaded key={image.image_id} image={image} /> : <Skeleton height="60vh" radius="lg" aria-busy />}
    </PageFrame>
  )
}

function Loaded({ image }: { image: WholeImage }) {
  const { data: findings, error } = useQuery(findingsQuery(image.image_id))
  const desk = useDesk(image, findings)
  return (
    <div className={classes.columns}>
      <LeaveGuard
        own={`/admin/pix/jobs/${image.job_id}/images/${image.image_id}`}
        isDirty={desk.mask.shapes.length > 0}
        onDiscard={desk.mask.clear}
      />
      <div className={classes.main}>
        <PictureDesk image={image} desk={desk} />
        <Problem error={error} />
        {findings && <ObjectsCard image={image} findings={findings} desk={desk} />}
        <CaptionsCard image={image} />
      </div>
      <div className={classes.side}>
        <StateCard image={image} findings={findings} />
        {findings ? (
          <PrivacyCard image={image} findings={findings} />
        ) : (
          !error && <Skeleton height={180} radius={14} aria-busy />
        )}
        <RoomCard image={image} />
        <EditsCard image={image} desk={desk} />
      </div>
    </div>
  )
}
