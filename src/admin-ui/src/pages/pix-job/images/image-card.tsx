import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ImageOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import {
  excludeImage,
  includeImage,
  type PixImage,
  type RoomType,
  retryImage,
  setRoom,
  thumbOf,
} from '../../../api/pix-images.ts'
import { useKnownWords } from '../../../parts/known-words.ts'
import { Problem } from '../../../parts/problem.tsx'
import { ToldImage } from '../../../parts/told-image.tsx'
import { isRoomType, roomTypes } from '../room-types.ts'
import classes from './image-card.module.css'

interface ImageCardProps {
  image: PixImage
  mayChange: boolean
}

/** One final image: what it shows, how far it is, and what may be done about it. */
export function ImageCard({ image, mayChange }: ImageCardProps) {
  const { t } = useTranslation()
  const knownWords = useKnownWords('remarks.reason')
  const act = useImageAction(image)
  const { filename, status, room_type: room, error_code: code, excluded_at: excludedAt } = image
  const params = { jobId: image.job_id, imageId: image.image_id }
  const roomLabel = room !== null && isRoomType(room) ? t(`pix.rooms.${room}`) : (room ?? t('pixJob.noRoom'))
  return (
    <article className={classes.card} data-out={excludedAt !== null || undefined}>
      <Link to="/admin/pix/jobs/$jobId/images/$imageId" params={params} className={classes.room}>
        <span className="only-heard">{t('pixJob.open', { name: filename })}</span>
        <Thumb image={image} />
      </Link>
      <div className={classes.body}>
        <div className={classes.line}>
          <span className={classes.name} title={filename}>
            {filename}
          </span>
          <span className={classes.sign} data-status={status}>
            {t(`pix.imageStates.${status}`)}
          </span>
        </div>
        {mayChange ? (
          <NativeSelect
            size="xs"
            aria-label={t('pixJob.room', { name: filename })}
            value={room ?? ''}
            disabled={act.isPending}
            onChange={({ currentTarget }) => act.mutate({ do: 'room', room: currentTarget.value as RoomType })}
            data={[
              ...(room === null ? [{ value: '', label: roomLabel, disabled: true }] : []),
              ...roomTypes.map((value) => ({ value, label: t(`pix.rooms.${value}`) })),
            ]}
          />
        ) : (
          <span>{roomLabel}</span>
        )}
        <Flags image={image} />
        {status === 'error' && <p className={classes.error}>{code === null ? null : knownWords(code)}</p>}
        <Problem error={act.error} />
        {mayChange && (
          <div className={classes.actions}>
            {status === 'error' && image.ready_for_vision && <Act name="retry" image={image} act={act} />}
            <Act name={excludedAt === null ? 'exclude' : 'include'} image={image} act={act} />
          </div>
        )}
      </div>
    </article>
  )
}

type Wish = { do: 'exclude' | 'include' | 'retry' } | { do: 'room'; room: RoomType }

const acts = { exclude: excludeImage, include: includeImage, retry: retryImage }

function useImageAction({ image_id: id, job_id: jobId }: PixImage) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (wish: Wish) => (wish.do === 'room' ? setRoom(id, wish.room) : acts[wish.do](id)),
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['pix', 'images', jobId] }),
        queryClient.invalidateQueries({ queryKey: ['pix', 'job', jobId] }),
      ]),
  })
}

interface ActProps {
  name: 'exclude' | 'include' | 'retry'
  image: PixImage
  act: ReturnType<typeof useImageAction>
}

function Act({ name, image, act }: ActProps) {
  const { t } = useTranslation()
  const action = t(`pixJob.${name}`)
  return (
    <Button
      size="compact-sm"
      variant={name === 'retry' ? 'filled' : 'default'}
      aria-label={t('pixJob.actionOn', { action, name: image.filename })}
      loading={act.isPending && act.variables.do === name}
      disabled={act.isPending}
      onClick={() => act.mutate({ do: name })}
    >
      {action}
    </Button>
  )
}

function Thumb({ image }: { image: PixImage }) {
  const { t } = useTranslation()
  if (!image.ready_for_vision)
    return (
      <span className={classes.missing}>
        <ImageOff size={26} strokeWidth={1.4} aria-hidden />
        {t('pixJob.noPicture')}
      </span>
    )
  return <ToldImage key={image.revision} className={classes.picture} src={thumbOf(image)} alt="" loading="lazy" />
}

/** What else is to be known of it; what is as it should be is said quietly. */
function Flags({ image }: { image: PixImage }) {
  const { t } = useTranslation()
  const privacy = image.privacy_status
  return (
    <ul className={classes.flags}>
      {image.excluded_at !== null && (
        <li data-kind="slow">{t(image.excluded_by === 'final_input' ? 'pixJob.fileGone' : 'pixJob.isOut')}</li>
      )}
      <li data-kind={privacy === 'flagged' ? 'slow' : undefined}>{t(`pix.privacy.${privacy}`)}</li>
      {image.vision_done && <li>{t('pixJob.seen')}</li>}
      {image.gpt_done && <li>{t('pixJob.written')}</li>}
      {image.has_edits && <li>{t('pixJob.edited')}</li>}
    </ul>
  )
}
