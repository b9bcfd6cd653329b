import { ActionIcon, NativeSelect } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { LogOut, Maximize } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import { useServerNow } from '../../parts/use-server-now.ts'
import { useFormats } from '../../words/formats.ts'
import classes from './view-head.module.css'

/** What is older has not been confirmed for a while: the network is slow, though it may not be gone. */
const freshMilliseconds = 25_000

interface ViewHeadProps {
  slot: Slot
  slots: readonly Slot[]
  /** By this device's clock; 0: never. */
  seenAt: number
}

/** Whose pictures these are, the way to another slot's, and how fresh they are. */
export function ViewHead({ slot, slots, seenAt }: ViewHeadProps) {
  const { t } = useTranslation()
  const { time } = useFormats()
  const navigate = useNavigate()
  useServerNow(5000)
  const isFresh = seenAt === 0 || Date.now() - seenAt < freshMilliseconds
  return (
    <header className={classes.head}>
      <NativeSelect
        className={classes.slot ?? ''}
        aria-label={t('operate.slot')}
        size="md"
        value={slot.id}
        onChange={({ currentTarget }) => void navigate({ to: '/operate/$slot', params: { slot: currentTarget.value } })}
        data={slots.map(({ id, settings }) => ({ value: id, label: settings.name }))}
      />
      {document.fullscreenEnabled && (
        <ActionIcon
          size={44}
          variant="subtle"
          color="gray"
          aria-label={t('operate.fullScreen')}
          onClick={() =>
            void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen())
          }
        >
          <Maximize size={18} aria-hidden />
        </ActionIcon>
      )}
      <ActionIcon
        component={Link}
        to="/admin"
        size={44}
        variant="subtle"
        color="gray"
        aria-label={t('shell.toDashboard')}
      >
        <LogOut size={18} aria-hidden />
      </ActionIcon>
      <p className={classes.fresh} role="status">
        {!isFresh && t('operate.asOf', { time: time(seenAt) })}
      </p>
    </header>
  )
}
