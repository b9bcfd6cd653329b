import { Modal, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import { type Share, sharesQuery } from '../../api/shares.ts'
import { useFocusBack } from '../../parts/use-focus-back.ts'
import { NewShare } from './new-share.tsx'
import { RunningShare } from './running-share.tsx'
import { ShareCode } from './share-code.tsx'
import classes from './share-dialog.module.css'

interface ShareDialogProps {
  slots: readonly Slot[]
  /** The slot that the gallery shows, when it shows one. */
  chosen: string | undefined
  onClose(): void
}

/** New pictures shown to guests for a while: a new share, and those that are running. */
export function ShareDialog({ slots, chosen, onClose }: ShareDialogProps) {
  const { t } = useTranslation()
  useFocusBack()
  const isPhone = useMediaQuery('(max-width: 48em)') ?? false
  const { data: shares } = useQuery(sharesQuery)
  const [shown, setShown] = useState<Share | null>(null)
  const running = shares?.filter(({ is_live: isLive }) => isLive) ?? []
  return (
    <Modal
      opened
      onClose={shown ? () => setShown(null) : onClose}
      size={620}
      fullScreen={isPhone || shown !== null}
      title={shown ? shown.title : t('gallery.shareTitle')}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      {shown ? (
        <ShareCode share={shares?.find(({ id }) => id === shown.id) ?? shown} />
      ) : (
        <div className={classes.parts}>
          <NewShare slots={slots} chosen={chosen} onMade={setShown} />
          {running.length > 0 && (
            <section className={classes.running} aria-labelledby="running-shares">
              <Title order={3} id="running-shares">
                {t('gallery.running')}
              </Title>
              <ul>
                {running.map((share) => (
                  <li key={share.id}>
                    <RunningShare share={share} slots={slots} onShow={() => setShown(share)} />
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      )}
    </Modal>
  )
}
