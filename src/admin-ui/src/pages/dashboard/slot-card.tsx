import { Button, Skeleton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import type { Job } from '../../api/jobs.ts'
import type { SlotFigures } from '../../api/statistics.ts'
import { boothAddress } from '../../parts/booth-address.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import classes from './slot-card.module.css'
import { SlotPicture } from './slot-picture.tsx'
import { StateSign } from './state-sign.tsx'
import { SuccessLine } from './success-line.tsx'

interface SlotCardProps {
  slot: Slot
  figures: SlotFigures | undefined
  areFiguresKnown: boolean
  /** Undefined: not known yet; null: none. */
  picture: Job | null | undefined
  onConnect(): void
}

/** One slot: its last picture, how it is, and how a booth reaches it. */
export function SlotCard({ slot, figures, areFiguresKnown, picture, onConnect }: SlotCardProps) {
  const { t } = useTranslation()
  const { name } = slot.settings
  return (
    <article className={classes.card} aria-labelledby={`${slot.id}-name`}>
      <SlotPicture name={name} picture={picture} isOff={!slot.settings.enabled} />
      <div className={classes.body}>
        <div className={classes.head}>
          <h2 id={`${slot.id}-name`} className={classes.name}>
            <Link to="/admin/slots/$slotId" params={{ slotId: slot.id }}>
              {name}
            </Link>
          </h2>
          <StateSign slot={slot} figures={figures} />
        </div>
        <div className={classes.figures}>{areFiguresKnown && <SuccessLine figures={figures} />}</div>
        <div className={classes.actions}>
          <code className={classes.path}>{slot.ingest_path}</code>
          <CopyButton text={boothAddress(slot)} />
          <Button
            size="compact-sm"
            variant="default"
            onClick={onConnect}
            aria-label={t('dashboard.connectTo', { slot: name })}
          >
            {t('dashboard.connect')}
          </Button>
        </div>
      </div>
    </article>
  )
}

export function SlotCardSkeleton() {
  return (
    <div className={classes.card} aria-hidden>
      <Skeleton className={classes.pictureSize} radius={0} />
      <div className={classes.body}>
        <Skeleton height={24} width="55%" />
        <Skeleton height={22} width="70%" />
        <Skeleton height={28} />
      </div>
    </div>
  )
}
