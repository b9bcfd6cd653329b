import { ActionIcon, Modal } from '@mantine/core'
import { useWindowEvent } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import { type Job, jobQuery, resultOf } from '../../api/jobs.ts'
import { type Me, mayActAs } from '../../api/me.ts'
import { ratioOf } from '../../api/pictures.ts'
import { serverNow } from '../../api/server-time.ts'
import { PersistentImage } from '../../parts/persistent-image.tsx'
import { useFocusBack } from '../../parts/use-focus-back.ts'
import { useFormats } from '../../words/formats.ts'
import { BeforeAfter } from './before-after.tsx'
import classes from './picture-viewer.module.css'
import { ViewerSide } from './viewer-side.tsx'

interface PictureViewerProps {
  jobId: string
  /** Those beside it, for the way on. */
  pictures: readonly Job[]
  slots: readonly Slot[]
  me: Me
  onOpen(jobId: string): void
  onClose(): void
}

/** One picture, large, and all that can be done with it. */
export function PictureViewer({ jobId, pictures, slots, me, onOpen, onClose }: PictureViewerProps) {
  const { t } = useTranslation()
  useFocusBack()
  const { moment } = useFormats()
  const { data: found } = useQuery(jobQuery(jobId))
  const [isComparing, setComparing] = useState(false)
  const at = pictures.findIndex((each) => each.job_id === jobId)
  const job = found && 'input' in found ? found : pictures[at]
  const slotName = slots.find(({ id }) => id === job?.slot)?.settings.name ?? job?.slot ?? ''
  const title = t('gallery.picture', { slot: slotName, when: moment(job?.received_at ?? serverNow()) })
  const hasPhoto = found !== undefined && 'input' in found && found.has_photo && mayActAs(me.role, 'operator')
  const go = (step: number) => {
    const next = at < 0 ? undefined : pictures[at + step]
    if (next) onOpen(next.job_id)
  }
  // Wherever the focus is: what had it may have gone with the last picture.
  useWindowEvent('keydown', ({ key, target }) => {
    if (target instanceof HTMLInputElement) return
    if (key === 'ArrowRight') go(1)
    if (key === 'ArrowLeft') go(-1)
  })
  return (
    <Modal
      opened
      fullScreen
      onClose={onClose}
      title={job && title}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
      classNames={{ content: classes.content ?? '', body: classes.body ?? '' }}
    >
      <div className={classes.stage} style={{ '--ratio': job ? ratioOf(job) : 1.5 } as React.CSSProperties}>
        {isComparing && hasPhoto ? (
          <BeforeAfter key={jobId} jobId={jobId} alt={title} />
        ) : (
          <PersistentImage key={jobId} className={classes.picture} src={resultOf(jobId)} alt={title} />
        )}
        {at > 0 && (
          <ActionIcon
            className={classes.back ?? ''}
            size={48}
            variant="default"
            radius="xl"
            aria-label={t('gallery.newer')}
            onClick={() => go(-1)}
          >
            <ChevronLeft aria-hidden />
          </ActionIcon>
        )}
        {at >= 0 && at < pictures.length - 1 && (
          <ActionIcon
            className={classes.on ?? ''}
            size={48}
            variant="default"
            radius="xl"
            aria-label={t('gallery.older')}
            onClick={() => go(1)}
          >
            <ChevronRight aria-hidden />
          </ActionIcon>
        )}
      </div>
      {job && (
        <ViewerSide
          key={jobId}
          {...{ job, me, hasPhoto, isComparing }}
          onCompare={() => setComparing(!isComparing)}
          onDeleted={onClose}
        />
      )}
    </Modal>
  )
}
