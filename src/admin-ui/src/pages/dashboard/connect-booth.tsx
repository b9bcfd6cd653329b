import { Modal, Skeleton, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { SlotOverview } from '../../api/overview.ts'
import { slotsQuery } from '../../api/slots.ts'
import { boothAddress, isOnlyThisMachine } from '../../parts/booth-address.ts'
import { Caution } from '../../parts/caution.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { QrCode } from '../../parts/qr-code.tsx'
import { useDialog } from '../../parts/use-dialog.ts'
import classes from './connect-booth.module.css'
import { RemoteProDialog } from './remote-pro-dialog.tsx'

/** How a booth sends its photos to a slot; null: closed. */
export function ConnectBooth({ slot, onClose }: { slot: SlotOverview | null; onClose(): void }) {
  const { t } = useTranslation()
  const dialog = useDialog(slot !== null)
  return (
    <Modal {...dialog} onClose={onClose} size={760} title={slot && t('dashboard.connectTo', { slot: slot.name })}>
      {slot && <Ways slot={slot} />}
    </Modal>
  )
}

function Ways({ slot }: { slot: SlotOverview }) {
  const { t } = useTranslation()
  const { data: slots } = useQuery(slotsQuery)
  const whole = slots?.find(({ id }) => id === slot.id)
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
        {whole ? <RemoteProDialog slot={whole} address={address} /> : <Skeleton height={360} />}
      </div>
    </div>
  )
}
