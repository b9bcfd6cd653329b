import { Modal, Text, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import { boothAddress, isOnlyThisMachine } from '../../parts/booth-address.ts'
import { Caution } from '../../parts/caution.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { QrCode } from '../../parts/qr-code.tsx'
import classes from './connect-booth.module.css'
import { RemoteProDialog } from './remote-pro-dialog.tsx'

/** How a booth sends its photos to a slot; null: closed. */
export function ConnectBooth({ slot, onClose }: { slot: Slot | null; onClose(): void }) {
  const { t } = useTranslation()
  const isPhone = useMediaQuery('(max-width: 48em)') ?? false
  return (
    <Modal
      opened={slot !== null}
      onClose={onClose}
      size={760}
      fullScreen={isPhone}
      title={slot && t('dashboard.connectTo', { slot: slot.settings.name })}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      {slot && <Ways slot={slot} />}
    </Modal>
  )
}

function Ways({ slot }: { slot: Slot }) {
  const { t } = useTranslation()
  const address = boothAddress(slot)
  return (
    <div className={classes.ways}>
      <div className={classes.address}>
        <div>
          <Text fw={600}>{t('dashboard.address')}</Text>
          <div className={classes.link}>
            <code>{address}</code>
            <CopyButton text={address} />
          </div>
          <Text size="sm" c="dimmed">
            {t('dashboard.addressHelp')}
          </Text>
        </div>
        <div className={classes.qr}>
          <QrCode text={address} label={t('dashboard.qr')} />
        </div>
      </div>
      {isOnlyThisMachine() && <Caution>{t('dashboard.localWarning')}</Caution>}
      <div>
        <Title order={3} mb={4}>
          {t('dashboard.dialogTitle')}
        </Title>
        <Text size="sm" c="dimmed" mb="sm" lang="en">
          {t('dashboard.dialogPath')}
        </Text>
        <RemoteProDialog slot={slot} address={address} />
      </div>
    </div>
  )
}
