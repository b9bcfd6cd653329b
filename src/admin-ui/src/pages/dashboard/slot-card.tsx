import { ActionIcon, Button, Skeleton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { MonitorPlay } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { SlotOverview } from '../../api/overview.ts'
import { boothAddress } from '../../parts/booth-address.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import classes from './slot-card.module.css'
import { SlotPicture } from './slot-picture.tsx'
import { StateSign } from './state-sign.tsx'
import { SuccessLine } from './success-line.tsx'

interface SlotCardProps {
  slot: SlotOverview
  mayOperate: boolean
  onConnect(): void
}

/** One slot: its last picture, how it is, and how a booth reaches it. */
export function SlotCard({ slot, mayOperate, onConnect }: SlotCardProps) {
  const { t } = useTranslation()
  const { id, name, ingest_path: path } = slot
  return (
    <article className={classes.card} aria-labelledby={`${id}-name`}>
      <SlotPicture name={name} picture={slot.last_result} isOff={slot.state === 'off'} />
      <div className={classes.body}>
        <div className={classes.head}>
          <h2 id={`${id}-name`} className={classes.name}>
            <Link to="/admin/slots/$slotId" params={{ slotId: id }}>
              {name}
            </Link>
          </h2>
          <StateSign slot={slot} />
        </div>
        <div className={classes.figures}>
          <SuccessLine slot={slot} />
        </div>
        <div className={classes.actions}>
          <code className={classes.path}>{path}</code>
          <CopyButton text={boothAddress(slot)} />
          {mayOperate && (
            <ActionIcon
              component={Link}
              to={`/operate/${id}`}
              variant="subtle"
              aria-label={`${t('shell.operatorView')}: ${name}`}
              title={t('shell.operatorView')}
            >
              <MonitorPlay size={17} aria-hidden />
            </ActionIcon>
          )}
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
