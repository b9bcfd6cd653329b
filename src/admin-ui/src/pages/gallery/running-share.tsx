import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { QrCode, Square } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import { minutesLeft, type Share, sharesQuery, stopShare } from '../../api/shares.ts'
import { AskOnce } from '../../parts/ask-once.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { useServerNow } from '../../parts/use-server-now.ts'
import { useFormats } from '../../words/formats.ts'
import classes from './running-share.module.css'

interface RunningShareProps {
  share: Share
  slots: readonly Slot[]
  onShow(): void
}

export function RunningShare({ share, slots, onShow }: RunningShareProps) {
  const { t } = useTranslation()
  const { minutes, time, list } = useFormats()
  const now = useServerNow(10_000)
  const queryClient = useQueryClient()
  const stop = useMutation({
    mutationFn: () => stopShare(share.id),
    onSettled: () => queryClient.invalidateQueries({ queryKey: sharesQuery.queryKey }),
  })
  const names = share.slots.map((id) => slots.find((slot) => slot.id === id)?.settings.name ?? id)
  const isAll = slots.length > 1 && share.slots.length >= slots.filter(({ settings }) => settings.enabled).length
  return (
    <div className={classes.share}>
      <div className={classes.words}>
        <Text fw={600}>{share.title}</Text>
        <Text size="sm" c="dimmed">
          {t('gallery.shareEnds', { left: minutes(minutesLeft(share, now)), time: time(share.ends_at) })}
          {' · '}
          {isAll ? t('gallery.allSlots') : list(names)}
        </Text>
      </div>
      <div className={classes.actions}>
        <Button size="sm" leftSection={<QrCode size={17} aria-hidden />} onClick={onShow}>
          {t('gallery.showCode')}
        </Button>
        <CopyButton text={share.page_url} />
        <AskOnce
          label={t('gallery.stop')}
          question={t('gallery.stopQuestion')}
          confirm={t('gallery.stopYes')}
          icon={<Square size={15} aria-hidden />}
          isPending={stop.isPending}
          error={stop.error}
          onConfirm={() => stop.mutate()}
        />
      </div>
    </div>
  )
}
